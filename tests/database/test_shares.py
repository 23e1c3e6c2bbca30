"""Real programs on real mounts: each mount of one folder is a computer with locks and a cache of its own."""

from __future__ import annotations

import json
import os
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

pytestmark = pytest.mark.slow

AT_MOST = 5.0
"""Seconds after which nobody may write any more where it is not safe."""


class Client:
    """A running program and what it told so far."""

    def __init__(self, path: Path, name: str) -> None:
        self.told: list[dict[str, Any]] = []
        words = [sys.executable, "-m", "tests.database.share_client", str(path), name]
        environ = {**os.environ, "DESKTOP_CRM_HOME": str(path.parent.parent / f"home of {name}")}
        self.process = subprocess.Popen(
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environ
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        self.told.extend(json.loads(line) for line in self.process.stdout)

    def wait_for(self, event: str, count: int = 1, *, since: float = 0.0) -> None:
        give_up = time.monotonic() + 120
        while len([each for each in self.all(event) if each["at"] > since]) < count:
            assert time.monotonic() < give_up, self.told
            assert self.process.poll() in (None, 0), self.told
            time.sleep(0.02)

    def end(self) -> None:
        """Let it close the file."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        assert self.process.wait(120) == 0
        self._reader.join()

    def stop(self) -> None:
        """Kill it."""
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def all(self, event: str) -> list[dict[str, Any]]:
        return [each for each in self.told if each["event"] == event]

    @property
    def issued(self) -> set[str]:
        return {each["number"] for each in self.all("issued")}

    def refusals(self) -> str:
        return "; ".join(each["why"] for each in self.all("refused"))


Start = Callable[[Path, str], Client]


@pytest.fixture
def start() -> Iterator[Start]:
    running: list[Client] = []

    def run(folder: Path, name: str) -> Client:
        running.append(Client(folder / "firm.crm", name))
        return running[-1]

    yield run
    for each in running:
        each.stop()


def check(folder: Path, *clients: Client) -> None:
    """All that was promised is there once, and nothing else but what a killed one could not tell."""
    promised = [each["number"] for client in clients for each in client.all("issued")]
    assert len(set(promised)) == len(promised)
    assert firms.faults(folder / "firm.crm", set(promised)) == []
    killed = sum(1 for client in clients if client.process.returncode)
    assert 0 <= firms.count(folder / "firm.crm") - len(promised) <= killed
    assert os.listdir(folder) == ["firm.crm"]


@pytest.mark.parametrize("serves", [False, True], ids=["two computers", "one that serves the folder"])
def test_where_locks_do_not_cross_both_only_read_and_the_second_issues_nothing(
    mount: Mount, start: Start, tmp_path: Path, serves: bool
) -> None:
    first = tmp_path / "served" if serves else mount("a")
    second = mount("b")
    firms.make(first / "firm.crm")
    ana = start(first, "Ana")
    ana.wait_for("issued", 3)
    bruno = start(second, "Bruno")
    bruno.wait_for("open")
    ana.wait_for("refused", since=bruno.all("open")[0]["at"])
    bruno.wait_for("refused", 5)
    bruno.end()
    (came,), (opened,), (left,) = bruno.all("opening"), bruno.all("open"), bruno.all("closed")
    ana.wait_for("issued", since=left["at"])
    ana.end()
    assert opened["profile"] == "share"
    assert "locks of this folder do not reach" in opened["refusal"]
    assert bruno.issued == set()
    meanwhile = [each["at"] for each in ana.all("issued") if came["at"] < each["at"] < left["at"]]
    assert max(meanwhile, default=0) < came["at"] + AT_MOST
    assert "locks of this folder do not reach" in ana.refusals()
    check(first, ana)


def test_where_reads_come_from_a_cache_the_second_issues_nothing(mount: Mount, start: Start) -> None:
    first, second = mount("a", *FORWARDING, *FRESH), mount("b", *FORWARDING, *STALE)
    firms.make(first / "firm.crm")
    ana = start(first, "Ana")
    ana.wait_for("issued", 3)
    bruno = start(second, "Bruno")
    bruno.wait_for("refused")
    bruno.end()
    ana.wait_for("issued", since=bruno.all("refused")[-1]["at"])
    ana.end()
    assert bruno.issued == set()
    assert "does not become visible here" in bruno.refusals()
    assert ana.refusals() == ""
    left = first / "firm.crm-journal"  # what the one who may not write cannot clear away, empty
    assert not left.exists() or left.stat().st_size == 0
    left.unlink(missing_ok=True)
    check(first, ana)


def test_a_folder_that_is_gone_for_a_while_refuses_in_words_and_takes_writes_again(
    mount: Mount, start: Start
) -> None:
    """The server dies: every call fails until somebody connects the folder again."""
    folder = mount("a")
    firms.make(folder / "firm.crm")
    ana = start(folder, "Ana")
    ana.wait_for("issued", 3)
    mount.kill(folder)
    ana.wait_for("refused", 10)
    time.sleep(1)
    mount("a")
    ana.wait_for("issued", 3, since=time.monotonic())
    ana.end()
    for each in ana.all("refused"):
        assert any(words in each["why"] for words in ("cannot be reached", "could not read or write")), each
    assert firms.faults(folder / "firm.crm", ana.issued) == []


def test_a_folder_that_does_not_answer_for_a_while_loses_nothing(mount: Mount, start: Start) -> None:
    """The server hangs: calls neither fail nor end until it goes on."""
    folder = mount("a")
    firms.make(folder / "firm.crm")
    ana = start(folder, "Ana")
    ana.wait_for("issued", 3)
    mount.stop(folder)
    time.sleep(6)
    mount.go_on(folder)
    ana.wait_for("issued", 3, since=time.monotonic() + 0.5)
    ana.end()
    check(folder, ana)


@pytest.mark.parametrize("mounts", [1, 3], ids=["one mount", "three whose locks cross"])
def test_where_locks_cross_all_go_on_also_when_one_is_killed(mount: Mount, start: Start, mounts: int) -> None:
    folders = [mount(name, *FORWARDING, *FRESH) for name in "abc"] if mounts > 1 else [mount("a")] * 3
    firms.make(folders[0] / "firm.crm")
    ana, bruno, zoe = (
        start(folder, name) for folder, name in zip(folders, ("Ana", "Bruno", "Zoe"), strict=True)
    )
    for each in (ana, bruno, zoe):
        each.wait_for("issued", 3)
    zoe.stop()
    killed = time.monotonic()
    for each in (ana, bruno):
        each.wait_for("issued", 5, since=killed)
    for each in (ana, bruno):
        each.end()
        assert each.refusals() == ""
    check(folders[0], ana, bruno, zoe)
