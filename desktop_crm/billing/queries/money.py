"""What customers owe, and what wants attention today."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from desktop_crm.billing.queries.reading import ROW_COLUMNS, day, document_row
from desktop_crm.billing.queries.rows import ContactMoney, DocumentRow
from desktop_crm.billing.queries.stage_sums import NET_ALONE
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import add_months

_CONTACT: Final = (
    "SELECT currency, sum(open), sum(CASE WHEN open > 0 AND due_on < :today THEN open ELSE 0 END),"
    f" sum(CASE WHEN issued_on <= :since OR is_external THEN 0 ELSE {NET_ALONE} END),"
    " count(*) FILTER (WHERE kind = 'invoice'), max(issued_on)"
    " FROM document d WHERE contact_id = :contact AND kind IN ('invoice', 'credit_note')"
    " AND state NOT IN ('draft', 'replaced')"
    " GROUP BY currency ORDER BY max(issued_on) DESC, currency"
)
_OVERDUE: Final = (
    f"SELECT {ROW_COLUMNS} FROM document d WHERE d.kind = 'invoice' AND d.state = 'issued' AND d.open > 0"
    " AND d.due_on < ? ORDER BY d.due_on, d.id LIMIT ?"
)
_EXPIRING: Final = (
    f"SELECT {ROW_COLUMNS} FROM document d WHERE d.kind = 'quote' AND d.state = 'sent'"
    " AND d.valid_until BETWEEN ? AND ? ORDER BY d.valid_until, d.id LIMIT ?"
)
_OF_CONTACT: Final = f"SELECT {ROW_COLUMNS} FROM document d WHERE d.contact_id = ? ORDER BY d.id DESC LIMIT ?"
_BALANCES: Final = (
    "SELECT contact_id, currency, sum(open) FROM document WHERE kind = 'invoice' AND state = 'issued'"
    " AND open <> 0 AND contact_id IN (SELECT value FROM json_each(?)) GROUP BY contact_id, currency"
    " ORDER BY contact_id, count(*) DESC, currency"
)
_ROWS: Final = f"SELECT {ROW_COLUMNS} FROM document d WHERE d.id IN (SELECT value FROM json_each(?))"
_OVERDUE_SUMS: Final = (
    "SELECT currency, count(*), sum(open), min(due_on) FROM document WHERE kind = 'invoice' AND"
    " state = 'issued'"
    " AND open > 0 AND due_on < ? GROUP BY currency ORDER BY count(*) DESC, currency"
)


@rights.needs("money.totals")
def contact_money(caller: Caller, contact_id: int, today: date) -> tuple[ContactMoney, ...]:
    """Balance, overdue and the last twelve months' revenue of a customer, by currency (the latest used
    first)."""
    values = {"contact": contact_id, "today": today.isoformat(), "since": add_months(today, -12).isoformat()}
    rows = raw().execute(_CONTACT, values).fetchall()
    return tuple(
        ContactMoney(currency, left, late, revenue, invoices, day(last))
        for currency, left, late, revenue, invoices, last in rows
    )


@rights.needs("documents.read")
def overdue(caller: Caller, today: date, limit: int = 50) -> list[DocumentRow]:
    """Invoices past their due date, the longest overdue first."""
    rows = raw().execute(_OVERDUE, (today.isoformat(), limit)).fetchall()
    return [document_row(row, today) for row in rows]


@rights.needs("money.totals")
def overdue_sums(caller: Caller, today: date) -> list[tuple[str, int, int, date]]:
    """(currency, how many, open, oldest due date) of all that is overdue."""
    rows = raw().execute(_OVERDUE_SUMS, (today.isoformat(),)).fetchall()
    return [(currency, count, left, date.fromisoformat(oldest)) for currency, count, left, oldest in rows]


@rights.needs("documents.read")
def expiring(caller: Caller, today: date, days: int = 7, limit: int = 50) -> list[DocumentRow]:
    """Sent quotes whose last day is today or within the next `days`."""
    last = today + timedelta(days=days)
    rows = raw().execute(_EXPIRING, (today.isoformat(), last.isoformat(), limit)).fetchall()
    return [document_row(row, today) for row in rows]


@rights.needs("documents.read")
def documents_of(caller: Caller, contact_id: int, today: date, limit: int = 200) -> list[DocumentRow]:
    """A contact's quotes, invoices and credit notes, the newest first."""
    return [document_row(row, today) for row in raw().execute(_OF_CONTACT, (contact_id, limit)).fetchall()]


@rights.needs("documents.read")
def list_rows(caller: Caller, ids: Sequence[int], today: date) -> list[DocumentRow]:
    """The rows of these documents in one query, in no order; ids that are gone are left out."""
    return [document_row(row, today) for row in raw().execute(_ROWS, (json.dumps(list(ids)),)).fetchall()]


@rights.needs("money.totals")
def open_balances(caller: Caller, contact_ids: Sequence[int]) -> dict[int, list[tuple[str, int]]]:
    """What each contact owes as (currency, open), the most used currency first; nothing open: left out."""
    found: dict[int, list[tuple[str, int]]] = {}
    for contact, currency, left in raw().execute(_BALANCES, (json.dumps(list(contact_ids)),)).fetchall():
        found.setdefault(contact, []).append((currency, left))
    return found
