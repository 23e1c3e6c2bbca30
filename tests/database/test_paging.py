"""The keyset listing gives the same rows as a plain ORDER BY, wherever one starts."""

from __future__ import annotations

import random

import pytest

from desktop_crm.database import search, writes
from desktop_crm.database.connection import OpenDatabase, raw, transaction
from desktop_crm.database.paging import ANCHOR_EVERY, KeysetListing, ListSpec, Sort
from desktop_crm.values.paging import ListView
from tests.database.tables import Firm

SPEC = ListSpec(
    source="firm f",
    key="f.id",
    columns="f.id, f.name, f.city, c.n",
    joins="LEFT JOIN (SELECT firm_id, count(*) AS n FROM person GROUP BY firm_id) c ON c.firm_id = f.id",
    sorts={"": Sort("f.name"), "city": Sort("f.city", nullable=True), "id": Sort("f.id")},
    filters={"kind": "f.kind = ?"},
    search=("firm", "f.id"),
)
ROWS = 3_517


@pytest.fixture
def firms(database: OpenDatabase) -> None:
    chance = random.Random(5)
    rows = [
        {
            "code": str(number),
            "name": f"Firm {chance.randrange(200)}",
            "city": chance.choice([None, None, "Porto", "Braga", "Évora", "Faro"]),
            "kind": chance.choice(["customer", "supplier"]),
        }
        for number in range(ROWS)
    ]
    with transaction():
        writes.insert_many(Firm, rows)


def expected(order: str, where: str = "TRUE") -> list[int]:
    return [row[0] for row in raw().execute(f"SELECT id FROM firm WHERE {where} ORDER BY {order}")]


ORDERS = {
    ("", False): "name, id",
    ("", True): "name DESC, id DESC",
    ("city", False): "city IS NULL, city, id",
    ("city", True): "city IS NULL, city DESC, id DESC",
    ("id", False): "id",
    ("id", True): "id DESC",
}


@pytest.mark.usefixtures("firms")
@pytest.mark.parametrize(("sort", "descending"), list(ORDERS))
@pytest.mark.parametrize("kind", [None, "supplier"])
def test_every_block_is_what_a_plain_sort_gives(sort: str, descending: bool, kind: str | None) -> None:
    filters = (("kind", kind),) if kind else ()
    right = expected(ORDERS[sort, descending], f"kind = '{kind}'" if kind else "TRUE")
    chance = random.Random(f"{sort}{descending}{kind}")
    starts = [0, 1, ANCHOR_EVERY - 1, ANCHOR_EVERY, len(right) - 3, len(right), len(right) + 50]
    starts += [chance.randrange(len(right)) for _n in range(25)]
    chance.shuffle(starts)
    listing = KeysetListing(
        SPEC, ListView(sort=sort, descending=descending, filters=filters), lambda row: row[0]
    )
    assert listing.count() == len(right)
    for start in starts:
        limit = chance.choice([1, 7, 50, 1_500])
        assert listing.rows(start, limit) == right[start : start + limit], (start, limit)


@pytest.mark.usefixtures("firms")
def test_scrolling_down_shows_every_row_once() -> None:
    listing = KeysetListing(SPEC, ListView(sort="city"), lambda row: row[0])
    shown = [row for start in range(0, ROWS, 50) for row in listing.rows(start, 50)]
    assert shown == expected(ORDERS["city", False])


@pytest.mark.usefixtures("firms")
def test_a_search_narrows_the_list() -> None:
    with transaction():
        rows = raw().execute("SELECT id, name FROM firm").fetchall()
        search.index_many(search.Entry("firm", row_id, name) for row_id, name in rows)
    listing = KeysetListing(SPEC, ListView(search="FIRM 17"), lambda row: row[0])
    right = expected("name, id", "name LIKE 'Firm%17%'")
    assert right
    assert listing.count() == len(right)
    assert listing.rows(0, 10_000) == right
    assert listing.rows(3, 4) == right[3:7]


def test_an_empty_list_has_no_rows(database: OpenDatabase) -> None:
    listing = KeysetListing(SPEC, ListView(sort="city"), lambda row: row)
    assert (listing.count(), listing.rows(0, 50), listing.rows(5, 0)) == (0, [], [])


def test_what_is_not_on_the_allow_list_is_a_bug(database: OpenDatabase) -> None:
    with pytest.raises(ValueError, match="no sort"):
        KeysetListing(SPEC, ListView(sort="name; DROP TABLE firm"), tuple)
    with pytest.raises(ValueError, match="no filter"):
        KeysetListing(SPEC, ListView(filters=(("1=1 OR kind", "x"),)), tuple)


@pytest.mark.usefixtures("firms")
def test_conditions_of_the_query_come_with_their_own_values() -> None:
    listing = KeysetListing(
        SPEC,
        ListView(filters=(("kind", "customer"),)),
        lambda row: row[0],
        where="f.city = ?",
        values=["Faro"],
    )
    assert listing.rows(0, 10_000) == expected("name, id", "city = 'Faro' AND kind = 'customer'")
