"""When something recurs: rules of RFC 5545 (iCalendar) in which the 31st means a month's last day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile
from typing import Final

from dateutil.rrule import rrulestr

from desktop_crm.values import dates
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

PLAIN: Final[dict[str, str]] = {
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "quarterly": "FREQ=MONTHLY;INTERVAL=3",
    "half-yearly": "FREQ=MONTHLY;INTERVAL=6",
    "yearly": "FREQ=YEARLY",
}
"""The usual rhythms by name."""
_FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_PARTS: Final = frozenset({"FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST"})
_MOST_INTERVAL: Final = 120
_YEARS: Final = 4
"""Four years hold every leap day; with the interval they hold a whole number of any rule's rounds."""


def check_rule(text: str, field: str = "rule") -> str:
    """The rule in its plain form ("FREQ=MONTHLY;INTERVAL=3"); "monthly" and its like are taken, too.

    UserError at `field` for what is no rule of days, weeks, months or years. How long it goes on is said
    elsewhere, so COUNT and UNTIL are refused.
    """
    rule = PLAIN.get(text.strip().lower(), text.strip().upper()).removeprefix("RRULE:")
    parts = _parts(rule)
    whole = rule.count("=") == len(parts) == len(rule.split(";"))
    if not whole or not parts.keys() <= _PARTS or parts.get("FREQ") not in _FREQUENCIES:
        raise UserError(
            _("“{rule}” is no rhythm: write monthly or FREQ=MONTHLY;INTERVAL=2", rule=text), field
        )
    interval = parts.get("INTERVAL", "1")
    if not (interval.isascii() and interval.isdigit() and 1 <= int(interval) <= _MOST_INTERVAL):
        raise UserError(_("A rhythm has an interval from 1 to {n}", n=_MOST_INTERVAL), field)
    try:
        first = next(days(rule, date(2024, 1, 31)), None)
    except (ValueError, TypeError, KeyError, IndexError) as error:
        message = _("“{rule}” is no rhythm: write monthly or FREQ=MONTHLY;INTERVAL=2", rule=text)
        raise UserError(message, field) from error
    if first is None:
        raise UserError(_("There is no day that this rhythm meets"), field)
    return rule


def days(rule: str, start: date) -> Iterator[date]:
    """The days of a rule from `start` on. A month without the day has its last one instead."""
    text = _clamped(rule, start)
    for moment in rrulestr(f"RRULE:{text}", dtstart=datetime.combine(start, time())):
        yield moment.date()


def day_before(rule: str, first: date) -> date:
    """The day on which the rule would have come before its `first` one, had it begun earlier."""
    parts = _parts(rule)
    every = int(parts.get("INTERVAL", "1"))
    match parts["FREQ"]:
        case "DAILY":
            return first - timedelta(days=every)
        case "WEEKLY":
            return first - timedelta(weeks=every)
    return dates.add_months(first, -months_of(rule), keep_month_end=True)


def months_of(rule: str) -> int:
    """How many months lie between two days of the rule; 1 where weeks or days do."""
    parts = _parts(rule)
    every = int(parts.get("INTERVAL", "1"))
    if parts["FREQ"] == "YEARLY":
        return 12 * every
    return every if parts["FREQ"] == "MONTHLY" else 1


@lru_cache(maxsize=256)
def times_a_year(rule: str, start: date) -> Fraction:
    """How often it comes in a year, on average of four years and their leap day."""
    years = _YEARS * int(_parts(rule).get("INTERVAL", "1"))
    begin = next(days(rule, start))
    end = dates.add_months(begin, 12 * years)
    return Fraction(sum(1 for _day in takewhile(lambda day: day < end, days(rule, begin))), years)


def _parts(rule: str) -> dict[str, str]:
    return {name: value for name, _equals, value in (part.partition("=") for part in rule.split(";"))}


def _clamped(rule: str, start: date) -> str:
    """dateutil leaves out the months that lack a day; here the last day up to it is meant."""
    parts = _parts(rule)
    if "BYDAY" in parts or "BYSETPOS" in parts or parts["FREQ"] not in ("MONTHLY", "YEARLY"):
        return rule
    day = parts.get("BYMONTHDAY", str(start.day))
    if not day.isdigit() or int(day) <= 28 or int(day) > 31:
        return rule
    if parts["FREQ"] == "YEARLY":
        parts.setdefault("BYMONTH", str(start.month))
        if "," in parts["BYMONTH"]:  # one day each of several months: the same as monthly in these months
            if int(parts.get("INTERVAL", "1")) > 1:
                raise ValueError("several months of every second year have no last day in common")
            parts["FREQ"] = "MONTHLY"
    parts["BYMONTHDAY"] = ",".join(str(each) for each in range(28, int(day) + 1))
    parts["BYSETPOS"] = "-1"
    return ";".join(f"{name}={value}" for name, value in parts.items())
