"""One contact whole, as a draft; and many of them, for exports."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.company import queries as company
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts.queries.lists import list_contacts
from desktop_crm.contacts.rules.consents import ConsentDraft
from desktop_crm.contacts.rules.drafts import AddressDraft, ContactDraft, LinkDraft, PointDraft
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView

_BLOCK: Final = 500


@dataclass(frozen=True, slots=True)
class ContactView:
    """A stored contact: what an editor opens, and the version it must still have when saved."""

    id: int
    draft: ContactDraft
    version: int
    is_archived: bool
    created_at: datetime
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class LinkRow:
    """The other end of a link: `id` is a company of a person or a person of a company."""

    id: int
    name: str
    kind: str
    role: str
    mail: str
    phone: str


@dataclass(frozen=True, slots=True)
class ExportedContact:
    """A contact with the names of those it is linked to."""

    id: int
    draft: ContactDraft
    links: tuple[tuple[str, str], ...]
    """(name, role) of each company of a person."""
    terms: str = ""
    bank_account: str = ""
    consents: tuple[ConsentDraft, ...] = ()
    """The answer that counts for each purpose."""


@rights.needs("contacts.read")
def get_contact(caller: Caller, contact_id: int) -> ContactView:
    """The contact with all its parts, in five queries; NotFound when there is none."""
    views = _views([contact_id])
    if not views:
        raise NotFound(_("This contact does not exist"))
    return views[0]


@rights.needs("contacts.read")
def list_links(caller: Caller, contact_id: int) -> list[LinkRow]:
    """The companies of a person or the people of a company, in their order."""
    found = raw().execute(
        "SELECT o.id, o.name, o.kind, l.role, o.mail, o.phone, l.position, l.id FROM contact_link l"
        " JOIN contact o ON o.id = l.company_id WHERE l.person_id = ?"
        " UNION ALL SELECT o.id, o.name, o.kind, l.role, o.mail, o.phone, 0, l.id FROM contact_link l"
        " JOIN contact o ON o.id = l.person_id WHERE l.company_id = ? ORDER BY 7, 8",
        (contact_id, contact_id),
    )
    return [LinkRow(*row[:6]) for row in found.fetchall()]


@rights.needs("exports.read")
def drafts_of(caller: Caller, view: ListView) -> Iterator[ExportedContact]:
    """All contacts of a view with all their parts, in its order; some thousand at a time in memory."""
    listing = list_contacts(caller, view)
    terms = {row.id: row.draft.label for row in company.list_terms(caller, archived=True)}
    accounts = {row.id: row.draft.label for row in company.list_bank_accounts(caller, archived=True)}
    start = 0
    while rows := listing.rows(start, _BLOCK):
        start += len(rows)
        ids = [row.id for row in rows]
        names, consents = _company_names(ids), _consents(ids)
        for contact in _views(ids):
            draft = contact.draft
            yield ExportedContact(
                contact.id,
                draft,
                tuple(names[contact.id]),
                terms.get(draft.terms_id or 0, ""),
                accounts.get(draft.bank_account_id or 0, ""),
                tuple(consents[contact.id].values()),
            )


def _company_names(ids: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    names: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for person, name, role in raw().execute(
        "SELECT l.person_id, o.name, l.role FROM contact_link l JOIN contact o ON o.id = l.company_id"
        f" WHERE l.person_id IN ({_marks(ids)}) ORDER BY l.position, l.id",
        ids,
    ):
        names[person].append((name, role))
    return names


def _consents(ids: Sequence[int]) -> dict[int, dict[str, ConsentDraft]]:
    found: dict[int, dict[str, ConsentDraft]] = defaultdict(dict)
    for contact, purpose, is_given, day, source in raw().execute(
        "SELECT contact_id, purpose, is_given, decided_on, source FROM consent"
        f" WHERE contact_id IN ({_marks(ids)}) ORDER BY decided_on, id",
        ids,
    ):
        found[contact][purpose] = ConsentDraft(purpose, bool(is_given), date.fromisoformat(day), source)
    return found


def _marks(ids: Sequence[int]) -> str:
    return ", ".join("?" * len(ids))


_CONTACT: Final = (
    "id, kind, name, given_name, family_name, title, position, department, category, language, currency,"
    " terms_id, vat_id, tax_number, legal_id, iban, customer_number, order_number, buyer_reference, endpoint,"
    " price_notes, birthday, notes, bank_account_id, version, is_archived, created_at, last_at, einvoice,"
    " design, paper_size"
)


def _views(ids: Sequence[int]) -> list[ContactView]:
    """These contacts in this order, with their parts."""
    marks = _marks(ids)
    points, addresses, links, tags = _parts(ids, marks)
    views: dict[int, ContactView] = {}
    for row in raw().execute(f"SELECT {_CONTACT} FROM contact WHERE id IN ({marks})", ids):
        (contact_id, kind, name, given, family, title, position, department, category, language, currency,
         terms, vat_id, tax_number, legal_id, iban, number, order, reference, endpoint, price_notes, birthday,
         notes, bank_account, version, archived, created, last, einvoice, design,
         paper_size) = row  # fmt: skip
        draft = ContactDraft(
            kind=kind,
            name=name,
            given_name=given,
            family_name=family,
            title=title,
            position=position,
            department=department,
            category=category,
            language=language,
            currency=currency or "",
            terms_id=terms,
            bank_account_id=bank_account,
            vat_id=vat_id,
            tax_number=tax_number,
            legal_id=legal_id,
            iban=iban,
            customer_number=number or "",
            order_number=order,
            buyer_reference=reference,
            endpoint=pair(endpoint),
            einvoice=einvoice,
            design=design,
            paper_size=paper_size,
            price_notes=price_notes,
            birthday=date.fromisoformat(birthday) if birthday else None,
            tags=tuple(tags[contact_id]),
            points=tuple(points[contact_id]),
            addresses=tuple(addresses[contact_id]),
            links=tuple(links[contact_id]),
            notes=notes,
        )
        moment = datetime.fromisoformat(last) if last else None
        views[contact_id] = ContactView(
            contact_id, draft, version, bool(archived), datetime.fromisoformat(created), moment
        )
    return [views[contact_id] for contact_id in ids if contact_id in views]


def pair(stored: str | None) -> tuple[str, str] | None:
    """An endpoint (scheme, identifier) as it is stored."""
    if stored is None:
        return None
    scheme, identifier = json.loads(stored)
    return scheme, identifier


_Parts = tuple[
    dict[int, list[PointDraft]],
    dict[int, list[AddressDraft]],
    dict[int, list[LinkDraft]],
    dict[int, list[str]],
]


def _parts(ids: Sequence[int], marks: str) -> _Parts:
    def each(sql: str) -> Any:
        return raw().execute(sql.format(marks=marks), ids)

    points: dict[int, list[PointDraft]] = defaultdict(list)
    for contact, kind, value, label, is_main in each(
        "SELECT contact_id, kind, value, label, is_main FROM contact_point WHERE contact_id IN ({marks})"
        " ORDER BY contact_id, position"
    ):
        points[contact].append(PointDraft(kind, value, label, bool(is_main)))
    addresses: dict[int, list[AddressDraft]] = defaultdict(list)
    for contact, purpose, attention, street, district, code, city, region, country in each(
        "SELECT contact_id, purpose, attention, street, district, postal_code, city, region, country"
        " FROM address WHERE contact_id IN ({marks}) ORDER BY contact_id, position"
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
        addresses[contact].append(AddressDraft(purpose, address))
    links: dict[int, list[LinkDraft]] = defaultdict(list)
    for contact, other, role in each(
        "SELECT person_id AS one, company_id, role FROM contact_link WHERE person_id IN ({marks})"
        " ORDER BY position, id"
    ):
        links[contact].append(LinkDraft(other, role))
    for contact, other, role in each(
        "SELECT company_id, person_id, role FROM contact_link WHERE company_id IN ({marks}) ORDER BY id"
    ):
        links[contact].append(LinkDraft(other, role))
    tags: dict[int, list[str]] = defaultdict(list)
    for contact, name in each(
        "SELECT ct.contact_id, t.name FROM contact_tag ct JOIN tag t ON t.id = ct.tag_id"
        " WHERE ct.contact_id IN ({marks}) ORDER BY t.folded"
    ):
        tags[contact].append(name)
    return points, addresses, links, tags
