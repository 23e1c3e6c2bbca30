"""What a server refuses, in words a person can act on; broken constraints as the rooms know them."""

from __future__ import annotations

import re
from typing import Final

import psycopg
from psycopg import errors

from desktop_crm.database.faults import (
    DatabaseFault,
    IntegrityError,
    UnknownOutcome,
    disk_full,
    elsewhere,
    is_elsewhere,
    taken_away,
)
from desktop_crm.values.messages import Message, _

_KEY: Final = re.compile(r"^Key \((?P<columns>.*?)\)=\(", re.DOTALL)

_FOLDED: Final = re.compile(r"lower\((\w+)\)")


def unreachable() -> Message:
    return _("The server cannot be reached. Nothing was saved; check the network, then try again.")


def unknown_outcome() -> Message:
    return _(
        "The connection broke while saving, so this may or may not be stored. Look before you try again."
    )


def translated(error: psycopg.Error) -> Exception:
    """The `UserError` or `IntegrityError` for what psycopg raised; the error itself when it is a bug."""
    match error:
        case errors.UniqueViolation():
            return IntegrityError(f"UNIQUE constraint failed: {_unique(error)}")
        case errors.ForeignKeyViolation() | errors.RestrictViolation():
            return IntegrityError("FOREIGN KEY constraint failed")
        case errors.CheckViolation():
            return IntegrityError(f"CHECK constraint failed: {error.diag.constraint_name}")
        case errors.NotNullViolation():
            return IntegrityError(
                f"NOT NULL constraint failed: {error.diag.table_name}.{error.diag.column_name}"
            )
        case psycopg.IntegrityError() if is_elsewhere(error.diag.message_primary or ""):
            return elsewhere(error.diag.message_primary or "")
        case psycopg.IntegrityError():
            return IntegrityError(error.diag.message_primary or str(error))
    message = _words(error)
    return error if message is None else DatabaseFault(message)


def _unique(error: psycopg.Error) -> str:
    """The broken key: "table.column, table.column", or "index 'name'" where the key is an expression."""
    found = _KEY.match(error.diag.message_detail or "")
    columns = _FOLDED.sub(r"\1", found["columns"].replace('"', "")) if found else ""
    if not columns or not re.fullmatch(r"\w+(, \w+)*", columns):
        return f"index '{error.diag.constraint_name}'"
    return ", ".join(f"{error.diag.table_name}.{column}" for column in columns.split(", "))


def _words(error: psycopg.Error) -> Message | None:
    match error:
        case errors.DiskFull():
            return disk_full()
        case errors.LockNotAvailable() | errors.DeadlockDetected() | errors.QueryCanceled():
            return _("Somebody else is writing for a long time. Nothing was saved; try again in a moment.")
        case errors.UndefinedTable():  # as when a move to here is taken back
            return taken_away()
        case errors.ReadOnlySqlTransaction():
            return _("The database is read-only. Nothing was saved.")
        case errors.InsufficientPrivilege():
            return _("The server does not let you do this: your role there does not allow it.")
        case errors.TooManyConnections():
            return _("The server has no room for one more connection. Try again in a moment.")
        case errors.NumericValueOutOfRange():
            return _("A number is too large")
        case errors.CharacterNotInRepertoire() | errors.UntranslatableCharacter():
            return _("A text holds a sign that cannot be kept.")
        case psycopg.DataError() if "NUL" in str(error):
            return _("A text holds a sign that cannot be kept.")
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return unreachable()
    return None


__all__ = ["UnknownOutcome", "translated", "unknown_outcome", "unreachable"]
