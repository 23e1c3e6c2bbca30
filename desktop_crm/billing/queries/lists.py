"""The lists of quotes, of orders (with delivery notes, pro formas, receipts) and of invoices (with credit
notes): pages, counts for the chips, sums for the footer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.reading import ROW_COLUMNS, document_row
from desktop_crm.billing.queries.rows import CurrencySum, DocumentRow
from desktop_crm.billing.rules.kinds import PAPERS
from desktop_crm.database import search
from desktop_crm.database.connection import raw
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import Listing, ListView

PAPER_ROWS: Final = "kind IN ('order', 'delivery', 'pro_forma', 'receipt')"
"""In the words of the indexes."""
_ISSUED_INVOICE: Final = "d.kind = 'invoice' AND d.state = 'issued'"
_UNISSUED: Final = "d.state <> 'issued'"
_OWED: Final = "d.kind = 'invoice' AND d.state = 'issued' AND d.open <> 0 AND d.open > 0"
_IN_TIME: Final = "(d.due_on IS NULL OR d.due_on >= :today)"
_SENT: Final = "d.state = 'sent'"
_STATES: Final[dict[str, str]] = {
    "draft": f"{_UNISSUED} AND d.state = 'draft'",
    "open": f"{_OWED} AND d.paid <= 0 AND {_IN_TIME}",
    "partly_paid": f"{_OWED} AND d.paid > 0 AND {_IN_TIME}",
    "overdue": f"{_OWED} AND d.due_on < :today",
    "unpaid": _OWED,
    "paid": f"{_ISSUED_INVOICE} AND +d.open <= 0 AND (d.credited <= 0 OR d.credited < d.due)",
    "credited": f"{_ISSUED_INVOICE} AND +d.open <= 0 AND d.credited > 0 AND d.credited >= d.due",
    "written_off": f"{_UNISSUED} AND d.state = 'written_off'",
    "not_draft": "d.state <> 'draft'",
    "credit_note": "d.kind = 'credit_note'",
    "awaiting": "d.id IN (SELECT f.document_id FROM fiscal_document f WHERE f.number = '')",
    "issued": "d.kind <> 'invoice' AND d.state = 'issued'",
    "sent": f"{_SENT} AND (d.valid_until IS NULL OR +d.valid_until >= :today)",
    "expired": f"{_SENT} AND +d.valid_until < :today",
    "accepted": "d.state = 'accepted'",
    "declined": "d.state = 'declined'",
    "invoiced": "d.state = 'invoiced'",
    "replaced": f"{_UNISSUED} AND d.state = 'replaced'",
    "deposit": "d.kind = 'invoice' AND d.form IN ('deposit', 'progress')",
    "to_deliver": "d.kind = 'order' AND d.state IN ('issued', 'partly_delivered')",
    "to_invoice": (
        "(d.kind = 'order' AND d.state = 'delivered' OR d.kind = 'delivery' AND d.state = 'issued')"
    ),
    **{kind: f"d.kind = '{kind}'" for kind in PAPERS},
    **{state: f"d.state = '{state}'" for state in ("partly_delivered", "delivered", "cancelled")},
}
"""A derived state as a condition; the words of `rules.states` and these agree (tested).

