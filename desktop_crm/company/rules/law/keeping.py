"""How long the law keeps an issued paper: so many years from the end of a year, or from its day."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

from desktop_crm.company.rules.law.table import Row, rows, rows_of
from desktop_crm.values.dates import add_months
from desktop_crm.values.messages import Message, _

DEFAULT_YEARS: Final = 10
"""Where the table says nothing: the longest that is usual."""
BOOK: Final = "book"
"""What is kept as an entry of the books, and not only as a paper."""
_LIKE: Final = {"order": "quote", "delivery": "quote", "pro_forma": "quote", "receipt": "invoice"}
LEAST_YEARS: Final = 3
"""No law of any country asks for less; the tables refuse a shorter time."""


@dataclass(frozen=True, slots=True)
class KeepTime:
    """The last day on which something must still be there, and by which rule (no `source`: none is known)."""

    until: date
    years: int
    source: str = ""

    @property
    def reason(self) -> Message:
        if not self.source:
            return _("Papers for the tax office, {years} years", years=self.years)
        return _("{source}, {years} years", source=self.source, years=self.years)


def keep_time(country: str, kind: str, day: date, *, year_ends: int = 12) -> KeepTime:
    """How long a paper of this kind ("invoice", "credit_note", "quote", or BOOK) must stay whose time counts
    from `day`; orders, delivery notes and pro formas as letters like a quote, a receipt as an invoice.

    Of several rules the longest wins. `year_ends` is the last month of the firm's business year, for the laws
    that count from its end.
    """
    kind = _LIKE.get(kind, kind)
    found = [_time(row, day, year_ends) for row in rows(country, "keep", day) if kind in _kinds(row)]
    if not found:
        return KeepTime(date(min(day.year + DEFAULT_YEARS, 9999), 12, 31), DEFAULT_YEARS)
    return max(found, key=lambda each: each.until)


def keep_until(country: str, issued_on: date, kind: str = "invoice") -> tuple[date, Message]:
    """The last day on which a paper of this day must still be there, and by which rule."""
    found = keep_time(country, kind, issued_on)
    return found.until, found.reason


def shortest_years(country: str) -> int:
    """No paper of a seller in this country is kept for less: what is younger need not be looked at."""
    years = [int(row.values["years"]) for row in rows_of(country) if row.section == "keep"]
    return min(years, default=DEFAULT_YEARS)


def _kinds(row: Row) -> tuple[str, ...]:
    """A row that names no kind is for all of them."""
    return tuple(row.values.get("kinds", ("invoice", "credit_note", "quote", BOOK)))


def _time(row: Row, day: date, year_ends: int) -> KeepTime:
    years = int(row.values["years"])
    if row.values.get("counts_from") == "day":
        return KeepTime(add_months(day, 12 * min(years, 9999 - day.year)), years, row.source)
    year = day.year
    if row.values.get("counts_from") == "business_year" and day > _month_end(day.year, year_ends):
        year += 1  # the business year ends in the next calendar year: its end is waited for
    return KeepTime(date(min(year + years, 9999), 12, 31), years, row.source)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])
