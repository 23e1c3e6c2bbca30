"""What is billed again and again: on which days, over what, at which price, until when.

A `RecurringDraft` is an invoice to copy, a rhythm and an end. Each `Bill` is one paper that comes of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice, pairwise, takewhile
from typing import Final, Literal

from desktop_crm.billing.rules import checks, copying, in_part, rhythms
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.pricing import numbered
from desktop_crm.values import dates, money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.totals import totals_of

Covers = Literal["months", "ahead", "behind", "none"]
COVERS: Final[dict[str, Message]] = {
    "months": _("Calendar months"),
    "ahead": _("To the next day of the rhythm"),
    "behind": _("From the last day of the rhythm"),
    "none": _("Its day alone"),
}
"""What each bill is about."""
STATES: Final = ("active", "paused", "ended")
STATE_WORDS: Final[dict[str, Message]] = {
    "active": _("Running"), "paused": _("Paused"), "ended": _("Ended"),
}  # fmt: skip
MAX_TIMES: Final = 1200
MAX_STEPS: Final = 200
_MAX_MONTHS: Final = 120
_MAX_REMIND: Final = 366
_LOOKED_AT: Final = 60
"""Days of a rhythm: they hold every kind of a year's or four years' round."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceStep:
    """From a day on, a line (numbered from 1, headings not counted) costs another price."""

    valid_from: date = dates.FIRST_DATE
    line: int = 1
    price: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecurringDraft:
    """What a person agreed with a customer.

    `service_from`, before the first regular day, asks for a first bill over a part of its period. The bills
    end with the day `last_on`, after `times` bills, or never. A contract that renews itself does so every
    `renews_months` from `starts_on`; `remind_days` before it renews or ends somebody is told. The days of
    `skipped` are not billed and do not count among the `times` (RFC 5545's EXDATE).
    """

    document: DocumentDraft
    starts_on: date
    rule: str = "FREQ=MONTHLY"
    covers: Covers = "months"
    service_from: date | None = None
    last_on: date | None = None
    times: int | None = None
    steps: tuple[PriceStep, ...] = ()
    issues: bool = False
    is_paused: bool = False
    renews_months: int | None = None
    remind_days: int = 30
    skipped: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Bill:
    """One paper to come. `share` is what of a whole period it covers, as days of days; None for all."""

    on: date
    period: tuple[date, date] | None
    share: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """A day on which a contract renews itself or ends."""

    on: date
    is_end: bool


def billing_like(draft: RecurringDraft, document: DocumentDraft) -> RecurringDraft:
    """The bills to come are as this invoice. Prices agreed for the lines before go with those lines."""
    return replace(draft, document=document, steps=())


# ------------------------------------------------------------------------------------------------ checking


def checked(draft: RecurringDraft) -> RecurringDraft:
    """The draft as it is kept. UserError names the field of what can never be right."""
    rule = rhythms.check_rule(draft.rule)
    document = replace(copying.bare(draft.document), kind="invoice")
    document = checks.tidy(document)
    checks.check_draft(document)
    if document.contact_id is None:
        raise UserError(_("Say whom it is for"), "contact_id")
    items = numbered(document)
    if not items:
        raise UserError(_("Without lines there is nothing to bill"), "lines")
    draft = replace(draft, rule=rule, document=document)
    for name in ("starts_on", "service_from", "last_on"):
        day = getattr(draft, name)
        if day is not None and not dates.FIRST_DATE <= day <= checks.LATEST_DATE:
            raise UserError(_("This day is out of reach"), name)
    draft = replace(draft, skipped=tuple(sorted(set(draft.skipped))))
    _check_end(draft)
    for number, step in enumerate(draft.steps, 1):
        field = f"steps[{number}]"
        if step.line not in items:
            raise UserError(_("There is no line {n}", n=step.line), f"{field}.line")
        checks.check_draft(_priced(document, (step,), step.valid_from))
    if len(draft.steps) > MAX_STEPS:
        raise UserError(_("That are more than {n} changes of price", n=MAX_STEPS), "steps")
    steps = tuple(sorted(draft.steps, key=lambda each: (each.valid_from, each.line)))
    draft = replace(draft, steps=steps)
    if not covers_once(draft):
        raise UserError(
            _("Bills of this rhythm would cover the same months twice: choose what else a bill covers"),
            "covers",
        )
    _check_first(draft)
    return draft


