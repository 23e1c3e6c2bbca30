"""What a file builds again, a server changes in place: afterwards both have what a fresh database has."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg

from desktop_crm.database import serving
from desktop_crm.database.migrations.m0003_lawful_documents import kinds
from desktop_crm.database.server import dialect
from desktop_crm.database.server.upgrading import _Cursor
from desktop_crm.database.serving import create_on_server, open_on_server
from desktop_crm.workspace import registry
from tests.fixtures.server import Cluster

TABLES = ("number_series", "document", "document_line", "document_tax", "record_seal", "payment")
COLUMNS = """SELECT table_name, column_name, data_type, is_nullable, is_identity, collation_name
    FROM information_schema.columns WHERE table_schema = 'desktop_crm' AND table_name = ANY (%s)
    ORDER BY 1, 2"""
CHECKS = """SELECT conrelid::regclass::text, contype, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE conrelid = ANY (%s::regclass[]) AND pg_get_constraintdef(oid) !~ '^CHECK ..is_\\w+ IS NOT NULL..$'
    ORDER BY 1, 2, 3"""
"""Flags written by hand for files are boolean columns without a check."""
INDEXES = "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY (%s) ORDER BY 1"
TRIGGERS = """SELECT event_object_table, trigger_name, action_timing, event_manipulation
    FROM information_schema.triggers WHERE trigger_schema = 'desktop_crm' AND event_object_table = ANY (%s)
        AND trigger_name !~ '_open_day$'
    ORDER BY 1, 2, 3, 4"""
"""Those of closed periods come with another subject of the same version."""
SEALED = "SELECT tgattr::text <> '' FROM pg_trigger WHERE tgname = 'document_is_sealed'"


def _as_saved() -> list[str]:
    """The tables of the version before with their indexes and triggers, in the order of their keys."""
    saved = Path(__file__).parent / "v2.sql"
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(saved.read_text(encoding="utf-8"))
        sql = (
            "SELECT sql FROM sqlite_master WHERE type = ? AND tbl_name = ? AND sql IS NOT NULL ORDER BY rowid"
        )
        return [
            text
            for kind in ("table", "index", "trigger")
            for table in TABLES
            for (text,) in database.execute(sql, (kind, table))
        ]


def _look(cluster: Cluster, name: str) -> dict[str, Any]:
    tables = ["number_series", "document", "document_line", "document_link"]
    with psycopg.connect(
        **cluster.address(name).parameters,  # type: ignore[arg-type]
        options="-c search_path=desktop_crm",
    ) as other:
        return {
            sql: other.execute(sql, [tables] if "%s" in sql else None).fetchall()  # type: ignore[arg-type]
            for sql in (COLUMNS, CHECKS, INDEXES, TRIGGERS, SEALED)
        }


def test_a_server_ends_where_a_fresh_one_begins(cluster: Cluster) -> None:
    fresh, old = cluster.create("fresh"), cluster.create("old")
    for place in (fresh, old):
        create_on_server(place, registry.TABLES, registry.STATEMENTS)
    with psycopg.connect(**old.parameters, options="-c search_path=desktop_crm") as other:  # type: ignore[arg-type]
        functions = other.execute(
            "SELECT DISTINCT p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE t.tgrelid = ANY (%s::regclass[]) AND NOT t.tgisinternal",
            [[*TABLES, "document_link"]],
        ).fetchall()
        for table in ("document_link", *reversed(TABLES)):
            other.execute(f"DROP TABLE {table} CASCADE")  # type: ignore[arg-type]
        for (name,) in functions:
            other.execute(f"DROP FUNCTION IF EXISTS {name} CASCADE")
        for statement in _as_saved():
            other.execute(dialect.definition(statement))  # type: ignore[arg-type]
    with open_on_server(old):
        connection = serving.own_connection()
        connection.begin_change()
        kinds.apply(_Cursor(connection))  # type: ignore[arg-type]
        connection.commit_change()
    wanted, found = _look(cluster, "fresh"), _look(cluster, "old")
    for sql, rows in wanted.items():
        assert found[sql] == rows
