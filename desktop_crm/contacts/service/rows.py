"""A draft as the rows that keep it, and as what makes it findable. Shared by single saves and imports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from desktop_crm.contacts.rules.drafts import INVOICE, MAIL, PHONE, ContactDraft, main_point
from desktop_crm.contacts.rules.matching import match_name, tax_key
from desktop_crm.contacts.rules.points import point_key
from desktop_crm.database.search import Entry, Part, fold, parts

_PLAIN: Final = (
    "kind", "name", "given_name", "family_name", "title", "position", "department", "category", "language",
    "vat_id", "tax_number", "legal_id", "iban", "order_number", "buyer_reference", "einvoice",
    "design", "paper_size", "price_notes",
    "birthday", "notes",
)  # fmt: skip


def contact_values(draft: ContactDraft) -> dict[str, Any]:
    """The columns of `contact` that follow from the draft."""
    city = draft.address_for(INVOICE).city if draft.addresses else ""
    values: dict[str, Any] = {name: getattr(draft, name) for name in _PLAIN}
    values |= {
        "folded": fold(draft.name).strip() or draft.name,
        "match_name": match_name(draft.name, draft.kind),
        "currency": draft.currency or None,
        "terms": draft.terms_id,
        "bank_account": draft.bank_account_id,
        "customer_number": draft.customer_number or None,
        "endpoint": list(draft.endpoint) if draft.endpoint else None,
        "mail": main_point(draft.points, MAIL),
        "phone": main_point(draft.points, PHONE),
        "city": city,
        "city_folded": fold(city).strip() or None,
        "country": draft.country if draft.addresses else "",
    }
    return values


def point_rows(contact_id: int, draft: ContactDraft) -> Iterator[dict[str, Any]]:
    """The rows of `contact_point`; the first of each kind is the main one unless another is marked."""
    marked = {point.kind for point in draft.points if point.is_main}
    for position, point in enumerate(draft.points):
        is_main = point.is_main or point.kind not in marked
        marked.add(point.kind)
        yield {
            "contact": contact_id,
            "position": position,
            "kind": point.kind,
            "value": point.value,
            "label": point.label,
            "is_main": is_main,
            "key": point_key(point.kind, point.value),
        }


def address_rows(contact_id: int, draft: ContactDraft) -> Iterator[dict[str, Any]]:
    for position, each in enumerate(draft.addresses):
        address = each.address
        yield {
            "contact": contact_id,
            "position": position,
            "purpose": each.purpose,
            "attention": address.attention,
            "street": address.street,
            "district": address.district,
            "postal_code": address.postal_code,
            "city": address.city,
            "region": address.region,
            "country": address.country,
        }


def tax_rows(contact_id: int, draft: ContactDraft) -> Iterator[dict[str, Any]]:
    if not draft.vat_id and not draft.tax_number:
        return
    for key in {tax_key(draft.vat_id), tax_key(draft.tax_number)} - {""}:
        yield {"contact": contact_id, "key": key}


def search_entry(contact_id: int, draft: ContactDraft, linked: Sequence[str] = ()) -> Entry:
    """What a person would type to find this contact; `linked` are the names of its companies."""
    texts = [Part("company", name) for name in linked]
    texts += [Part(point.kind, point.value) for point in draft.points]
    for label, some in (
        ("name", (draft.given_name, draft.family_name)),
        ("position", (draft.position, draft.department)),
        ("vat_id", (draft.vat_id, tax_key(draft.vat_id))),
        ("tax_number", (draft.tax_number, tax_key(draft.tax_number))),
        ("legal_id", (draft.legal_id,)),
        ("iban", (draft.iban,)),
        ("customer_number", (draft.customer_number,)),
        ("order_number", (draft.order_number,)),
        ("buyer_reference", (draft.buyer_reference,)),
    ):
        texts += [Part(label, text) for text in some if text]
    for each in draft.addresses:
        address = each.address
        city = f"{address.postal_code} {address.city}".strip()
        texts += parts("address", address.attention, address.street, address.district, city, address.region)
    texts += parts("tag", *draft.tags)
    texts += parts("notes", draft.notes, draft.price_notes)
    city = draft.address_for(INVOICE).city if draft.addresses else ""
    subtitle = " · ".join(part for part in (linked[0] if linked else "", city) if part)
    return Entry("contact", contact_id, draft.name, tuple(texts), contact_id, subtitle, draft.customer_number)


def distinct(values: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(values))
