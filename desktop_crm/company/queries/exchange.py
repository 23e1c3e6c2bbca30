"""The exchange rates that are known, and what a currency is worth at home on a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from desktop_crm.company.rules.exchange import OLDEST_DAYS, Exchange, Rate, exchange_of, sources_of
from desktop_crm.database.fields import unscaled
from desktop_crm.database.session import raw
from desktop_crm.values import dates, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.money import EXCHANGE_DIGITS

_RATES: Final = "SELECT base, quote, day, rate, source, is_monthly FROM exchange_rate"


@rights.needs("firm.read")
def list_rates(caller: Caller, currency: str = "", limit: int = 1000) -> list[Rate]:
    """The newest rates first; with `currency` only those that have to do with it."""
    where, values = (" WHERE base = ? OR quote = ?", (currency, currency)) if currency else ("", ())
    sql = f"{_RATES}{where} ORDER BY day DESC, source, base, quote LIMIT ?"
    return [_rate(row) for row in raw().execute(sql, (*values, limit)).fetchall()]


@rights.needs("firm.read")
def latest_rates(caller: Caller) -> list[Rate]:
    """The newest rate of each pair and source, by currency."""
    sql = (
        f"{_RATES} r WHERE day = (SELECT max(day) FROM exchange_rate o WHERE o.base = r.base"
        " AND o.quote = r.quote AND o.source = r.source) ORDER BY base, quote, source"
    )
    return [_rate(row) for row in raw().execute(sql).fetchall()]


@rights.needs("firm.read")
def exchange_on(caller: Caller, currency: str, home: str, day: date, country: str) -> Exchange | None:
    """What 1 `currency` is worth in `home` on a day, by the sources that the seller's country takes; None
    where no known rate counts.
    """
    if currency == home:
        return None
    first = min(day - timedelta(days=OLDEST_DAYS), dates.month_start(day))
    sql = f"{_RATES} WHERE day BETWEEN ? AND ?"
    known = [_rate(row) for row in raw().execute(sql, (first.isoformat(), day.isoformat())).fetchall()]
    sources, _article = sources_of(country, day)
    return exchange_of(known, currency, home, day, sources)


def _rate(row: tuple[Any, ...]) -> Rate:
    base, quote, day, rate, source, is_monthly = row
    worth = unscaled(rate, EXCHANGE_DIGITS).normalize() + 0
    return Rate(base, quote, date.fromisoformat(day), worth, source, bool(is_monthly))
