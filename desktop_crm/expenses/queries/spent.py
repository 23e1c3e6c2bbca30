"""Expenses: lists, sums, one with its VAT and receipts."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing.queries import firm
from desktop_crm.company import queries as company
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.database.engine import placeholders
from desktop_crm.database.fields import scaled, unscaled
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.expenses.queries.categories import expense_categories
from desktop_crm.expenses.queries.rows import ExpenseRow, ExpenseSum, ExpenseView, FileRow
from desktop_crm.expenses.rules.categories import Categories
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine
from desktop_crm.expenses.rules.trips import Trip
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import Message, _
from desktop_crm.values.paging import Listing, ListView

_RATE_DIGITS: Final = 4


_STANDING: Final = "(SELECT d.id FROM document d WHERE d.id = e.rebilled_in)"
_COLUMNS: Final = (
    "e.id, e.version, e.kind, e.supplier, e.contact_id, e.number, e.description, e.category, e.country,"
    " e.currency, e.spent_on, e.due_on, e.net, e.tax, e.gross, e.paid_on, e.method, e.customer_id,"
    f" coalesce(c.name, ''), e.received_id, {_STANDING}, e.rebilled_as,"
    " (SELECT count(*) FROM expense_file f WHERE f.expense_id = e.id)"
)
_JOIN: Final = "LEFT JOIN contact c ON c.id = e.customer_id"
_ONE: Final = f"SELECT {_COLUMNS}, e.notes, e.trip FROM expense e {_JOIN} WHERE e.id = ?"
_VAT: Final = "SELECT category, rate, net, tax FROM expense_vat WHERE expense_id = ? ORDER BY id"
_FILES: Final = "SELECT id, name, media_type, sha256 FROM expense_file WHERE expense_id = ? ORDER BY id"
_OF_RECEIVED: Final = (
    "SELECT e.id FROM received_invoice r JOIN received_invoice o ON o.id = r.id OR (o.number = r.number"
    " AND r.number <> '' AND coalesce(nullif(o.seller_key, ''), o.seller_folded)"
    " = coalesce(nullif(r.seller_key, ''), r.seller_folded) AND o.type = r.type"
    " AND o.issued_on = r.issued_on AND o.currency = r.currency AND o.gross = r.gross)"
    " JOIN expense e ON e.received_id = o.id WHERE r.id = ?"
    " ORDER BY CASE WHEN o.id = r.id THEN 0 ELSE 1 END, e.id LIMIT 1"
)
_TWINS: Final = (
    "SELECT 'expense', t.id FROM expense e JOIN expense t ON t.supplier_folded = e.supplier_folded"
    " AND t.number = e.number AND t.id <> e.id"
    " WHERE e.id = :id AND e.number <> '' AND e.supplier_folded <> ''"
    " UNION ALL SELECT 'received', r.id FROM expense e JOIN received_invoice r"
    " ON r.seller_folded = e.supplier_folded AND r.number = e.number"
    " WHERE e.id = :id AND e.number <> '' AND e.supplier_folded <> '' AND e.received_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM expense o WHERE o.received_id = r.id) ORDER BY 1, 2"
)
_PAPER: Final = "SELECT kind, coalesce(number_text, '') FROM document WHERE id = ?"
_SHOWN: Final = (
    "(CASE ? WHEN 'unpaid' THEN e.paid_on IS NULL"
    f" WHEN 'to_rebill' THEN e.customer_id IS NOT NULL AND {_STANDING} IS NULL AND e.gross > 0"
    f" WHEN 'rebilled' THEN {_STANDING} IS NOT NULL"
    " WHEN 'no_receipt' THEN e.kind = 'purchase' AND e.received_id IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM expense_file f WHERE f.expense_id = e.id) ELSE TRUE END)"
)
_COUNTS: Final = (
    "SELECT count(*), count(*) FILTER (WHERE e.paid_on IS NULL), count(*) FILTER (WHERE e.customer_id IS NOT"
    f" NULL AND {_STANDING} IS NULL AND e.gross > 0), count(*) FILTER (WHERE {_STANDING} IS NOT NULL),"
    " count(*) FILTER (WHERE e.kind = 'purchase' AND e.received_id IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM expense_file f WHERE f.expense_id = e.id)) FROM expense e"
)
SHOWN: Final = ("unpaid", "to_rebill", "rebilled", "no_receipt")
"""What the filter "shown" knows, beside "" for all."""
_FILTERS: Final = {
    "shown": _SHOWN,
    "kind": "e.kind = ?",
    "category": "e.category = ?",
    "contact": "e.contact_id = ?",
    "customer": "e.customer_id = ?",
    "currency": "e.currency = ?",
    "from": "e.spent_on >= ?",
    "to": "e.spent_on <= ?",
}
LISTING: Final = ListSpec(
    source="expense e",
    key="e.id",
    columns=_COLUMNS,
    joins=_JOIN,
    sorts={
        "": Sort("-e.id"),
        "spent_on": Sort("e.spent_on"),
        "supplier": Sort("e.supplier_folded"),
        "gross": Sort("e.gross"),
        "paid_on": Sort("e.paid_on", nullable=True),
    },
    filters=_FILTERS,
    search=("expense", "e.id"),
)
_SUMS: Final = (
    "SELECT e.currency, count(*), sum(e.net), sum(e.tax), sum(e.gross) FROM expense e WHERE {where}"
    " GROUP BY e.currency ORDER BY count(*) DESC, e.currency"
)
_MOST_FOUND: Final = 10_000
_BEFORE: Final = (
    "SELECT coalesce(sum(distance), 0) FROM expense WHERE kind = 'mileage' AND traveller = ? AND vehicle = ?"
    " AND spent_on BETWEEN ? AND ? AND id <> ?"
)


@rights.needs("expenses.read")
def list_expenses(caller: Caller, view: ListView) -> Listing[ExpenseRow]:
    """Expenses, the latest written first. Filters: shown (unpaid, to_rebill, rebilled, no_receipt), kind,
    category, contact, customer, currency, from, to."""
    return KeysetListing(LISTING, view, rows_with(expense_categories(caller)))


@rights.needs("expenses.read")
def count_expenses(caller: Caller) -> dict[str, int]:
    """How many there are by what the filter "shown" knows, and "all"."""
    whole, *others = raw().execute(_COUNTS).fetchone()
    return {"all": whole, **dict(zip(SHOWN, others, strict=True))}


@rights.needs("money.totals")
def sum_expenses(caller: Caller, view: ListView) -> list[ExpenseSum]:
    """The sums of a list by currency, the most used first."""
    conditions = [_FILTERS[name] for name, _value in view.filters]
    values: list[Any] = [value for _name, value in view.filters]
    if view.search.strip():
        ids = [row.id for row in KeysetListing(LISTING, view, row_of).rows(0, _MOST_FOUND)]
        conditions.append("e.id IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(ids))
    sql = _SUMS.format(where=" AND ".join(conditions) or "TRUE")
    return [ExpenseSum(code, *map(int, sums)) for code, *sums in raw().execute(sql, values).fetchall()]


@rights.needs("expenses.read")
def get_expense(caller: Caller, expense_id: int) -> ExpenseView:
    """One expense; NotFound."""
    found = raw().execute(_ONE, (expense_id,)).fetchone()
    if found is None:
        raise NotFound(_("There is no expense {id}", id=str(expense_id)), "id")
    row = rows_with(expense_categories(caller))(found[:-2])
    files = tuple(FileRow(*each) for each in raw().execute(_FILES, (expense_id,)).fetchall())
    paper = ("", "")
    if row.rebilled_in is not None:
        paper = raw().execute(_PAPER, (row.rebilled_in,)).fetchone()
    return ExpenseView(row, _draft(row, *found[-2:]), files, *paper)


@rights.needs("expenses.read")
def get_expenses(caller: Caller, expense_ids: Sequence[int]) -> list[ExpenseRow]:
    """These expenses by day; those that are gone are left out."""
    ids = list(dict.fromkeys(expense_ids))
    sql = f"SELECT {_COLUMNS} FROM expense e {_JOIN} WHERE e.id IN ({placeholders(ids)}) ORDER BY e.spent_on, e.id"  # noqa: E501
    to_row = rows_with(expense_categories(caller))
    return [to_row(row) for row in raw().execute(sql, ids).fetchall()] if ids else []


@rights.needs("expenses.read")
def receipt(caller: Caller, file_id: int) -> tuple[str, str, bytes]:
    """A receipt's name, media type and bytes; NotFound."""
    sql = "SELECT name, media_type, sha256 FROM expense_file WHERE id = ?"
    row = raw().execute(sql, (file_id,)).fetchone()
    if row is None:
        raise NotFound(_("This file is not in the database."))
    return row[0], row[1], blobs.get(row[2])


