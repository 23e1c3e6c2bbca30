"""Every part of the soak and how much of it is short (with the tests), usual and full."""

from __future__ import annotations

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.bench import paper_rows
from tests.billing.documents import designs
from tests.billing.documents.languages import PAPER_LANGUAGES
from tests.faults import (
    apart,
    clocks,
    copying,
    crowd,
    disk,
    encrypted,
    killing,
    model,
    moves,
    outage,
    servers,
    spoiled,
    there,
    three,
)
from tests.judges import verapdf

Result = tuple[list[str], Mapping[str, int]]
Run = Callable[[Path, int, int], Result]
"""In this folder so many with this seed: what is wrong, and how much of what was tried."""


@dataclass(frozen=True)
class Part:
    run: Run
    short: int
    usual: int
    full: int

    def count(self, *, short: bool, full: bool) -> int:
        return self.short if short else self.full if full else self.usual


def _at_once(processes: int) -> Run:
    def run(folder: Path, count: int, seed: int) -> Result:
        wrong = killing.many_at_once(folder, processes, count, seed)
        return wrong, {"processes": processes, "invoices": processes * count}

    return run


def _apart(module: str) -> Run:
    """A module that needs a process of its own."""

    def run(folder: Path, count: int, seed: int) -> Result:
        return apart.run(module, folder, count, seed)

    return run


def _watched(module: str) -> Run:
    """A module that needs the watched disk, where there is one."""

    def run(folder: Path, count: int, seed: int) -> Result:
        if missing := disk.why_not():
            return [], {f"tried: {missing}": 0}
        return disk.tried(module, folder, count, seed)

    return run


def _memory(_folder: Path, count: int, _seed: int) -> Result:
    row = paper_rows.memory(count)
    return ([] if row.holds else [f"grew by {row.ours:.1f} MB"]), {
        "papers": count,
        "kB": int(row.ours * 1000),
    }


def _designs(_folder: Path, count: int, seed: int) -> Result:
    """Every kind of paper in every design, size and language, and what veraPDF says of each."""
    languages = random.Random(seed).sample(PAPER_LANGUAGES, min(count, len(PAPER_LANGUAGES)))
    wrong, told = list[str](), Counter[str]()
    for language in languages:
        made = dict(designs.matrix((language,)))
        told["papers"] += len(made)
        wrong += [f"{name}: {fault}" for name, faults in verapdf.faults(made).items() for fault in faults]
    return wrong, told


def _shares(_folder: Path, count: int, _seed: int) -> Result:
    """Mounts of one folder whose locks or reads do not cross, and some whose do: the trials of the tests."""
    wrong, told = list[str](), Counter[str]()
    for _n in range(count):
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/database/test_shares.py"],
            cwd=apart.ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        told["trials"] += 1
        told["of them skipped"] += "skipped" in done.stdout
        if done.returncode:
            wrong.append(done.stdout[-2_000:])
    return wrong, told


PARTS: dict[str, Part] = {
    "two": Part(_at_once(2), 25, 200, 2_000),
    "eight": Part(_at_once(8), 5, 50, 500),
    "kills": Part(_watched("tests.faults.victims"), 100, 1_000, 10_000),
    "disk": Part(_watched("tests.faults.crashing"), 1, 60, 600),
    "encrypted": Part(encrypted.run, 20, 400, 2_000),
    "power": Part(_watched("tests.faults.power"), 100, 1_000, 5_000),
    "files": Part(spoiled.run, 200, 1_000, 5_000),
    "hostile": Part(_apart("tests.faults.hostile"), 6, 300, 3_000),
    "copies": Part(copying.run, 3, 50, 500),
    "crowd": Part(crowd.run, 3, 60, 600),
    "clocks": Part(clocks.run, 60, 1_000, 10_000),
    "three": Part(three.run, 5, 200, 2_000),
    "server": Part(servers.three_people, 1, 50, 2_000),
    "clients": Part(servers.kills, 100, 200, 10_000),
    "server-copies": Part(servers.copies, 2, 20, 100),
    "moves": Part(moves.run, 4, 60, 1_000),
    "there": Part(there.run, 10_000, 100_000, 1_000_000),
    "crash": Part(servers.crashes, 2, 30, 300),
    "outage": Part(outage.run, 10, 60, 60),
    "shares": Part(_shares, 1, 3, 30),
    "model": Part(model.run, 8, 300, 3_000),
    "designs": Part(_designs, 1, 10, 10),
    "memory": Part(_memory, 200, 1_000, 10_000),
}
