"""Levels of reminders and what a letter of each asks for.

A ladder of levels is the firm's own: so many days after the due day, this fee, this interest. A letter of a
level asks for what is open, the fees of the levels up to it but for those that were skipped, and interest
from the day after the due day to the day of the letter. Percentages are of a year of 365 days.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

from desktop_crm.company.rules import law
from desktop_crm.company.rules.wordings import Texts, texts_of
from desktop_crm.receivables.rules import base_rates
from desktop_crm.values import money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.totals.rounding import half_away

LETTERS: Final = "dunning_letter"
"""The kind of series that numbers letters, and what they are called in the search."""
PREPARED: Final = "prepared"
ISSUED: Final = "issued"
SKIPPED: Final = "skipped"
STATES: Final = (PREPARED, ISSUED, SKIPPED)
STATE_WORDS: Final[dict[str, Message]] = {
    PREPARED: _("Waits"),
    ISSUED: _("Written"),
    SKIPPED: _("Skipped"),
}
MOST_LEVELS: Final = 9
_MOST_DAYS: Final = 3650
_YEAR: Final = 365


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level: `days` after the due day its letter is due, and gives `pay_within` days more.

    `fee` is in the firm's currency. `interest` is percent a year, `by_law` the rate of the law table; a
    `lump_sum` is what the law gives once a claim (never of a consumer). `texts` stand instead of the usual
    letter, by language.
    """

    days: int
    fee: Decimal = Decimal(0)
    interest: Decimal = Decimal(0)
    by_law: bool = False
    lump_sum: bool = False
    pay_within: int = 7
    texts: Texts = ()


DEFAULT_LEVELS: Final = (Level(days=7), Level(days=21), Level(days=35))
"""Nothing but the reminder: fees and interest are for the firm to decide."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Interest of days that have one sum and one rate: `first` and `last` bear it both."""

    first: date
    last: date
    base: int
    rate: Decimal

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What is known of an invoice: `due` is what it asked, `moves` what was paid or credited by day."""

    due: int
    due_on: date
    currency: str
    moves: tuple[tuple[date, int], ...] = ()

    def left_before(self, day: date) -> int:
        """What is open at the beginning of a day."""
        return max(self.due - sum(amount for on, amount in self.moves if on < day), 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What a letter asks for, in minor units of the invoice's currency."""

    open: int
    fees: tuple[tuple[int, int], ...] = ()  # (level, fee)
    lump_sum: int = 0
    interest: int = 0
    spans: tuple[Span, ...] = ()

    @property
    def fee(self) -> int:
        return sum(fee for _level, fee in self.fees)

    @property
    def asked(self) -> int:
        return self.open + self.fee + self.lump_sum + self.interest


@dataclass(frozen=True, slots=True, kw_only=True)
class Parties:
    """Whose law counts, and the currency in which the firm states its fees."""

    country: str
    currency: str
    is_consumer: bool = False
    base_rates: tuple[law.BaseRate, ...] = ()  # typed by the office


def claim_of(
    debt: Debt,
    left: int,
    levels: Sequence[Level],
    number: int,
    on: date,
    parties: Parties,
    skipped: Collection[int] = (),
) -> Claim:
    """What the letter of level `number` (from 1) asks on a day, `left` being open by then."""
    level = levels[number - 1]
    fees = []
    if debt.currency == parties.currency:
        fees = [
            (place, money.minor_rounded(each.fee, debt.currency))
            for place, each in enumerate(levels[:number], 1)
            if each.fee and place not in skipped
        ]
        fees = _within(fees, left, on, parties)
    spans = interest_spans(debt, on, _rates(level, parties))
    return Claim(
        open=left,
        fees=tuple(fees),
        lump_sum=_lump_sum(debt, levels[:number], on, parties, skipped),
        interest=interest_of(spans),
        spans=spans,
    )


