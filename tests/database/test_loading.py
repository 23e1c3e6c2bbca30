"""A new file is filled without its indexes, and has all of them afterwards."""

from __future__ import annotations

import pytest

from desktop_crm.database import loading, search, writes
from desktop_crm.database.connection import raw, transaction
from tests.database.tables import Firm, Person

pytestmark = pytest.mark.file  # a server fills its tables with its indexes

SCHEMA = "SELECT type, name, sql FROM sqlite_master ORDER BY type, name"


def schema() -> list[tuple[str, str, str]]:
    return [tuple(row) for row in raw().execute(SCHEMA)]


@pytest.mark.usefixtures("database")
def test_afterwards_the_schema_is_the_same_and_everything_is_found() -> None:
    before = schema()
    with loading.without_indexes() as dropped:
        assert dropped
        assert not set(dropped) & {name for _type, name, _sql in schema()}
        with transaction():
            firm = writes.insert(Firm, code="1", name="Kept")
            writes.insert_many(Person, ({"firm": firm, "name": f"person {n}"} for n in range(50)))
            search.index_many(search.Entry("person", n, f"person {n:02}") for n in range(1, 51))
        assert raw().execute(
            "SELECT count(*) FROM search_words WHERE words MATCH '\"person\"'"
        ).fetchone() == (0,)
    assert schema() == before
    assert len(search.find("person", limit=100)) == 50
    raw().execute("INSERT INTO search_words (search_words, rank) VALUES ('integrity-check', 1)")
    assert raw().execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with transaction():
        search.index(search.Entry("person", 51, "person 51"))
    assert search.find("person 51")


@pytest.mark.usefixtures("database")
def test_indexes_that_late_rows_are_looked_up_in_stay() -> None:
    with loading.without_indexes("firm") as dropped:
        pass
    with loading.without_indexes() as all_dropped:
        pass
    assert set(all_dropped) - set(dropped) == {name for name in all_dropped if name.startswith("person_firm")}
    assert set(all_dropped) - set(dropped)
