"""Hearing what others commit: the server wakes whoever listens, at the moment of the commit."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from urllib.parse import quote, unquote

import psycopg

from desktop_crm.database import announcing
from desktop_crm.database.server import schema
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.server.engine import PROGRAM, Connection, connect
from desktop_crm.database.session import OpenDatabase
from desktop_crm.values.errors import UserError

PATIENCE: Final = 2.0
"""Seconds that closing waits for the thread."""
_BREATH: Final = 0.5
"""Seconds between two looks at whether the watch has ended."""
_AGAIN: Final = 5.0
"""Seconds until the next try after the server was lost; what happened meanwhile is heard then."""
_LONGEST_NAME: Final = 30
_LONGEST_COMPUTER: Final = 20

_IN: Final = """SELECT application_name, to_char(min(backend_start) AT TIME ZONE 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM pg_stat_activity WHERE datname = current_database()
    AND starts_with(application_name, %s) AND length(application_name) > length(%s)
    AND pid <> pg_backend_pid() GROUP BY application_name ORDER BY 2, 1"""


def who_is_in(connection: Connection) -> list[tuple[str, str, str]]:
    """Name, computer and since when ("" where the server does not tell) of everybody who is connected."""
    found = connection.run(_IN, [PROGRAM, PROGRAM]).fetchall()
    return [(*untagged(name.removeprefix(PROGRAM)), since or "") for name, since in found]


def tag(name: str, computer: str) -> str:
    """Who we are, for the server's list of connections: it keeps 63 letters, of English ones alone."""
    return f"{_short(name, _LONGEST_NAME)}/{_short(computer, _LONGEST_COMPUTER)}"


def untagged(tag: str) -> tuple[str, str]:
    """Name and computer of a tag."""
    name, _bar, computer = tag.partition("/")
    return unquote(name), unquote(computer)


def _short(text: str, longest: int) -> str:
    while len(quoted := quote(text, safe=" ")) > longest:
        text = text[:-1]
    return quoted


class ListeningWatch:
    """Waits for the server's word on a connection of its own, and compares the counts when it comes."""

    def __init__(self, database: OpenDatabase, hear: Callable[[frozenset[str]], None]) -> None:
        assert isinstance(database.place, ServerAddress)
        self._address = database.place
        self._announced, self._hear = database.announced, hear
        self._seen: announcing.Counts | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin; whatever is committed after this call is heard."""
        self._announced.listen()
        connection = None
        with suppress(UserError, psycopg.Error):
            connection = self._reach()
        self._thread = threading.Thread(target=self._run, args=(connection,), name="watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End, and wait a little for the thread."""
        self._ended.set()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)

    def _reach(self) -> psycopg.Connection[Any]:
        connection = connect(self._address)
        connection.execute(f"LISTEN {schema.NAME}")
        if self._seen is None:
            self._seen = self._counts(connection)
        return connection

    def _run(self, connection: psycopg.Connection[Any] | None) -> None:
        while not self._ended.is_set():
            try:
                if connection is None:
                    connection = self._reach()
                    self._compare(connection, came_back=True)
                if list(connection.notifies(timeout=_BREATH, stop_after=1)):
                    self._compare(connection)
            except (UserError, psycopg.Error):
                if connection is not None:
                    connection.close()
                connection = None
                self._ended.wait(_AGAIN)
        if connection is not None:
            connection.close()

    def _compare(self, connection: psycopg.Connection[Any], *, came_back: bool = False) -> None:
        """What others changed; after the server was gone everything, as pages may not be loaded."""
        now = self._counts(connection)
        before, self._seen = self._seen, now
        heard = self._announced.of_others(before if before is not None else now, now)
        heard = frozenset(now) if came_back else heard
        if heard:
            self._hear(heard)

    def _counts(self, connection: psycopg.Connection[Any]) -> announcing.Counts:
        return {str(name): int(commits) for name, commits in connection.execute(announcing.READ).fetchall()}
