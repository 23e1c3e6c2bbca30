"""An older database on a server is upgraded whole, by its owner, by the steps that files take."""

from __future__ import annotations

import psycopg
import pytest

from desktop_crm.database import serving, upgrade
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.migrations import m0002_small_office
from desktop_crm.database.server import dialect
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.serving import create_on_server, open_on_server
from desktop_crm.database.upgrade import SCHEMA_VERSION, Migration
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import registry
from tests.database.tables import TABLES
from tests.fixtures.server import Cluster

NEXT = SCHEMA_VERSION + 1
ADDED = (
    "ALTER TABLE firm ADD COLUMN colour TEXT NOT NULL DEFAULT 'red' CHECK (colour <> '')",
    'CREATE TABLE "shelf" (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, firm_id INTEGER NOT NULL,'
    ' "is_full" INTEGER NOT NULL DEFAULT 0 CHECK ("is_full" IN (0, 1)), day TEXT CHECK'
    " (date(day, '+0 days') IS day), FOREIGN KEY (firm_id) REFERENCES firm (id) ON DELETE CASCADE) STRICT",
    "INSERT INTO shelf (firm_id) SELECT id FROM firm",
)


def more(cursor: object) -> None:
    for statement in ADDED:
        cursor.execute(statement)  # type: ignore[attr-defined]


def loses(cursor: object) -> None:
    cursor.execute("DELETE FROM firm")  # type: ignore[attr-defined]


@pytest.fixture
def address(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> ServerAddress:
    """A database of this schema with one firm, when the program knows one step more."""
    place = cluster.create("upgrade")
    create_on_server(place, TABLES)
    with open_on_server(place):
        raw().execute(
            "INSERT INTO firm (code, name, balance, currency, kind, active, version)"
            " VALUES ('1', 'Ana', 0, 'EUR', 'customer', TRUE, 1)"
        )
    steps = (*upgrade.MIGRATIONS, Migration(NEXT, "m_next", more))
    monkeypatch.setattr(upgrade, "MIGRATIONS", steps)
    monkeypatch.setattr(serving, "SCHEMA_VERSION", NEXT)
    return place


def test_opening_upgrades_and_keeps_every_row_as_it_was(address: ServerAddress) -> None:
    with open_on_server(address) as database:
        assert database.schema == NEXT
        assert raw().execute("SELECT name, colour FROM firm").fetchall() == [("Ana", "red")]
        assert raw().execute("SELECT firm_id, is_full FROM shelf").fetchall() == [(1, False)]
        kept = raw().execute("SELECT name FROM desktop_crm_before_upgrade.firm").fetchall()
        assert kept == [("Ana",)]
    with open_on_server(address):
        assert raw().execute("SELECT count(*) FROM shelf").fetchone() == (1,)


def test_a_step_that_fails_or_loses_rows_leaves_everything_as_it_was(
    address: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrade, "MIGRATIONS", (*upgrade.MIGRATIONS, Migration(NEXT + 1, "m_bad", loses)))
    monkeypatch.setattr(serving, "SCHEMA_VERSION", NEXT + 1)
    with pytest.raises(RuntimeError, match="would shrink"):
        open_on_server(address)
    with psycopg.connect(**address.parameters, options="-c search_path=desktop_crm") as other:  # type: ignore[arg-type]
        assert other.execute("SELECT value FROM about WHERE key = 'schema'").fetchone() == (
            str(SCHEMA_VERSION),
        )
        assert other.execute("SELECT to_regclass('shelf')").fetchone() == (None,)
        assert other.execute("SELECT count(*) FROM firm").fetchone() == (1,)


def test_a_window_that_was_open_during_the_upgrade_writes_no_more(address: ServerAddress) -> None:
    with open_on_server(address) as database:
        with transaction():
            raw().execute("UPDATE firm SET name = 'Bea'")
        with psycopg.connect(**address.parameters, options="-c search_path=desktop_crm") as other:  # type: ignore[arg-type]
            other.execute("UPDATE about SET value = %s WHERE key = 'schema'", [str(NEXT + 1)])
            other.execute("UPDATE compatibility SET min_reader = %s, min_writer = %s", [NEXT + 1, NEXT + 1])
        for _again in range(2):
            with pytest.raises(UserError, match=r"newer|upgraded"), transaction():
                raw().execute("UPDATE firm SET name = 'Cora'")
        assert database.read_only
        assert raw().execute("SELECT name FROM firm").fetchall() == [("Bea",)]


def test_only_the_owner_of_the_tables_upgrades(address: ServerAddress, cluster: Cluster) -> None:
    cluster.execute(
        "upgrade",
        "DROP ROLE IF EXISTS somebody",
        "CREATE ROLE somebody LOGIN",
        "GRANT USAGE ON SCHEMA desktop_crm TO somebody",
        "GRANT SELECT ON ALL TABLES IN SCHEMA desktop_crm TO somebody",
    )
    try:
        with pytest.raises(UserError, match="Whoever owns it"):
            open_on_server(cluster.address("upgrade", user="somebody"))
    finally:
        cluster.execute("upgrade", "DROP OWNED BY somebody", "DROP ROLE somebody")


COLUMNS = """SELECT table_name, column_name, data_type, is_nullable, is_identity, collation_name
    FROM information_schema.columns WHERE table_schema = 'desktop_crm' AND table_name = ANY (%s)
    ORDER BY table_name, column_name"""


def test_tables_written_by_hand_for_files_are_what_a_fresh_server_has(cluster: Cluster) -> None:
    fresh, by_hand = cluster.create("fresh"), cluster.create("hand")
    create_on_server(fresh, registry.TABLES, registry.STATEMENTS)
    create_on_server(by_hand, registry.TABLES, registry.STATEMENTS)
    names = ["change_count", "lease", "consent", "erasure", "colleague", "assignment"]
    made = [
        statement
        for statement in m0002_small_office.STATEMENTS
        if any(f'"{name}"' in statement[:60] or f" {name} " in statement[:60] for name in names)
    ]
    with (
        psycopg.connect(**fresh.parameters) as one,  # type: ignore[arg-type]
        psycopg.connect(**by_hand.parameters, options="-c search_path=desktop_crm") as other,  # type: ignore[arg-type]
    ):
        for name in reversed(names):
            other.execute(f"DROP TABLE {name} CASCADE")
        for statement in made:
            if not statement.startswith("CREATE TRIGGER"):  # the functions are there already
                other.execute(dialect.definition(statement))  # type: ignore[arg-type]
        wanted = one.execute(COLUMNS, [names]).fetchall()
        assert len({row[0] for row in wanted}) == len(names)
        assert other.execute(COLUMNS, [names]).fetchall() == wanted
