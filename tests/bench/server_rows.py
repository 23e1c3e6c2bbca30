"""The second engine: moving there, issuing there, and an office of a hundred people at once."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import local_caller
from desktop_crm.workspace import opening
from tests.bench import databases, writing_rows
from tests.bench.measuring import Row, by_the_clock, median, percentile, say
from tests.fixtures.server import make_cluster, program

CLIENTS, PROCESSES, SECONDS = 100, 4, 30
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on", "autovacuum": "on"}


def on_a_server(folder: Path, contacts: int, documents: int) -> Iterator[Row]:
    """A firm of some 300,000 rows moves to a server that keeps its promises on the disk; then it is used."""
    if program("postgres") is None:
        say("PostgreSQL is not installed: the server is left out")
        return
    path = databases.made(folder / "moving.db", contacts, documents)
    place = Path(tempfile.mkdtemp(prefix="bench-pg-", dir=folder))
    folder.chmod(0o755)
    cluster = make_cluster(place, **DURABLE)
    try:
        address = cluster.create("bench")
        yield from _moving(path, address)
        yield from _issuing(path, address)
        yield from _office(address)
    finally:
        cluster.stop()
        shutil.rmtree(place, ignore_errors=True)
        path.unlink()


_MOVE = """
import json, sys, time
from pathlib import Path
from desktop_crm.database.server import engine
from desktop_crm.database.server.address import parse
from desktop_crm.values.caller import local_caller
from desktop_crm.workspace import moving

def memory():  # its own peak: what getrusage says begins with that of the process that started this one
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))

start = time.perf_counter()
moved = moving.copy(local_caller(), Path(sys.argv[1]), parse(sys.argv[2]))
print(json.dumps([moved.rows, time.perf_counter() - start, memory()]))
"""


def _moving(path: Path, address: ServerAddress) -> Iterator[Row]:
    """In a process of its own, whose memory is that of the move alone."""
    command = [sys.executable, "-c", _MOVE, str(path), str(address)]
    with by_the_clock() as clock:
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    rows, seconds, most = json.loads(done.stdout)
    yield Row(
        f"move {rows:,} rows to a server and compare them, for 300,000", seconds * 300_000 / rows, None, "s",
        bound=60, slowed=clock.slowed,
    )  # fmt: skip
    yield Row("memory of the process that moves, at most", most, None, "MB", bound=200)


class _Raw:
    """psycopg itself with the few words that writing by hand needs."""

    def __init__(self, address: ServerAddress) -> None:
        self._under = psycopg.connect(
            **address.parameters,  # type: ignore[arg-type]
            autocommit=True,
            options="-c search_path=desktop_crm,public",
        )

    def execute(self, sql: str, values: Any = ()) -> Any:
        if "search_words" in sql:
            return None
        if sql == "BEGIN IMMEDIATE":
            sql = "BEGIN"
        if sql.startswith("INSERT INTO") and values and "(id, " in sql and values[0] is None:
            sql, values = sql.replace("(id, ", "(", 1).replace("(?, ", "(", 1), values[1:]
        return self._under.execute(sql.replace("?", "%s"), values or None)  # type: ignore[arg-type]

    def close(self) -> None:
        self._under.close()


def _issuing(path: Path, address: ServerAddress, rounds: int = 60) -> Iterator[Row]:
    workspace = opening.open_workspace(address)
    raw = _Raw(address)
    try:
        caller = local_caller()
        (customer,) = raw.execute(writing_rows.ANY_CUSTOMER).fetchone()
        draft = writing_rows.draft_for(customer)
        issued = writing_rows.issue(caller, draft)
        by_hand = writing_rows.ByHand(raw, raw, issued)
        ours = [_milliseconds(lambda: writing_rows.issue(caller, draft)) for _round in range(rounds)]
        by_hand.go_on()
        least = [_milliseconds(by_hand.issue) for _round in range(rounds)]
        raw.execute("SELECT setval('document_id_seq', (SELECT max(id) FROM document))")
        raw.execute(  # the next number and link lie behind those by hand
            "UPDATE number_series SET next_number = (SELECT max(number) + 1 FROM document d"
            " WHERE d.series_id = number_series.id) WHERE kind = 'invoice'"
        )
    finally:
        raw.close()
        workspace.close()
    yield Row("save and issue an invoice of 5 lines on a server", median(ours), median(least), "ms", bound=20)


def _milliseconds(work: Callable[[], object]) -> float:
    """By the clock: the server works in another process."""
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def _office(address: ServerAddress) -> Iterator[Row]:
    """A hundred people with two seconds to think: half read, the others save and issue."""
    words = [sys.executable, "-m", "tests.bench.server_client", str(address), str(CLIENTS // PROCESSES)]
    found: dict[str, list[float]] = defaultdict(list)
    with by_the_clock() as clock:
        running = [
            subprocess.Popen([*words, str(SECONDS), str(number)], stdout=subprocess.PIPE, text=True)
            for number in range(PROCESSES)
        ]
        for process in running:
            out, _err = process.communicate(timeout=SECONDS * 10)
            for kind, times in json.loads(out.splitlines()[-1]).items():
                found[kind] += times
    done = sum(len(found[kind]) for kind in ("read", "save", "issue"))
    say(f"{CLIENTS} people: {done} acts in {SECONDS} s, {len(found['issue'])} of them issued an invoice")
    yield Row(f"{CLIENTS} people at once: errors", float(len(found["errors"])), None, "errors", bound=0)
    for kind, bound in (("read", None), ("save", None), ("issue", 500)):
        label, p99 = f"{CLIENTS} people at once: {kind}, p99", percentile(found[kind], 0.99)
        yield Row(label, p99, None, "ms", bound, slowed=clock.slowed)
    label, p99 = f"{CLIENTS} people come within 2 s: issue, p99", percentile(found["arrival"], 0.99)
    yield Row(label, p99, None, "ms", slowed=clock.slowed)
