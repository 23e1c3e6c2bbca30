"""What contacts allowed, when and how: the present answers, their history, and who may be written to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.contacts.rules.consents import is_allowed
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One answer as it was written down."""

    id: int
    purpose: str
    is_given: bool
    decided_on: date
    source: str
    at: datetime
    by: str


_ROWS: Final = "SELECT id, purpose, is_given, decided_on, source, at, by FROM consent"


@rights.needs("contacts.read")
def list_consents(caller: Caller, contact_id: int) -> list[ConsentRow]:
    """Every answer of a contact, the latest first."""
    sql = f"{_ROWS} WHERE contact_id = ? ORDER BY decided_on DESC, id DESC"
    return [_row(row) for row in raw().execute(sql, (contact_id,)).fetchall()]


@rights.needs("contacts.read")
def current_consents(caller: Caller, contact_id: int, today: date) -> dict[str, ConsentRow]:
    """The answer that counts today for each purpose somebody ever answered to."""
    found: dict[str, ConsentRow] = {}
    for each in list_consents(caller, contact_id):
        if each.decided_on <= today:
            found.setdefault(each.purpose, each)
    return found


@rights.needs("contacts.read")
def may_contact(caller: Caller, contact_id: int, purpose: str, today: date) -> bool:
    """Whether this contact said yes to this purpose and did not take it back; in doubt not."""
    archived = raw().execute("SELECT is_archived FROM contact WHERE id = ?", (contact_id,)).fetchone()
    if archived is None or archived[0]:
        return False
    sql = "SELECT decided_on, id, is_given FROM consent WHERE contact_id = ? AND purpose = ?"
    rows = raw().execute(sql, (contact_id, purpose)).fetchall()
    return is_allowed([(date.fromisoformat(day), key, bool(given)) for day, key, given in rows], today)


@rights.needs("contacts.read")
def consents_of(caller: Caller, contact_ids: Sequence[int], today: date) -> dict[int, dict[str, ConsentRow]]:
    """The answers that count today, for many contacts at once."""
    found: dict[int, dict[str, ConsentRow]] = {}
    for start in range(0, len(contact_ids), 500):
        some = contact_ids[start : start + 500]
        sql = (
            f"SELECT contact_id, id, purpose, is_given, decided_on, source, at, by FROM consent"
            f" WHERE contact_id IN ({', '.join('?' * len(some))}) AND decided_on <= ?"
            " ORDER BY decided_on DESC, id DESC"
        )
        for contact_id, *row in raw().execute(sql, [*some, today.isoformat()]).fetchall():
            found.setdefault(contact_id, {}).setdefault(row[1], _row(row))
    return found


def _row(row: Sequence[Any]) -> ConsentRow:
    key, purpose, is_given, decided_on, source, at, by = row
    return ConsentRow(
        key, purpose, bool(is_given), date.fromisoformat(decided_on), source, datetime.fromisoformat(at), by
    )
