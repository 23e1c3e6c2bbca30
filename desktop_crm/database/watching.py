"""Hearing what others commit: one small interface, so that a server can wake us where a file is looked at.

A watch publishes the names of changed entities into the hub as if they had been committed here; open pages
cannot tell the difference. See `announcing` for what is compared.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Final, Protocol

from peewee import BigIntegerField

from desktop_crm.database import announcing
from desktop_crm.database.announcing import Counts
from desktop_crm.database.engine import connect, rows
from desktop_crm.database.fields import Text
from desktop_crm.database.session import OpenDatabase, Table
from desktop_crm.values.errors import UserError

EVERY: Final = 1.0
"""Seconds between two looks; a look that finds nothing reads sixteen bytes of the file."""
SOON: Final = 0.1
"""Seconds until the next look after one that met a writer."""
PATIENCE: Final = 2.0
"""Seconds that closing waits for a look under way: a share that is gone must not keep the window."""

Hear = Callable[[frozenset[str]], None]


class ChangeCount(Table):
    """How many commits have changed an entity: what other computers compare to learn what to reload."""

    entity = Text(primary_key=True, filled=True)
    commits = BigIntegerField()


class ChangeWatch(Protocol):
    """Calls what it was given with the names of entities that others changed, in a thread of its own."""

    def start(self) -> None:
        """Begin to listen; what was committed before is not told."""

    def stop(self) -> None:
        """Listen no more."""


def watch_for(database: OpenDatabase, hear: Hear, *, every: float = EVERY) -> ChangeWatch:
    """The way of listening that fits where the database lies."""
    if database.is_on_server:
        from desktop_crm.database.server.watching import ListeningWatch

        return ListeningWatch(database, hear)
    return PollingWatch(database, hear, every=every)


def listen_to_others(database: OpenDatabase) -> ChangeWatch:
    """Publish into the database's hub what others commit, until the database is closed."""
    watch = watch_for(database, database.hub.publish)
    database.before_closing.append(watch.stop)
    watch.start()
    return watch


class PollingWatch:
    """Looks at the file's data version once in a while, through a connection of its own."""

    def __init__(self, database: OpenDatabase, hear: Hear, *, every: float = EVERY) -> None:
        self._database, self._hear, self._every = database, hear, every
        self._connection: sqlite3.Connection | None = None
        self._seen: Counts | None = None
        self._version = -1
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; the first look is taken at once, so that nothing after this call is missed."""
        self._database.announced.listen()
        with suppress(UserError, sqlite3.Error):
            self.look()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait a little for the look that is under way."""
        self._ended.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)
        elif self._thread is None:
            self._hang_up()

    def look(self) -> frozenset[str]:
        """One look: the entities that others changed since the last one.

        Raises UserError when the file cannot be read just now (a writer, a share that is gone).
        """
        connection = self._reached()
        version = int(rows(connection, "PRAGMA data_version")[0][0])
        if version == self._version:
            return frozenset()
        now = {str(name): int(commits) for name, commits in rows(connection, announcing.READ)}
        before, self._seen, self._version = self._seen, now, version
        return self._database.announced.of_others(before if before is not None else now, now)

    def _reached(self) -> sqlite3.Connection:
        if self._connection is None:
            self._version = -1  # a data version means something within one connection only
            self._connection = connect(self._database.path, mode="ro", timeout=0)
        return self._connection

    def _hang_up(self) -> None:
        with suppress(UserError, sqlite3.Error):
            if self._connection is not None:
                self._connection.close()
        self._connection = None

    def _run(self) -> None:
        pause = self._every
        while not self._ended.wait(pause):
            pause = self._every
            try:
                heard = self.look()
            except (UserError, sqlite3.Error) as error:
                pause = self._later(error)
            else:
                self._hear(heard)
        self._hang_up()

    def _later(self, error: Exception) -> float:
        """When to look again; a connection that failed for another reason than a lock is made anew."""
        cause = error if isinstance(error, sqlite3.Error) else error.__cause__
        if getattr(cause, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return min(SOON, self._every)
        self._hang_up()
        return self._every
