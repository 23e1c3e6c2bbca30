"""What a new quote, invoice or mail takes over from its contact."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.queries.reading import get_contact, list_links
from desktop_crm.contacts.rules.drafts import COMPANY
from desktop_crm.values.caller import Caller


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactDefaults:
    """The buyer's side of a new document. Empty texts mean: as the firm's own settings say."""

    id: int
    name: str
    kind: str
    address: Address
    delivery: Address | None
    language: str
    currency: str
    terms_id: int | None
    order_number: str
    buyer_reference: str
    vat_id: str
    tax_number: str
    legal_id: str
    endpoint: tuple[str, str] | None
    mail: str
    phone: str
    attention: str
    customer_number: str
    price_notes: str


def get_defaults(caller: Caller, contact_id: int) -> ContactDefaults:
    """The defaults of one contact, in six queries; NotFound when there is none."""
    draft = get_contact(caller, contact_id).draft
    people = list_links(caller, contact_id) if draft.kind == COMPANY else []
    delivery = next((each.address for each in draft.addresses if each.purpose == "delivery"), None)
    address = draft.address_for("invoice")
    return ContactDefaults(
        id=contact_id,
        name=draft.name,
        kind=draft.kind,
        address=address,
        delivery=delivery,
        language=draft.language,
        currency=draft.currency,
        terms_id=draft.terms_id,
        order_number=draft.order_number,
        buyer_reference=draft.buyer_reference,
        vat_id=draft.vat_id,
        tax_number=draft.tax_number,
        legal_id=draft.legal_id,
        endpoint=draft.endpoint,
        mail=draft.mail or (people[0].mail if people else ""),
        phone=draft.phone,
        attention=address.attention or (people[0].name if people else ""),
        customer_number=draft.customer_number,
        price_notes=draft.price_notes,
    )
