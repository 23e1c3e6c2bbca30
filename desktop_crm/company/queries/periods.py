"""Which periods are closed, and which were."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.company.rules.periods import PeriodDraft, closed_words
from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """A period that was closed; `reopened_at` is None while it is. Times are in UTC."""

    id: int
    version: int
    period: PeriodDraft
    closed_at: datetime
    closed_by: str
    reopened_at: datetime | None
    reopened_by: str
    reason: str

    @property
    def is_closed(self) -> bool:
        return self.reopened_at is None


_PERIODS: Final = (
    "SELECT id, version, starts_on, ends_on, closed_at, closed_by, reopened_at, reopened_by, reason"
    " FROM closed_period"
)


@rights.needs("firm.read")
def list_periods(caller: Caller) -> list[PeriodRow]:
    """Every period that was ever closed, the latest first."""
    rows = raw().execute(f"{_PERIODS} ORDER BY ends_on DESC, starts_on DESC, id DESC").fetchall()
    return [_period(row) for row in rows]


@rights.needs("firm.read")
def get_period(caller: Caller, period_id: int) -> PeriodRow:
    row = raw().execute(f"{_PERIODS} WHERE id = ?", (period_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no closed period {id}", id=str(period_id)))
    return _period(row)


@rights.needs("firm.read")
def closed_period_of(caller: Caller, day: date) -> PeriodDraft | None:
    """The closed period that a day lies in, or None while it may be written on."""
    sql = f"{_PERIODS} WHERE reopened_at IS NULL AND ? BETWEEN starts_on AND ends_on ORDER BY ends_on DESC"
    row = raw().execute(sql, (day.isoformat(),)).fetchone()
    return None if row is None else _period(row).period


@rights.needs("firm.read")
def need_open(caller: Caller, day: date, field: str) -> None:
    """Raise UserError at `field` for a day whose books are closed. Every verb that dates something asks this
    in its transaction; the tables refuse what forgets to.
    """
    closed = closed_period_of(caller, day)
    if closed is not None:
        raise UserError(closed_words(closed), field)


def _period(row: Any) -> PeriodRow:
    period_id, version, starts, ends, closed_at, closed_by, reopened_at, reopened_by, reason = row
    return PeriodRow(
        period_id,
        version,
        PeriodDraft(date.fromisoformat(starts), date.fromisoformat(ends)),
        datetime.fromisoformat(closed_at),
        closed_by,
        datetime.fromisoformat(reopened_at) if reopened_at else None,
        reopened_by or "",
        reason,
    )
