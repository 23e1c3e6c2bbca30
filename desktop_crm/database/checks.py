"""Is this file a whole database of ours? Asked on every open, before the first write.

The engine alone would take a 0-byte file for an empty database, miss that one byte is cut off, and let an
older program write into a newer schema.
"""

from __future__ import annotations

import errno
import os
import sqlite3
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_crm.database import faults, keys, session, upgrading
from desktop_crm.database.compatibility import limits_of, refuse_or_read
from desktop_crm.database.engine import APPLICATION_ID, connect, rows
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _

_MAGIC: Final = b"SQLite format 3\x00"
_HEADER: Final = 100


@dataclass(frozen=True, slots=True)
class Found:
    """What a look at the file showed."""

    version: int
    unclean: bool
    """The last writer ended in the middle of a write."""
    read_only_because: Message | None = None
    """A newer program upgraded it, and this one may only read what is there."""


def examine(path: Path, *, read_only: bool, newest: int, timeout: float = 30.0) -> Found:
    """Look at the database at `path` without changing it, apart from rolling back an interrupted write.

    `timeout` is how many seconds to wait for another program's lock.
    Raises UserError for everything that should not be opened; see `connection.open_database`.
    """
    look_from_outside(path, read_only=read_only)
    return look_inside(path, read_only=read_only, newest=newest, timeout=timeout)


def look_from_outside(path: Path, *, read_only: bool) -> None:
    """What can be said of the file without reading it as a database."""
    info = _stat(path)
    if not read_only:
        _check_place(path)
    # Closing a handle of one's own drops the POSIX locks that this process's connection holds on the file.
    is_open_here = session.is_open() and session.current().identity == (info.st_dev, info.st_ino)
    if keys.key_for(path) is None and not is_open_here:  # of an encrypted file the header tells nothing
        _check_header(path)


def look_inside(path: Path, *, read_only: bool, newest: int, timeout: float = 30.0) -> Found:
    """The rest, under the file's lock."""
    waiting = _has_unfinished_write(path)
    is_upgraded = upgrading.is_said(path)
    patience = upgrading.SHORT if is_upgraded else timeout
    with closing(connect(path, mode="ro" if read_only else "rw", timeout=patience)) as connection:
        try:
            version, because, rest = _check_inside(connection, path, newest)
        except UserError as error:
            if is_upgraded and faults.is_locked(error) and (word := upgrading.notice(path)) is not None:
                raise UserError(word) from error
            raise
        unclean = waiting and not _has_unfinished_write(path)  # rolled back just now, not a writer at work
        if unclean or rest is not None:
            _check_quickly(connection)
        if rest is not None and not read_only:
            _cut_rest(connection, path, rest)
            unclean = True
    return Found(version, unclean, because)


def _stat(path: Path) -> os.stat_result:
    try:
        info = path.stat()
    except FileNotFoundError as error:
        raise NotFound(_("There is no database at {path}.", path=str(path))) from error
    except (OSError, ValueError) as error:
        raise unusable_place(path, error) from error
    if path.is_dir():
        raise UserError(_("{path} is a folder, not a database.", path=str(path)))
    if not path.is_file():
        raise UserError(_("{path} is not a file.", path=str(path)))
    if info.st_size == 0:
        raise UserError(
            _("{path} is empty: it is no database. Restore a backup into a new file.", path=str(path))
        )
    return info


def _check_place(path: Path) -> None:
    """Writing needs the file and its folder (the journal lies there)."""
    if not os.access(path, os.R_OK):
        raise UserError(_("{path} cannot be read: permission denied.", path=str(path)))
    if not os.access(path, os.W_OK):
        raise UserError(_("{path} is read-only. It can be opened for reading only.", path=str(path)))
    if not os.access(path.parent, os.W_OK | os.X_OK):
        raise UserError(_("The folder {path} cannot be written to.", path=str(path.parent)))


