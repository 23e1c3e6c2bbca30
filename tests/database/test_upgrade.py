"""An upgrade is done whole, after a verified backup, and never costs a row; every old database can be
upgraded.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from desktop_crm.database import upgrade, writes
from desktop_crm.database.backup import verify_file
from desktop_crm.database.connection import open_database, transaction
from desktop_crm.database.upgrade import FIRST_VERSION, MIGRATIONS, SCHEMA_VERSION, Migration, upgrade_file
from desktop_crm.values.errors import UserError
from tests.database.tables import TABLES, Firm, Person
from tests.fixtures.database import template
from tests.fixtures.schema import describe, differences

NEXT = SCHEMA_VERSION + 1


@pytest.fixture
def path(template_folder: Path, tmp_path: Path) -> Path:
    """A closed database with twenty firms of one person each."""
    path = Path(shutil.copyfile(template(template_folder, TABLES, ()), tmp_path / "firm.db"))
    with open_database(path), transaction():
        for number in range(20):
            writes.insert(Person, firm=writes.insert(Firm, code=str(number), name="Firm"), name="Ana")
    return path


def rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as other:
        return other.execute(sql).fetchall()


def rebuild_firms(cursor: sqlite3.Cursor) -> None:
    """What one does to add a NOT NULL column: with foreign keys on, the DROP would delete all persons."""
    sql = cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'firm'").fetchone()[0]
    indexes = cursor.execute(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'firm' AND type = 'index' AND sql IS NOT NULL"
    ).fetchall()
    changed = sql.replace('"firm"', '"firm_new"', 1).replace(
        '"version"', '"colour" TEXT NOT NULL, "version"', 1
    )
    cursor.execute(changed)
    columns = [row[1] for row in cursor.execute("PRAGMA table_info(firm)")]
    listed = ", ".join(columns)
    cursor.execute(f"INSERT INTO firm_new ({listed}, colour) SELECT {listed}, 'red' FROM firm")
    cursor.execute("DROP TABLE firm")
    cursor.execute("ALTER TABLE firm_new RENAME TO firm")
    for (index,) in indexes:
        cursor.execute(index)


def add_table(cursor: sqlite3.Cursor) -> None:
    cursor.execute("CREATE TABLE colour (id INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL) STRICT")


GOOD = (Migration(NEXT, "rebuild", rebuild_firms), Migration(NEXT + 1, "add", add_table))


def test_a_table_is_rebuilt_without_losing_the_rows_that_point_to_it(path: Path, tmp_path: Path) -> None:
    before = describe(path)
    upgrade_file(path, tmp_path / "backups", GOOD)
    assert rows(path, "PRAGMA user_version") == [(NEXT + 1,)]
    assert rows(path, "SELECT count(*) FROM person JOIN firm ON firm.id = firm_id WHERE colour = 'red'") == [
        (20,)
    ]
    assert rows(path, "PRAGMA foreign_key_check") == []
    changed = differences(before, describe(path))
    assert [line.partition(":")[0] for line in changed] == ["table colour", "table firm"]
    (saved,) = (tmp_path / "backups").iterdir()
    verified = verify_file(saved)
    assert (verified.version, verified.counts["firm"]) == (SCHEMA_VERSION, 20)


def lose_rows(cursor: sqlite3.Cursor) -> None:
    cursor.execute("DELETE FROM person WHERE id = 7")


def orphan_rows(cursor: sqlite3.Cursor) -> None:
    cursor.execute("UPDATE person SET firm_id = 999")


def fail_late(cursor: sqlite3.Cursor) -> None:
    rebuild_firms(cursor)
    raise sqlite3.OperationalError("a mistake in the last line")


@pytest.mark.parametrize(
    ("step", "error"),
    [(lose_rows, RuntimeError), (orphan_rows, UserError), (fail_late, sqlite3.OperationalError)],
)
def test_a_bad_step_takes_all_steps_back(
    path: Path, tmp_path: Path, step: object, error: type[Exception]
) -> None:
    before = rows(path, "SELECT * FROM person"), describe(path)
    with pytest.raises(error):
        upgrade_file(path, tmp_path / "backups", (*GOOD, Migration(NEXT + 2, "bad", step)))  # type: ignore[arg-type]
    assert (rows(path, "SELECT * FROM person"), describe(path)) == before
    assert rows(path, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    with open_database(path):
        assert Firm.select().count() == 20


def test_a_step_may_say_that_a_table_shrinks(path: Path, tmp_path: Path) -> None:
    step = Migration(NEXT, "merge", lose_rows, frozenset({"person"}))
    upgrade_file(path, tmp_path / "backups", [step])
    assert rows(path, "SELECT count(*) FROM person") == [(19,)]


def test_without_a_place_for_the_backup_nothing_is_upgraded(path: Path, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where the folder should be")
    before = path.read_bytes()
    with pytest.raises(UserError):
        upgrade_file(path, tmp_path / "backups", GOOD)
    assert path.read_bytes() == before


def test_nothing_to_do_makes_no_backup(path: Path, tmp_path: Path) -> None:
    upgrade_file(path, tmp_path / "backups", MIGRATIONS)
    assert not (tmp_path / "backups").exists()


def test_opening_an_older_database_upgrades_it_first(path: Path, tmp_path: Path) -> None:
    steps = (*MIGRATIONS, GOOD[0])
    with pytest.raises(UserError, match="older version"):
        open_database(path, read_only=True, steps=steps)
    with open_database(path, backups=tmp_path / "kept", steps=steps):
        assert Firm.select().count() == 20
    assert rows(path, "SELECT DISTINCT colour FROM firm") == [("red",)]
    assert len(list((tmp_path / "kept").iterdir())) == 1


def test_migrations_are_numbered_without_gaps() -> None:
    assert [step.version for step in MIGRATIONS] == list(range(FIRST_VERSION + 1, SCHEMA_VERSION + 1))
    assert FIRST_VERSION + len(MIGRATIONS) == upgrade.SCHEMA_VERSION


def test_the_comparison_of_schemas_sees_what_differs(path: Path, tmp_path: Path) -> None:
    other = Path(shutil.copyfile(path, tmp_path / "other.db"))
    assert differences(describe(path), describe(other)) == []
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("DROP INDEX firm_city_id")
        connection.execute("ALTER TABLE person ADD COLUMN nick TEXT CHECK (nick <> '')")
    found = differences(describe(path), describe(other))
    assert [line.partition(":")[0] for line in found] == ["index firm_city_id", "table person"]
