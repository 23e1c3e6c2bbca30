"""The days that a report or a package is about, and whether their books are closed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from desktop_crm.company.rules.periods import PeriodDraft, is_covered, name_of, period_of
from desktop_crm.values.dates import FIRST_DATE
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

State = Literal["open", "partly", "closed"]
STATES: Final[dict[State, Message]] = {
    "open": _("Not closed"),
    "partly": _("Partly closed"),
    "closed": _("Closed"),
}
"""How far the books of a span are closed."""
MOST_YEARS: Final = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """A span with the closed periods that touch it, the earliest first."""

    span: PeriodDraft
    state: State
    closed: tuple[PeriodDraft, ...] = ()


def span_of(period: str = "", start: date | None = None, end: date | None = None) -> PeriodDraft:
    """`2026-03`, `2026-Q1` or `2026`, or the days from `start` to `end`, both included.

    Raises UserError naming "period", "start" or "end".
    """
    if period and start is None and end is None:
        return period_of(period, "period")
    if period or start is None or end is None:
        field = "period" if period or (start is None and end is None) else "start" if start is None else "end"
        raise UserError(_("Name a period like 2026-03, or its first and its last day"), field)
    span = PeriodDraft(start, end)
    check_span(span)
    return span


def check_span(span: PeriodDraft) -> None:
    """Raise UserError at "start" or "end" for days that cannot be meant."""
    if span.starts_on < FIRST_DATE:
        raise UserError(_("This date cannot be meant: {day}", day=span.starts_on.isoformat()), "start")
    if span.ends_on < span.starts_on:
        raise UserError(_("The period ends before it begins"), "end")
    if span.ends_on.year - span.starts_on.year >= MOST_YEARS:
        raise UserError(_("A period has no more than {n} years", n=MOST_YEARS), "end")


def standing(span: PeriodDraft, closed: Iterable[PeriodDraft]) -> Standing:
    """How far the books of the span are closed."""
    touching = tuple(
        sorted(
            (each for each in closed if each.starts_on <= span.ends_on and each.ends_on >= span.starts_on),
            key=lambda each: (each.starts_on, each.ends_on),
        )
    )
    state: State = "closed" if is_covered(span, touching) else "partly" if touching else "open"
    return Standing(span, state, touching)


def span_words(span: PeriodDraft) -> Message:
    """A span in words: "2026-Q1, from 1 Jan 2026 to 31 Mar 2026"."""
    name = name_of(span)
    if name:
        return _("{name}, from {start} to {end}", name=name, start=span.starts_on, end=span.ends_on)
    return _("From {start} to {end}", start=span.starts_on, end=span.ends_on)
