"""PostgreSQL itself: connections that take the SQL of this house and speak `UserError`.

Writers queue: a change begins with one advisory lock of the database, as BEGIN IMMEDIATE does on a file, so
that every service may read before it writes. Readers never wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import chain, count, islice
from typing import Any, Final

import psycopg
from peewee import PostgresqlDatabase
from psycopg.pq import TransactionStatus

from desktop_crm.database.drivers import give_peewee_its_server
from desktop_crm.database.faults import DatabaseFault
from desktop_crm.database.marks import Mark
from desktop_crm.database.presence import ServerPresence
from desktop_crm.database.server import dialect, faults, schema
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.server.connecting import PROGRAM, connect
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

LOCK: Final = 0x4443524D
"""The advisory lock that a writer holds; locks of other databases on the same server are others."""

_NAMES: Final = count(1)
_BEGIN: Final = f"BEGIN; SELECT pg_advisory_xact_lock({LOCK})"


class Connection:
    """One connection, with the few methods that the rooms use of SQLite's; errors are translated."""

    is_server: Final = True
    is_in_a_change: bool = False
    lost: DatabaseFault | None = None

    def __init__(
        self, under: psycopg.Connection[Any], sequences: Mapping[str, str], who: str = "", renewals: int = 0
    ) -> None:
        self.under, self.who, self.renewals = under, who, renewals
        self.thread = threading.current_thread()
        self._sequences = sequences
        self._told: Callable[[str], None] | None = None
        self._announces = False

    @property
    def in_transaction(self) -> bool:
        return self.under.pgconn.transaction_status not in (TransactionStatus.IDLE, TransactionStatus.UNKNOWN)

    @property
    def is_broken(self) -> bool:
        return self.under.closed or self.under.broken

    def execute(self, sql: str, values: Sequence[Any] | Mapping[str, Any] = (), /) -> Any:
        """As SQLite's: the cursor, with its rows to be fetched."""
        spoken = dialect.statement(sql)
        if not isinstance(values, Mapping) and any(isinstance(each, str) and "\0" in each for each in values):
            values = self._without_nul(sql, values)
        if spoken.is_numbered:
            values = _by_number(values)
        cursor = self.run(spoken.sql, values)
        if spoken.gives_ids_of:
            self._keep_ids(spoken.gives_ids_of)
        return cursor

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> Any:
        spoken = dialect.statement(sql)
        self._check_lost()
        given: Iterator[Any] = iter(map(_by_number, rows) if spoken.is_numbered else rows)
        first = list(islice(given, 2))
        try:
            if len(first) == 1:  # one alone goes without the two more round trips of a pipeline
                cursor = self.under.execute(spoken.sql, first[0])
            else:
                cursor = self.under.cursor()
                cursor.executemany(spoken.sql, chain(first, given))
        except (psycopg.Error, UnicodeEncodeError, OverflowError) as error:
            raise self._refusal(error) from error
        if spoken.gives_ids_of:
            self._keep_ids(spoken.gives_ids_of)
        return cursor

    def set_trace_callback(self, callback: Callable[[str], None] | None) -> None:
        """Tell somebody of every statement before it is run."""
        self._told = callback

    def copy_in(self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Rows of a whole table by the server's own way for many; ids are kept by whoever fills."""
        names = ", ".join(f'"{name}"' for name in columns)
        try:
            with self.under.cursor().copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                for row in rows:
                    copy.write_row(row)
        except (psycopg.Error, UnicodeEncodeError, OverflowError) as error:
            raise self._refusal(error) from error

    def run(self, sql: str, values: Sequence[Any] | Mapping[str, Any] | None = None) -> Any:
        """A statement in psycopg's own form."""
        self._check_lost()
        if self._told is not None:
            self._told(sql)
        try:
            return self.under.execute(sql, values or None if "%" not in sql else values)
        except (psycopg.Error, UnicodeEncodeError, OverflowError) as error:
            raise self._refusal(error) from error

    def stream(self, sql: str, values: Sequence[Any] = (), /) -> Iterator[Any]:
        """The rows of a large result, some hundreds at a time: the server keeps the rest."""
        spoken = dialect.statement(sql)
        given = _by_number(values) if spoken.is_numbered else values
        with self.under.cursor(name=f"rows{next(_NAMES)}", withhold=not self.in_transaction) as cursor:
            cursor.itersize = 500
            try:
                cursor.execute(spoken.sql, given or None)
                yield from cursor
            except psycopg.Error as error:
                raise self._refusal(error) from error

    def begin_change(self) -> None:
        """Begin the one change that may run now."""
        try:
            self.run(_BEGIN)
        except BaseException:
            self.cancel_change()
            raise

    def begin_and_tell_schema(self) -> int:
        """The same; the version of the schema under the lock comes with the answer."""
        try:
            cursor = self.run(f"{_BEGIN}; SELECT value FROM about WHERE key = 'schema'")
            while cursor.nextset():
                pass
            return int(cursor.fetchone()[0])
        except BaseException:
            self.cancel_change()
            raise

    def announce(self) -> None:
        """Wake those who listen, when and if this change is committed; said on the way of its COMMIT."""
        self._announces = True

    def commit_change(self) -> None:
        """COMMIT; UnknownOutcome when the connection broke before the answer came."""
        self._check_lost()
        words = f"NOTIFY {schema.NAME}; COMMIT" if self._announces else "COMMIT"
        self._announces = False
        try:
            cursor = self.under.execute(words)
            while cursor.nextset():
                pass
        except psycopg.OperationalError as error:
            if self.is_broken:
                raise faults.UnknownOutcome(faults.unknown_outcome()) from error
            raise self._refusal(error) from error
        except psycopg.Error as error:
            raise self._refusal(error) from error
        if cursor.statusmessage != "COMMIT":  # the server takes a failed change back without a word
            raise RuntimeError("an error inside the change was ignored: nothing was stored")

    def cancel_change(self) -> None:
        """ROLLBACK, as far as there is a connection."""
        self._announces = False
        if self.in_transaction:
            with suppress(psycopg.Error):
                self.under.execute("ROLLBACK")

    def defer_foreign_keys(self) -> None:
        """Until the end of this change a row may point to one that is still to come."""
        self.run("SET CONSTRAINTS ALL DEFERRED")

    def close(self) -> None:
        self.under.close()

    def introduce(self, who: str) -> None:
        """Have another name in the server's list of connections."""
        self.run("SELECT set_config('application_name', %s, false)", [f"{PROGRAM}{who}"])
        self.who = who

    def _without_nul(self, sql: str, values: Sequence[Any]) -> Sequence[Any]:
        """The server keeps no NUL: what holds one is not there, and cannot be stored."""
        if not sql.lstrip().startswith(("SELECT", "WITH")):
            raise UserError(_("A text holds a sign that cannot be kept."))
        return [each.replace("\0", "\ufffd") if isinstance(each, str) else each for each in values]

    def _keep_ids(self, table: str) -> None:
        """Ids that were given by hand are not given again."""
        if (sequence := self._sequences.get(table)) is not None:
            self.run(
                f"SELECT setval('{sequence}', greatest(s.last_value, (SELECT max(id) FROM {table})))"
                f" FROM {sequence} s"
            )

    def _check_lost(self) -> None:
        if self.lost is not None:
            raise self.lost

    def _refusal(self, error: Exception) -> Exception:
        if isinstance(error, UnicodeEncodeError):  # a lone surrogate: half of a sign of two parts
            return UserError(_("A text holds half a character"))
        if isinstance(error, OverflowError):
            return UserError(_("A number is too large"))
        assert isinstance(error, psycopg.Error)
        refusal = faults.translated(error)
        if self.is_in_a_change and self.is_broken and isinstance(refusal, DatabaseFault):
            self.lost = refusal
        return refusal


def _by_number(values: Any) -> dict[str, Any]:
    return {f"n{place}": value for place, value in enumerate(values, 1)}


class ServerEngine(PostgresqlDatabase):
    """Peewee's database with one connection a thread, all of which `close_all` can close."""

    field_types = schema.FIELD_TYPES

    def __init__(self, address: ServerAddress, *, read_only: bool = False) -> None:
        self.address = address
        self.since = utc_now()
        """When it was opened, as the others are told."""
        self.who = ""
        """What the others see of us: see `watching.tag`. A connection tells of a new one at its next use."""
        self._read_only = read_only
        self._made: list[Connection] = []
        self._guard = threading.Lock()
        self._own = threading.local()
        self._renewals = 0
        self.presence = ServerPresence()
        """Whether the server answers: whoever asks it nothing while it does not waits for nothing."""
        self.id_sequences: dict[str, str] = {}
        """What gives the ids of a table; known once the database was looked at."""
        self.is_upgraded = False
        """This very opening brought it to a newer schema."""
        self.mark: Mark | None = None
        """Why the firm does not live here; known once the database was looked at."""
        give_peewee_its_server()
        super().__init__(address.database, prefer_psycopg3=True)

    def use_password(self, password: str) -> None:
        """Connections that are made from now on sign in with this one."""
        self.address = self.address.with_password(password)

    def _connect(self) -> psycopg.Connection[Any]:
        under = connect(
            self.address,
            read_only=self._read_only,
            who=self.who,
            is_hopeless=lambda: self.presence.is_hopeless,
        )
        self._close_ended()
        made = Connection(under, self.id_sequences, self.who, self._renewals)
        self._own.connection = made
        with self._guard:
            self._made.append(made)
        return under

    def raw(self) -> Connection:
        """This thread's connection, opened at its first use, and anew after the old one broke.

        Raises UserError at once while the server is known not to answer, but inside a change.
        """
        made: Connection | None = getattr(self._own, "connection", None)
        if made is None or not (made.is_in_a_change or made.in_transaction):
            self.presence.check_may_write()
            if made is not None and made.renewals != self._renewals:
                made.close()
        if made is not None and not made.is_broken:
            if made.who != self.who and not made.in_transaction:
                made.introduce(self.who)
            return made
        if made is not None:
            if made.is_in_a_change:
                return made  # its change has to end first
            with self._guard, suppress(ValueError):
                self._made.remove(made)
            self.close()
        self.connection()  # type: ignore[no-untyped-call]
        fresh: Connection = self._own.connection
        return fresh

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        """Peewee's own queries; they come in psycopg's form."""
        return self.raw().run(sql, params or None)

    def renew(self) -> None:
        """The server was lost and is back: connections of before are dead, known or not."""
        self._renewals += 1

    def introduce(self, who: str) -> None:
        """Be called so from now on. This thread's connection may lie idle: it is closed until it is used."""
        self.who = who
        self._close_ended()
        made: Connection | None = getattr(self._own, "connection", None)
        if made is not None and made.who != who and not made.in_transaction:
            made.close()

    def _close_ended(self) -> None:
        """Whose thread has ended uses its connection no more."""
        with self._guard:
            ended = [each for each in self._made if not each.thread.is_alive()]
            self._made = [each for each in self._made if each.thread.is_alive()]
        for connection in ended:
            connection.close()

    def close_all(self, *, tidy: bool) -> None:
        """Close every thread's connection; `tidy` says nothing here."""
        with self._guard:
            made, self._made = self._made, []
        for connection in made:
            connection.close()
        self._own = threading.local()
