"""What was given to whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.contacts.rules.drafts import GivenKind
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@dataclass(frozen=True, slots=True)
class AssignmentRow:
    """A record that a colleague has, since `given_at`, perhaps until `due_on`."""

    id: int
    version: int
    kind: GivenKind
    record_id: int
    contact_id: int | None
    contact_name: str
    person_id: int
    person: str
    due_on: date | None
    note: str
    given_by: str
    given_at: datetime


_OPEN: Final = (
    "SELECT a.id, a.version, a.entity, a.entity_id, a.contact_id, coalesce(c.name, ''), a.person_id, p.name,"
    " a.due_on, a.note, a.given_by, a.given_at FROM assignment a JOIN colleague p ON p.id = a.person_id"
    " LEFT JOIN contact c ON c.id = a.contact_id WHERE a.done_at IS NULL"
)


@rights.needs("people.read")
def assignments_of(caller: Caller, kind: GivenKind, ids: Sequence[int]) -> dict[int, AssignmentRow]:
    """Who has these records, by the record's id; those that nobody has are left out."""
    if not ids:
        return {}
    sql = f"{_OPEN} AND a.entity = ? AND a.entity_id IN ({', '.join('?' * len(ids))})"
    return {row[3]: _row(row) for row in raw().execute(sql, (kind, *ids)).fetchall()}


@rights.needs("people.read")
def list_assignments(
    caller: Caller, person_id: int | None = None, until: date | None = None, limit: int = 200
) -> list[AssignmentRow]:
    """What is given, to this colleague or to all, due until a day or at all: the soonest due first.

    Records of kinds that the caller does not see are left out.
    """
    sql = _OPEN
    values: list[Any] = []
    if person_id is not None:
        sql, values = f"{sql} AND a.person_id = ?", [person_id]
    if until is not None:
        sql, values = f"{sql} AND a.due_on <= ?", [*values, until.isoformat()]
    for kind in sorted(rights.hidden_kinds(caller)):
        sql, values = f"{sql} AND a.entity <> ?", [*values, kind]
    sql += " ORDER BY (a.due_on IS NULL), a.due_on, a.id LIMIT ?"
    return [_row(row) for row in raw().execute(sql, (*values, limit)).fetchall()]


@rights.needs("notes.read")
def follow_ups_by(caller: Caller, name: str) -> list[tuple[int, int, date]]:
    """(note, contact, day) of the open follow-ups that somebody wrote and that were given to nobody."""
    sql = (
        "SELECT id, contact_id, follow_up_on FROM note n WHERE done_at IS NULL AND follow_up_on IS NOT NULL"
        " AND by = ? AND NOT EXISTS (SELECT 1 FROM assignment a WHERE a.entity = 'note'"
        " AND a.entity_id = n.id AND a.done_at IS NULL) ORDER BY follow_up_on, id"
    )
    return [
        (note, contact, date.fromisoformat(day))
        for note, contact, day in raw().execute(sql, (name,)).fetchall()
    ]


def _row(row: tuple[Any, ...]) -> AssignmentRow:
    key, version, kind, record, contact, contact_name, person_id, person, due_on, note, by, at = row
    return AssignmentRow(
        key,
        version,
        kind,
        record,
        contact,
        contact_name,
        person_id,
        person,
        date.fromisoformat(due_on) if due_on else None,
        note,
        by,
        datetime.fromisoformat(at),
    )
