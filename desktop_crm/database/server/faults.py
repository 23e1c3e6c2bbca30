"""What a server refuses, in words a person can act on; broken constraints as the rooms know them."""

from __future__ import annotations

import re
from typing import Final

import psycopg
from psycopg import errors

from desktop_crm.database.faults import (
    MOVED_TO,
    DatabaseFault,
    IntegrityError,
    UnknownOutcome,
    disk_full,
    elsewhere,
)
from desktop_crm.values.errors import UserError
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
        case psycopg.IntegrityError() if (error.diag.message_primary or "").startswith(MOVED_TO):
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
        case errors.ReadOnlySqlTransaction():
            return _("The database is read-only. Nothing was saved.")
        case errors.InsufficientPrivilege():
            return _("The server does not let you do this: your role there does not allow it.")
        case errors.TooManyConnections():
            return _full()
        case errors.NumericValueOutOfRange():
            return _("A number is too large")
        case errors.CharacterNotInRepertoire() | errors.UntranslatableCharacter():
            return _("A text holds a sign that cannot be kept.")
        case psycopg.DataError() if "NUL" in str(error):
            return _("A text holds a sign that cannot be kept.")
        case psycopg.OperationalError() | psycopg.InterfaceError():
            return unreachable()
    return None


def _full() -> Message:
    return _("The server has no room for one more connection. Try again in a moment.")


def not_connected(error: psycopg.OperationalError, host: str, port: int, database: str) -> UserError:
    """Why there is no connection: libpq tells it as text, in English where the program asks for it."""
    said = str(error).lower()
    if "password authentication failed" in said or "no password supplied" in said:
        return UserError(_("The server refused the name or the password."), "password")
    if "does not exist" in said and "database" in said:
        return UserError(
            _("The server has no database {name}. Create it there first.", name=database), "database"
        )
    if ("does not exist" in said and "role" in said) or "no pg_hba.conf entry" in said:
        return UserError(_("The server does not let this user in."), "user")
    if "ssl" in said or "certificate" in said:
        return UserError(
            _(
                "The encryption of the server was refused: {reason}. "
                "Ask whoever runs it for its certificate.",
                reason=_last_line(error),
            ),
            "database",
        )
    if "could not translate host name" in said or "name or service not known" in said:
        return UserError(_("There is no host {host}.", host=host), "host")
    if "starting up" in said or "shutting down" in said or "recovery mode" in said:
        return UserError(_("The server is just starting or ending. Try again in a moment."), "host")
    if "timeout" in said:
        return UserError(_("{host} did not answer in time.", host=f"{host}:{port}"), "host")
    if "refused" in said or "no such file" in said or "unreachable" in said or "no route" in said:
        return UserError(_("No server answers at {host}.", host=f"{host}:{port}"), "host")
    if "too many" in said:
        return UserError(
            _("The server has no room for one more connection. Try again in a moment."), "database"
        )
    return UserError(_("The server cannot be reached: {reason}", reason=_last_line(error)), "database")


def _last_line(error: Exception) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[-1].rpartition("FATAL:")[2].strip() if lines else type(error).__name__


__all__ = ["UnknownOutcome", "not_connected", "translated", "unknown_outcome", "unreachable"]
