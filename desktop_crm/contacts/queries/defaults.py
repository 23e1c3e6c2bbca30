"""What a new quote, invoice or mail takes over from its contact."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.queries.reading import pair
from desktop_crm.contacts.rules.drafts import COMPANY, INVOICE, NO_ADDRESS
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _


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
    bank_account_id: int | None
    order_number: str
    buyer_reference: str
    vat_id: str
    tax_number: str
    legal_id: str
    endpoint: tuple[str, str] | None
    einvoice: str
    design: str
    paper_size: str
    mail: str
    phone: str
    attention: str
    customer_number: str
    price_notes: str


_CONTACT: Final = (
    "SELECT name, kind, language, coalesce(currency, ''), terms_id, order_number, buyer_reference, vat_id,"
    " tax_number, legal_id, endpoint, mail, phone, coalesce(customer_number, ''), price_notes,"
    " bank_account_id, einvoice, design, paper_size"
    " FROM contact WHERE id = ?"
)
_ADDRESSES: Final = (
    "SELECT purpose, attention, street, district, postal_code, city, region, country FROM address"
    " WHERE contact_id = ? ORDER BY position"
)
_FIRST_PERSON: Final = (
    "SELECT o.name, o.mail FROM contact_link l JOIN contact o ON o.id = l.person_id"
    " WHERE l.company_id = ? ORDER BY l.id LIMIT 1"
)


@rights.needs("contacts.read")
def get_defaults(caller: Caller, contact_id: int) -> ContactDefaults:
    """The defaults of one contact, in three queries; NotFound when there is none."""
    row = raw().execute(_CONTACT, (contact_id,)).fetchone()
    if row is None:
        raise NotFound(_("This contact does not exist"))
    (name, kind, language, currency, terms_id, order_number, buyer_reference, vat_id, tax_number, legal_id,
     endpoint, mail, phone, customer_number, price_notes, bank_account_id, einvoice, design,
     paper_size) = row  # fmt: skip
    address, delivery = _addresses(contact_id)
    person = raw().execute(_FIRST_PERSON, (contact_id,)).fetchone() if kind == COMPANY else None
    person_name, person_mail = person or ("", "")
    return ContactDefaults(
        id=contact_id,
        name=name,
        kind=kind,
        address=address,
        delivery=delivery,
        language=language,
        currency=currency,
        terms_id=terms_id,
        bank_account_id=bank_account_id,
        order_number=order_number,
        buyer_reference=buyer_reference,
        vat_id=vat_id,
        tax_number=tax_number,
        legal_id=legal_id,
        endpoint=pair(endpoint),
        einvoice=einvoice,
        design=design,
        paper_size=paper_size,
        mail=mail or person_mail,
        phone=phone,
        attention=address.attention or person_name,
        customer_number=customer_number,
        price_notes=price_notes,
    )


def _addresses(contact_id: int) -> tuple[Address, Address | None]:
    """The address for invoices (any other one serves, too) and the one for deliveries."""
    found: dict[str, Address] = {}
    for purpose, attention, street, district, code, city, region, country in (
        raw().execute(_ADDRESSES, (contact_id,)).fetchall()
    ):
        address = Address(
            attention=attention,
            street=street,
            district=district,
            postal_code=code,
            city=city,
            region=region,
            country=country,
        )
        found.setdefault(purpose, address)
    first = next(iter(found.values()), NO_ADDRESS)
    return found.get(INVOICE, first), found.get("delivery")
