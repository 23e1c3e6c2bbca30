"""SQLite itself: connections that speak `UserError`, and their settings. Only this package imports it."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from peewee import SqliteDatabase

from desktop_crm.database import cipher, keys
from desktop_crm.database.faults import DatabaseFault, IntegrityError, commit, elsewhere, fault, is_elsewhere
from desktop_crm.database.profiles import Profile
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

APPLICATION_ID = 0x4443524D  # "DCRM", bytes 68 to 71 of the file

ParamsT = ParamSpec("ParamsT")
ResultT = TypeVar("ResultT")


def _speaking(method: Callable[ParamsT, ResultT]) -> Callable[ParamsT, ResultT]:
    """The method, raising `UserError` for faults of the surroundings and Peewee's `IntegrityError`."""

    def speak(*args: ParamsT.args, **kwargs: ParamsT.kwargs) -> ResultT:
        connection: Connection = args[0].connection  # type: ignore[attr-defined]
        if connection.lost is not None:
            raise connection.lost
        try:
            return method(*args, **kwargs)
        except sqlite3.IntegrityError as error:
            if is_elsewhere(str(error)):
                raise elsewhere(str(error)) from error
            raise IntegrityError(*error.args) from error
        except UnicodeEncodeError as error:  # a lone surrogate: half of a sign of two parts
            raise UserError(_("A text holds half a character")) from error
        except OverflowError as error:
            raise UserError(_("A number is too large")) from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if (refusal := fault(error)) is not None:
                if connection.is_in_a_change and not connection.in_transaction:
                    connection.lost = refusal
                raise refusal from error
            raise

    return speak


class Cursor(sqlite3.Cursor):
    """A cursor whose errors are translated where they arise, also while rows are being read."""

    execute = _speaking(sqlite3.Cursor.execute)
    executemany = _speaking(sqlite3.Cursor.executemany)
    fetchone = _speaking(sqlite3.Cursor.fetchone)
    fetchall = _speaking(sqlite3.Cursor.fetchall)
    fetchmany = _speaking(sqlite3.Cursor.fetchmany)

    def __next__(self) -> Any:
        try:
            return super().__next__()
        except (sqlite3.Error, UnicodeDecodeError) as error:
            if (refusal := fault(error)) is not None:
                raise refusal from error
            raise


class Connection(sqlite3.Connection):
    """Hands out translating cursors; `execute` and `executemany` of the connection go through them too.

    A full disk makes the engine roll the transaction back by itself. Whoever catches that refusal and goes on
    would then write statement by statement: so `lost` is raised again until the change has ended.
    """

    is_in_a_change: bool = False
    lost: DatabaseFault | None = None

    def cursor(self, factory: Any = None) -> Any:
        return super().cursor(factory or Cursor)

    def execute(self, sql: str, values: Any = (), /) -> Any:
        return self.cursor().execute(sql, values)

    def executemany(self, sql: str, rows: Any, /) -> Any:
        return self.cursor().executemany(sql, rows)

    def stream(self, sql: str, values: Any = (), /) -> Any:
        """The rows of a large result, read as they are asked for."""
        return self.execute(sql, values)

    def begin_change(self) -> None:
        """Begin the one change that may run now; a read-then-write without it meets locks half-way."""
        self.execute("BEGIN IMMEDIATE")

    def announce(self) -> None:
        """Others look at the file by themselves."""

    def commit_change(self) -> None:
        """COMMIT; see `faults.commit`."""
        commit(self)

    def cancel_change(self) -> None:
        """ROLLBACK, unless a full disk has already rolled back by itself."""
        if self.in_transaction:
            self.execute("ROLLBACK")

    def defer_foreign_keys(self) -> None:
        """Until the end of this change a row may point to one that is still to come."""
        self.execute("PRAGMA defer_foreign_keys = ON")


@lru_cache(maxsize=1)
def _encrypted() -> tuple[type, type]:
    """The same connection and cursor on SQLCipher's."""
    bases: Any = cipher.bases()
    connection_base, cursor_base = bases
    spoken = ("execute", "executemany", "fetchone", "fetchall", "fetchmany", "__next__")
    cursor = type("Cursor", (cursor_base,), {name: _speaking(getattr(cursor_base, name)) for name in spoken})
    own = {name: value for name, value in vars(Connection).items() if name not in ("__dict__", "__weakref__")}
    own["cursor"] = lambda self, factory=None: connection_base.cursor(self, factory or cursor)
    return type("Connection", (connection_base,), own), cursor


