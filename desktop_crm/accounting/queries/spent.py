"""Expenses of a period with their receipts, and the cash book's closed days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop_crm.accounting.queries.money import Kept
from desktop_crm.accounting.rules.tables import Cell, Table, columns
from desktop_crm.company import queries as company
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database.connection import each_row, raw
from desktop_crm.receivables.queries import cash
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, _, many

_EXPENSES: Final = (
    "SELECT e.id, e.kind, e.supplier, e.number, e.description, e.category, e.country, e.spent_on, e.paid_on,"
    " e.method, e.currency, e.net, e.tax, e.gross FROM expense e"
    " WHERE e.spent_on BETWEEN ? AND ? ORDER BY e.spent_on, e.id"
)
_FILES: Final = (
    "SELECT f.expense_id, f.name, f.sha256 FROM expense_file f JOIN expense e ON e.id = f.expense_id"
    " WHERE e.spent_on BETWEEN ? AND ? ORDER BY e.spent_on, e.id, f.id"
)
_CASH: Final = (
    "SELECT d.number, d.day, l.moved_on, l.kind, l.text, l.amount, l.balance FROM cash_line l"
    " JOIN cash_day d ON d.id = l.cash_day_id WHERE d.day BETWEEN ? AND ? ORDER BY d.number, l.id"
)
_NAMED: Final = 12
_EXPENSE_COLUMNS: Final = columns(
    ("expense", "number", _("Number of the expense here")),
    ("kind", "text", _("Kind")),
    ("supplier", "text", _("Supplier")),
    ("number", "text", _("The supplier's number")),
    ("description", "text", _("Description")),
    ("category", "text", _("Category")),
    ("country", "text", _("Country")),
    ("spent_on", "date", _("Day")),
    ("paid_on", "date", _("Day of the payment")),
    ("method", "text", _("Way of paying")),
    ("currency", "text", _("Currency")),
    ("net", "amount", _("Net amount")),
    ("tax", "amount", _("VAT")),
    ("gross", "amount", _("Gross amount")),
    ("file", "text", _("File")),
    leading=1,
)
_CASH_COLUMNS: Final = columns(
    ("page", "number", _("Number of the day in the cash book")),
    ("day", "date", _("Day")),
    ("moved_on", "date", _("Day of the movement")),
    ("kind", "text", _("Kind")),
    ("text", "text", _("Text")),
    ("currency", "text", _("Currency")),
    ("amount", "amount", _("Amount")),
    ("balance", "amount", _("Balance after")),
)


@rights.needs("expenses.read")
def expenses_table(caller: Caller, span: PeriodDraft) -> tuple[Table, list[Kept]]:
    """What was spent in the period, and its receipts; the table names the first one of each."""
    days = (span.starts_on.isoformat(), span.ends_on.isoformat())
    rows: list[Sequence[Cell]] = []
    places = {}
    for row in raw().execute(_EXPENSES, days).fetchall():
        key, *words, spent, paid, method, currency, net, tax, gross = row
        places[key] = len(rows)
        sums = (money.major(each, currency) for each in (net, tax, gross))
        dates = (date.fromisoformat(spent), date.fromisoformat(paid) if paid else None)
        rows.append((key, *words, *dates, method, currency, *sums, ""))
    files = [
        Kept(places[key], f"{key} {name}", sha) for key, name, sha in raw().execute(_FILES, days).fetchall()
    ]
    return Table("expenses", _("Expenses"), _EXPENSE_COLUMNS, rows), files


@rights.needs("exports.read")
def open_cash_days(caller: Caller, span: PeriodDraft) -> list[Message]:
    """The days of the period with movements that the cash book has not closed: the table leaves them out."""
    book = cash.cash_book(caller, span.starts_on, span.ends_on)
    days = [each.day for each in book if each.lines and not each.is_closed]
    if not days:
        return []
    shown = ", ".join(day.isoformat() for day in days[:_NAMED])
    if len(days) > _NAMED:
        shown += ", …"
    return [
        many(
            "{n} day of the cash book is open and not in its table: {days}. Close it and make the package"
            " again",
            "{n} days of the cash book are open and not in its table: {days}. Close them and make the"
            " package again",
            len(days),
            days=shown,
        )
    ]


@rights.needs("exports.read")
def cash_table(caller: Caller, span: PeriodDraft) -> Table:
    """The closed days of the cash book, line by line."""
    days = (span.starts_on.isoformat(), span.ends_on.isoformat())
    firm = company.firm_or_none(caller)
    currency = firm.draft.currency if firm else "EUR"
    rows: list[Sequence[Cell]] = [
        (
            *(page, date.fromisoformat(day), date.fromisoformat(moved), kind, text, currency),
            *(money.major(amount, currency), money.major(balance, currency)),
        )
        for page, day, moved, kind, text, amount, balance in each_row(_CASH, days)
    ]
    return Table("cash-book", _("Cash book"), _CASH_COLUMNS, rows)
