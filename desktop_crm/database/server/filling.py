"""Rows of a whole other database come into a new one on a server, as they are and in one change."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from desktop_crm.database.fields import KeyField
from desktop_crm.database.server import schema
from desktop_crm.database.server.engine import Connection

_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> 'about'"


@contextmanager
def filling(connection: Connection) -> Iterator[None]:
    """Inside the change that makes the tables, before they have triggers (an issued document takes no lines).

    Foreign keys are looked at when all rows are there.
    """
    connection.defer_foreign_keys()
    yield
    connection.run("SET CONSTRAINTS ALL IMMEDIATE")  # looks now, before anything is compared
    for (table,) in connection.run(_TABLES, [schema.NAME]).fetchall():
        connection.run(f"ANALYZE {table}")


def next_ids(tables: tuple[type[Any], ...], connection: Connection) -> dict[str, int]:
    """By table, the first id that was never given: of those tables that never give one twice."""
    found = {}
    for table in tables:
        name = str(table._meta.table_name)
        if isinstance(table._meta.primary_key, KeyField):
            row = connection.run(f"SELECT last_value, is_called FROM {name}_id_seq").fetchone()
            found[name] = int(row[0]) + int(row[1])
    return found


def keep_next_ids(ids: dict[str, int], connection: Connection) -> None:
    """See to it that no id below these is given, nor one of a row that is there."""
    for name, following in ids.items():
        free = f"(SELECT coalesce(max(id), 0) + 1 FROM {name})"
        connection.run(f"SELECT setval('{name}_id_seq', greatest(%s, {free}), FALSE)", [following])


def keep_all_ids(connection: Connection) -> None:
    """The ids of rows that came with theirs are not given again, in any table."""
    for table, sequence in connection.run(schema.SEQUENCES, [schema.NAME]).fetchall():
        connection.run(
            f"SELECT setval('{sequence}', greatest((SELECT last_value FROM {sequence}),"
            f" (SELECT coalesce(max(id), 0) + 1 FROM {table})), FALSE)"
        )
