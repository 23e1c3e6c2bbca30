"""Exchange rates by day and source, and the one that counts for a paper.

A rate says what one unit of `base` is worth in `quote`: the ECB and the BMF give EUR in other currencies,
the TCMB and the Banco Central do Brasil other currencies in their own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from types import MappingProxyType
from typing import Final, Literal

from desktop_crm.company.rules.law.table import rows
from desktop_crm.values import dates, money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

Source = Literal["ecb", "bmf", "tcmb", "ptax", "manual"]
SOURCES: Final[dict[Source, Message]] = {
    "ecb": _("ECB reference rate"),
    "bmf": _("BMF monthly average"),
    "tcmb": _("TCMB foreign exchange buying rate"),
    "ptax": _("PTAX selling rate, Banco Central do Brasil"),
    "manual": _("typed by hand"),
}
PRINTED: Final = MappingProxyType({"ecb": "ECB", "bmf": "BMF", "tcmb": "TCMB", "ptax": "PTAX"})
"""What a paper names as the source; a typed rate names none."""
OLDEST_DAYS: Final = 7
"""So many days back a daily rate still counts: banks keep weekends and feasts."""
_MOST: Final = Decimal(10) ** 9


@dataclass(frozen=True, slots=True)
class Rate:
    """1 `base` = `rate` `quote`. `day` is the day it was published for; of a monthly average the first of
    its month (`is_monthly`).
    """

    base: str
    quote: str
    day: date
    rate: Decimal
    source: Source
    is_monthly: bool = False

    def counts_on(self, day: date) -> bool:
        if self.is_monthly:
            return dates.month_start(day) == self.day
        return self.day <= day <= self.day + timedelta(days=OLDEST_DAYS)


@dataclass(frozen=True, slots=True)
class Exchange:
    """What one unit of a paper's currency is worth at home, with where that comes from."""

    currency: str
    rate: Decimal
    source: Source
    day: date


def check_rate(rate: Rate, today: date) -> None:
    """Raise UserError at the field for what cannot be a rate."""
    for name in ("base", "quote"):
        code = getattr(rate, name)
        if not money.is_currency(code):
            raise UserError(_("“{code}” is no currency code (ISO 4217)", code=code), name)
    if rate.base == rate.quote:
        raise UserError(_("A currency has no rate to itself"), "base")
    if not 0 < rate.rate < _MOST:
        raise UserError(_("The exchange rate must be more than zero, and not absurd"), "rate")
    if not dates.FIRST_DATE <= rate.day <= today:
        raise UserError(_("This day is not over yet, or cannot be meant"), "day")


def rounded(rate: Decimal) -> Decimal:
    """As exactly as a paper states a rate."""
    return rate.quantize(Decimal(1).scaleb(-money.EXCHANGE_DIGITS)).normalize() + 0


def sources_of(country: str, day: date) -> tuple[tuple[Source, ...], str]:
    """Which sources the seller's country takes, the first one first, and its article; a typed rate always
    counts last.
    """
    row = next(rows(country, "exchange", day), None)
    if row is None:
        return ("ecb", "manual"), ""
    return (*row.values["sources"], "manual"), row.source


def exchange_of(
    known: Iterable[Rate], currency: str, home: str, day: date, sources: Sequence[Source]
) -> Exchange | None:
    """What 1 `currency` is worth in `home` on a day: by the first source that knows it, turned round or
    crossed over the source's own currency where it must; None where nobody does.
    """
    counting = [rate for rate in known if rate.counts_on(day)]
    for source in sources:
        found = _by_source([rate for rate in counting if rate.source == source], currency, home)
        if found is not None:
            return Exchange(home, rounded(found[0]), source, found[1])
    return None


def _by_source(rates: Sequence[Rate], currency: str, home: str) -> tuple[Decimal, date] | None:
    latest: dict[tuple[str, str], Rate] = {}
    for rate in sorted(rates, key=lambda each: each.day):
        latest[(rate.base, rate.quote)] = rate
    direct = _worth(latest, currency, home)
    if direct is not None:
        return direct
    for middle in {*(base for base, _quote in latest), *(quote for _base, quote in latest)}:
        first, second = _worth(latest, currency, middle), _worth(latest, middle, home)
        if first is not None and second is not None:
            return first[0] * second[0], min(first[1], second[1])
    return None


def _worth(latest: dict[tuple[str, str], Rate], currency: str, home: str) -> tuple[Decimal, date] | None:
    if (given := latest.get((currency, home))) is not None:
        return given.rate, given.day
    if (turned := latest.get((home, currency))) is not None:
        return 1 / turned.rate, turned.day
    return None
