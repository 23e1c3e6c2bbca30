"""Listening to others: what it costs to look for changes all day, and what a commit pays to be heard."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop_crm.database import announcing, session, watching
from desktop_crm.database.watching import PollingWatch
from tests.bench import databases
from tests.bench.measuring import Row, cpu

LOOKS = 2_000
SLEEPS = 200


def listening(path: Path) -> Iterator[Row]:
    """A window that nobody touches looks for changes: share of one processor, waking up included."""
    with databases.opened(path):
        # Its own thread sleeps meanwhile, however long this takes: a look of its would hear what we are told.
        watch = PollingWatch(session.current(), lambda _names: None, every=threading.TIMEOUT_MAX)
        watch.start()
        watch.look()
        looked = cpu(lambda: [watch.look() for _time in range(LOOKS)]) / LOOKS
        woken = cpu(lambda: [time.sleep(0.001) for _time in range(SLEEPS)]) / SLEEPS
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            heard = cpu(lambda: [_change_and_look(other, watch) for _time in range(SLEEPS)]) / SLEEPS
        watch.stop()
    yield Row("one look for changes of others, nothing new", looked, None)
    yield Row("somebody's commit written, heard and compared", heard, None)
    share = (looked + woken) / (watching.EVERY * 10)
    yield Row("looking for changes of others all day", share, None, "% CPU", bound=0.1)


def _change_and_look(other: sqlite3.Connection, watch: PollingWatch) -> None:
    other.execute(announcing.COUNT, ("contact",)).fetchall()
    assert watch.look() == {"contact"}
