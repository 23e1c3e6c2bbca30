"""Backups: a large firm is copied, checked from end to end and noted while others write."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from desktop_crm.database import backup
from desktop_crm.database.engine import connect
from tests.bench import databases
from tests.bench.measuring import Row, by_the_clock
from tests.conftest import ROOT

WRITERS = 2
_WRITER = """
import sys, time
from pathlib import Path
from tests.faults import firms
with firms.opened(Path(sys.argv[1])) as caller:
    print("in", flush=True)
    number, longest = 0, 0.0
    while not Path(sys.argv[3]).exists():
        number += 1
        started = time.perf_counter()
        firms.issue(caller, f"{sys.argv[2]}-{number}")
        longest = max(longest, time.perf_counter() - started)
        time.sleep(0.2)
    print(number, longest, flush=True)
"""


def backing_up(folder: Path, documents: int = 50_000, *, rounds: int = 3) -> Iterator[Row]:
    """The best of some rounds while two programs issue five invoices a second each; the floor only copies.

    Each copy must verify, and hold at least what was there when it began.
    """
    path = databases.made(folder / "backups.db", max(10, documents // 50), documents)
    times, floors = [], []
    with by_the_clock() as clock, writing(path, folder / "stop") as told:
        for number in range(rounds):
            least = _documents(path)
            started = time.perf_counter()
            made = backup.back_up(path, folder / f"copy{number}.db")
            times.append(time.perf_counter() - started)
            assert made.counts["document"] >= least
            started = time.perf_counter()
            target = _empty(folder / f"raw{number}.db")
            with closing(connect(path, mode="ro")) as reading, closing(target) as raw:
                reading.backup(raw)
            floors.append(time.perf_counter() - started)
    issued = sum(number for number, _longest in told)
    assert issued > 0
    label = f"backup of {documents:,} documents while others write"
    yield Row(f"{label}, beside the copy alone", min(times), min(floors), "s")
    yield Row(label, min(times), None, "s", bound=5.0, slowed=clock.slowed)
    wait = max(longest for _number, longest in told)
    label = "longest wait of somebody who issues meanwhile"
    yield Row(label, wait, None, "s", bound=10.0, slowed=clock.slowed)


def _documents(path: Path) -> int:
    with closing(connect(path, mode="ro")) as connection:
        return int(connection.execute("SELECT count(*) FROM document").fetchone()[0])


def _empty(path: Path) -> sqlite3.Connection:
    path.touch()
    return connect(path)


@contextmanager
def writing(path: Path, stop: Path, writers: int = WRITERS) -> Iterator[list[tuple[int, float]]]:
    """Other programs issue invoices; how many each and its longest wait, once they have stopped."""
    told: list[tuple[int, float]] = []
    running = [
        subprocess.Popen(
            [sys.executable, "-c", _WRITER, str(path), f"w{number}", str(stop)],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )
        for number in range(writers)
    ]  # fmt: skip
    try:
        for each in running:
            assert each.stdout is not None and each.stdout.readline() == "in\n"
        yield told
        stop.touch()
        for each in running:
            out, _nothing = each.communicate(timeout=120)
            number, longest = out.split()
            told.append((int(number), float(longest)))
            assert each.returncode == 0
    finally:
        for each in running:
            if each.poll() is None:
                each.kill()
                each.communicate()
