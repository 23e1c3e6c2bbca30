"""How long the law keeps an issued paper: until the end of a year, so many years later."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.company.rules.law.table import rows
from desktop_crm.values.messages import Message, _

DEFAULT_YEARS: Final = 10
"""Where the table says nothing: the longest that is usual."""


def keep_until(country: str, issued_on: date) -> tuple[date, Message]:
    """The last day on which a paper of this day must still be there, and by which rule."""
    row = next(rows(country, "keep", issued_on), None)
    years = DEFAULT_YEARS if row is None else int(row.values["years"])
    last = date(min(issued_on.year + years, 9999), 12, 31)
    if row is None:
        return last, _("Papers for the tax office, {years} years", years=years)
    return last, _("{source}, {years} years", source=row.source, years=years)