@rights.needs("expenses.read")
def expense_twins(caller: Caller, expense_id: int) -> list[Message]:
    """Other expenses, and e-invoices received that are none yet, of the same supplier and number: the same
    invoice twice?"""
    found = raw().execute(_TWINS, {"id": expense_id}).fetchall()
    return [
        _("Expense {id} has the same supplier and number: is it the same invoice?", id=str(key))
        if kind == "expense"
        else _("The invoice received {id} has the same supplier and number: both count", id=str(key))
        for kind, key in found
    ]


@rights.needs("expenses.read")
def expense_of_received(caller: Caller, received_id: int) -> int | None:
    """The expense that an e-invoice was turned into, also where it came in as another file."""
    row = raw().execute(_OF_RECEIVED, (received_id,)).fetchone()
    return None if row is None else int(row[0])


@rights.needs("expenses.read")
def distance_before(
    caller: Caller, person: str, vehicle: str, first: date, day: date, but: int = 0
) -> Decimal:
    """How far somebody went with a vehicle from `first` to `day`, one expense left out."""
    values = (person, vehicle, first.isoformat(), day.isoformat(), but)
    return unscaled(int(raw().execute(_BEFORE, values).fetchone()[0]), 6)


@rights.needs("expenses.read")
def new_expense(caller: Caller, today: date) -> ExpenseDraft:
    """An empty expense in the firm's currency and country."""
    own = firm.firm_side(caller).firm.draft
    return ExpenseDraft(currency=own.currency, country=own.country, spent_on=today)


