"""`cash list|enter|close|export`: the cash book day by day."""

from __future__ import annotations

from datetime import date
from typing import Any

from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import ending_of, write_out
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.queries import cash as queries
from desktop_crm.receivables.rules.cash import CashDay, CashDraft
from desktop_crm.values import money
from desktop_crm.values.priced_json import decimal_from_json


def list_days(session: Session) -> dict[str, Any]:
    """Every day of the book, those without a movement too."""
    start, end, _today = _days(session)
    with session.reading():
        unit = queries.cash_currency(session.caller)
        return {
            "currency": unit,
            "closed_up_to": queries.last_closed(session.caller),
            "broken": queries.broken_seal(session.caller),
            "days": [_shown(each, unit) for each in queries.cash_book(session.caller, start, end)],
        }


def enter(session: Session) -> dict[str, Any]:
    """Write a movement down."""
    arguments = session.arguments
    on = optional_day(arguments.on, "--on") or session.today
    with session.writing():
        unit = queries.cash_currency(session.caller)
        amount = money.minor(decimal_from_json(arguments.amount, "AMOUNT"), unit, "AMOUNT")
        draft = CashDraft(amount=amount, booked_on=on, kind=arguments.kind, text=arguments.text)
        made = receivables.enter_cash(session.caller, draft, max(session.today, on), arguments.key)
        box = queries.cash_in_box(session.caller, max(session.today, on))
        return {"id": made, "in_box": money.plain(box, unit), "currency": unit}


def close(session: Session) -> dict[str, Any]:
    """Close every day up to one."""
    arguments = session.arguments
    today = optional_day(arguments.on, "--on") or session.today
    last = day(arguments.day, "DAY") if arguments.day else today
    with session.writing():
        unit = queries.cash_currency(session.caller)
        counted = None
        if arguments.counted is not None:
            counted = money.minor(decimal_from_json(arguments.counted, "--counted"), unit, "--counted")
        count = receivables.close_cash(session.caller, last, today, counted)
        (shown,) = queries.cash_book(session.caller, last, last)
        return {"days": count, **_shown(shown, unit)}


def export(session: Session) -> dict[str, Any]:
    """To OUT, whose ending says what it is."""
    start, end, today = _days(session)
    is_table = ending_of(session.arguments.out, (".pdf", ".csv")) == ".csv"
    with session.reading():
        if is_table:
            data = receivables.cash_table(session.caller, start, end)
        else:
            data = receivables.cash_pdf(session.caller, start, end, today)
        return {"file": write_out(session.arguments.out, data), "bytes": len(data)}


def _days(session: Session) -> tuple[date, date, date]:
    arguments = session.arguments
    today = optional_day(arguments.on, "--on") or session.today
    end = optional_day(arguments.end, "--to") or today
    start = optional_day(arguments.start, "--from") or end.replace(day=1)
    return start, end, today


def _shown(each: CashDay, unit: str) -> dict[str, Any]:
    return {
        "number": each.number or None,
        "day": each.day,
        "opening": money.plain(each.opening, unit),
        "closing": money.plain(each.closing, unit),
        "counted": None if each.counted is None else money.plain(each.counted, unit),
        "closed": each.is_closed,
        "lines": [
            {
                "source": line.movement.source,
                "on": line.movement.on,
                "kind": line.movement.kind,
                "text": line.movement.text,
                "amount": money.plain(line.movement.amount, unit),
                "balance": money.plain(line.balance, unit),
            }
            for line in each.lines
        ],
    }
