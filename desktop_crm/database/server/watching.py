"""Hearing what others commit: the server wakes whoever listens, at the moment of the commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, unquote

import psycopg

from desktop_crm.database import announcing
from desktop_crm.database.faults import NotConnected
from desktop_crm.database.presence import Person, ServerPresence, served
from desktop_crm.database.server import faults, schema
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.server.connecting import PROGRAM, connect
from desktop_crm.database.session import OpenDatabase
from desktop_crm.values.errors import UserError

PATIENCE: Final = 2.0
"""Seconds that closing waits for the thread."""
_BREATH: Final = 0.5
"""Seconds between two looks at whether the watch has ended."""
_PAUSES: Final = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Seconds between two tries to reach a server that was lost, and at last the longest of them."""
_ROOM: Final = 44
"""Letters for a name and a computer."""
_LONGEST_COMPUTER: Final = 18
_DIGITS: Final = "0123456789abcdefghijklmnopqrstuvwxyz"

_IN: Final = """SELECT application_name, to_char(min(backend_start) AT TIME ZONE 'UTC',
    'YYYY-MM-DD"T"HH24:MI:SS"Z"') FROM pg_stat_activity WHERE datname = current_database()
    AND starts_with(application_name, %s) AND length(application_name) > length(%s)
    AND pid <> pg_backend_pid() GROUP BY application_name ORDER BY 2, 1"""


def who_is_in(connection: Any, me: str = "") -> tuple[Person, ...]:
    """Everybody who is connected, and since when ("" where neither they nor the server tell); `me` is the
    tag of this program."""
    found = connection.execute(_IN, [PROGRAM, PROGRAM]).fetchall()
    people = []
    for name, connected in found:
        name, computer, since = untagged(tag_ := name.removeprefix(PROGRAM))
        people.append(Person(name, computer, since or connected or "", here=tag_ == me))
    return tuple(sorted(people, key=lambda person: (person.since, person.name)))


def tag(name: str, computer: str, since: datetime) -> str:
    """Who we are and since when, for the server's list of connections: it keeps 63 letters, of English ones
    alone, and tells others no more than them."""
    minutes, coded = int(since.timestamp()) // 60, ""
    while minutes:
        minutes, digit = divmod(minutes, len(_DIGITS))
        coded = _DIGITS[digit] + coded
    computer = _short(computer, _LONGEST_COMPUTER)
    return f"{_short(name, _ROOM - len(computer))}/{computer}/{coded}"


def untagged(tag: str) -> tuple[str, str, str]:
    """Name, computer and since when ("" where it does not say) of a tag."""
    name, computer, coded = (*tag.split("/"), "", "")[:3]
    try:
        since = datetime.fromtimestamp(int(coded, len(_DIGITS)) * 60, UTC).isoformat()
    except (ValueError, OverflowError, OSError):  # nobody of ours wrote it
        since = ""
    return unquote(name), unquote(computer), since


def _short(text: str, longest: int) -> str:
    while len(quoted := quote(text, safe=" ")) > longest:
        text = text[:-1]
    return quoted


class ListeningWatch:
    """Waits for the server's word on a connection of its own, and compares the counts when it comes.

    Every few seconds it asks who is in: what comes back, or does not, is noted in the presence.
    """

    def __init__(self, database: OpenDatabase, hear: Callable[[frozenset[str]], None]) -> None:
        assert isinstance(database.place, ServerAddress)
        engine: Any = database.engine
        self._engine = engine
        self._presence: ServerPresence = engine.presence
        self._announced, self._hear = database.announced, hear
        self._seen: announcing.Counts | None = None
        self._asked_at = 0.0
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        database.presence = self._presence

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
        self._presence.try_again()
        if self._thread is not None and self._thread is not threading.current_thread():
            self._thread.join(PATIENCE)

    def _reach(self) -> psycopg.Connection[Any]:
        connection = connect(self._engine.address, is_hopeless=lambda: self._presence.is_unanswered)
        try:
            connection.execute(f"LISTEN {schema.NAME}")
            if self._seen is None:
                self._seen = self._counts(connection)
        except BaseException:
            connection.close()
            raise
        return connection

    def _run(self, connection: psycopg.Connection[Any] | None) -> None:
        while not self._ended.is_set():
            try:
                if connection is None:
                    connection = self._reach()
                    self._engine.renew()
                    self._ask_who(connection)
                    self._compare(connection, came_back=True)
                elif time.monotonic() - self._asked_at > served.BEAT:
                    self._ask_who(connection)
                if list(connection.notifies(timeout=_BREATH, stop_after=1)):
                    self._compare(connection)
            except (UserError, psycopg.Error) as error:
                was_there = connection is not None
                if connection is not None:
                    connection.close()
                connection = None
                if not was_there:  # a connection that broke is made anew at once
                    self._lose(error)
        if connection is not None:
            connection.close()

    def _ask_who(self, connection: psycopg.Connection[Any]) -> None:
        self._presence.ask()
        self._presence.hear(who_is_in(connection, self._engine.who))
        self._asked_at = time.monotonic()

    def _lose(self, error: UserError | psycopg.Error) -> None:
        """The server cannot be reached: the tries come slower and slower."""
        why = (
            error if isinstance(error, NotConnected) else NotConnected(faults.unreachable(), "host", "silent")
        )
        self._presence.lose(why)
        self._presence.wait_for_wish(_PAUSES[min(self._presence.tries, len(_PAUSES)) - 1])

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
