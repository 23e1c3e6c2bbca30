"""`rates import|list|set`: exchange rates by day."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company import queries, service
from desktop_crm.company.queries import exchange
from desktop_crm.company.rules.exchange import Rate
from desktop_crm.values.errors import UserError
from desktop_crm.values.priced_json import decimal_from_json


def import_rates(session: Session) -> dict[str, Any]:
    """Take in a file; what is there already stays."""
    name = session.arguments.file
    data = session.input_bytes(name)
    with session.writing(), session.blaming("FILE"):
        found = service.import_rates(session.caller, data, name, session.on)
    return {
        "source": found.source,
        "added": found.added,
        "known": found.known,
        "closed": found.closed,
        "rejects": [
            {"line": reject.line, "reason": session.t.message(reject.reason)} for reject in found.rejects
        ],
    }


def list_rates(session: Session) -> list[dict[str, Any]]:
    """The newest first."""
    currency = session.arguments.currency.upper()
    with session.reading():
        rates = exchange.list_rates(session.caller, currency, session.arguments.limit)
        return [_shown(rate) for rate in rates]


def set_rate(session: Session) -> dict[str, Any]:
    """One typed rate: what 1 BASE is worth in the firm's currency."""
    arguments = session.arguments
    with session.writing():
        firm = queries.get_firm(session.caller).draft
        rate = Rate(
            arguments.base.upper(),
            firm.currency,
            optional_day(arguments.on, "--on") or session.today,
            decimal_from_json(arguments.rate, "rate"),
            "manual",
        )
        try:
            service.save_rate(session.caller, rate, session.today)
        except UserError as error:
            error.field = "--on" if error.field == "day" else error.field
            raise
        return _shown(rate)


def _shown(rate: Rate) -> dict[str, Any]:
    return {
        "base": rate.base,
        "quote": rate.quote,
        "date": rate.day,
        "rate": rate.rate,
        "source": rate.source,
        "monthly": rate.is_monthly,
    }
