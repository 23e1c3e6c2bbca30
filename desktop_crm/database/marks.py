"""What a database says of where its firm lives: on its way to another place, gone there, arriving from one.

A mark is a row of `relocation` and, while the firm does not live here, triggers that refuse every write of
every program and say why. Both come and go in one change that first looks whether the mark is still the one
that was seen: of two who decide at the same moment one is refused.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any, Final

from desktop_crm.database.faults import (
    ARRIVING,
    MOVED,
    MOVING,
    REFUSING,
    TAKEN_BACK,
    DatabaseFault,
    elsewhere,
    taken_away,
)
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

STAYED: Final = "stayed"
"""A move from here was taken back."""
ARRIVED: Final = "arrived"
"""A move to here was finished."""
STATES: Final = (*REFUSING, STAYED, ARRIVED)

_COLUMNS: Final = "state, key, place, computer, at"
_READ: Final = f"SELECT {_COLUMNS} FROM relocation"
_WRITE: Final = f"INSERT INTO relocation (id, {_COLUMNS}) VALUES (1, ?, ?, ?, ?, ?)"
_HAS: Final = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'relocation'"
_SERVER_HAS: Final = "SELECT to_regclass('relocation') IS NOT NULL"
_FREE: Final = ("about", "compatibility", "relocation")
"""Tables of the database itself: no work of anybody's lies in them."""
_EVENTS: Final = ("INSERT", "UPDATE", "DELETE")
_TABLES: Final = (  # not those behind the tables of the search
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'"
)
_GUARDS: Final = (
    "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE '%\\_elsewhere\\_%' ESCAPE '\\'"
)
_SHORT: Final = 2
"""Seconds."""
MOVER: Final = 0x4443524E
"""The advisory lock of a server that whoever moves its firm holds."""


@dataclass(frozen=True, slots=True)
class Mark:
    """`state` is one of `STATES`; `key` is of one move and the same on both sides; `place` is the other side
    as text, `computer` where the move was begun, `at` when (UTC).
    """

    state: str
    key: str
    place: str
    computer: str
    at: str

    @property
    def refuses(self) -> bool:
        """Whether nothing may be written while this mark stands."""
        return self.state in REFUSING

    @property
    def refusal(self) -> DatabaseFault:
        """What a writer is told."""
        return elsewhere(f"{REFUSING[self.state]}{self.place}")

    def become(self, state: str) -> Mark:
        return replace(self, state=state)


def new(state: str, key: str, place: object) -> Mark:
    return Mark(state, key, str(place), platform.node(), f"{utc_now():%Y-%m-%dT%H:%M:%SZ}")


def read(connection: Any) -> Mark | None:
    """The mark in the database of a connection; None where there never was one."""
    return _stored(connection) if _is_kept(connection) else None


def _stored(connection: Any) -> Mark | None:
    row = connection.execute(_READ).fetchone()
    return None if row is None else Mark(*row)


def _is_of_server(connection: Any) -> bool:
    return bool(getattr(connection, "is_server", False))


def _is_kept(connection: Any) -> bool:
    """Whether the database has a place for marks: one of the first version has none."""
    found = connection.execute(_SERVER_HAS if _is_of_server(connection) else _HAS).fetchone()
    return found is not None and bool(found[0])


def refusing(connection: Any) -> Mark | None:
    """The mark, where it refuses writes."""
    mark = read(connection)
    return mark if mark is not None and mark.refuses else None


def check_here(engine: Any, *, is_server: bool) -> None:
    """Raise `faults.Elsewhere` when the firm does not live here, or not any more. A server that does not
    answer is told otherwise."""
    try:
        is_kept = _is_kept(engine.raw())
        mark = _stored(engine.raw()) if is_kept else None
    except UserError:
        if not is_server:
            raise
        return
    if mark is not None and mark.refuses:
        raise mark.refusal
    if is_server and not is_kept:
        raise UserError(taken_away())


