"""Type-ahead, exact names and numbers, and contacts that may be the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop_crm.contacts.rules.drafts import ContactDraft
from desktop_crm.contacts.rules.matching import PROPOSED, SHORTEST_PHONE, Traits, likeness, tax_key, traits_of
from desktop_crm.contacts.rules.points import mail_key, phone_key
from desktop_crm.database import search
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import Message, _

_CANDIDATES: Final = 200


@dataclass(frozen=True, slots=True)
class ContactName:
    """A contact as a picker shows it; `subtitle` tells namesakes apart."""

    id: int
    name: str
    kind: str
    subtitle: str


@dataclass(frozen=True, slots=True)
class DuplicateRow:
    """A stored contact that may be the one being entered, how surely (0 to 100) and why."""

    id: int
    name: str
    subtitle: str
    score: int
    reason: Message


_NAME: Final = "SELECT id, name, kind, mail, city, is_archived FROM contact"


def _named(row: Sequence[Any]) -> ContactName:
    return ContactName(row[0], row[1], row[2], " · ".join(part for part in (row[4], row[3]) if part))


@rights.needs("contacts.read")
def suggest(caller: Caller, text: str, limit: int = 10, kind: str | None = None) -> list[ContactName]:
    """Contacts in use for what was typed so far, best first; for nothing typed those used lately."""
    if not text.strip():
        recent = f"NOT is_archived AND last_at IS NOT NULL{_of_kind(kind)}"
        sql = f"{_NAME} WHERE {recent} ORDER BY last_at DESC LIMIT ?"
        return [_named(row) for row in raw().execute(sql, [*_given(kind), limit])]
    ids = [hit.entity_id for hit in search.find(text, limit * 3, ["contact"])]
    if not ids:
        return []
    sql = f"{_NAME} WHERE id IN ({_marks(ids)}) AND NOT is_archived{_of_kind(kind)}"
    rows = {row[0]: row for row in raw().execute(sql, [*ids, *_given(kind)])}
    return [_named(rows[each]) for each in ids if each in rows][:limit]


def _of_kind(kind: str | None) -> str:
    return " AND kind = ?" if kind else ""


def _given(kind: str | None) -> list[str]:
    return [kind] if kind else []


def _marks(values: Sequence[Any]) -> str:
    return ", ".join("?" * len(values))


@rights.needs("contacts.read")
def find_contacts(caller: Caller, text: str) -> list[ContactName]:
    """The contacts meant by an internal id, a customer number or an exact name; several are ambiguous.

    Case, accents and blanks of a name do not matter. Contacts in use come before archived ones and hide them.
    """
    text = " ".join(text.split())
    if not text:
        return []
    found: dict[int, Any] = {}
    if text.isascii() and text.isdigit() and len(text) < 19:
        found.update(_keyed(f"{_NAME} WHERE id = ?", int(text)))
    found.update(_keyed(f"{_NAME} WHERE customer_number = ?", text))
    if not found:
        found = _keyed(f"{_NAME} WHERE folded = ? ORDER BY id LIMIT 50", search.fold(text))
    in_use = [row for row in found.values() if not row[5]]
    return [_named(row) for row in in_use or found.values()]


def _keyed(sql: str, value: object) -> dict[int, Any]:
    return {row[0]: row for row in raw().execute(sql, (value,))}


@rights.needs("contacts.read")
def get_name(caller: Caller, contact_id: int) -> str:
    """The name of a contact; NotFound when there is none."""
    row = raw().execute("SELECT name FROM contact WHERE id = ?", (contact_id,)).fetchone()
    if row is None:
        raise NotFound(_("This contact does not exist"))
    return str(row[0])


@rights.needs("contacts.read")
def names_of(caller: Caller, ids: Iterable[int]) -> dict[int, str]:
    """The names of contacts by id, in one query."""
    wanted = list(ids)
    if not wanted:
        return {}
    sql = f"SELECT id, name FROM contact WHERE id IN ({_marks(wanted)})"
    return dict(raw().execute(sql, wanted).fetchall())


@rights.needs("contacts.read")
def file_names(caller: Caller, sha256: str) -> list[str]:
    """The names of the files whose bytes lie under this hash."""
    rows = raw().execute("SELECT DISTINCT name FROM attachment WHERE sha256 = ? ORDER BY 1", (sha256,))
    return [row[0] for row in rows.fetchall()]


@rights.needs("contacts.read")
def owners_of(caller: Caller, attachment_ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """What each file hangs on: (entity, id) by the file's id, in one query."""
    wanted = list(attachment_ids)
    if not wanted:
        return {}
    sql = f"SELECT id, entity, entity_id FROM attachment WHERE id IN ({_marks(wanted)})"
    return {row[0]: (row[1], row[2]) for row in raw().execute(sql, wanted).fetchall()}


