"""Backups, one after the other, while several processes issue, pay, save, import and attach.

Each copy is whole, counts and heads of the chains are those that were told, what had been acknowledged before
it began is in it, and the drill that restores it finds a firm.
"""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.database import backup
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import OWNER, Caller, local_caller
from desktop_crm.workspace import backups, opening
from desktop_crm.workspace.backups import drill, making
from desktop_crm.workspace.opening import Workspace
from desktop_crm.workspace.places import Place
from tests.faults import firms, jobs, promises
from tests.faults.killing import child
from tests.faults.places import Files, Places
from tests.faults.promises import Promise

_WRITERS, _A_FIRM, _THINK = 3, 25, 0.02
"""How many write, how many copies are made of a firm before there is a new one, seconds between two acts."""
_SEAL = "SELECT 1 FROM document d JOIN number_series s ON s.id = d.series_id WHERE s.kind = ? AND d.hash = ?"


@dataclass
class _Writer:
    """A process that works until `stop` is there; what it acknowledged is a line in `said`, at once."""

    place: Place
    folder: Path
    number: int
    seed: str

    @property
    def said(self) -> Path:
        return self.folder / f"said-{self.number}"

    @property
    def stop(self) -> Path:
        return self.folder / "stop"

    def begin(self) -> int:
        self.said.touch()
        return child(self._work)

    def _work(self) -> None:
        caller = Caller(f"Writer {self.number}", OWNER, "en", f"computer {self.number}")
        rng, act = random.Random(f"{self.seed} {self.number}"), 0
        tell = os.open(self.said, os.O_WRONLY | os.O_APPEND)
        firm = opening.open_workspace(self.place)
        while not self.stop.exists():
            key = f"w{self.number}-{act}"
            desk = jobs.Desk(
                caller, firm, self.folder, key, rng, lambda each: os.write(tell, each.line().encode() + b"\n")
            )
            rng.choice(jobs.WRITING)(desk)
            act += 1
            time.sleep(rng.uniform(0, 2 * _THINK))
        firm.close()

    def promised(self) -> list[Promise]:
        return promises.read(self.said.read_text())


@dataclass
class _Trial:
    """One firm, its writers and so many copies of it."""

    place: Place
    folder: Path
    seed: str
    wrong: list[str]
    told: Counter[str]

    def run(self, copies: int) -> None:
        self.folder.mkdir()
        writers = [_Writer(self.place, self.folder, number, self.seed) for number in range(_WRITERS)]
        running = [writer.begin() for writer in writers]
        try:
            self._wait(writers)
            for number in range(copies):
                self._copy(number, writers)
        finally:
            writers[0].stop.touch()
            ended = [os.waitpid(process, 0)[1] for process in running]
        self.wrong += [f"writer {n} ended with {status}" for n, status in enumerate(ended) if status]
        promised = [each for writer in writers for each in writer.promised()]
        self.told["promises"] += len(promised)
        self.wrong += [f"the firm itself: {fault}" for fault in firms.faults(self.place, promises=promised)]

    def _wait(self, writers: Sequence[_Writer]) -> None:
        deadline = time.monotonic() + 60
        while not all(writer.promised() for writer in writers) and time.monotonic() < deadline:
            time.sleep(0.01)

    def _copy(self, number: int, writers: Sequence[_Writer]) -> None:
        before = [each for writer in writers for each in writer.promised()]
        firm = opening.open_workspace(self.place)
        try:
            made = backups.back_up_daily(local_caller(), firm)
            lost = self._lost_heads(made)
            drilled = drill.run(local_caller(), firm.path)
        finally:
            firm.close()
        while_made = sum(len(writer.promised()) for writer in writers) - len(before)
        self.told["copies"] += 1
        self.told["of them with writes meanwhile"] += while_made > 0
        problems = [f"the head of {kind} was never there" for kind in lost]
        if drilled.problem or drilled.backup != made.path.name or not drilled.noted:
            problems.append(f"the drill of {drilled.backup}: {drilled.problem or 'of another one'}")
        self.wrong += [f"copy {number}: {each}" for each in problems + _faults(made, before)]

    def _lost_heads(self, made: making.Made) -> list[str]:
        """Kinds of series whose last seal in the copy is that of no paper of the firm."""
        heads = made.heads.items()
        return [kind for kind, seal in heads if raw().execute(_SEAL, (kind, seal)).fetchone() is None]


def _faults(made: making.Made, before: list[Promise]) -> list[str]:
    """What is wrong with a copy, looked at as a firm of its own."""
    verified = backup.verify_file(made.path)
    wrong = []
    if any(verified.counts.get(name) != rows for name, rows in made.counts.items()):
        wrong.append("it has other rows than were told")
    copy: Workspace = opening.open_workspace(made.path, read_only=True)
    try:
        return wrong + firms.faults_of_open(local_caller(), promises=before)
    finally:
        copy.close()


def run(folder: Path, count: int, seed: int, places: Places | None = None) -> promises.Result:
    """So many copies, of a new firm after every twenty-five."""
    places = places or Files(folder)
    wrong, told = list[str](), Counter[str]()
    for number, begin in enumerate(range(0, count, _A_FIRM)):
        place = places.fresh()
        trial = _Trial(place, folder / f"round-{number}", f"{seed} {number}", wrong, told)
        trial.run(min(_A_FIRM, count - begin))
        places.away(place)
        if len(wrong) > 20:
            break
    return wrong, dict(told)
