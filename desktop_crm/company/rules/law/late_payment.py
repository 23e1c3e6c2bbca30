"""What the law gives to who is paid late: interest by the year, and one lump sum a claim; of businesses and
of consumers apart."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from desktop_crm.company.rules.law.table import Row, rows

_BUYERS: Final = {True: "consumer", False: "business"}


class LumpSum(NamedTuple):
    """A fixed sum for the costs of collecting: a decimal amount of `currency`."""

    amount: Decimal
    currency: str


class BaseRate(NamedTuple):
    """A base rate that the office typed, in percent: good from `first` to the end of its half-year."""

    name: str
    first: date
    rate: Decimal

    @property
    def last(self) -> date:
        """Base rates are set for half a year: none is used silently in the next one."""
        return date(self.first.year, 6, 30) if self.first.month < 7 else date(self.first.year, 12, 31)


def base_rate_name(country: str, day: date) -> str:
    """Which base rate the late interest of a country hangs on ("ECB"); "" where it hangs on none."""
    return next((str(row.values["base"]) for row in rows(country, "late_interest", day)
                 if "base" in row.values), "")  # fmt: skip


def base_rate(country: str, name: str, day: date, typed: Iterable[BaseRate] = ()) -> Decimal | None:
    """The base rate of a day: the table's, else what was typed for it; None where neither knows it."""
    known = next((each for each in rows(country, "base_rate", day) if each.values["name"] == name), None)
    if known is not None:
        return Decimal(known.values["rate"])
    found = [each for each in typed if each.name == name and each.first <= day <= each.last]
    return max(found, key=lambda each: each.first).rate if found else None


def late_interest(
    country: str, day: date, *, is_consumer: bool, typed: Iterable[BaseRate] = ()
) -> Decimal | None:
    """Percent a year that a debt bears on this day; None where neither the table nor a typed base rate knows
    it."""
    row = _row(country, "late_interest", day, is_consumer=is_consumer)
    if row is None:
        return None
    if "rate" in row.values:
        return Decimal(row.values["rate"])
    base = base_rate(country, row.values["base"], day, typed)
    return None if base is None else base + Decimal(row.values["points"])


def late_lump_sum(country: str, day: date, claim: Decimal, *, is_consumer: bool) -> LumpSum | None:
    """What is asked once for a claim of this size; None where the law gives nothing, as from consumers."""
    found = [
        row
        for row in rows(country, "late_lump_sum", day)
        if row.values["buyers"] == _BUYERS[is_consumer] and Decimal(row.values.get("from", "0")) <= claim
    ]
    if not found:
        return None
    best = max(found, key=lambda row: Decimal(row.values.get("from", "0")))
    return LumpSum(Decimal(best.values["amount"]), best.values["currency"])


def usual_fee(country: str, day: date, *, is_consumer: bool) -> LumpSum | None:
    """The most that is usual for one reminder; None where the table has no opinion."""
    row = _row(country, "reminder_fee", day, is_consumer=is_consumer)
    return None if row is None else LumpSum(Decimal(row.values["most"]), row.values["currency"])


def late_fine(country: str, day: date, *, is_consumer: bool) -> Decimal | None:
    """The most that fees and fines for paying late come to, in percent of the claim; None where the law sets
    no such limit."""
    row = _row(country, "late_fine", day, is_consumer=is_consumer)
    return None if row is None else Decimal(row.values["percent"])


def why_no_rate(country: str, day: date) -> str:
    """Why a country's table has no rate of late interest: "monthly" (set anew each month), "states" (not by
    the federal law); "" where it has one, or is silent."""
    row = next(iter(rows(country, "late_note", day)), None)
    return "" if row is None else str(row.values["why"])


def _row(country: str, section: str, day: date, *, is_consumer: bool) -> Row | None:
    return next(
        (row for row in rows(country, section, day) if row.values["buyers"] == _BUYERS[is_consumer]), None
    )
