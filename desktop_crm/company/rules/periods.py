"""Closed periods: days of which the books are handed in, so that nothing dated on them is issued, credited,
paid or altered.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_crm.values.dates import FIRST_DATE, add_months, month_end, month_start
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

REASON_LENGTH: Final = 500
_WRITTEN: Final = re.compile(r"(\d{4})(?:-(\d\d)|-?[Qq]([1-4]))?")


@dataclass(frozen=True, slots=True)
class PeriodDraft:
    """The first and the last day of a period."""

    starts_on: date
    ends_on: date

    def __contains__(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


def month_of(day: date) -> PeriodDraft:
    """The calendar month of a day."""
    return PeriodDraft(month_start(day), month_end(day))


def quarter_of(day: date) -> PeriodDraft:
    """The calendar quarter of a day."""
    start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return PeriodDraft(start, month_end(add_months(start, 2)))


def year_of(day: date) -> PeriodDraft:
    """The calendar year of a day."""
    return PeriodDraft(date(day.year, 1, 1), date(day.year, 12, 31))


def period_of(text: str, field: str | None = None) -> PeriodDraft:
    """`2026-03` a month, `2026-Q1` a quarter, `2026` a year; UserError for anything else."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None or int(found[1]) < FIRST_DATE.year or not 0 < int(found[2] or 1) < 13:
        raise UserError(_("“{text}” is no period like 2026-03, 2026-Q1 or 2026", text=text), field)
    year = int(found[1])
    if found[2]:
        return month_of(date(year, int(found[2]), 1))
    if found[3]:
        return quarter_of(date(year, int(found[3]) * 3, 1))
    return year_of(date(year, 1, 1))


def name_of(period: PeriodDraft) -> str:
    """`2026-03`, `2026-Q1` or `2026` where it is one of these, else "" (the opposite of `period_of`)."""
    start = period.starts_on
    if period == year_of(start):
        return f"{start.year}"
    if period == quarter_of(start):
        return f"{start.year}-Q{(start.month + 2) // 3}"
    return f"{start:%Y-%m}" if period == month_of(start) else ""


def ended_periods(today: date, months: int = 12) -> Iterator[PeriodDraft]:
    """The months, quarters and years that ended in the last `months`, the newest first; a month before the
    quarter and the year that end with it.
    """
    last = month_start(today)
    for back in range(1, months + 1):
        month = month_of(add_months(last, -back))
        yield month
        for longer in (quarter_of(month.ends_on), year_of(month.ends_on)):
            if longer.ends_on == month.ends_on:
                yield longer


def check_period(period: PeriodDraft, today: date) -> None:
    """Raise UserError at "starts_on" or "ends_on" for what cannot be closed today."""
    if period.starts_on < FIRST_DATE:
        raise UserError(_("This date cannot be meant: {day}", day=period.starts_on.isoformat()), "starts_on")
    if period.ends_on < period.starts_on:
        raise UserError(_("The period ends before it begins"), "ends_on")
    if period.ends_on >= today:
        raise UserError(
            _("This period has not ended yet: it can be closed from {date}", date=_next(period.ends_on)),
            "ends_on",
        )


def is_covered(period: PeriodDraft, closed: Iterable[PeriodDraft]) -> bool:
    """Whether each of its days lies in a closed period."""
    day = period.starts_on
    for each in sorted(closed, key=lambda other: other.starts_on):
        if each.starts_on > day:
            return False
        day = max(day, _next(each.ends_on))
        if day > period.ends_on:
            return True
    return False


def closed_words(period: PeriodDraft) -> Message:
    """Why nothing is dated in it any more, and what can be done."""
    return _(
        "The books from {start} to {end} are closed: take a later day, or let the period be reopened",
        start=period.starts_on,
        end=period.ends_on,
    )


def _next(day: date) -> date:
    return day + timedelta(days=1)
