"""What went wrong, in words a person can act on: the engine's error codes become `UserError`s.

A fault of the surroundings (disk full, locked, read-only, damaged) is a `UserError`. A broken constraint
stays an `IntegrityError`: only the service knows which rule of its subject was broken, see
`refuse_duplicate`. Everything else (bad SQL) is a bug and stays what it was.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import MappingProxyType
from typing import Literal

from peewee import IntegrityError

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

__all__ = [
    "DatabaseFault",
    "IntegrityError",
    "NotConnected",
    "Standing",
    "commit",
    "fault",
    "is_locked",
    "refuse_duplicate",
    "unique_violation",
]


class DatabaseFault(UserError):
    """The surroundings failed (disk, lock, file): whoever goes through rows one by one must not go on."""


class UnknownOutcome(DatabaseFault):
    """The disk failed in the middle of a commit: what was written may be there or not.

    Work under an idempotency key is looked up by doing it again with the same key.
    """


Standing = Literal["silent", "starting", "refused"]
"""Why a server cannot be used: nobody answers there, it is not ready, it does not let us in."""


class NotConnected(UserError):
    """There is no connection to the server."""

    def __init__(self, message: Message, field: str | None = None, standing: Standing = "refused") -> None:
        super().__init__(message, field)
        self.standing = standing


_DAMAGED = (
    "Could not decode to UTF-8",  # whatever was written was UTF-8
    "invalid fts5 file format",
)
_PRIMARY = 0xFF
_READ_ONLY_FOLDER = 1544  # SQLITE_READONLY_DIRECTORY
_READ_ONLY_ROLLBACK = 776  # SQLITE_READONLY_ROLLBACK: a journal waits to be rolled back
_READ_ONLY_MOVED = 1032  # SQLITE_READONLY_DBMOVED


def disk_full() -> Message:
    return _("The disk is full. Nothing was saved; make room and try again.")


def unknown_outcome() -> Message:
    return _("The disk failed while saving, so this may or may not be stored. Look before you try again.")


def read_only_folder() -> Message:
    return _("The folder of the database cannot be written to. Nothing was saved.")


def moved() -> Message:
    return _("The database file was moved, deleted or replaced while it was open. Open it again.")


def damaged() -> Message:
    return _("The database file is damaged. Nothing was changed; restore the last backup into a new file.")


MOVING, MOVED, ARRIVING, TAKEN_BACK = "moving", "moved", "arriving", "taken back"
REFUSING: Mapping[str, str] = MappingProxyType(
    {MOVING: "moving to ", MOVED: "moved to ", ARRIVING: "arriving from ", TAKEN_BACK: "taken back to "}
)
"""How the refusal of a database begins whose firm does not live there (now, or not yet), by what is the case;
what follows is the other place. See `marks`."""


class Elsewhere(DatabaseFault):
    """The firm does not live in this database: `state` is one of `REFUSING`, `place` the other side's."""

    state = ""
    place = ""


def is_elsewhere(refusal: str) -> bool:
    return refusal.startswith(tuple(REFUSING.values()))


def elsewhere(refusal: str) -> Elsewhere:
    """For what such a database says."""
    state = next(name for name, begin in REFUSING.items() if refusal.startswith(begin))
    place = refusal.removeprefix(REFUSING[state])
    error = Elsewhere(_elsewhere(state, place))
    error.state, error.place = state, place
    return error


def _elsewhere(state: str, place: str) -> Message:
    match state:
        case "moving":
            return _(
                "This firm is being moved to {place}. Nothing was saved here. If the move was interrupted, "
                "finish it or take it back.",
                place=place,
            )
        case "arriving":
            return _(
                "This firm is arriving here from {place}, and the move has not come to its end. Nothing can "
                "be saved yet: if it was interrupted, finish it or take it back.",
                place=place,
            )
        case "taken back":
            return _(
                "The move to here was taken back: the firm lives at {place}. Nothing can be saved in this "
                "copy; take it away, or open the firm there.",
                place=place,
            )
    return _("This firm moved to {place}. Nothing was saved here; open it there.", place=place)


