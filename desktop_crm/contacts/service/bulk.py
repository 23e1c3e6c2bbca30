"""Many new contacts at once: a few prepared statements for thousands of rows, in the caller's transaction.

Only imports and sample data write this way. The rows are those of `service.rows`; the ids are drawn before,
so that no row has to be asked for its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from desktop_crm.contacts.models import Address, Consent, Contact, ContactLink, ContactTag, TaxKey
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.contacts.rules.drafts import INVOICE, ContactDraft
from desktop_crm.contacts.rules.matching import match_name
from desktop_crm.contacts.rules.points import point_key
from desktop_crm.contacts.service import rows
from desktop_crm.contacts.service.contacts import tag_id
from desktop_crm.database import search, writes
from desktop_crm.database.connection import raw
from desktop_crm.database.fields import canonical, stamp
from desktop_crm.database.search import fold


@dataclass(frozen=True, slots=True)
class NewContact:
    """One contact to be written. `companies` are (id, name, role) of the companies a person belongs to."""

    id: int
    draft: ContactDraft
    source_key: str | None = None
    companies: tuple[tuple[int, str, str], ...] = ()
    consents: tuple[ConsentDraft, ...] = ()


def next_contact_id() -> int:
    """The first free id; it stays free until the running transaction ends."""
    return writes.next_id(Contact)


_COLUMNS: Final = (
    "id, kind, name, folded, match_name, given_name, family_name, title, position, department, category,"
    " language, currency, terms_id, vat_id, tax_number, legal_id, iban, customer_number, order_number,"
    " buyer_reference, bank_account_id, endpoint, price_notes, birthday, notes, mail, phone, city,"
    " city_folded, country, is_archived, created_at, last_at, job_id, source_key, version, einvoice, design,"
    " paper_size"
)
_INSERT: Final = f"INSERT INTO contact ({_COLUMNS}) VALUES ({', '.join('?' * len(_COLUMNS.split(',')))})"
_INSERT_POINT: Final = (
    "INSERT INTO contact_point (contact_id, position, kind, value, label, is_main, key)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def insert_contacts(contacts: Sequence[NewContact], *, now: datetime, job_id: int | None = None) -> None:
    """Write contacts with all their parts and make them findable. Needs a transaction and free ids."""
    at = stamp(now)
    connection = raw()
    connection.executemany(_INSERT, (_contact(each, at, job_id) for each in contacts))
    connection.executemany(_INSERT_POINT, _points(contacts))
    if any(each.draft.addresses for each in contacts):
        writes.insert_many(
            Address, (row for each in contacts for row in rows.address_rows(each.id, each.draft))
        )
    writes.insert_many(TaxKey, (row for each in contacts for row in rows.tax_rows(each.id, each.draft)))
    _insert_tags(contacts)
    writes.insert_many(ContactLink, _links(contacts))
    writes.insert_many(Consent, _consents(contacts, now))
    search.index_many(_entries(contacts))


def _contact(new: NewContact, at: str, job_id: int | None) -> tuple[Any, ...]:
    """The columns of `rows.contact_values` as a tuple: a dict for each of a million rows costs seconds."""
    draft = new.draft
    city = draft.address_for(INVOICE).city if draft.addresses else ""
    return (
        new.id, draft.kind, draft.name, fold(draft.name).strip() or draft.name,
        match_name(draft.name, draft.kind),
        draft.given_name, draft.family_name, draft.title, draft.position, draft.department, draft.category,
        draft.language, draft.currency or None, draft.terms_id, draft.vat_id, draft.tax_number,
        draft.legal_id, draft.iban, draft.customer_number or None, draft.order_number, draft.buyer_reference,
        draft.bank_account_id, canonical(draft.endpoint) if draft.endpoint else None, draft.price_notes,
        draft.birthday.isoformat() if draft.birthday else None, draft.notes, draft.mail, draft.phone, city,
        fold(city).strip() or None if city else None, draft.country if draft.addresses else "",
        False, at, None, job_id, new.source_key, 1, draft.einvoice, draft.design, draft.paper_size,
    )  # fmt: skip


def _points(contacts: Iterable[NewContact]) -> Iterable[tuple[Any, ...]]:
    """As `rows.point_rows`, as tuples."""
    for new in contacts:
        points = new.draft.points
        marked = {point.kind for point in points if point.is_main}
        for position, point in enumerate(points):
            kind = point.kind
            is_main = point.is_main or kind not in marked
            marked.add(kind)
            yield new.id, position, kind, point.value, point.label, is_main, point_key(kind, point.value)


def _insert_tags(contacts: Sequence[NewContact]) -> None:
    tags = {tag for each in contacts for tag in each.draft.tags}
    ids = {tag: tag_id(tag) for tag in sorted(tags)}
    pairs = sorted({(each.id, ids[tag]) for each in contacts for tag in each.draft.tags})
    writes.insert_many(ContactTag, [{"contact": contact, "tag": tag} for contact, tag in pairs])


def _links(contacts: Iterable[NewContact]) -> Iterable[dict[str, Any]]:
    for new in contacts:
        for position, (company, _name, role) in enumerate(new.companies):
            yield {"person": new.id, "company": company, "role": role, "position": position}


def _consents(contacts: Iterable[NewContact], now: datetime) -> Iterable[dict[str, Any]]:
    for new in contacts:
        for each in new.consents:
            yield {
                "contact": new.id,
                "purpose": each.purpose,
                "is_given": each.is_given,
                "decided_on": each.decided_on,
                "source": each.source,
                "at": now,
            }


def _entries(contacts: Iterable[NewContact]) -> Iterable[search.Entry]:
    return (
        rows.search_entry(each.id, each.draft, [name for _id, name, _role in each.companies])
        for each in contacts
    )