`+d.open` and `+d.valid_until` keep the engine from reading by them: nearly all that is issued is paid, and
where a page of the list begins tells it more.
"""

_INVOICE_STATES: Final = (
    "draft",
    "open",
    "partly_paid",
    "overdue",
    "paid",
    "credited",
    "written_off",
    "credit_note",
    "deposit",
)
_PAPER_STATES: Final = ("draft", "to_deliver", "to_invoice", *PAPERS)
_QUOTE_STATES: Final = ("draft", "sent", "accepted", "declined", "expired", "invoiced")

_OWED_STATES: Final = ("open", "partly_paid", "overdue", "unpaid")
_FEW: Final = {
    "draft": "document_unissued",
    "written_off": "document_unissued",
    "replaced": "document_unissued",
    **dict.fromkeys(_OWED_STATES, "document_owed"),
}
"""The states that few invoices of a firm are in, with the index that holds them alone."""

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
_INVOICES: Final = ListSpec(
    source="document d",
    key="d.id",
    columns=ROW_COLUMNS,
    sorts=_SORTS,
    filters=_FILTERS,
    where="d.kind IN ('invoice', 'credit_note')",
)
_QUOTES: Final = replace(
    _INVOICES,
    where="d.kind = 'quote'",
    # Nothing is ever open on a quote: sorted by that, the ids decide.
    sorts={**_SORTS, "due": Sort("d.valid_until", nullable=True), "open": Sort("d.id")},
)


_PAPERS: Final = replace(
    _INVOICES,
    where=f"d.{PAPER_ROWS}",
    # Neither a last day nor anything open stands on them: sorted by that, the ids decide.
    sorts={**_SORTS, "due": Sort("d.id"), "open": Sort("d.id")},
)
_PREFIXES: Final = {id(_INVOICES): "", id(_QUOTES): "quotes_", id(_PAPERS): "papers_"}


@rights.needs("documents.read")
def list_invoices(caller: Caller, view: ListView, today: date) -> Listing[DocumentRow]:
    """Invoices and credit notes; the filter "state" takes every derived state, "credit_note" and "unpaid"."""
    return _listing(_INVOICES, view, today, ("invoice", "credit_note"))


@rights.needs("documents.read")
def list_papers(caller: Caller, view: ListView, today: date) -> Listing[DocumentRow]:
    """Orders, delivery notes, pro formas and receipts; the filter "state" takes every stored state,
    "to_deliver", "to_invoice", and each kind."""
    return _listing(_PAPERS, view, today, PAPERS)


@rights.needs("documents.read")
def list_quotes(caller: Caller, view: ListView, today: date) -> Listing[DocumentRow]:
    return _listing(_QUOTES, view, today, ("quote",))


def _listing(spec: ListSpec, view: ListView, today: date, entities: tuple[str, ...]) -> Listing[DocumentRow]:
    index = _index(spec, view)
    view, where, values = _narrowed(view, today, entities)
    return KeysetListing(
        spec,
        view,
        lambda row: document_row(row, today),
        where=where,
        values=values,
        index=index,
        is_few=index in _FEW.values(),
    )


def _index(spec: ListSpec, view: ListView) -> str:
    """The index to read a page from: a few documents are sorted, many are read along their sort.

    "" where the engine chooses by itself: in a search, and with filters that no index of a sort knows.
    """
    filters = dict(view.filters)
    state = filters.get("state", "")
    if view.search.strip():
        return ""
    if "contact" in filters:
        return "document_owed" if state in _OWED_STATES else "document_contact_id_issued_on"
    if state in _FEW and (spec is _INVOICES or state == "draft"):
        return _FEW[state]
    if filters.keys() - {"state", "kind"}:
        return ""
    column = spec.sorts[view.sort].expression.removeprefix("d.")
    return f"document_{_PREFIXES[id(spec)]}by_{column}"


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


@rights.needs("documents.read")
def count_invoices(caller: Caller, today: date, contact_id: int | None = None) -> dict[str, int]:
    """How many there are of each state, and "all"."""
    return _counts(_INVOICES, _INVOICE_STATES, today, contact_id)


@rights.needs("documents.read")
def count_papers(caller: Caller, today: date, contact_id: int | None = None) -> dict[str, int]:
    """How many there are of each kind and what waits to be done, and "all"."""
    return _counts(_PAPERS, _PAPER_STATES, today, contact_id)


@rights.needs("documents.read")
def count_quotes(caller: Caller, today: date, contact_id: int | None = None) -> dict[str, int]:
    return _counts(_QUOTES, _QUOTE_STATES, today, contact_id)


def _counts(spec: ListSpec, states: tuple[str, ...], today: date, contact_id: int | None) -> dict[str, int]:
    """Each state on its own, out of the index that suits it."""
    of_contact = "" if contact_id is None else " AND d.contact_id = :contact"
    conditions = ("TRUE", *(_STATES[state] for state in states))
    counts = ", ".join(
        f"(SELECT count(*) FROM document d WHERE {spec.where}{of_contact} AND {condition})"
        for condition in conditions
    )
    row = raw().execute(f"SELECT {counts}", {"today": today.isoformat(), "contact": contact_id}).fetchone()
    return dict(zip(("all", *states), map(int, row), strict=True))


@rights.needs("money.totals")
def sum_invoices(caller: Caller, view: ListView, today: date) -> list[CurrencySum]:
    """The sums of what the view shows, by currency. Drafts count with what they would come to."""
    return _sums(_INVOICES, view, today, ("invoice", "credit_note"))


@rights.needs("money.totals")
def sum_papers(caller: Caller, view: ListView, today: date) -> list[CurrencySum]:
    """Of the orders alone: a delivery note or a receipt says the same money once more."""
    only = replace(_PAPERS, where=f"{_PAPERS.where} AND d.kind = 'order' AND d.state <> 'cancelled'")
    return _sums(only, view, today, PAPERS)


@rights.needs("money.totals")
def sum_quotes(caller: Caller, view: ListView, today: date) -> list[CurrencySum]:
    return _sums(_QUOTES, view, today, ("quote",))


def _sums(spec: ListSpec, view: ListView, today: date, entities: tuple[str, ...]) -> list[CurrencySum]:
    index = _index(_PAPERS if "'order'" in spec.where else spec, replace(view, sort=""))
    view, where, values = _narrowed(view, today, entities)
    conditions = [spec.where, *([where] if where else [])]
    for name, value in view.filters:
        conditions.append(spec.filters[name])
        values.append(value)
    sign = "CASE d.kind WHEN 'credit_note' THEN -1 ELSE 1 END"
    sql = (
        f"SELECT d.currency, count(*), sum({sign} * d.net), sum({sign} * d.gross), sum(d.open)"
        f" FROM document d {f'INDEXED BY {index}' if index else ''} WHERE {' AND '.join(conditions)}"
        " GROUP BY d.currency ORDER BY count(*) DESC, d.currency"
    )
    return [CurrencySum(*row) for row in raw().execute(sql, values).fetchall()]