def _check_header(path: Path) -> None:
    """The first 100 bytes; see "The Database Header" of the SQLite file format."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER)
    except OSError as error:
        raise unusable_place(path, error) from error
    if not header.startswith(_MAGIC[: len(header)]) or len(header) < len(_MAGIC):
        raise _foreign(path)
    if len(header) < _HEADER:
        raise _cut(path)
    if int.from_bytes(header[68:72], "big") != APPLICATION_ID:
        raise _foreign(path)
    if int.from_bytes(header[60:64], "big") < 1:
        raise UserError(faults.damaged())


def _check_inside(
    connection: sqlite3.Connection, path: Path, newest: int
) -> tuple[int, Message | None, int | None]:
    """The same through the engine and under its lock, so that a writer at work does not look like damage.

    The last part of the answer: how long the file should be, where it is longer by whole pages. The engine
    cuts a file that has become smaller only after its commit: a program that ended in between leaves it so.
    """
    try:
        connection.execute("PRAGMA query_only = 1")
        connection.execute("BEGIN")
        rows(connection, "SELECT count(*) FROM sqlite_master")
        application = int(_pragma(connection, "application_id"))
        version = int(_pragma(connection, "user_version"))
        limits = limits_of(connection) if version > newest else None
        page = int(_pragma(connection, "page_size"))
        wanted = int(_pragma(connection, "page_count")) * page
        size = path.stat().st_size
        connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise UserError(faults.damaged()) from error
    except UserError as error:
        if getattr(error.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
            raise (_unreadable(path) if keys.key_for(path) else _foreign(path)) from error
        raise
    if application != APPLICATION_ID:
        raise _foreign(path)
    if size < wanted:
        raise _cut(path)
    if size % page:
        raise UserError(faults.damaged())
    if version < 1:
        raise UserError(faults.damaged())
    return version, refuse_or_read(version, newest, limits), wanted if size > wanted else None


def _cut_rest(connection: sqlite3.Connection, path: Path, size: int) -> None:
    """Do what a program that was killed did not come to; it counts for nothing, so that another time will do.

    By its path: closing a handle of one's own on the file would drop the engine's locks.
    """
    with suppress(UserError, OSError):
        connection.execute("PRAGMA query_only = 0")
        connection.execute("BEGIN EXCLUSIVE")
        try:
            if int(_pragma(connection, "page_count")) * int(_pragma(connection, "page_size")) == size:
                os.truncate(path, size)
        finally:
            connection.execute("ROLLBACK")


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(rows(connection, f"PRAGMA {name}")[0][0])


def _check_quickly(connection: sqlite3.Connection) -> None:
    if problems := problems_of(connection, thorough=False):
        raise UserError(
            _(
                "The database is damaged after an interrupted write: {problem}. Restore the last backup.",
                problem=problems[0],
            )
        )


def problems_of(connection: sqlite3.Connection, *, thorough: bool) -> list[str]:
    """What the engine's own check finds, and rows that point nowhere; empty when all is well."""
    check = "integrity_check" if thorough else "quick_check"
    try:
        found = [str(row[0]) for row in rows(connection, f"PRAGMA {check}(20)")]
        if found == ["ok"]:
            found = []
        orphans = rows(connection, "PRAGMA foreign_key_check")
    except (UserError, sqlite3.Error) as error:
        return [str(error)]
    return found + [f"{table} row {row}: {parent} is missing" for table, row, parent, _key in orphans[:20]]


def columns_of(connection: sqlite3.Connection) -> set[tuple[str, str]]:
    """Each table's columns as (table, column), as the schema in the file says."""
    found = rows(
        connection,
        "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table'",
    )
    return {(table, column) for table, column in found}


def row_counts(connection: sqlite3.Connection) -> dict[str, int]:
    """How many rows each real table has; the insides of the search index are none."""
    names = rows(
        connection,
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT GLOB 'sqlite_*' ORDER BY name",
    )
    return {name: int(rows(connection, f'SELECT count(*) FROM "{name}"')[0][0]) for (name,) in names}


def has_table(connection: sqlite3.Connection, name: str) -> bool:
    """Whether a file, perhaps of an older version, has this table."""
    return bool(rows(connection, f"SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '{name}'"))


def _has_unfinished_write(path: Path) -> bool:
    """Whether a journal with content lies beside the file: a writer at work, or one that was killed."""
    try:
        return path.with_name(path.name + "-journal").stat().st_size > 0
    except OSError:
        return False


def _unreadable(path: Path) -> UserError:
    return UserError(_("{path} does not open with its key, or it is damaged.", path=str(path)))


def _foreign(path: Path) -> UserError:
    if may_have_lost_its_key(path):
        return UserError(
            _(
                "{path} is not a database of this program; or it is encrypted, and {key}, which belongs"
                " beside it, is missing. Put that file back, or open it with the printed recovery key.",
                path=str(path),
                key=keys.path_of(path).name,
            )
        )
    return UserError(_("{path} is not a database of this program.", path=str(path)))


def may_have_lost_its_key(path: Path) -> bool:
    """Not a database as it stands, though as large as one: perhaps encrypted, and its `.key` is gone."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            is_plain = file.read(len(_MAGIC)) == _MAGIC
        return size >= 8192 and size % 4096 == 0 and not is_plain and not keys.path_of(path).exists()
    except (OSError, ValueError):
        return False


def _cut(path: Path) -> UserError:
    return UserError(
        _(
            "{path} is damaged: a part of the file is missing. Restore the last backup into a new file.",
            path=str(path),
        )
    )


def unusable_place(path: Path, error: OSError | ValueError) -> UserError:
    """What the operating system refused, in words."""
    code = getattr(error, "errno", None)
    if code in (errno.ENOSPC, errno.EDQUOT):
        return UserError(faults.disk_full())
    if code in (errno.EACCES, errno.EPERM):
        return UserError(_("{path} cannot be read or written: permission denied.", path=str(path)))
    if code == errno.ENAMETOOLONG:
        return UserError(_("The name of the file is too long."))
    if code in (errno.EROFS, errno.ENOENT):
        folder = path if path.is_dir() else path.parent
        if code == errno.EROFS or (folder.is_dir() and not path.is_file()):  # /proc takes no new file
            return UserError(_("The folder {path} cannot be written to.", path=str(folder)))
    reason = getattr(error, "strerror", None) or str(error)
    return UserError(_("{path} cannot be used: {reason}.", path=str(path), reason=reason))