def write(connection: Any, mark: Mark | None) -> None:
    """In a change of one's own: this mark, or none, from its commit on."""
    connection.execute("DELETE FROM relocation")
    if mark is not None:
        connection.execute(_WRITE, (mark.state, mark.key, mark.place, mark.computer, mark.at))
    guard = _guard_server if _is_of_server(connection) else _guard_file
    guard(connection, mark if mark is not None and mark.refuses else None)


@contextmanager
def changing(connection: Any) -> Iterator[Mark | None]:
    """A change that writes a mark: gives the one that is there; committed for good, also over a power cut.

    Refused while somebody moves the firm from here: on a server by a lock of theirs, on a file because they
    read it, which keeps others from committing.
    """
    is_server = _is_of_server(connection)
    if not is_server:
        connection.execute("PRAGMA journal_mode = truncate").fetchall()
        connection.execute("PRAGMA synchronous = full")
    connection.begin_change()
    try:
        if is_server:
            connection.run("SET LOCAL synchronous_commit = on")
            _wait_for_mover(connection)
        yield read(connection)
        if is_server:
            connection.announce()
        connection.commit_change()
    finally:
        connection.cancel_change()


class Outrun(UserError):
    """Somebody else is moving the firm, or has finished the move or taken it back."""


def _wait_for_mover(connection: Any) -> None:
    """Shortly: a server notices a little later that whoever moved is gone."""
    connection.run(f"SET LOCAL lock_timeout = '{_SHORT}s'")
    try:
        connection.run(f"SELECT pg_advisory_xact_lock({MOVER})")
    except UserError as error:
        raise Outrun(under_way()) from error


def check(found: Mark | None, expected: Mark | None) -> None:
    """Outrun where the mark is not the one that was seen."""
    if found != expected:
        raise Outrun(outrun())


def outrun() -> Message:
    return _("Somebody else has finished this move or taken it back in the meantime. Look again.")


def under_way() -> Message:
    return _("This firm is being moved at this very moment. Wait until that is done or has failed.")


def _guard_file(connection: Any, mark: Mark | None) -> None:
    """From the commit on every write is refused, also of windows that have the file open; or no longer."""
    for (name,) in connection.execute(_GUARDS).fetchall():
        connection.execute(f'DROP TRIGGER "{name}"')
    if mark is None:
        return
    refusal = _quoted(mark)
    for (name,) in connection.execute(_TABLES).fetchall():
        for event in _EVENTS if name not in _FREE else ():
            connection.execute(
                f'CREATE TRIGGER "{name}_elsewhere_{event.lower()}" BEFORE {event} ON "{name}"'
                f" BEGIN SELECT RAISE(ABORT, '{refusal}'); END"
            )


def _guard_server(connection: Any, mark: Mark | None) -> None:
    """The same on a server; only the owner of its tables can do it."""
    if mark is None:
        connection.run("DROP FUNCTION IF EXISTS lives_elsewhere() CASCADE")
        return
    connection.run(
        f"CREATE OR REPLACE FUNCTION lives_elsewhere() RETURNS trigger LANGUAGE plpgsql AS $elsewhere$ BEGIN"
        f" RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = '{_quoted(mark)}'; END $elsewhere$"
    )
    guarded = connection.run(
        "SELECT tablename FROM pg_tables t WHERE schemaname = current_schema() AND NOT EXISTS (SELECT 1"
        " FROM pg_trigger WHERE tgrelid = format('%I', t.tablename)::regclass AND tgname = 'lives_elsewhere')"
    ).fetchall()
    for (name,) in guarded:
        if name not in _FREE:
            connection.run(
                f'CREATE TRIGGER lives_elsewhere BEFORE INSERT OR UPDATE OR DELETE ON "{name}"'
                " FOR EACH STATEMENT EXECUTE FUNCTION lives_elsewhere()"
            )


def _quoted(mark: Mark) -> str:
    return f"{REFUSING[mark.state]}{mark.place}".replace("'", "''")


__all__ = [
    "ARRIVED", "ARRIVING", "MOVED", "MOVER", "MOVING", "STATES", "STAYED", "TAKEN_BACK", "Mark", "Outrun",
    "changing", "check", "check_here", "new", "outrun", "read", "refusing", "under_way", "write",
]  # fmt: skip
