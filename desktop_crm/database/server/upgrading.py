"""Bring an older database of a server to this program's schema: alone, after a copy of every table, in one
change.

The steps are those of files, said again for the server (`dialect.definition`). Only the owner of the tables
can take them; everybody else waits for the lock of writers meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from desktop_crm.database import compatibility
from desktop_crm.database.server import dialect, schema, telling
from desktop_crm.database.server.engine import Connection
from desktop_crm.database.upgrade import Migration
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

KEPT: Final = f"{schema.NAME}_before_upgrade"
"""The schema with every table as it was before the last upgrade; only its owner sees it."""
_DEFINING: Final = ("CREATE", "ALTER", "DROP")
_TABLES: Final = "SELECT tablename FROM pg_tables WHERE schemaname = %s ORDER BY tablename"
_IS_OWNER: Final = """SELECT pg_has_role(current_user, tableowner, 'MEMBER') FROM pg_tables
    WHERE schemaname = %s AND tablename = 'about'"""


class _Cursor:
    """What a step is given: the one word it needs, in the SQL of this house."""

    on_server = True
    """Where a file's table is built again, a server changes its constraints in place."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def execute(self, sql: str, values: Sequence[Any] = ()) -> Any:
        if sql.lstrip().upper().startswith(_DEFINING):
            return self._connection.run(dialect.definition(sql))
        return self._connection.execute(sql, values)


def upgrade(connection: Connection, steps: Sequence[Migration]) -> None:
    """Take the steps that wait, whole or not at all.

    Raises UserError where this user does not own the tables, and with everything as it was when a step fails.
    """
    if not connection.run(_IS_OWNER, [schema.NAME]).fetchone()[0]:
        raise UserError(
            _(
                "The database on the server is from an older version. Whoever owns it there has to open it"
                " once with this program."
            ),
            "database",
        )
    connection.begin_change()
    try:
        version = _version(connection)
        waiting = [step for step in steps if step.version > version]
        if waiting:
            _keep_a_copy(connection, version)
            connection.run(telling.SILENCE)
            for step in waiting:
                _take(connection, step)
            connection.run("UPDATE about SET value = %s WHERE key = 'schema'", [str(waiting[-1].version)])
        connection.commit_change()
    finally:
        connection.cancel_change()


def _version(connection: Connection) -> int:
    """Read again under the lock: somebody may have upgraded it meanwhile."""
    return int(connection.run("SELECT value FROM about WHERE key = 'schema'").fetchone()[0])


def forget_copy(connection: Connection) -> None:
    """Drop the tables that the last upgrade kept, where this user owns them."""
    owned = connection.run(
        "SELECT 1 FROM pg_namespace WHERE nspname = %s AND pg_has_role(current_user, nspowner, 'MEMBER')",
        [KEPT],
    )
    if owned.fetchone() is not None:
        connection.run(f"DROP SCHEMA {KEPT} CASCADE")


def _keep_a_copy(connection: Connection, version: int) -> None:
    """Every table as it was, in a schema of its own that only the owner sees; an earlier one goes."""
    connection.run(f"DROP SCHEMA IF EXISTS {KEPT} CASCADE")
    connection.run(f"CREATE SCHEMA {KEPT}")
    for (table,) in connection.run(_TABLES, [schema.NAME]).fetchall():
        connection.run(f'CREATE TABLE {KEPT}."{table}" AS TABLE {schema.NAME}."{table}"')
    connection.run(f"COMMENT ON SCHEMA {KEPT} IS 'Desktop CRM, schema {version}'")


def _take(connection: Connection, step: Migration) -> None:
    before = _counts(connection)
    step.apply(_Cursor(connection))  # type: ignore[arg-type]
    after = _counts(connection)
    for table, count in before.items():
        if table not in step.shrinks and after.get(table, 0) < count:
            raise RuntimeError(
                f"{step.name}: {table} would shrink from {count} to {after.get(table, 0)} rows"
            )
    connection.run("DELETE FROM compatibility")
    connection.run(compatibility.row_sql(*step.limits))


def _counts(connection: Connection) -> dict[str, int]:
    tables = connection.run(_TABLES, [schema.NAME]).fetchall()
    return {
        table: int(connection.run(f'SELECT count(*) FROM "{table}"').fetchone()[0]) for (table,) in tables
    }