def covers_once(draft: RecurringDraft) -> bool:
    """Whether no bill covers days of the one before: weeks, and two days of one month, are no months."""
    if draft.covers != "months":
        return True
    days = islice(rhythms.days(draft.rule, draft.starts_on), _LOOKED_AT)
    periods = [_period(draft, day, None, None) for day in days]
    return all(later[0] > earlier[1] for earlier, later in pairwise(periods))


def _check_end(draft: RecurringDraft) -> None:
    if draft.covers not in COVERS:
        raise UserError(_("Write one of {choices}", choices=", ".join(COVERS)), "covers")
    if draft.times is not None and not 1 <= draft.times <= MAX_TIMES:
        raise UserError(_("Bill it 1 to {n} times", n=MAX_TIMES), "times")
    if draft.last_on is not None and draft.last_on < draft.starts_on:
        raise UserError(_("It ends before it begins"), "last_on")
    if draft.renews_months is not None and not 1 <= draft.renews_months <= _MAX_MONTHS:
        raise UserError(_("A contract renews after 1 to {n} months", n=_MAX_MONTHS), "renews_months")
    if not 0 <= draft.remind_days <= _MAX_REMIND:
        raise UserError(_("Remind 0 to {n} days before", n=_MAX_REMIND), "remind_days")


def _check_first(draft: RecurringDraft) -> None:
    """A first bill in part covers less than a whole period."""
    if draft.service_from is None:
        return
    if draft.covers == "none":
        raise UserError(_("A part of a period needs a period: choose what a bill covers"), "service_from")
    first = next(rhythms.days(draft.rule, draft.starts_on))
    start, end = _period(draft, first, None, None)
    if draft.service_from > end:
        raise UserError(_("The first period is over by then"), "service_from")
    if draft.service_from < start and draft.service_from <= _whole_before(draft, start)[0]:
        raise UserError(
            _("That is a whole period before the first bill: let it start earlier"), "service_from"
        )


# ---------------------------------------------------------------------------------------------------- days


def bills(draft: RecurringDraft) -> Iterator[Bill]:
    """All papers in their order, until its end; without an end there is always another one."""
    skipped, number = frozenset(draft.skipped), 0
    for bill in _endless(draft):
        if draft.last_on is not None and bill.on > draft.last_on:
            return
        if bill.on in skipped:
            continue
        number += 1
        if draft.times is not None and number > draft.times:
            return
        yield bill


def with_step(draft: RecurringDraft, step: PriceStep) -> RecurringDraft:
    """One more change of price, in place of the one of the same line and day."""
    others = (each for each in draft.steps if (each.valid_from, each.line) != (step.valid_from, step.line))
    return replace(draft, steps=(*others, step))


def next_bill(draft: RecurringDraft, after: date | None, made: int) -> Bill | None:
    """The paper that comes after the day of the last one, when `made` were made already."""
    if draft.times is not None and made >= draft.times:
        return None
    unlimited = replace(draft, times=None)
    return next((bill for bill in bills(unlimited) if after is None or bill.on > after), None)


def without_passed(draft: RecurringDraft, after: date | None, today: date) -> RecurringDraft:
    """The same, but nothing is billed for the days after the last bill that passed before today."""
    due = takewhile(lambda bill: bill.on < today, bills(replace(draft, times=None)))
    passed = tuple(bill.on for bill in due if after is None or bill.on > after)
    return replace(draft, skipped=(*draft.skipped, *passed))


def _endless(draft: RecurringDraft) -> Iterator[Bill]:
    regular = rhythms.days(draft.rule, draft.starts_on)
    day, before = next(regular, None), None
    if day is None:
        return
    start, end = _period(draft, day, None, None)
    begins = draft.service_from
    if begins is not None and begins < start:
        whole = _whole_before(draft, start)
        last = start - timedelta(days=1)
        yield Bill(begins, (begins, last), (_length(begins, last), _length(*whole)))
    while day is not None:
        following = next(regular, None)
        if draft.covers == "none":
            yield Bill(day, None)
        else:
            start, end = _period(draft, day, before, following)
            if begins is not None and start < begins <= end:
                yield Bill(day, (begins, end), (_length(begins, end), _length(start, end)))
            else:
                yield Bill(day, (start, end))
        before, day = day, following


def _period(
    draft: RecurringDraft, day: date, before: date | None, following: date | None
) -> tuple[date, date]:
    one = timedelta(days=1)
    match draft.covers:
        case "behind":
            return (before or rhythms.day_before(draft.rule, day)) + one, day
        case "ahead":
            if following is None:
                regular = rhythms.days(draft.rule, day)
                following = next((each for each in regular if each > day), day + one)
            return day, following - one
        case "months":
            start = dates.month_start(day)
            return start, dates.month_end(dates.add_months(start, rhythms.months_of(draft.rule) - 1))
    return day, day


