"""The same on PostgreSQL: three people at once, clients that are killed, and a server that is.

The server is a throw-away one with everything on that keeps what was acknowledged. The postmaster and all
its processes are killed at random instants and started again; clients repeat a click until it is done.
"""

from __future__ import annotations

import atexit
import os
import random
import shutil
import time
from collections import Counter
from functools import cache
from itertools import count as counting
from pathlib import Path

from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import OWNER, Caller, local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import moving, opening
from tests.faults import copying, firms, three, victims
from tests.faults.killing import child, issue_once
from tests.faults.promises import Promise, read
from tests.fixtures.server import Cluster, make_cluster, program

_CLIENTS, _PATIENCE = 4, 60.0
_numbers = counting(1)
_KEEPS = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


def why_not() -> str | None:
    """What is missing on this machine, or None."""
    if program("postgres") is None or program("initdb") is None:
        return "PostgreSQL is not installed"
    try:
        import psycopg  # noqa: F401
    except ImportError:
        return "psycopg is not installed"
    return None


@cache
def running() -> Cluster:
    """The server of this process, gone with it."""
    cluster = make_cluster(**_KEEPS)
    owner = os.getpid()

    def end() -> None:
        if os.getpid() == owner:  # not in those that were forked
            cluster.stop()
            shutil.rmtree(cluster.folder, ignore_errors=True)

    atexit.register(end)
    return cluster


class Databases:
    """Firms on the server: copies of one that was moved there."""

    def __init__(self, folder: Path) -> None:
        self._cluster, self._template, file = running(), f"template_{next(_numbers)}", folder / "template.crm"
        firms.make(file)
        moving.copy(local_caller(), file, self._cluster.create(self._template))

    def fresh(self) -> ServerAddress:
        name = f"firm_{next(_numbers)}"
        self._cluster.execute("postgres", f"CREATE DATABASE {name} TEMPLATE {self._template}")
        return self._cluster.address(name)

    def away(self, place: ServerAddress) -> None:
        self._cluster.execute("postgres", f"DROP DATABASE {place.database} WITH (FORCE)")


def three_people(folder: Path, runs: int, seed: int) -> tuple[list[str], dict[str, int]]:
    """`three` on a server."""
    if missing := why_not():
        return [], {f"tried: {missing}": 0}
    return three.run(folder, runs, seed, Databases(folder))


def kills(folder: Path, count: int, seed: int) -> tuple[list[str], dict[str, int]]:
    """So many clients are killed at random instants of their work on a server."""
    if missing := why_not():
        return [], {f"tried: {missing}": 0}
    dying = victims.Victims(folder, seed, Databases(folder), None)
    dying.die(count)
    return dying.wrong, dict(dying.told)


def copies(folder: Path, count: int, seed: int) -> tuple[list[str], dict[str, int]]:
    """`copying` of firms on a server. What this computer keeps for them lies in the trial's folder."""
    if missing := why_not():
        return [], {f"tried: {missing}": 0}
    before = os.environ.get("DESKTOP_CRM_HOME")
    os.environ["DESKTOP_CRM_HOME"] = str(folder / "home")
    try:
        return copying.run(folder, count, seed, Databases(folder))
    finally:
        os.environ.pop("DESKTOP_CRM_HOME")
        if before is not None:
            os.environ["DESKTOP_CRM_HOME"] = before


def crashes(folder: Path, count: int, seed: int) -> tuple[list[str], dict[str, int]]:
    """The server is killed so many times while four people issue."""
    if missing := why_not():
        return [], {f"tried: {missing}": 0}
    rng, told = random.Random(seed), Counter[str]()
    cluster = running()
    place = Databases(folder).fresh()
    clients = [_Client(place, number) for number in range(_CLIENTS)]
    for _n in range(count):
        time.sleep(rng.uniform(0.1, 1.0))
        cluster.kill()
        told["crashes"] += 1
        cluster.start()
    time.sleep(1)
    wrong = [problem for client in clients for problem in client.end(told)]
    wrong += _look(place, [promise for client in clients for promise in client.promised])
    return wrong, dict(told)


class _Client:
    """Somebody who issues one invoice after the other and repeats a click until it is done."""

    def __init__(self, place: ServerAddress, number: int) -> None:
        self._ends, theirs = os.pipe()
        listening, self._stop = os.pipe()
        self.promised: list[Promise] = []

        def work() -> None:
            os.close(self._stop)
            os.set_blocking(listening, False)
            _issue_until_told(place, number, theirs, listening)

        self._process = child(work)
        os.close(theirs)
        os.close(listening)

    def end(self, told: Counter[str]) -> list[str]:
        """Let it finish its click; what it promised is known then."""
        os.write(self._stop, b"x")
        with os.fdopen(self._ends, "rb") as pipe:
            said = pipe.read().decode()
        _ended, status = os.waitpid(self._process, 0)
        os.close(self._stop)
        self.promised = read(said)
        told["invoices"] += len([each for each in self.promised if each.what == "an invoice"])
        told["refusals in words"] += len([each for each in self.promised if each.what == "refused"])
        self.promised = [each for each in self.promised if each.what != "refused"]
        return [f"a client ended with {status}"] if status else []


def _issue_until_told(place: ServerAddress, number: int, tell: int, stop: int) -> None:
    caller = Caller(f"Client {number}", OWNER, "en", "computer")
    firm = opening.open_workspace(place)
    click = 0
    while True:
        click += 1
        deadline = time.monotonic() + _PATIENCE
        while True:
            try:
                done = issue_once(caller, f"{number}-{click}")
                break
            except UserError as refusal:
                os.write(tell, Promise("refused", "", (), str(refusal)).line().encode() + b"\n")
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)
        sql = "SELECT number_text FROM document WHERE internal_notes = ?"
        promise = Promise("an invoice", sql, (f"draft:{number}-{click}",), done)
        os.write(tell, promise.line().encode() + b"\n")
        try:
            if os.read(stop, 1):
                firm.close()
                return
        except BlockingIOError:
            continue


def _look(place: ServerAddress, promised: list[Promise]) -> list[str]:
    firm = opening.open_workspace(place)
    try:
        return firms.faults_of_open(local_caller(), promises=promised)
    finally:
        firm.close()