def taken_away() -> Message:
    return _("What was in this database of the server has been taken away. Open another firm.")


def unfinished() -> Message:
    return _("The database was not closed properly. Open it once for writing, so that it can recover.")


def fault(error: BaseException) -> DatabaseFault | None:
    """The `UserError` for a fault of the surroundings, or None when `error` is a bug or a broken constraint.

    Looks through `__cause__`, `__context__` and wrapped arguments, because a failed rollback hides the full
    disk.
    """
    seen: set[int] = set()
    waiting: list[BaseException] = [error]
    while waiting:
        each = waiting.pop(0)
        if id(each) in seen:
            continue
        seen.add(id(each))
        if isinstance(each, UnicodeDecodeError) or str(each).startswith(_DAMAGED):
            return DatabaseFault(damaged())
        if isinstance(each, sqlite3.Error) and (message := _words(each)) is not None:
            return DatabaseFault(message)
        waiting += [
            inner
            for inner in (each.__cause__, each.__context__, *each.args)
            if isinstance(inner, BaseException)
        ]
    return None


def _words(error: sqlite3.Error) -> Message | None:
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    special = {
        _READ_ONLY_FOLDER: read_only_folder,
        _READ_ONLY_MOVED: moved,
        _READ_ONLY_ROLLBACK: unfinished,
    }.get(code)
    if special is not None:
        return special()
    match code & _PRIMARY:
        case sqlite3.SQLITE_FULL:
            return disk_full()
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED | sqlite3.SQLITE_PROTOCOL:
            return _("Another program is using the database. Nothing was saved; try again in a moment.")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM | sqlite3.SQLITE_AUTH:
            return _("The database is read-only. Nothing was saved.")
        case sqlite3.SQLITE_CANTOPEN:
            return _(
                "The database file cannot be opened, or its folder cannot be written to or is full. "
                "Nothing was saved."
            )
        case sqlite3.SQLITE_IOERR:
            return _("The disk could not read or write. Nothing was saved; check the disk or the connection.")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_FORMAT:
            return damaged()
        case sqlite3.SQLITE_TOOBIG:
            return _("This is too big to be saved.")
    return None


def is_locked(error: BaseException) -> bool:
    """Whether another program's lock was in the way."""
    code = getattr(error.__cause__, "sqlite_errorcode", 0)
    return code & _PRIMARY in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def commit(connection: sqlite3.Connection) -> None:
    """COMMIT. When the disk fails in the middle of it nobody knows what it kept, and the `UserError` says so.

    Any other refusal (a full disk, a lock) means that nothing was saved, and so does a change that was lost
    before it came to its commit.
    """
    was_lost = getattr(connection, "lost", None) is not None
    try:
        connection.execute("COMMIT")
    except UserError as error:
        code = getattr(error.__cause__, "sqlite_errorcode", 0)
        if not was_lost and code & _PRIMARY == sqlite3.SQLITE_IOERR and not connection.in_transaction:
            raise UnknownOutcome(unknown_outcome()) from error.__cause__
        raise


def unique_violation(error: BaseException, *columns: str) -> bool:
    """Whether a UNIQUE constraint over one of `columns` ("document.number") or of that index name was
    broken.
    """
    if not isinstance(error, IntegrityError | sqlite3.IntegrityError):
        return False
    kind, _colon, rest = str(error).partition("UNIQUE constraint failed: ")
    if not _colon or kind:
        return False
    broken = {part.strip().removeprefix("index ").strip("'") for part in rest.split(",")}
    return not broken.isdisjoint(columns)


@contextmanager
def refuse_duplicate(column: str, message: Message, field: str | None = None) -> Iterator[None]:
    """Turn a broken UNIQUE over `column` ("product.code") into a `UserError` at `field`."""
    try:
        yield
    except IntegrityError as error:
        if unique_violation(error, column):
            raise UserError(message, field) from error
        raise
