"""Which customers papers still keep, and which papers nobody must keep any longer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop_crm.database.engine import placeholders
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_BUSY: Final = (
    "SELECT DISTINCT contact_id FROM document WHERE contact_id IN ({marks})"
    " AND (state = 'draft' OR open <> 0 OR issued_on >= ? OR updated_at >= ?)"
)


@rights.needs("persons.erase")
def with_business(caller: Caller, contact_ids: Sequence[int], since: date) -> set[int]:
    """Those of these contacts that have a draft, owe or are owed, or had a paper since this day."""
    found: set[int] = set()
    day = since.isoformat()
    for start in range(0, len(contact_ids), 500):
        some = contact_ids[start : start + 500]
        rows = raw().execute(_BUSY.format(marks=placeholders(some)), [*some, day, day]).fetchall()
        found |= {row[0] for row in rows}
    return found
