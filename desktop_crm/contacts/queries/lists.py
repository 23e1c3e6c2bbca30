"""The list of contacts, its chips and tags."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.database.search import fold
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import Listing, ListView


@dataclass(frozen=True, slots=True)
class ContactRow:
    """One line of the list. `company` is a person's first company."""

    id: int
    kind: str
    name: str
    company: str
    category: str
    city: str
    country: str
    mail: str
    phone: str
    tags: tuple[str, ...]
    customer_number: str
    created_at: datetime
    last_at: datetime | None
    is_archived: bool


@dataclass(frozen=True, slots=True)
class Chips:
    """How many contacts each filter chip would show."""

    all: int
    archived: int
    kinds: Mapping[str, int]
    categories: Mapping[str, int]
    tags: Mapping[str, int]


COMPANY_OF: Final = (
    "(SELECT o.name FROM contact_link l JOIN contact o ON o.id = l.company_id WHERE l.person_id = c.id"
    " ORDER BY l.position, l.id LIMIT 1)"
)
_TAGS_OF: Final = (
    "(SELECT group_concat(t.name, '\x1f') FROM contact_tag ct JOIN tag t ON t.id = ct.tag_id"
    " WHERE ct.contact_id = c.id)"
)
LIST: Final = ListSpec(
    source="contact c",
    key="c.id",
    columns=(
        f"c.id, c.kind, c.name, {COMPANY_OF}, c.category, c.city, c.country, c.mail, c.phone, {_TAGS_OF},"
        " c.customer_number, c.created_at, c.last_at, c.is_archived"
    ),
    sorts={
        "": Sort("c.folded"),
        "name": Sort("c.folded"),
        "category": Sort("c.category"),
        "city": Sort("c.city_folded", nullable=True),
        "created": Sort("c.created_at"),
        "last": Sort("c.last_at", nullable=True),
    },
    filters={
        "archived": "c.is_archived = (? = '1')",
        "kind": "c.kind = ?",
        "category": "c.category = ?",
        "country": "c.country = ?",
        "tag": "c.id IN (SELECT ct.contact_id FROM contact_tag ct JOIN tag t ON t.id = ct.tag_id"
        " WHERE t.folded = ?)",
        "company": "c.id IN (SELECT l.person_id FROM contact_link l WHERE l.company_id = ?)",
        "job": "c.job_id = ?",
    },
    search=("contact", "c.id"),
)


@rights.needs("contacts.read")
def list_contacts(caller: Caller, view: ListView) -> Listing[ContactRow]:
    """The contacts of a view; archived ones only with the filter archived = "1"."""
    return KeysetListing(LIST, _completed(view), _row)


def _completed(view: ListView) -> ListView:
    """Tags are compared folded; without a word about archived contacts they stay out."""
    filters = [(name, fold(value) if name == "tag" else value) for name, value in view.filters]
    if "archived" not in view.wanted:
        filters.insert(0, ("archived", "0"))
    return replace(view, filters=tuple(filters))


def _row(values: tuple[Any, ...]) -> ContactRow:
    (contact_id, kind, name, company, category, city, country, mail, phone, tags, number, created, last,
     archived) = values  # fmt: skip
    return ContactRow(
        contact_id,
        kind,
        name,
        company or "",
        category,
        city,
        country,
        mail,
        phone,
        tuple(sorted(tags.split("\x1f"))) if tags else (),
        number or "",
        datetime.fromisoformat(created),
        datetime.fromisoformat(last) if last else None,
        bool(archived),
    )


@rights.needs("contacts.read")
def count_chips(caller: Caller) -> Chips:
    """The numbers beside the filters of the list, in three queries, each within an index."""
    kinds = _counts("kind")
    categories = _counts("category")
    archived = sum(n for (is_archived, _kind), n in kinds.items() if is_archived)
    used_kinds = {kind: n for (is_archived, kind), n in kinds.items() if not is_archived}
    used_categories = {category: n for (is_archived, category), n in categories.items() if not is_archived}
    return Chips(sum(used_kinds.values()), archived, used_kinds, used_categories, dict(list_tags(caller)))


def _counts(column: str) -> dict[tuple[int, str], int]:
    sql = f"SELECT is_archived, {column}, count(*) FROM contact GROUP BY is_archived, {column}"
    return {(is_archived, value): n for is_archived, value, n in raw().execute(sql)}


@rights.needs("contacts.read")
def list_tags(caller: Caller) -> list[tuple[str, int]]:
    """All tags with how many contacts in use (not archived) carry each, by name."""
    found = raw().execute(
        "SELECT t.name, count(c.id) FROM tag t LEFT JOIN contact_tag ct ON ct.tag_id = t.id"
        " LEFT JOIN contact c ON c.id = ct.contact_id AND NOT c.is_archived GROUP BY t.id ORDER BY t.folded"
    )
    return [(name, n) for name, n in found.fetchall()]