def _whole_before(draft: RecurringDraft, start: date) -> tuple[date, date]:
    """The whole period before the first one."""
    if draft.covers == "months":
        return dates.add_months(start, -rhythms.months_of(draft.rule)), start - timedelta(days=1)
    return rhythms.day_before(draft.rule, start), start - timedelta(days=1)


def _length(start: date, end: date) -> int:
    return (end - start).days + 1


def next_turn(draft: RecurringDraft, today: date) -> Turn | None:
    """The next day, today among them, on which the contract renews itself or ends."""
    end = _end(draft)
    if end is not None and end < today:
        return None
    if draft.renews_months is not None:
        months = draft.renews_months
        while (renewal := dates.add_months(draft.starts_on, months)) < today:
            months += draft.renews_months
        if end is None or renewal <= end:
            return Turn(renewal, is_end=False)
    return None if end is None else Turn(end, is_end=True)


def _end(draft: RecurringDraft) -> date | None:
    """The last day that is billed; None without an end."""
    if draft.last_on is None and draft.times is None:
        return None
    last = last_bill(draft)
    if last is None:
        return draft.last_on
    until = last.period[1] if last.period is not None else last.on
    return until if draft.last_on is None or draft.times is not None else max(until, draft.last_on)


# -------------------------------------------------------------------------------------------------- papers


def paper_of(draft: RecurringDraft, bill: Bill) -> DocumentDraft:
    """The draft invoice of a bill: its dates, its period, the prices of its first day."""
    template = draft.document
    due_on = None
    if template.terms_id is None and template.due_on is not None and template.issued_on is not None:
        due_on = bill.on + timedelta(days=max(0, (template.due_on - template.issued_on).days))
    period_from, period_to = bill.period or (None, None)
    paper = replace(
        copying.duplicate(template, "invoice"),
        issued_on=bill.on,
        due_on=due_on,
        delivered_on=bill.on if bill.period is None else None,
        period_from=period_from,
        period_to=period_to,
    )
    paper = _priced(paper, draft.steps, period_from or bill.on)
    return paper if bill.share is None else in_part.in_part(paper, bill.share)


def dated(paper: DocumentDraft, on: date) -> DocumentDraft:
    """The paper on another day: the customer keeps the whole time to pay."""
    if paper.issued_on is None or paper.due_on is None:
        return replace(paper, issued_on=on)
    return replace(paper, issued_on=on, due_on=on + (paper.due_on - paper.issued_on))


def last_bill(draft: RecurringDraft) -> Bill | None:
    """The last paper of an agreement that ends; its first one where there is no end."""
    if draft.last_on is None and draft.times is None:
        return next(bills(draft), None)
    last = None
    for last in bills(draft):  # noqa: B007  the last one is wanted
        pass
    return last


def words_of(draft: RecurringDraft, bill: Bill, language: str) -> tuple[str, ...]:
    """What stands in the lines of a bill, {period} and its like filled in."""
    paper = paper_of(draft, bill)
    return tuple(copying.filled(line.description, paper, language, bill.on) for line in paper.lines)


def _priced(document: DocumentDraft, steps: tuple[PriceStep, ...], on: date) -> DocumentDraft:
    prices = {step.line: step.price for step in sorted(steps, key=lambda each: each.valid_from)
              if step.valid_from <= on}  # fmt: skip
    if not prices:
        return document
    lines, number = [], 0
    for line in document.lines:
        number += line.kind == "item"
        changes = line.kind == "item" and number in prices
        lines.append(replace(line, price=prices[number], price_from="") if changes else line)
    return replace(document, lines=tuple(lines))


def net_on(draft: RecurringDraft, day: date) -> int:
    """The net of a whole bill at the prices of a day, in minor units."""
    return totals_of(checks.check_draft(_priced(draft.document, draft.steps, day))).net


def a_year(draft: RecurringDraft, day: date) -> int:
    """What comes in a year at the prices of a day, in minor units: net, however long it still goes on."""
    return money.whole(net_on(draft, day) * rhythms.times_a_year(draft.rule, draft.starts_on))


def a_month(yearly: int) -> int:
    """The twelfth part of what comes in a year."""
    return money.whole(Fraction(yearly, 12))
