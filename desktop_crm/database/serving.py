"""A firm's database on a server: make it, open it as this process's one, reach it for one job."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from desktop_crm.database import blobs, compatibility, search, trail, upgrade
from desktop_crm.database.connection import OF_THE_DATABASE, OWN_TABLES
from desktop_crm.database.marks import Mark
from desktop_crm.database.presence import Person, Who
from desktop_crm.database.profiles import SERVER
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.session import OpenDatabase, Table, become_current, current, is_open
from desktop_crm.database.upgrade import LIMITS, SCHEMA_VERSION
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

if TYPE_CHECKING:  # psycopg is there only where somebody uses a server
    from desktop_crm.database.server.engine import ServerEngine

_OWN_STATEMENTS = (
    *blobs.SERVER_TRIGGERS, *search.SERVER_STATEMENTS, *trail.STATEMENTS, *trail.WORDS.server_statements,
)  # fmt: skip


def create_on_server(
    address: ServerAddress,
    tables: Sequence[type[Table]],
    statements: Sequence[str] = (),
    fill: Callable[[Any], None] | None = None,
) -> None:
    """Make these tables in an empty database of a server; whole or not at all. It is not opened.

    `fill` may write the first rows through the connection it is given, in the same change.

    Raises UserError for a server that cannot be reached, a database in use, a user who may not make tables.
    """
    server, engine = _server(address)
    try:
        server.create(
            engine,
            SCHEMA_VERSION,
            (*OF_THE_DATABASE, *OWN_TABLES, *tables),
            (*_OWN_STATEMENTS, compatibility.row_sql(*LIMITS), *statements),
            fill,
        )
    finally:
        engine.close_all(tidy=False)


def open_on_server(
    address: ServerAddress,
    *,
    read_only: bool = False,
    hub: ChangeHub | None = None,
    who: Who | None = None,
) -> OpenDatabase:
    """Open a database on a server as this process's one, after checking that it is ours.

    `who` is shown to the others who are in.

    Raises UserError for a server that cannot be reached or refuses, NotFound for a database without tables of
    ours, UserError for another program's and for a newer schema.
    """
    if is_open():
        raise RuntimeError(f"{current().place} is still open")
    server, engine = _server(address, read_only=read_only, who=who)
    try:
        version, because = server.examine(engine, SCHEMA_VERSION)
        if version < SCHEMA_VERSION and engine.mark is not None:
            raise engine.mark.refusal
        if version < SCHEMA_VERSION and not read_only:
            _upgrade(engine)
            engine.is_upgraded = True
            version, because = server.examine(engine, SCHEMA_VERSION)
    except BaseException:
        engine.close_all(tidy=False)
        raise
    database = OpenDatabase(
        place=address,
        profile=SERVER,
        hub=hub or ChangeHub(),
        read_only=read_only or engine.mark is not None or because is not None,
        engine=engine,
        schema=version,
        known=SCHEMA_VERSION,
        read_only_because=because if engine.mark is None else engine.mark.refusal.message,
    )
    become_current(database)
    return database


def _upgrade(engine: ServerEngine) -> None:
    from desktop_crm.database.server import upgrading

    upgrading.upgrade(engine.raw(), upgrade.MIGRATIONS)


def mark_of(database: OpenDatabase) -> Mark | None:
    """Why the firm did not live in a database on a server when it was opened; asks nobody."""
    engine: Any = database.engine
    found: Mark | None = engine.mark
    return found


def own_connection() -> Any:
    """This thread's connection to the open database on a server, with what only a server has."""
    if not current().is_on_server:
        raise RuntimeError("the open database is a file")
    return current().engine.raw()


@contextmanager
def connected(address: ServerAddress) -> Iterator[tuple[Any, ServerEngine]]:
    """`server.opening` and an engine of one's own on a database of a server, whatever is in it."""
    server, engine = _server(address)
    try:
        yield server, engine
    finally:
        engine.close_all(tidy=False)


@contextmanager
def reaching(address: ServerAddress) -> Iterator[Any]:
    """A connection of one's own to a database of ours on a server, for one job; closed afterwards."""
    with connected(address) as (server, engine):
        server.examine(engine, SCHEMA_VERSION)
        yield engine.raw()


@contextmanager
def snapshot_of(address: ServerAddress) -> Iterator[Any]:
    """The same, seeing the database as it is at this moment however long it is read."""
    with reaching(address) as connection:
        connection.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield connection


def introduce(who: Who) -> None:
    """The others who are in see this person from now on."""
    engine: Any = current().engine
    engine.introduce(_tag(who, engine.since))


def who_is_in(address: ServerAddress) -> tuple[Person, ...]:
    """Everybody who has the database on the server open, as the server tells it."""
    with reaching(address) as connection:
        from desktop_crm.database.server import watching

        return watching.who_is_in(connection.under)


def _tag(who: Who, since: datetime) -> str:
    from desktop_crm.database.server import watching

    return watching.tag(who.name, who.computer, since)


def _server(
    address: ServerAddress, *, read_only: bool = False, who: Who | None = None
) -> tuple[Any, ServerEngine]:
    try:
        from desktop_crm.database.server import opening
        from desktop_crm.database.server.engine import ServerEngine
    except ImportError as error:
        raise UserError(
            _("The part for servers is not installed: pip install 'desktop-crm[postgres]'."), "database"
        ) from error
    engine = ServerEngine(address, read_only=read_only)
    if who is not None:
        engine.who = _tag(who, engine.since)
    return opening, engine
