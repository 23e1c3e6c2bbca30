"""A page of a list in which few of many stand: each state of invoices, by several sorts, nine tenths down."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from desktop_crm.billing.queries import lists
from desktop_crm.billing.queries.reading import ROW_COLUMNS
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import ListView
from tests.bench import databases
from tests.bench.measuring import Row, cpu, in_turn, median

PAGE: Final = 50
_ISSUED: Final = "d.kind = 'invoice' AND d.state = 'issued'"
STATES: Final = {
    "overdue": f"{_ISSUED} AND d.open > 0 AND d.due_on < :today",
    "partly_paid": f"{_ISSUED} AND d.open > 0 AND d.paid > 0 AND (d.due_on IS NULL OR d.due_on >= :today)",
    "paid": f"{_ISSUED} AND +d.open <= 0 AND (d.credited <= 0 OR d.credited < d.due)",
    "credited": f"{_ISSUED} AND +d.open <= 0 AND d.credited > 0 AND d.credited >= d.due",
    "credit_note": "d.kind = 'credit_note'",
}
SORTS: Final = {"number": "number_text", "gross": "gross", "net": "net", "customer": "customer_folded"}


def rows(caller: Caller, floor: Any, label: str) -> Iterator[Row]:
    """The worst of all: its page where one has been near, and what the first page with its count costs."""
    found: list[tuple[float, float, float, str]] = []
    first: list[float] = []
    for sort, column in SORTS.items():
        for state in STATES:
            if not _listing(caller, sort, state).count():
                continue
            first.append(cpu(lambda sort=sort, state=state: _first(caller, sort, state)))
            ours, least = _one(caller, floor, sort, column, state)
            found.append((ours / least, ours, least, f"{state} by {sort}"))
    assert len(found) >= 2 * len(SORTS)
    _ratio, ours, least, which = max(found)
    ratios = sorted(round(each[0], 2) for each in found)
    further = {"worst": which, "ratios": ratios, "lists": len(found)}
    job = f"a list page of few among many, the worst of {len(found)}, {label}"
    yield Row(job, ours, least, bound=8, further=further)
    yield Row(f"the first such page with its count (at worst), {label}", max(first), None)


def _first(caller: Caller, sort: str, state: str) -> None:
    listing = _listing(caller, sort, state)
    listing.count()
    listing.rows(0, PAGE)


def _listing(caller: Caller, sort: str, state: str) -> Any:
    view = ListView(sort=sort, filters=(("state", state),))
    return lists.list_invoices(caller, view, databases.TODAY)


def _one(caller: Caller, floor: Any, sort: str, column: str, state: str) -> tuple[float, float]:
    """Milliseconds of ours and of raw keyset: the rows after a known one, along the index of the sort."""
    listing = _listing(caller, sort, state)
    depth = listing.count() * 9 // 10
    billing = "d.kind IN ('invoice', 'credit_note')"
    start = f"FROM document d INDEXED BY document_by_{column} WHERE {billing} AND {STATES[state]}"
    values = {"today": databases.TODAY.isoformat()}
    after = ""
    if depth:
        sql = f"SELECT d.{column}, d.id {start} ORDER BY d.{column}, d.id LIMIT 1 OFFSET {depth - 1}"
        values["last"], values["key"] = floor.execute(sql, values).fetchone()
        after = f"AND (d.{column}, d.id) > (:last, :key)"
    page = f"SELECT {ROW_COLUMNS} {start} {after} ORDER BY d.{column}, d.id LIMIT {PAGE}"
    expected = [row[0] for row in floor.execute(page, values).fetchall()]
    assert expected
    assert [row.id for row in listing.rows(depth, PAGE)] == expected
    ours, least = in_turn(
        lambda: listing.rows(depth, PAGE), lambda: floor.execute(page, values).fetchall(), rounds=15
    )
    return median(ours), median(least)