@rights.needs("firm.read")
def usual_rates(caller: Caller, today: date) -> list[tuple[str, Decimal]]:
    """The firm's VAT categories and rates of the day, the default first."""
    rows = company.list_tax_rates(caller, today)
    found = [(row.draft.category, row.draft.rate) for row in rows]
    return list(dict.fromkeys([*found, ("S", Decimal(0))]))


def rows_with(categories: Categories) -> Callable[[Any], ExpenseRow]:
    """Rows of `_COLUMNS` with the words of their categories."""

    def to_row(row: Any) -> ExpenseRow:
        found = row_of(row)
        return replace(found, category_word=categories.get(found.category).word)

    return to_row


def row_of(row: Any) -> ExpenseRow:
    """A row of `_COLUMNS`."""
    values = list(row)
    for place in (10, 11, 15):
        values[place] = None if values[place] is None else date.fromisoformat(values[place])
    if values[20] is None:
        values[21] = ""
    return ExpenseRow(*values)


def _draft(row: ExpenseRow, notes: str, trip: str | None) -> ExpenseDraft:
    lines = tuple(
        VatLine(category=category, rate=unscaled(rate, _RATE_DIGITS), net=net, tax=tax)
        for category, rate, net, tax in raw().execute(_VAT, (row.id,)).fetchall()
    )
    return ExpenseDraft(
        kind=row.kind,  # type: ignore[arg-type]
        supplier=row.supplier,
        contact_id=row.contact_id,
        number=row.number,
        description=row.description,
        category=row.category,
        country=row.country,
        currency=row.currency,
        spent_on=row.spent_on,
        due_on=row.due_on,
        lines=lines,
        paid_on=row.paid_on,
        method=row.method,
        customer_id=row.customer_id,
        notes=notes,
        trip=canonical.load(Trip, trip) if trip else None,
    )


def stored_rate(rate: Decimal) -> int:
    """A rate as its column keeps it."""
    return scaled(rate, _RATE_DIGITS)
