"""No page of a list reads its table: each sort with each chip goes along an index, wherever it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from desktop_crm.billing.queries import lists as documents
from desktop_crm.catalog import queries as catalog
from desktop_crm.contacts.queries import lists as contacts
from desktop_crm.database import paging
from desktop_crm.database.connection import raw
from desktop_crm.support import queries as support
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.paging import Listing, ListView
from desktop_crm.workspace import opening
from desktop_crm.workspace.generating import generate

TODAY = date(2026, 11, 22)
List = Callable[[Caller, ListView], Listing[Any]]


def invoices(caller: Caller, view: ListView) -> Listing[Any]:
    return documents.list_invoices(caller, view, TODAY)


def quotes(caller: Caller, view: ListView) -> Listing[Any]:
    return documents.list_quotes(caller, view, TODAY)


def papers(caller: Caller, view: ListView) -> Listing[Any]:
    return documents.list_papers(caller, view, TODAY)


LISTS: dict[str, tuple[List, paging.ListSpec, tuple[tuple[str, str], ...]]] = {
    "contacts": (
        contacts.list_contacts,
        contacts.LIST,
        (("archived", "1"), ("kind", "person"), ("category", "lead"), ("country", "TR")),
    ),
    "invoices": (
        invoices,
        documents._INVOICES,
        tuple(("state", state) for state in (*documents._INVOICE_STATES, "unpaid", "not_draft", "issued")),
    ),
    "quotes": (
        quotes,
        documents._QUOTES,
        tuple(("state", state) for state in documents._QUOTE_STATES),
    ),
    "papers": (
        papers,
        documents._PAPERS,
        tuple(("state", state) for state in documents._PAPER_STATES),
    ),
    "products": (
        catalog.list_products,
        catalog.LISTING,
        (("archived", "0"), ("kind", "service"), ("category", "Design"), ("currency", "EUR")),
    ),
    "tickets": (
        support.list_tickets,
        support.LISTING,
        (("status", "new"), ("open", "1"), ("priority", "high"), ("category", "question"),
         ("assignee", "ana"), ("due", "2026-11-22")),
    ),
}  # fmt: skip
FEW = {("state", state) for state in documents._FEW}
"""States that few documents are in: these are sorted once for all pages."""
CASES = [
    (name, sort, chip)
    for name, (_list, spec, chips) in LISTS.items()
    for sort in spec.sorts
    for chip in (None, *chips)
]


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    path = tmp_path_factory.mktemp("lists") / "firm.crm"
    generate(path, 300, 900, 3, today=TODAY)
    workspace = opening.open_workspace(path)
    yield local_caller()
    workspace.close()


def statements(listing: Listing[Any]) -> set[str]:
    """What counting, the first page, a far one, the next and the last ask of the database."""
    asked: list[str] = []
    raw().set_trace_callback(asked.append)
    try:
        count = listing.count()
        for start in (0, count * 9 // 10, count * 9 // 10 + 20, max(0, count - 5), count // 3):
            listing.rows(start, 20)
    finally:
        raw().set_trace_callback(None)
    return {sql for sql in asked if sql.lstrip().startswith("SELECT")}


def plan(sql: str) -> list[str]:
    return [row[3] for row in raw().execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()]


@pytest.mark.parametrize(("name", "sort", "chip"), CASES)
@pytest.mark.parametrize("descending", [False, True])
def test_no_page_of_a_list_reads_its_table(
    caller: Caller,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    sort: str,
    chip: tuple[str, str] | None,
    descending: bool,
) -> None:
    monkeypatch.setattr(paging, "_LEAST", 10)
    make, spec, _chips = LISTS[name]
    view = ListView(sort=sort, descending=descending, filters=() if chip is None else (chip,))
    alias = spec.source.split()[1]
    for sql in statements(make(caller, view)):
        steps = plan(sql)
        if "SCAN page" in steps:  # the rows of a page, joined to what they show, are few
            steps = steps[: steps.index("SCAN page")]
        assert f"SCAN {alias}" not in steps, (sql, steps)
        if name in ("contacts", "invoices", "quotes", "papers") and chip not in FEW:
            assert not [step for step in steps if "TEMP B-TREE FOR ORDER BY" in step], (sql, steps)
