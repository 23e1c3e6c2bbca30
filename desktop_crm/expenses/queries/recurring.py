"""What is spent by a rhythm: the list, one, what is due."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from desktop_crm.database.connection import raw
from desktop_crm.expenses.queries.rows import RhythmRow, RhythmView
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _

_COLUMNS: Final = "id, version, title, state, rule, next_on, last_on, made, currency, gross, problem"
_ALL: Final = f"SELECT {_COLUMNS} FROM recurring_expense ORDER BY (state = 'ended'), next_on, id"
_ONE: Final = f"SELECT {_COLUMNS}, draft FROM recurring_expense WHERE id = ?"
_DUE: Final = "SELECT 1 FROM recurring_expense WHERE state = 'active' AND next_on <= ? LIMIT 1"


@rights.needs("expenses.read")
def list_rhythms(caller: Caller) -> list[RhythmRow]:
    """All of them, the next ones first."""
    return [_row(row) for row in raw().execute(_ALL).fetchall()]


@rights.needs("expenses.read")
def get_rhythm(caller: Caller, rhythm_id: int) -> RhythmView:
    """One of them; NotFound."""
    row = raw().execute(_ONE, (rhythm_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no recurring expense {id}", id=str(rhythm_id)), "id")
    return RhythmView(_row(row[:-1]), canonical.load(RhythmDraft, row[-1]))


@rights.needs("expenses.read")
def rhythm_is_due(caller: Caller, today: date) -> bool:
    """Whether something is to be written down today."""
    return raw().execute(_DUE, (today.isoformat(),)).fetchone() is not None


def _row(row: Any) -> RhythmRow:
    values = list(row)
    for place in (5, 6):
        values[place] = None if values[place] is None else date.fromisoformat(values[place])
    return RhythmRow(*values)
