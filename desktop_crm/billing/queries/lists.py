"""The lists of quotes and of invoices (with credit notes): pages, counts for the chips, sums for the
footer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.reading import ROW_COLUMNS, document_row
from desktop_crm.billing.queries.rows import CurrencySum, DocumentRow
from desktop_crm.database import search
from desktop_crm.database.connection import raw
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import Listing, ListView

_ISSUED_INVOICE: Final = "d.kind = 'invoice' AND d.state = 'issued'"
_IN_TIME: Final = "(d.due_on IS NULL OR d.due_on >= :today)"
_SENT: Final = "d.state = 'sent'"
_STATES: Final[dict[str, str]] = {
    "draft": "d.state = 'draft'",
    "open": f"{_ISSUED_INVOICE} AND d.open > 0 AND d.paid <= 0 AND {_IN_TIME}",
    "partly_paid": f"{_ISSUED_INVOICE} AND d.open > 0 AND d.paid > 0 AND {_IN_TIME}",
    "overdue": f"{_ISSUED_INVOICE} AND d.open > 0 AND d.due_on < :today",
    "unpaid": f"{_ISSUED_INVOICE} AND d.open > 0",
    "paid": f"{_ISSUED_INVOICE} AND d.open <= 0 AND (d.credited <= 0 OR d.credited < d.due)",
    "credited": f"{_ISSUED_INVOICE} AND d.open <= 0 AND d.credited > 0 AND d.credited >= d.due",
    "written_off": "d.state = 'written_off'",
    "not_draft": "d.state <> 'draft'",
    "credit_note": "d.kind = 'credit_note'",
    "issued": "d.kind = 'credit_note' AND d.state = 'issued'",
    "sent": f"{_SENT} AND (d.valid_until IS NULL OR d.valid_until >= :today)",
    "expired": f"{_SENT} AND d.valid_until < :today",
    "accepted": "d.state = 'accepted'",
    "declined": "d.state = 'declined'",
    "invoiced": "d.state = 'invoiced'",
}
"""A derived state as a condition; the words of `rules.states` and these agree (tested)."""

_INVOICE_STATES: Final = (
    "draft",
    "open",
    "partly_paid",
    "overdue",
    "paid",
    "credited",
    "written_off",
    "credit_note",
)
_QUOTE_STATES: Final = ("draft", "sent", "accepted", "declined", "expired", "invoiced")

_FILTERS: Final = {
    "contact": "d.contact_id = ?",
    "currency": "d.currency = ?",
    "kind": "d.kind = ?",
    "from": "d.issued_on >= ?",
    "to": "d.issued_on <= ?",
}
_SORTS: Final = {
    "": Sort("d.id"),
    "number": Sort("d.number_text", nullable=True),
    "date": Sort("d.issued_on", nullable=True),
    "due": Sort("d.due_on", nullable=True),
    "customer": Sort("d.customer_folded"),
    "net": Sort("d.net"),
    "gross": Sort("d.gross"),
    "open": Sort("d.open"),
    "updated": Sort("d.updated_at"),
}
# "+" keeps the kind from choosing the index: a page is read along the index of its sort, never sorted anew.
_INVOICES: Final = ListSpec(
    source="document d",
    key="d.id",
    columns=ROW_COLUMNS,
    sorts=_SORTS,
    filters=_FILTERS,
    where="+d.kind IN ('invoice', 'credit_note')",
)
_QUOTES: Final = replace(
    _INVOICES, where="+d.kind = 'quote'", sorts={**_SORTS, "due": Sort("d.valid_until", nullable=True)}
)


def list_invoices(caller: Caller, view: ListView, today: date) -> Listing[DocumentRow]:
    """Invoices and credit notes; the filter "state" takes every derived state, "credit_note" and "unpaid"."""
    return _listing(_INVOICES, view, today, ("invoice", "credit_note"))


def list_quotes(caller: Caller, view: ListView, today: date) -> Listing[DocumentRow]:
    return _listing(_QUOTES, view, today, ("quote",))


def _listing(spec: ListSpec, view: ListView, today: date, entities: tuple[str, ...]) -> Listing[DocumentRow]:
    view, where, values = _narrowed(view, today, entities)
    return KeysetListing(spec, view, lambda row: document_row(row, today), where=where, values=values)


def _narrowed(view: ListView, today: date, entities: tuple[str, ...]) -> tuple[ListView, str, list[Any]]:
    """The view without what the list's spec cannot say (a state depends on the day), and that as
    conditions."""
    conditions: list[str] = []
    values: list[Any] = []
    for name, value in view.filters:
        if name == "state" and value not in ("", "all"):
            condition = _STATES[value]
            conditions.append(f"({condition.replace(':today', '?')})")
            values += [today.isoformat()] * condition.count(":today")
    if view.search.strip():
        found = [search.ids_sql(view.search, entity) for entity in entities]
        conditions.append("(" + " OR ".join(f"d.id IN ({sql})" for sql, _values in found) + ")")
        for _sql, bound in found:
            values += bound
    others = tuple(each for each in view.filters if each[0] != "state")
    return replace(view, search="", filters=others), " AND ".join(conditions), values


def count_invoices(caller: Caller, today: date, contact_id: int | None = None) -> dict[str, int]:
    """How many there are of each state, and "all"."""
    return _counts("d.kind IN ('invoice', 'credit_note')", _INVOICE_STATES, today, contact_id)


def count_quotes(caller: Caller, today: date, contact_id: int | None = None) -> dict[str, int]:
    return _counts("d.kind = 'quote'", _QUOTE_STATES, today, contact_id)


def _counts(kinds: str, states: tuple[str, ...], today: date, contact_id: int | None) -> dict[str, int]:
    sums = ", ".join(f"coalesce(sum({_STATES[state]}), 0)" for state in states)
    where = f"{kinds} AND d.contact_id = :contact" if contact_id is not None else kinds
    sql = f"SELECT count(*), {sums} FROM document d WHERE {where}"
    row = raw().execute(sql, {"today": today.isoformat(), "contact": contact_id}).fetchone()
    return dict(zip(("all", *states), map(int, row), strict=True))


def sum_invoices(caller: Caller, view: ListView, today: date) -> list[CurrencySum]:
    """The sums of what the view shows, by currency. Drafts count with what they would come to."""
    return _sums(_INVOICES, view, today, ("invoice", "credit_note"))


def sum_quotes(caller: Caller, view: ListView, today: date) -> list[CurrencySum]:
    return _sums(_QUOTES, view, today, ("quote",))


def _sums(spec: ListSpec, view: ListView, today: date, entities: tuple[str, ...]) -> list[CurrencySum]:
    view, where, values = _narrowed(view, today, entities)
    conditions = [spec.where.removeprefix("+"), *([where] if where else [])]
    for name, value in view.filters:
        conditions.append(spec.filters[name])
        values.append(value)
    sign = "CASE d.kind WHEN 'credit_note' THEN -1 ELSE 1 END"
    sql = (
        f"SELECT d.currency, count(*), sum({sign} * d.net), sum({sign} * d.gross), sum(d.open)"
        f" FROM document d WHERE {' AND '.join(conditions)} GROUP BY d.currency ORDER BY count(*)"
        f" DESC, d.currency"
    )
    return [CurrencySum(*row) for row in raw().execute(sql, values).fetchall()]
