"""Exchange rates are typed in or read from a file; what was known of a day stays as it was.

Papers without a rate of their own take that of their day: in a closed period it would move what was
handed in.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from desktop_crm.company.documents.rate_files import Reject, read_rates
from desktop_crm.company.models import ExchangeRate
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.exchange import Rate, Source, check_rate
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import scaled
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.money import EXCHANGE_DIGITS

_KNOWN = "SELECT id, rate FROM exchange_rate WHERE base = ? AND quote = ? AND day = ? AND source = ?"


class Imported(NamedTuple):
    """How many rates came in, how many were there already, and what was not taken: days of closed periods,
    lines."""

    source: Source
    added: int
    known: int
    closed: int
    rejects: tuple[Reject, ...]


@rights.needs("documents.draft")
def save_rate(caller: Caller, rate: Rate, today: date) -> int:
    """Keep a typed rate and return its id; another one for the same day takes its place (papers keep what
    they were issued with). UserError at the field; at "day" where its period is closed.
    """
    check_rate(rate, today)
    with transaction(caller) as changed:
        changed.add("exchange_rate")
        known = raw().execute(_KNOWN, (rate.base, rate.quote, rate.day.isoformat(), rate.source)).fetchone()
        if known is not None and known[1] == scaled(rate.rate, EXCHANGE_DIGITS):
            return int(known[0])
        periods.need_open(caller, rate.day, "day")
        if known is None:
            return writes.insert(ExchangeRate, **_columns(caller, rate))
        writes.update(ExchangeRate, known[0], rate=rate.rate, at=utc_now(), by=caller.user)
        return int(known[0])


@rights.needs("documents.draft")
def import_rates(caller: Caller, data: bytes, name: str, today: date) -> Imported:
    """Take in a file of rates, all or nothing; the same file again changes nothing. Days of closed
    periods are left out.

    Raises UserError at "FILE" for what is no such file.
    """
    found = read_rates(data, name, today)
    with transaction(caller) as changed:
        closed = [each.period for each in periods.list_periods(caller) if each.is_closed]
        fresh, left_out = [], 0
        for rate in found.rates:
            key = (rate.base, rate.quote, rate.day.isoformat(), rate.source)
            if raw().execute(_KNOWN, key).fetchone() is not None:
                continue
            if any(each.starts_on <= rate.day <= each.ends_on for each in closed):
                left_out += 1
            else:
                fresh.append(_columns(caller, rate))
        if fresh:
            writes.insert_many(ExchangeRate, fresh)
            changed.add("exchange_rate")
    known = len(found.rates) - len(fresh) - left_out
    return Imported(found.source, len(fresh), known, left_out, found.rejects)


def _columns(caller: Caller, rate: Rate) -> dict[str, object]:
    return {
        "base": rate.base,
        "quote": rate.quote,
        "day": rate.day,
        "rate": rate.rate,
        "source": rate.source,
        "is_monthly": rate.is_monthly,
        "at": utc_now(),
        "by": caller.user,
    }