@rights.needs("contacts.read")
def duplicates_of(
    caller: Caller, draft: ContactDraft, exclude_id: int | None = None, limit: int = 5
) -> list[DuplicateRow]:
    """Stored contacts that are probably the same, most likely first.

    Indexed keys (mail, phone, tax id, name without legal form) and names that begin alike give a few
    candidates; only those are compared closely.
    """
    wanted = traits_of(draft)
    ids = [each for each in candidates(wanted) if each != exclude_id]
    if not ids:
        return []
    found: list[DuplicateRow] = []
    for contact_id, name, subtitle, traits in stored_traits(ids):
        alike = likeness(wanted, traits)
        if alike.score >= PROPOSED:
            found.append(DuplicateRow(contact_id, name, subtitle, alike.score, alike.reason))
    return sorted(found, key=lambda row: (-row.score, row.id))[:limit]


def candidates(wanted: Traits) -> list[int]:
    """The ids of contacts that share a key with these traits or whose name begins alike."""
    ids: dict[int, None] = {}

    def add(table: str, condition: str, values: Iterable[object]) -> None:
        column = "id" if table == "contact" else "contact_id"
        sql = f"SELECT {column} FROM {table} WHERE {condition} LIMIT ?"
        ids.update((row[0], None) for row in raw().execute(sql, [*values, _CANDIDATES]))

    for kind, keys in (("mail", wanted.mails), ("phone", wanted.phones)):
        if keys:
            add("contact_point", f"key IN ({_marks(list(keys))}) AND kind = ?", [*keys, kind])
    if wanted.tax_ids:
        add("tax_key", f"key IN ({_marks(list(wanted.tax_ids))})", wanted.tax_ids)
    if wanted.name:
        add("contact", "match_name = ?", [wanted.name])
    for start in {word[:4] for word in (wanted.name, wanted.name.rpartition(" ")[2]) if len(word) >= 3}:
        add("contact", "match_name >= ? AND match_name < ?", [start, f"{start}\U0010ffff"])
    return list(ids)


def stored_traits(ids: Sequence[int]) -> Iterable[tuple[int, str, str, Traits]]:
    marks = _marks(ids)
    mails: dict[int, set[str]] = {}
    phones: dict[int, set[str]] = {}
    reach = (
        f"SELECT contact_id, kind, value FROM contact_point WHERE contact_id IN ({marks}) AND kind <> 'web'"
    )
    for contact_id, kind, value in raw().execute(reach, ids):
        if kind == "mail":
            mails.setdefault(contact_id, set()).add(mail_key(value))
        elif len(key := phone_key(value)) >= SHORTEST_PHONE:
            phones.setdefault(contact_id, set()).add(key)
    for contact_id, name, kind, mail, city, match, vat_id, tax_number in raw().execute(
        "SELECT id, name, kind, mail, city, match_name, vat_id, tax_number FROM contact"
        f" WHERE id IN ({marks})",
        ids,
    ):
        traits = Traits(
            kind,
            match,
            frozenset(mails.get(contact_id, ())),
            frozenset(phones.get(contact_id, ())),
            frozenset(filter(None, map(tax_key, (vat_id, tax_number)))),
        )
        yield contact_id, name, " · ".join(part for part in (city, mail) if part), traits
