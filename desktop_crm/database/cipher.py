"""Encrypted files through SQLCipher, which speaks as SQLite does: its errors become those of `sqlite3`.

The optional extra `encryption` brings it. One process never opens one file with both libraries: the locks of
one would fall when the other closes the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from functools import wraps
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

if TYPE_CHECKING:
    from pathlib import Path


def is_there() -> bool:
    """Whether the extra is installed."""
    return find_spec("sqlcipher3") is not None


def module() -> Any:
    """The library; a UserError where it is not installed."""
    try:
        from sqlcipher3 import dbapi2
    except ImportError as error:
        raise UserError(
            _("The part for encryption is not installed: pip install 'desktop-crm[encryption]'."),
            "passphrase",
        ) from error
    return dbapi2


_BY_WORDS: Final = {
    "database or disk is full": sqlite3.SQLITE_FULL,
    "disk I/O error": sqlite3.SQLITE_IOERR,
    "database is locked": sqlite3.SQLITE_BUSY,
    "database table is locked": sqlite3.SQLITE_LOCKED,
    "attempt to write a readonly database": sqlite3.SQLITE_READONLY,
    "unable to open database file": sqlite3.SQLITE_CANTOPEN,
    "access permission denied": sqlite3.SQLITE_PERM,
    "database disk image is malformed": sqlite3.SQLITE_CORRUPT,
    "file is not a database": sqlite3.SQLITE_NOTADB,
}
"""What the engine calls its codes (sqlite3ErrStr)."""


def as_sqlite(error: Exception) -> sqlite3.Error:
    """The same error as one of the standard library's, with its code; a copy that fails tells words alone."""
    kind = getattr(sqlite3, type(error).__name__, sqlite3.DatabaseError)
    same: sqlite3.Error = kind(*error.args)
    by_words = _BY_WORDS.get(str(error), sqlite3.SQLITE_ERROR)
    same.sqlite_errorcode = getattr(error, "sqlite_errorcode", by_words)
    same.sqlite_errorname = getattr(error, "sqlite_errorname", "SQLITE_ERROR")
    return same


def speaking_sqlite(method: Callable[..., Any], errors: type[Exception]) -> Callable[..., Any]:
    """The method, raising `sqlite3` errors."""

    @wraps(method)
    def speak(*args: Any, **kwargs: Any) -> Any:
        try:
            return method(*args, **kwargs)
        except errors as error:
            raise as_sqlite(error) from error

    return speak


def bases() -> tuple[type, type]:
    """The library's own connection and cursor, raising the standard library's errors."""
    library = module()

    def same(name: str, owner: type) -> Any:
        return speaking_sqlite(getattr(owner, name), library.Error)

    cursor = type(
        "SpeakingCursor",
        (library.Cursor,),
        {
            name: same(name, library.Cursor)
            for name in ("execute", "executemany", "fetchone", "fetchall", "fetchmany", "__next__")
        },
    )
    connection = type(
        "SpeakingConnection",
        (library.Connection,),
        {name: same(name, library.Connection) for name in ("execute", "executemany", "backup", "close")},
    )
    return connection, cursor


def connect(address: str, key: bytes, *, factory: Any, **options: Any) -> Any:
    """A connection to the encrypted file at this address; `sqlite3.Error` for what cannot be opened."""
    library = module()
    try:
        connection = library.connect(address, uri=True, factory=factory, **options)
    except library.Error as error:
        raise as_sqlite(error) from error
    # Not a value: a PRAGMA takes none. It is 64 digits of our own.
    library.Connection.execute(connection, f"PRAGMA key = \"x'{key.hex()}'\"")
    # Else a page at the end of the file that is taken and let go in one change is never written: `has_gaps`.
    library.Connection.execute(connection, "PRAGMA secure_delete = on")
    return connection


def has_gaps(connection: Any) -> bool:
    """Whether a page of the encrypted file does not open, in a transaction of this connection.

    Some free pages were never written, and of some the write was cut short by a kill, which a rollback leaves
    as it is: nobody needs them. The engine never reads such a page, but a copy page by page does, and fails
    there and on all pages after it.
    """
    (free,) = connection.execute("PRAGMA freelist_count").fetchone()
    return bool(free) and connection.execute("PRAGMA cipher_integrity_check").fetchone() is not None


def export(plain: Path, target: Path, key: bytes) -> None:
    """Write the plain database `plain`, which nobody else has open, into the empty file `target`, encrypted.

    Raises `sqlite3.Error` when the disk is full.
    """
    _export(plain, None, target, key)


def export_plain(encrypted: Path, key: bytes, target: Path) -> None:
    """The opposite: the encrypted database into the empty file `target` as a plain one."""
    _export(encrypted, key, target, None)


def _export(source: Path, source_key: bytes | None, target: Path, target_key: bytes | None) -> None:
    library = module()
    try:
        connection = library.connect(str(source), isolation_level=None)
        try:
            if source_key is not None:
                connection.execute(f"PRAGMA key = \"x'{source_key.hex()}'\"")
            words = f"x'{target_key.hex()}'" if target_key is not None else ""
            connection.execute(f'ATTACH DATABASE ? AS other KEY "{words}"', (str(target),))
            connection.execute("SELECT sqlcipher_export('other')")
            for name in ("application_id", "user_version"):
                (value,) = connection.execute(f"PRAGMA main.{name}").fetchone()
                connection.execute(f"PRAGMA other.{name} = {int(value)}")
            connection.execute("DETACH DATABASE other")
        finally:
            connection.close()
    except library.Error as error:
        raise as_sqlite(error) from error
