"""An act on an issued paper while others write notes on it: what counts is where the paper stands."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from desktop_crm.billing import queries
from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict


def as_it_stands(caller: Caller, row: DocumentRow, today: date, act: Callable[[int], int]) -> int:
    """In the database's thread: `act(version)`, on the newest version where only other things were changed.

    Raises Conflict when the paper's state, or what is open of it, is another one than was shown.
    """
    try:
        return act(row.version)
    except Conflict:
        now = queries.get_row(caller, row.id, today)
        if (now.state, now.open) != (row.state, row.open):
            raise
        return act(now.version)
