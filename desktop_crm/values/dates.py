"""Calendar arithmetic. The clock itself is read at the doors only; `utc_now` stamps logs and histories."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from typing import Final

FIRST_DATE: Final = date(1970, 1, 1)


_PRETENDED: ContextVar[datetime | None] = ContextVar("pretended", default=None)


def utc_now() -> datetime:
    """This moment in UTC, to the second (what a history shows and a file can carry)."""
    return _PRETENDED.get() or datetime.now(UTC).replace(microsecond=0)


@contextmanager
def as_if_at(moment: datetime) -> Iterator[None]:
    """Inside, `utc_now` is `moment`: sample data has a history as long as its papers are old."""
    token = _PRETENDED.set(moment)
    try:
        yield
    finally:
        _PRETENDED.reset(token)


def month_length(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]


def month_start(day: date) -> date:
    return day.replace(day=1)


def month_end(day: date) -> date:
    return day.replace(day=month_length(day))


def is_month_end(day: date) -> bool:
    return day.day == month_length(day)


def add_months(day: date, months: int, *, keep_month_end: bool = False) -> date:
    """`months` later; a day the month lacks becomes its last one (31 January + 1 = 28 or 29 February).

    With `keep_month_end` the last day of a month stays the last day (30 April + 1 = 31 May), as periods do.
    Raises ValueError past the year 9999.
    """
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    length = calendar.monthrange(year, month)[1]
    if keep_month_end and is_month_end(day):
        return date(year, month, length)
    return date(year, month, min(day.day, length))


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def next_period(start: date, end: date) -> tuple[date, date]:
    """The period that follows: whole months move by months, anything else by one calendar month."""
    whole_months = start.day == 1 and is_month_end(end)
    months = (end.year - start.year) * 12 + end.month - start.month + 1 if whole_months else 1
    return add_months(start, months), add_months(end, months, keep_month_end=whole_months)
