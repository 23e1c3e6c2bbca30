"""The cash book: what came into the box and went out of it, day by day; a day that is closed never changes.

Days are closed in their order and without a gap. What is known only afterwards stands on the first day that
is open, with its own day beside it: what was counted stays counted.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_crm.values import canonical, dates, money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

RECEIVED: Final = "received"
PAID_BACK: Final = "paid_back"
KINDS: Final = ("opening", "expense", "withdrawal", "deposit", "difference", "other")
"""What is typed by hand: what lay in the box before, spent, fetched from the bank, brought to it..."""
KIND_WORDS: Final[dict[str, Message]] = {
    "opening": _("Cash at the beginning"),
    "expense": _("Spent"),
    "withdrawal": _("Fetched from the bank"),
    "deposit": _("Brought to the bank"),
    "difference": _("Difference when counted"),
    "other": _("Other"),
    RECEIVED: _("Received"),
    PAID_BACK: _("Paid back"),
}
_OUT: Final = ("expense", "deposit")
MOST_DAYS: Final = 3_660
"""Days closed at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDraft:
    """A movement that no invoice tells of: above zero into the box."""

    amount: int
    booked_on: date
    kind: str = "other"
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """One movement of the box. `source` tells it from every other one ("payment:7"), and it counts once."""

    source: str
    on: date
    kind: str
    amount: int
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CashLine:
    """A movement with what lies in the box after it."""

    movement: Movement
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CashDay:
    """One day of the book. `number` counts the closed ones; `counted` is what was found in the box."""

    day: date
    opening: int
    lines: tuple[CashLine, ...]
    closing: int
    number: int = 0
    counted: int | None = None

    @property
    def is_closed(self) -> bool:
        return self.number > 0

    @property
    def difference(self) -> int:
        """What was found beyond what should lie there."""
        return 0 if self.counted is None else self.counted - self.closing


def seal_of(before: str, day: CashDay) -> str:
    """The seal of a closed day over the one before it: a changed line is found."""
    return hashlib.sha256(before.encode() + b"\x1f" + canonical.dump(day)).hexdigest()


def check_draft(draft: CashDraft, last_closed: date | None, today: date) -> None:
    """Raise UserError naming "amount", "kind", "text", "booked_on"."""
    if draft.kind not in KINDS:
        raise UserError(_("Write one of {choices}", choices=", ".join(KINDS)), "kind")
    if draft.amount == 0 or abs(draft.amount) > money.MAX_MINOR:
        raise UserError(_("This is no amount"), "amount")
    if draft.kind in _OUT and draft.amount > 0:
        raise UserError(_("This goes out of the box: the amount is below zero"), "amount")
    if draft.kind == "withdrawal" and draft.amount < 0:
        raise UserError(_("This comes into the box: the amount is above zero"), "amount")
    texts.check_line(draft.text, "text")
    if draft.kind in ("expense", "other") and not draft.text.strip():
        raise UserError(_("Say what it was for"), "text")
    if not dates.FIRST_DATE <= draft.booked_on <= today:
        raise UserError(_("Nothing is written ahead"), "booked_on")
    if last_closed is not None and draft.booked_on <= last_closed:
        raise UserError(_("The cash book is closed up to {day}", day=last_closed), "booked_on")


def check_close(day: date, last_closed: date | None, first: date | None, today: date) -> date:
    """The first day that is closed with this one. Raises UserError naming "day"."""
    if day > today:
        raise UserError(_("{day} is yet to come", day=day), "day")
    if last_closed is not None and day <= last_closed:
        raise UserError(_("The cash book is closed up to {day}", day=last_closed), "day")
    start = last_closed + timedelta(days=1) if last_closed is not None else min(first or day, day)
    if (day - start).days >= MOST_DAYS:
        raise UserError(_("No more than {most} days at once", most=MOST_DAYS), "day")
    return start


def days_of(movements: Sequence[Movement], opening: int, start: date, end: date) -> tuple[CashDay, ...]:
    """Every day from `start` to `end`, those without a movement too. What is of an earlier day stands on
    `start`; what is of a later one is left out."""
    by_day: defaultdict[date, list[Movement]] = defaultdict(list)
    for each in sorted(movements, key=lambda each: (each.on, each.amount < 0, each.source)):
        by_day[max(each.on, start)].append(each)
    found, balance, day = [], opening, start
    while day <= end:
        before, lines = balance, []
        for each in by_day.get(day, ()):
            balance += each.amount
            lines.append(CashLine(movement=each, balance=balance))
        found.append(CashDay(day=day, opening=before, lines=tuple(lines), closing=balance))
        day += timedelta(days=1)
    return tuple(found)
