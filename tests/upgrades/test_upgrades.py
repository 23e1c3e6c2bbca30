"""Three tests for ever: every saved old database upgrades, and then it is what a fresh one is."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_crm.database import connection
from desktop_crm.database.upgrade import FIRST_VERSION, SCHEMA_VERSION
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import finding, opening, registry, verifying
from tests.fixtures.schema import describe, differences

CALLER = Caller("Ciara Sample", "owner", "en", "studio")
KEPT = ("contact", "document", "document_line", "payment", "ticket", "timeline", "product", "blob", "firm")
SAVED = sorted(Path(__file__).parent.glob("v*.sql"))


def load(saved: Path, path: Path) -> None:
    """The saved database as a file again. Virtual tables are written into the schema by the dump itself."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(saved.read_text(encoding="utf-8"))


def test_every_released_schema_is_saved() -> None:
    versions = {int(path.stem.removeprefix("v")) for path in SAVED}
    assert versions >= set(range(FIRST_VERSION, SCHEMA_VERSION))
    assert max(versions, default=0) <= SCHEMA_VERSION


def test_a_fresh_database_is_what_the_tables_say(tmp_path: Path) -> None:
    path = tmp_path / "fresh.db"
    connection.create_database(path, registry.TABLES, registry.STATEMENTS)
    found = describe(path)
    for table in (*connection.OWN_TABLES, *registry.TABLES):
        described = found[f"table {table._meta.table_name}"]
        assert isinstance(described, dict)
        assert described["strict"], f"{table.__name__} is not strict: it would take any type"
        assert {column[0] for column in described["columns"]} == {
            field.column_name for field in table._meta.sorted_fields
        }
    with connection.open_database(path):
        assert connection.check_integrity() == []


def test_every_saved_database_upgrades_to_what_a_fresh_one_is(tmp_path: Path) -> None:
    fresh = tmp_path / "fresh.db"
    connection.create_database(fresh, registry.TABLES, registry.STATEMENTS)
    for saved in SAVED:
        path = tmp_path / f"{saved.stem}.db"
        load(saved, path)
        with connection.open_database(path):
            assert connection.check_integrity() == []
        assert differences(describe(path), describe(fresh)) == [], saved.name


@pytest.mark.parametrize("saved", SAVED, ids=lambda saved: saved.stem)
def test_what_a_saved_database_holds_survives_the_upgrade(saved: Path, tmp_path: Path) -> None:
    path = tmp_path / "firm.crm"
    load(saved, path)
    with closing(sqlite3.connect(path)) as before:
        wanted = {table: before.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in KEPT}
    assert all(wanted.values())
    workspace = opening.open_workspace(path)
    try:
        report = verifying.verify(CALLER)
        assert report.findings == ()
        for table, count in wanted.items():
            assert connection.raw().execute(f"SELECT count(*) FROM {table}").fetchone()[0] == count, table
        assert {hit.title for hit in finding.find(CALLER, "2026-0001")} >= {"2026-0001"}
        assert finding.find(CALLER, "kestrel")
    finally:
        workspace.close()
