"""What the firm says about issued papers whose keep time is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

SETTING: Final = "paper_times"


@dataclass(frozen=True, slots=True)
class PaperTimes:
    """`year_ends` is the last month of the business year; `is_book`: the papers are the firm's books, so that
    the longer time of books counts; `by_itself`: what is due goes once a month without being asked;
    `looked_on`: when that was done last.
    """

    year_ends: int = 12
    is_book: bool = False
    by_itself: bool = False
    looked_on: date | None = None


USUAL: Final = PaperTimes()


def times_of(stored: Any) -> PaperTimes:
    """The times out of the setting; what is not understood is as usual."""
    given = stored if isinstance(stored, dict) else {}
    month = given.get("year_ends")
    try:
        looked_on = date.fromisoformat(given["looked_on"])
    except (KeyError, TypeError, ValueError):
        looked_on = None
    return PaperTimes(
        month if isinstance(month, int) and 1 <= month <= 12 else USUAL.year_ends,
        given.get("is_book") is True,
        given.get("by_itself") is True,
        looked_on,
    )


def to_setting(times: PaperTimes) -> dict[str, Any] | None:
    """What is stored; None where all is as usual. Raises UserError at "year_ends"."""
    if not 1 <= times.year_ends <= 12:
        raise UserError(_("A month is a number from 1 to 12"), "year_ends")
    if times == USUAL:
        return None
    return {
        "year_ends": times.year_ends,
        "is_book": times.is_book,
        "by_itself": times.by_itself,
        "looked_on": times.looked_on.isoformat() if times.looked_on else None,
    }
