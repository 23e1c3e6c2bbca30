"""What one process commits, another one hears: once, after the commit, and never its own."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from desktop_crm.database import announcing, watching, writes
from desktop_crm.database.announcing import Announced
from desktop_crm.database.connection import OpenDatabase, open_database, raw, transaction
from desktop_crm.database.watching import PollingWatch
from desktop_crm.values.errors import UserError
from tests.database.tables import Firm

pytestmark = pytest.mark.file  # a server wakes whoever listens: test_server.py


def add(name: str, *entities: str) -> None:
    with transaction() as changed:
        writes.insert(Firm, code=name, name=name)
        changed.update(entities)


def fail(entity: str) -> None:
    with transaction() as changed:
        changed.add(entity)
        raise ZeroDivisionError


def as_other(path: Path, *entities: str) -> None:
    """Another program changes these entities."""
    with closing(sqlite3.connect(path)) as other, other:
        for entity in entities:
            other.execute(announcing.COUNT, (entity,)).fetchall()


@contextmanager
def looking(database: OpenDatabase) -> Iterator[PollingWatch]:
    """A watch that looks only when it is told to."""
    watch = PollingWatch(database, lambda _names: None, every=3600)
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.01)
    assert true()


def test_what_others_commit_is_heard_once(database: OpenDatabase) -> None:
    with looking(database) as watch:
        assert watch.look() == frozenset()
        as_other(database.path, "contact", "invoice")
        assert watch.look() == {"contact", "invoice"}
        assert watch.look() == frozenset()
        as_other(database.path, "contact")
        as_other(database.path, "contact")
        assert watch.look() == {"contact"}


def test_what_was_committed_before_is_not_news(database: OpenDatabase) -> None:
    as_other(database.path, "contact")
    add("Ana", "firm")
    with looking(database) as watch:
        assert watch.look() == frozenset()


def test_nobody_hears_themselves(database: OpenDatabase) -> None:
    with looking(database) as watch:
        add("Ana", "firm")
        assert watch.look() == frozenset()
        add("Ben", "firm", "contact")
        as_other(database.path, "contact")
        add("Cid", "contact")
        assert watch.look() == {"contact"}
        assert watch.look() == frozenset()


def test_what_was_taken_back_is_told_to_nobody(database: OpenDatabase) -> None:
    with looking(database) as watch:
        with pytest.raises(ZeroDivisionError):
            fail("firm")
        assert watch.look() == frozenset()
        as_other(database.path, "firm")
        assert watch.look() == {"firm"}


def test_a_commit_that_fails_leaves_its_number_to_the_next(
    database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    with looking(database) as watch:
        with monkeypatch.context() as patch:
            patch.setattr("desktop_crm.database.engine.commit", refuse)
            with pytest.raises(UserError):
                add("Ana", "firm")
        as_other(database.path, "firm")
        assert watch.look() == {"firm"}


def refuse(_connection: object) -> None:
    from desktop_crm.database.faults import DatabaseFault, disk_full

    raise DatabaseFault(disk_full())


def test_a_write_that_names_nothing_wakes_nobody(database: OpenDatabase) -> None:
    with looking(database) as watch:
        with closing(sqlite3.connect(database.path)) as other, other:
            other.execute("INSERT INTO done (key, result, at) VALUES ('k', '1', '2026-01-01T00:00:00Z')")
        assert watch.look() == frozenset()


def test_a_writer_in_the_middle_of_its_commit_is_met_with_patience(database: OpenDatabase) -> None:
    heard: list[frozenset[str]] = []
    watch = PollingWatch(database, heard.append, every=0.02)
    watch.start()
    try:
        with closing(sqlite3.connect(database.path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            other.execute(announcing.COUNT, ("contact",)).fetchall()
            time.sleep(0.3)
            assert not any(heard)
            other.execute("COMMIT")
        until(lambda: frozenset({"contact"}) in heard)
    finally:
        watch.stop()


def test_a_look_at_a_file_that_cannot_be_read_begins_anew_when_it_can(
    database: OpenDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[frozenset[str]] = []
    watch = PollingWatch(database, heard.append, every=0.02)
    watch.start()
    connect, failed = watching.connect, threading.Event()

    def gone(*_args: object, **_more: object) -> sqlite3.Connection:
        failed.set()
        raise UserError(refusal)

    from desktop_crm.database.faults import moved

    refusal = moved()
    try:
        with monkeypatch.context() as patch:
            patch.setattr(watching, "connect", gone)
            watch._hang_up()
            assert failed.wait(10)
            as_other(database.path, "contact")
        assert watching.connect is connect
        until(lambda: frozenset({"contact"}) in heard)  # what happened meanwhile is not lost
    finally:
        watch.stop()


def test_a_database_open_for_reading_hears_too_and_its_end_ends_the_watch(database: OpenDatabase) -> None:
    path, profile = database.path, database.profile
    database.close()
    with open_database(path, profile=profile, read_only=True) as reading:
        watching.listen_to_others(reading)
        heard: list[frozenset[str]] = []
        reading.hub.subscribe({"contact"}, heard.append)
        as_other(path, "contact")
        until(lambda: bool(heard))
    assert not [thread for thread in threading.enumerate() if thread.name == "watch"]


SCRIPT = """
import sys
from pathlib import Path
from desktop_crm.database.connection import open_database, transaction
with open_database(Path(sys.argv[1])):
    for _ in range(int(sys.argv[2])):
        with transaction() as changed:
            changed.update(sys.argv[3:])
"""


def test_another_process_is_heard_within_a_second_and_a_half(database: OpenDatabase) -> None:
    at: list[float] = []
    database.hub.subscribe({"contact"}, lambda _names: at.append(time.time()))
    watching.listen_to_others(database)
    subprocess.run([sys.executable, "-c", SCRIPT, str(database.path), "3", "contact", "person"], check=True)
    ended = time.time()
    until(lambda: bool(at))
    assert at[0] - ended < watching.EVERY + 0.5
    assert raw().execute("SELECT commits FROM change_count ORDER BY entity").fetchall() == [(3,), (3,)]


def test_two_writers_and_a_listener_never_lose_an_entity() -> None:
    """All orders of two writers' counting and one reader's comparing that fit into four numbers."""
    for mine in range(16):
        announced = Announced()
        announced.listen()
        seen, heard, others = {"contact": 0}, set(), False
        for number in range(1, 5):
            if mine >> number - 1 & 1:
                announced._own.setdefault("contact", set()).add(number)
            else:
                others = True
            if number % 2 == 0:
                now = {"contact": number}
                heard |= announced.of_others(seen, now)
                seen = now
        assert bool(heard) == others, mine
        assert announced._own["contact"] == set()