def _within(fees: Sequence[tuple[int, int]], open_: int, on: date, parties: Parties) -> list[tuple[int, int]]:
    """The fees as far as the law lets them come, those of the first levels before the others."""
    most = law.late_fine(parties.country, on, is_consumer=parties.is_consumer)
    if most is None:
        return list(fees)
    left = int(open_ * most // 100)
    kept = []
    for place, fee in fees:
        if taken := min(fee, left):
            kept.append((place, taken))
            left -= taken
    return kept


def fee_minor(fee: Decimal, currency: str) -> int:
    """A fee as screens take it."""
    return money.minor_rounded(fee, currency)


def fee_major(fee: int, currency: str) -> Decimal:
    """A fee as the ladder keeps it."""
    return money.major(fee, currency)


def _rates(level: Level, parties: Parties) -> Callable[[date], Decimal]:
    def rate_on(day: date) -> Decimal:
        if not level.by_law:
            return level.interest
        rate = law.late_interest(
            parties.country, day, is_consumer=parties.is_consumer, typed=parties.base_rates
        )
        if rate is None:
            raise UserError(base_rates.unknown_words(parties.country, day), "interest")
        return rate

    return rate_on


def _lump_sum(
    debt: Debt, levels: Sequence[Level], on: date, parties: Parties, skipped: Collection[int]
) -> int:
    if not any(level.lump_sum and place not in skipped for place, level in enumerate(levels, 1)):
        return 0
    claim = money.major(debt.due, debt.currency)
    given = law.late_lump_sum(parties.country, on, claim, is_consumer=parties.is_consumer)
    if given is None or given.currency != debt.currency:
        return 0
    return money.minor_rounded(given.amount, debt.currency)


def interest_spans(debt: Debt, on: date, rate_on: Callable[[date], Decimal]) -> tuple[Span, ...]:
    """The days after the due day up to and with `on`, joined where sum and rate are the same.

    A day on which money came still bears interest on it (it came in the course of the day).
    """
    spans: list[Span] = []
    day = debt.due_on + timedelta(days=1)
    while day <= on:
        base, rate = debt.left_before(day), rate_on(day)
        if base and rate:
            last = spans[-1] if spans else None
            if last is not None and (last.base, last.rate) == (base, rate):
                spans[-1] = Span(first=last.first, last=day, base=base, rate=rate)
            else:
                spans.append(Span(first=day, last=day, base=base, rate=rate))
        day += timedelta(days=1)
    return tuple(spans)


def interest_of(spans: Iterable[Span]) -> int:
    """The interest of all spans, rounded once, halves away from zero."""
    whole = sum((span.base * span.days * span.rate for span in spans), Decimal(0))
    numerator, denominator = whole.as_integer_ratio()
    return half_away(numerator, denominator * 100 * _YEAR)


def counts_from(issued_on: date, due_on: date, written_on: date | None, today: date) -> date:
    """The day from which the days of the levels count: the due day, or later for a bill that was written
    after the day it bears (a recurring one caught up with): its customer has the same time to pay from then.

    Who reckons for a day before the bill was written goes by the days on paper alone.
    """
    if written_on is None or written_on > today:
        return due_on
    return max(due_on, written_on + max(due_on - issued_on, timedelta(0)))


def seen_late_words(until: date) -> Message:
    """The warning before a letter about a bill that its customer has only just got."""
    return _("This invoice was written after the day it bears: its customer has time until {day}", day=until)


def reached_level(levels: Sequence[Level], days: int) -> int:
    """The highest level whose days have passed; 0 before the first."""
    return sum(level.days <= days for level in levels)


def next_level(
    levels: Sequence[Level],
    days: int,
    done: Mapping[int, str],
    pay_by: date | None,
    today: date,
) -> int | None:
    """The level whose letter is due by the rule, or None. `done` are the levels written or skipped.

    Who was given time by the last letter has it: nothing is due before `pay_by`.
    """
    reached = reached_level(levels, days)
    if not reached or any(place >= reached for place in done):
        return None
    return None if pay_by is not None and today < pay_by else reached


def level_by_hand(levels: Sequence[Level], days: int, done: Mapping[int, str]) -> int:
    """The level of a letter that somebody asks for: the one that the days have reached, else the next one."""
    written = max((place for place, state in done.items() if state == ISSUED), default=0)
    found = max(reached_level(levels, days), written + 1, 1)
    if found > len(levels):
        raise UserError(_("The last level was written already"), "level")
    return found


# ------------------------------------------------------------------------------------------- typing them in


def check_levels(levels: Sequence[Level]) -> None:
    """Raise UserError at "levels[2].days" for a ladder that makes no sense."""
    if not 1 <= len(levels) <= MOST_LEVELS:
        raise UserError(_("Between 1 and {most} levels are possible", most=MOST_LEVELS), "levels")
    before = 0
    for place, level in enumerate(levels, 1):
        where = f"levels[{place}]"
        if not before < level.days <= _MOST_DAYS:
            raise UserError(_("Each level is later than the one before it"), f"{where}.days")
        if not 0 <= level.pay_within <= 365:
            raise UserError(_("Between 0 and 365 days"), f"{where}.pay_within")
        if not 0 <= level.fee < 10**9:
            raise UserError(_("This is no fee"), f"{where}.fee")
        if not 0 <= level.interest <= 100:
            raise UserError(_("Between 0 and 100 percent"), f"{where}.interest")
        for language, text in level.texts:
            texts.check_text(text, f"{where}.texts.{language}")
        before = level.days


def level_to_json(level: Level) -> dict[str, Any]:
    """`{"days": 35, "fee": "40.00", "interest": "8", ...}`; interest "law" is the rate of the law table."""
    found: dict[str, Any] = {
        "days": level.days,
        "fee": format(level.fee, "f"),
        "interest": "law" if level.by_law else format(level.interest, "f"),
        "lump_sum": level.lump_sum,
        "pay_within": level.pay_within,
    }
    return found | ({"texts": dict(level.texts)} if level.texts else {})


def levels_from_json(value: Any) -> tuple[Level, ...]:
    """The opposite for a list of levels; UserError names what is wrong."""
    if not isinstance(value, list):
        raise UserError(_("Levels are a list"), "levels")
    levels = tuple(_level_from_json(each, f"levels[{place}]") for place, each in enumerate(value, 1))
    check_levels(levels)
    return levels


def _level_from_json(value: Any, where: str) -> Level:
    if not isinstance(value, dict):
        raise UserError(_("A level is an object with “days”"), where)
    known = {"days", "fee", "interest", "lump_sum", "pay_within", "texts"}
    for key in value:
        if key not in known:
            raise UserError(_("“{key}” is not known", key=str(key)), f"{where}.{key}")
    by_law = value.get("interest") == "law"
    words = value.get("texts", {})
    if not isinstance(words, dict) or not all(isinstance(each, str) for each in words.values()):
        raise UserError(_("Texts go by language"), f"{where}.texts")
    return Level(
        days=_whole(value.get("days"), f"{where}.days"),
        fee=_decimal(value.get("fee", 0), f"{where}.fee"),
        interest=Decimal(0) if by_law else _decimal(value.get("interest", 0), f"{where}.interest"),
        by_law=by_law,
        lump_sum=value.get("lump_sum") is True,
        pay_within=_whole(value.get("pay_within", 7), f"{where}.pay_within"),
        texts=texts_of({str(key): text for key, text in words.items()}),
    )


def _whole(value: Any, field: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise UserError(_("This is no whole number"), field)
    return value


def _decimal(value: Any, field: str) -> Decimal:
    try:
        if isinstance(value, bool):
            raise TypeError
        found = Decimal(value)
    except (TypeError, ValueError, ArithmeticError):
        raise UserError(_("This is no number"), field) from None
    if not found.is_finite() or abs(found.as_tuple().exponent) > 9:  # type: ignore[arg-type]
        raise UserError(_("This is no number"), field)
    return found


def doubts(levels: Sequence[Level], parties: Parties, on: date) -> tuple[tuple[str, Message], ...]:
    """What is unusual about a ladder (field, message) for one kind of buyer; none of it is refused."""
    found: list[tuple[str, Message]] = []
    usual = law.usual_fee(parties.country, on, is_consumer=parties.is_consumer)
    rate = law.late_interest(parties.country, on, is_consumer=parties.is_consumer)
    for place, level in enumerate(levels, 1):
        where = f"levels[{place}]"
        if place == 1 and level.fee:
            found.append((f"{where}.fee", _("A first reminder that costs something is unusual")))
        if usual and usual.currency == parties.currency and level.fee > usual.amount:
            found.append(
                (
                    f"{where}.fee",
                    _(
                        "More than {amount} {currency} is unusual for a reminder to a consumer",
                        amount=usual.amount,
                        currency=usual.currency,
                    ),
                )
            )
        if level.by_law and (why := law.why_no_rate(parties.country, on)):
            found.append((f"{where}.interest", law.no_rate_words(why)))
        if rate is not None and level.interest > rate:
            found.append(
                (f"{where}.interest", _("This is more than the statutory {rate}% a year", rate=rate))
            )
        if level.lump_sum and parties.is_consumer:
            found.append((f"{where}.lump_sum", _("Consumers owe no lump sum: it is not asked of them")))
    return tuple(found)