def _open(path: Path, key: bytes | None, *, mode: str, timeout: float, **options: Any) -> Any:
    if key is None:
        return sqlite3.connect(
            address(path, mode=mode), uri=True, timeout=timeout, isolation_level=None, factory=Connection,
            check_same_thread=False, **options,
        )  # fmt: skip
    return cipher.connect(
        address(path, mode=mode), key, timeout=timeout, isolation_level=None, factory=_encrypted()[0],
        check_same_thread=False, **options,
    )  # fmt: skip


def address(path: Path, *, mode: str) -> str:
    """The file as the engine's URI; `mode` is "ro" or "rw", never "rwc": opening does not create."""
    return f"{path.absolute().as_uri()}?mode={mode}"


def connect(path: Path, *, mode: str = "rw", timeout: float = 30.0) -> sqlite3.Connection:
    """A connection of its own for one job (checks, backup, upgrade); the caller closes it.

    Raises `keys.Locked` for an encrypted file whose passphrase nobody has said.
    """
    try:
        opened: sqlite3.Connection = _open(path, keys.key_for(path), mode=mode, timeout=timeout)
        return opened
    except sqlite3.Error as error:
        if (refusal := fault(error)) is not None:
            raise refusal from error
        raise


class Engine(SqliteDatabase):
    """Peewee's database with one connection a thread, all of which `close_all` can close."""

    def __init__(self, path: Path, profile: Profile, *, read_only: bool) -> None:
        self._made: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._path, self._mode, self._key = path, "ro" if read_only else "rw", keys.key_for(path)
        self._patience = profile.busy_timeout
        self._renewals = 0
        self._known = threading.local()
        settings = dict(profile.settings)
        if read_only:
            settings.pop("journal_mode", None)
            settings["query_only"] = 1
        super().__init__(
            address(path, mode="ro" if read_only else "rw"),
            pragmas=settings,
            timeout=profile.busy_timeout,
            uri=True,
            factory=Connection,
            check_same_thread=False,
            cached_statements=512,
        )

    def _connect(self) -> sqlite3.Connection:
        try:
            made: sqlite3.Connection = (
                super()._connect() if self._key is None else self._connect_encrypted(self._key)  # type: ignore[misc]
            )
        except sqlite3.Error as error:
            if (refusal := fault(error)) is not None:
                raise refusal from error
            raise
        with self._guard:
            self._made.append(made)
        return made

    def _connect_encrypted(self, key: bytes) -> Any:
        """What Peewee does for a plain file."""
        made = _open(self._path, key, mode=self._mode, timeout=self._patience, cached_statements=512)
        try:
            self._add_conn_hooks(made)  # type: ignore[attr-defined]
        except BaseException:
            made.close()
            raise
        return made

    def _close(self, conn: sqlite3.Connection) -> None:
        with self._guard:
            if conn in self._made:
                self._made.remove(conn)
        super()._close(conn)  # type: ignore[misc]

    def renew(self) -> None:
        """Let every thread open a new connection before its next change or question: the old ones may be dead
        after their file system was gone.
        """
        self._renewals += 1

    def connection(self) -> Any:
        self._let_go_of_the_old()
        return super().connection()  # type: ignore[no-untyped-call]

    def cursor(self, named_cursor: Any = None) -> Any:
        self._let_go_of_the_old()
        return super().cursor(named_cursor)  # type: ignore[no-untyped-call]

    def _let_go_of_the_old(self) -> None:
        if getattr(self._known, "renewals", 0) == self._renewals or self.transaction_depth():
            return
        self._known.renewals = self._renewals
        with suppress(sqlite3.Error, UserError):
            self.close()

    def raw(self) -> Connection:
        """This thread's connection, opened at its first use."""
        connection: Connection = self.connection()
        return connection

    def close_all(self, *, tidy: bool) -> None:
        """Close every thread's connection. `tidy` takes the empty journal file away with the last one."""
        with self._guard:
            made, self._made = self._made, []
        for position, connection in enumerate(reversed(made)):
            if tidy and position == len(made) - 1:
                # Somebody else is using it, and the journal is theirs; or the disk is full: it is closed.
                with suppress(sqlite3.Error, UserError, MemoryError):  # the last: SQLCipher has given it up
                    connection.execute("PRAGMA busy_timeout = 0")
                    connection.execute("PRAGMA journal_mode = delete")
            connection.close()


def rows(connection: sqlite3.Connection, sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """All rows of a query, as tuples."""
    found: list[Any] = connection.execute(sql, values).fetchall()
    return found


def placeholders(values: Iterable[Any]) -> str:
    """As many question marks as there are values: "?, ?, ?"."""
    return ", ".join("?" for _value in values)
