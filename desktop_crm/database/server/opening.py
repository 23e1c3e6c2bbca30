"""Is this a database of ours on the server, and of which version? Make a new one; look at one before it is
used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any, Final

from peewee import SchemaManager

from desktop_crm.database import compatibility, faults, marks
from desktop_crm.database.server import dialect, schema
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.server.engine import Connection, ServerEngine
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _

APPLICATION: Final = "desktop-crm"
_MEMORY: Final = "SET LOCAL maintenance_work_mem = '128MB'"

_FOREIGN: Final = """SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p') AND n.nspname NOT IN ('pg_catalog', 'information_schema', %s)
    AND n.nspname NOT LIKE 'pg\\_%%' AND NOT EXISTS (SELECT 1 FROM pg_depend d
    WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')"""


def create(
    engine: ServerEngine,
    version: int,
    tables: Sequence[type[Any]],
    statements: Sequence[str],
    fill: Callable[[Connection], None] | None = None,
) -> None:
    """Make everything in a database of the server that has nothing of ours yet: whole or not at all.

    `fill` writes the first rows in the same change. Raises UserError when there is something already, or when
    the user may not make tables there.
    """
    connection = engine.raw()
    connection.begin_change()
    try:
        # Under the lock: somebody else may be making one at the same moment.
        check_empty(connection)
        made = tuple(tables)
        for sql in (*_beginning(version), *_tables(made)):
            connection.run(sql)
        engine.id_sequences.update(connection.run(schema.SEQUENCES, [schema.NAME]).fetchall())
        if fill is not None:
            fill(connection)
            # What it was filled from is told to be here by what is written elsewhere next.
            connection.run("SET LOCAL synchronous_commit = on")
        # Indexes of many rows are made at a fraction of what keeping them meanwhile costs.
        connection.run(_MEMORY)
        for sql in _indexes(made, tuple(statements)):
            connection.run(sql)
        connection.commit_change()
    finally:
        connection.cancel_change()


def check_empty(connection: Connection) -> None:
    """UserError where the database of a server has anything of ours, of an earlier firm or of another
    program."""
    if has_schema(connection):
        raise UserError(_("This database of the server is in use already. Choose an empty one."), "database")
    if number := _foreign_tables(connection):
        raise _foreign(connection, number)


def _foreign_tables(connection: Connection) -> int:
    """How many tables other programs have in this database; what an extension brought along counts not."""
    return int(connection.run(_FOREIGN, [schema.NAME]).fetchone()[0])


def _foreign(connection: Connection, number: int) -> UserError:
    (name,) = connection.run("SELECT current_database()").fetchone()
    return UserError(
        _(
            "The database {name} on the server holds tables of another program ({n}). Choose an empty one.",
            name=name,
            n=number,
        ),
        "database",
    )


def _beginning(version: int) -> list[str]:
    made = [
        f"CREATE SCHEMA {schema.NAME}",
        schema.TRIGRAMS,
        *schema.FUNCTIONS,
        schema.ABOUT,
        f"INSERT INTO about (key, value) VALUES ('application', '{APPLICATION}'), ('schema', '{version}')",
    ]
    return [dialect.definition(sql) for sql in made]


@lru_cache(maxsize=8)
def _tables(tables: tuple[type[Any], ...]) -> tuple[str, ...]:
    """The SQL of the tables, whose text is built once: see `connection._definitions`."""
    return tuple(_definition(each._create_table(safe=False)) for each in _schemas(tables))


@lru_cache(maxsize=8)
def _indexes(tables: tuple[type[Any], ...], statements: tuple[str, ...]) -> tuple[str, ...]:
    """Indexes, triggers and whatever else belongs to the tables."""
    found = [context for each in _schemas(tables) for context in each._create_indexes(safe=False)]
    return (*map(_definition, found), *map(dialect.definition, statements))


def _schemas(tables: tuple[type[Any], ...]) -> list[Any]:
    nowhere = ServerEngine(ServerAddress("", ""))
    return [SchemaManager(table, nowhere) for table in tables]


def _definition(context: Any) -> str:
    return dialect.definition(context.query()[0])


def examine(engine: ServerEngine, newest: int) -> tuple[int, Message | None]:
    """The version of the schema of a database of ours, and why this program may only read it; learns what
    gives its ids.

    Raises NotFound for a database without anything of ours, UserError for another program's or one that is
    too new.
    """
    connection = engine.raw()
    if not has_schema(connection):
        if number := _foreign_tables(connection):
            raise _foreign(connection, number)
        raise NotFound(
            _(
                "The database {name} on the server is empty: it has to be set up first.",
                name=engine.address.database,
            ),
            "database",
        )
    if connection.run("SELECT to_regclass('about')").fetchone()[0] is None:
        raise UserError(_("The database on the server belongs to another program."), "database")
    about = dict(connection.run("SELECT key, value FROM about").fetchall())
    if about.get("application") != APPLICATION or not about.get("schema", "").isdecimal():
        raise UserError(_("The database on the server belongs to another program."), "database")
    version = int(about["schema"])
    engine.mark = marks.refusing(connection)
    if version < 1:
        raise UserError(faults.damaged())
    because = compatibility.refuse_or_read(version, newest, _limits(connection))
    engine.id_sequences.update(connection.run(schema.SEQUENCES, [schema.NAME]).fetchall())
    return version, because


def _limits(connection: Connection) -> compatibility.Limits | None:
    """What the database asks of older programs."""
    if connection.run("SELECT to_regclass('compatibility')").fetchone()[0] is None:
        return None
    row = connection.run(compatibility.READ).fetchone()
    return None if row is None else compatibility.Limits(int(row[0]), int(row[1]))


def has_schema(connection: Connection) -> bool:
    """Whether the database has the schema that holds everything of ours."""
    found = connection.run("SELECT 1 FROM pg_namespace WHERE nspname = %s", [schema.NAME]).fetchone()
    return found is not None
