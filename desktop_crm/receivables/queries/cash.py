"""The cash book as it stands: closed days as they were counted, open ones as they are known now."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.company import queries as company
from desktop_crm.database.connection import raw
from desktop_crm.receivables.rules.cash import (
    PAID_BACK,
    RECEIVED,
    CashDay,
    CashLine,
    Movement,
    days_of,
    seal_of,
)
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import FIRST_DATE

_OPEN: Final = "NOT EXISTS (SELECT 1 FROM cash_line l WHERE l.source = {source})"
_PAYMENTS: Final = (
    f"SELECT 'payment:' || p.id, p.paid_on, p.amount, {FISCAL_NUMBER} FROM payment p"
    " JOIN document d ON d.id = p.document_id WHERE p.method = 'cash' AND d.currency = ?"
    " AND NOT d.is_sample AND " + _OPEN.format(source="'payment:' || p.id") + " ORDER BY p.id"
)
_CREDIT: Final = (
    "SELECT 'credit:' || e.id, e.booked_on, e.amount, ''"
    " FROM customer_credit e JOIN remittance r ON r.id = e.remittance_id"
    " WHERE r.method = 'cash' AND e.currency = ? AND "
    + _OPEN.format(source="'credit:' || e.id")
    + " ORDER BY e.id"
)
_ENTRIES: Final = (
    "SELECT 'entry:' || e.id, e.booked_on, e.amount, e.text, e.kind FROM cash_entry e WHERE "
    + _OPEN.format(source="'entry:' || e.id")
    + " ORDER BY e.id"
)
_LAST: Final = "SELECT day, closing, number, hash FROM cash_day ORDER BY number DESC LIMIT 1"
_DAYS: Final = (
    "SELECT id, number, day, opening, closing, counted FROM cash_day WHERE day BETWEEN ? AND ? ORDER BY day"
)
_LINES: Final = (
    "SELECT l.cash_day_id, l.source, l.moved_on, l.kind, l.amount, l.balance, l.text FROM cash_line l"
    " JOIN cash_day d ON d.id = l.cash_day_id WHERE d.day BETWEEN ? AND ? ORDER BY l.id"
)


@rights.needs("accounts.read")
def cash_currency(caller: Caller) -> str:
    """The box holds the firm's own money."""
    firm = company.firm_or_none(caller)
    return (firm.draft.currency if firm else "") or "EUR"


@rights.needs("accounts.read")
def last_closed(caller: Caller) -> date | None:
    """The last day that is closed."""
    row = raw().execute(_LAST).fetchone()
    return None if row is None else date.fromisoformat(row[0])


@rights.needs("accounts.read")
def open_movements(caller: Caller) -> list[Movement]:
    """What no closed day counts yet, in the firm's currency. Papers are named, persons are not: what is
    closed stays for as long as the law wants."""
    unit = cash_currency(caller)
    found = []
    for sql in (_PAYMENTS, _CREDIT):
        for source, on, amount, number in raw().execute(sql, (unit,)).fetchall():
            kind = RECEIVED if amount > 0 else PAID_BACK
            day = date.fromisoformat(on)
            found.append(Movement(source=source, on=day, kind=kind, amount=amount, text=number or ""))
    for source, on, amount, text, kind in raw().execute(_ENTRIES).fetchall():
        found.append(Movement(source=source, on=date.fromisoformat(on), kind=kind, amount=amount, text=text))
    return found


@rights.needs("accounts.read")
def cash_book(caller: Caller, start: date, end: date) -> list[CashDay]:
    """Every day from `start` to `end` without a gap, from the first one on that the book knows."""
    closed = _closed(start, end)
    row = raw().execute(_LAST).fetchone()
    movements = open_movements(caller)
    first = min((each.on for each in movements), default=None)
    if row is not None:
        last, opening = date.fromisoformat(row[0]), row[1]
        begins = date.fromordinal(last.toordinal() + 1)
    elif first is not None:
        begins, opening = first, 0
    else:
        return closed
    return [*closed, *(each for each in days_of(movements, opening, begins, end) if each.day >= start)]


@rights.needs("accounts.read")
def cash_in_box(caller: Caller, on: date) -> int:
    """What should lie in the box at the end of a day."""
    days = cash_book(caller, on, on)
    return days[-1].closing if days else 0


@rights.needs("accounts.read")
def broken_seal(caller: Caller) -> int | None:
    """The number of the first closed day that is not as it was closed; None where all are."""
    seals = dict(raw().execute("SELECT number, hash FROM cash_day").fetchall())
    before = ""
    for number, day in enumerate(_closed(FIRST_DATE, date(9999, 12, 31)), start=1):
        if day.number != number or seal_of(before, day) != seals.get(number):
            return number
        before = seals[number]
    return None


def chain_end() -> tuple[date | None, int, int, str]:
    """Of the last closed day: the day, what lay in the box, its number and its seal."""
    row = raw().execute(_LAST).fetchone()
    return (None, 0, 0, "") if row is None else (date.fromisoformat(row[0]), row[1], row[2], row[3])


def _closed(start: date, end: date) -> list[CashDay]:
    given = (start.isoformat(), end.isoformat())
    lines: defaultdict[int, list[CashLine]] = defaultdict(list)
    for day, *row in raw().execute(_LINES, given).fetchall():
        lines[day].append(_line(row))
    return [
        CashDay(
            day=date.fromisoformat(day), opening=opening, lines=tuple(lines[key]), closing=closing,
            number=number, counted=counted,
        )
        for key, number, day, opening, closing, counted in raw().execute(_DAYS, given).fetchall()
    ]  # fmt: skip


def _line(row: list[Any]) -> CashLine:
    source, on, kind, amount, balance, text = row
    movement = Movement(source=source, on=date.fromisoformat(on), kind=kind, amount=amount, text=text)
    return CashLine(movement=movement, balance=balance)
