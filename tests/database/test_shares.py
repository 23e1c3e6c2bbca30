"""Real programs on real mounts: each mount of one folder is a computer with locks and a cache of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.faults import firms
from tests.fixtures.shares import FORWARDING, FRESH, STALE, Mount

AT_MOST = 5.0
"""Seconds after which nobody may write any more where it is not safe."""


class Client:
    """A running program and what it told so far."""

    def __init__(self, path: Path, name: str, seconds: float) -> None:
        self.told: list[dict[str, Any]] = []
        words = [sys.executable, "-m", "tests.database.share_client", str(path), name, str(seconds)]
        home = path.parent.parent / f"home of {name}"
        environ = {**os.environ, "DESKTOP_CRM_HOME": str(home)}
        self.process = subprocess.Popen(words, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.told.extend(json.loads(line) for line in self.process.stdout)

    def wait_for(self, event: str, count: int = 1) -> None:
        give_up = time.monotonic() + 120
        while len(self.all(event)) < count:
            assert time.monotonic() < give_up, self.told
            assert self.process.poll() in (None, 0), self.told
            time.sleep(0.02)

    def end(self) -> None:
        assert self.process.wait(120) == 0
        self._reader.join()

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        if self.process.stdout is not None:
            self.process.stdout.close()

    def all(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.told if each["event"] == event]

    @property
    def issued(self) -> set[str]:
        return {each["number"] for each in self.all("issued")}


Start = Callable[[Path, str, float], Client]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Client] = []

    def run(path: Path, name: str, seconds: float) -> Client:
        running.append(Client(path, name, seconds))
        return running[-1]

    yield run
    for each in running:
        each.stop()


@pytest.mark.parametrize("serves", [False, True], ids=["two computers", "one that serves the folder"])
def test_where_locks_do_not_cross_both_only_read_and_the_second_issues_nothing(
    mount: Mount, start: Start, tmp_path: Path, serves: bool
) -> None:
    first = tmp_path / "served" if serves else mount("a")
    second = mount("b")
    firms.make(first / "firm.crm")
    ana = start(first / "firm.crm", "Ana", 9)
    ana.wait_for("issued", 3)
    bruno = start(second / "firm.crm", "Bruno", 5)
    bruno.end()
    ana.end()
    (came,), (opened,) = bruno.all("opening"), bruno.all("open")
    assert opened["profile"] == "share"
    assert "locks of this folder do not reach" in opened["refusal"]
    assert bruno.issued == set()
    (left,) = bruno.all("closed")
    meanwhile = [each["at"] for each in ana.all("issued") if came["at"] < each["at"] < left["at"]]
    assert max(meanwhile, default=0) < came["at"] + AT_MOST
    assert any("locks of this folder do not reach" in each["why"] for each in ana.all("refused"))
    assert firms.faults(first / "firm.crm", ana.issued) == []
    assert firms.count(first / "firm.crm") == len(ana.issued)


def test_where_reads_come_from_a_cache_the_second_issues_nothing(mount: Mount, start: Start) -> None:
    first, second = mount("a", *FORWARDING, *FRESH), mount("b", *FORWARDING, *STALE)
    firms.make(first / "firm.crm")
    ana = start(first / "firm.crm", "Ana", 8)
    ana.wait_for("issued", 3)
    bruno = start(second / "firm.crm", "Bruno", 4)
    bruno.end()
    ana.end()
    assert bruno.issued == set()
    assert any("does not become visible here" in each["why"] for each in bruno.all("refused"))
    assert not ana.all("refused")
    assert firms.faults(first / "firm.crm", ana.issued) == []
    assert firms.count(first / "firm.crm") == len(ana.issued)


@pytest.mark.parametrize("mounts", [1, 3], ids=["one mount", "three whose locks cross"])
def test_where_locks_cross_all_go_on_also_when_one_is_killed(mount: Mount, start: Start, mounts: int) -> None:
    folders = [mount(name, *FORWARDING, *FRESH) for name in "abc"] if mounts > 1 else [mount("a")] * 3
    path = folders[0] / "firm.crm"
    firms.make(path)
    ana, bruno, victim = (
        start(folder / "firm.crm", name, seconds)
        for folder, name, seconds in zip(folders, ("Ana", "Bruno", "Zoe"), (6, 6, 60), strict=True)
    )
    victim.wait_for("issued", 3)
    victim.process.send_signal(signal.SIGKILL)
    killed = time.monotonic()
    for each in (ana, bruno):
        each.end()
        assert each.all("refused") == []
        assert [line for line in each.all("issued") if line["at"] > killed]
    victim.stop()
    promised = ana.issued | bruno.issued | victim.issued
    assert len(promised) == sum(len(each.all("issued")) for each in (ana, bruno, victim))
    assert firms.faults(path, promised) == []
    assert firms.count(path) - len(promised) in (0, 1)  # what was committed but not told any more
    assert os.listdir(folders[0]) == ["firm.crm"]
