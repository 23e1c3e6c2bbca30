"""python -m tests.faults.moves FOLDER COUNT SEED: firms that move to a server or back, and what can happen.

One firm after the other moves (or is copied) from its file to a server or back, while one person works where
it was and another one tries where it goes to. The mover is killed at a random instant, at a change of a file
or half way in a write; or the server dies, or the disk at the target is full. Then somebody opens either
place and finishes the move or takes it back, and is killed at that, too, from time to time. In the end
exactly one place takes changes, everything that was acknowledged is in it, and nothing is left of the rest.
"""

from __future__ import annotations

import errno
import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from desktop_crm.database.connection import raw
from desktop_crm.database.sides import side_of
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import moving, opening
from desktop_crm.workspace.places import Place
from tests.faults import disk, firms, movers, promises, servers, small_disks
from tests.faults.disk import FULL, KILL, ONCE, TORN, Disk
from tests.faults.killing import child
from tests.faults.places import Files
from tests.faults.promises import Promise
from tests.faults.small_disks import SmallDisk

ANY_MOMENT, AT_A_CALL, TORN_WRITE, SERVER, FULL_DISK = (
    "at any moment", "at a call", "half way in a write", "the server died", "a full disk",
)  # fmt: skip
_HOW = {ANY_MOMENT: ONCE, AT_A_CALL: KILL, TORN_WRITE: TORN, FULL_DISK: FULL}
_SMALL = (7_600, 11_500)
"""Kilobytes of a disk of the server on which a firm has no room, mostly."""
_MOST_AGAIN = 3
"""How often somebody who finishes a move or takes it back may be killed at that."""


@dataclass
class _Pair:
    """A firm, where it goes, and in which folder the file of the two lies."""

    source: Place
    target: Place
    folder: Path
    small: SmallDisk | None = None
    """The disk of the target on the server, where that is to run full."""

    @property
    def name(self) -> str:
        return "to a server" if isinstance(self.source, Path) else "to a file"


@dataclass
class Moves:
    """Everything that is tried, one firm after the other."""

    folder: Path
    seed: int
    disk: Disk | None
    wrong: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)
        for name in ("files", "server"):
            (self.folder / name).mkdir()
        self.files, self.databases = (
            Files(self.folder / "files"),
            servers.Databases(self.folder / "server"),
        )
        self.numbers = 0
        self.kinds = [ANY_MOMENT, SERVER, *([AT_A_CALL, TORN_WRITE, FULL_DISK] if self.disk else [])]
        self.length = {name: self._measure(name) for name in ("to a server", "to a file")}

    def run(self, count: int) -> None:
        for number in range(count):
            self._trial(number)
            if number % 100 == 99:
                print(f"         {number + 1:,} moves, {len(self.wrong)} wrong", file=sys.stderr, flush=True)
            if len(self.wrong) > 10:
                break

    def _pair(self, name: str, kind: str = "") -> _Pair:
        self.numbers += 1
        if name == "to a server":
            file = self.files.fresh()
            if kind == FULL_DISK and small_disks.is_possible():
                size = self.rng.randint(*_SMALL)
                small, address = small_disks.make(servers.running(), f"small_{self.numbers}", size)
                return _Pair(file, address, file.parent, small)
            return _Pair(file, servers.running().create(f"arrives_{self.numbers}"), file.parent)
        folder = self.folder / f"arrives-{self.numbers}"
        folder.mkdir()
        return _Pair(self.databases.fresh(), folder / "firm.crm", folder)

    def _away(self, pair: _Pair) -> None:
        for place in (pair.source, pair.target):
            if not isinstance(place, Path):
                self.databases.away(place)
        if pair.small is not None:
            pair.small.away()
        shutil.rmtree(pair.folder)

    def _measure(self, name: str) -> tuple[int, float]:
        """Changes of files and seconds of an ordinary move; everything is loaded afterwards."""
        pair = self._pair(name)
        if self.disk:
            self.disk.watch(pair.folder)
        began = time.monotonic()
        moving.move(local_caller(), pair.source, pair.target)
        seconds, calls = time.monotonic() - began, self.disk.count if self.disk else 0
        if self.disk:
            self.disk.rest()
        firms.faults(pair.target)
        self._away(pair)
        return calls, seconds

    # One move

    def _trial(self, number: int) -> None:
        name, kind = self.rng.choice(("to a server", "to a file")), self.rng.choice(self.kinds)
        act = "copy" if self.rng.random() < 0.3 else "move"
        pair = self._pair(name, kind)
        people = movers.People(pair.source, pair.target, pair.folder)
        before: list[Promise] = []
        try:
            people.begin()
            people.wait()
            before = people.promised()
            is_done = self._die(pair, kind, act)
            if act == "move":
                self._settle(pair, is_done=is_done)
            people.wait_for_more()
        finally:
            refused = people.end()
        self.told[f"{act}: {kind}"] += 1
        self.told["refusals told to who works"] += refused
        found = list(people.wrong)
        if not found:
            found = self._look(pair, before, people) if act == "move" else self._compare(pair, before, people)
        self.told["promises"] += len(people.promised())
        if found:
            self.wrong += [f"{number}, {act} {name}, {kind}: {each}" for each in found]
            shutil.copytree(pair.folder, self.folder / f"failed-{number}")
        self._away(pair)

    def _die(self, pair: _Pair, kind: str, act: str) -> bool:
        """Move, or copy, and die at it; whether it was acknowledged."""
        verb = moving.copy if act == "copy" else moving.move
        return self._do(pair, kind, lambda: verb(local_caller(), pair.source, pair.target))

    def _do(self, pair: _Pair, kind: str, work: Callable[[], object]) -> bool:
        calls, seconds = self.length[pair.name]
        listening, tell = os.pipe()

        def act() -> None:
            if self.disk and pair.small is None and kind in (AT_A_CALL, TORN_WRITE, FULL_DISK):
                self.disk.watch(pair.folder)
                at = self.rng.randint(1, max(1, calls))
                self.disk.fail(at, errno.ENOSPC if kind == FULL_DISK else 0, _HOW[kind])
            try:
                work()
            except UserError as refusal:
                os.write(tell, f"refused {refusal}\n".encode())
            else:
                os.write(tell, b"done\n")

        at = self.rng.uniform(0, seconds * 1.2)  # drawn here: a child's draws are not ours
        self.rng.random()
        worker = child(act)
        os.close(tell)
        if kind == ANY_MOMENT:
            time.sleep(at)
            os.kill(worker, signal.SIGKILL)
        elif kind == SERVER:
            time.sleep(at)
            servers.running().kill()
            servers.running().start()
        with os.fdopen(listening, "rb") as pipe:
            said = pipe.read().decode()
        _ended, status = os.waitpid(worker, 0)
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            self.wrong.append(f"{pair.name}, {kind}: it ended with {os.WEXITSTATUS(status)}")
        self.told["killed" if os.WIFSIGNALED(status) else said.split(" ")[0].strip()] += 1
        return said.startswith("done")

    def _settle(self, pair: _Pair, *, is_done: bool) -> None:
        """Somebody opens one of the places and does what it offers; at last without being killed."""
        for again in range(_MOST_AGAIN + 1):
            marked = [place for place in (pair.source, pair.target) if self._is_open_to(place)]
            if not marked:
                return
            here = self.rng.choice(marked)
            verb = self.rng.choice((moving.finish, moving.undo))
            kind = ANY_MOMENT if again < _MOST_AGAIN and self.rng.random() < 0.5 else ""
            told = self._do(pair, kind, partial(verb, local_caller(), here))
            self.told[verb.__name__] += told
        for place in (pair.source, pair.target):
            for verb in (moving.finish, moving.undo):
                try:
                    verb(local_caller(), place)
                except UserError:
                    continue
                self.told["in the end"] += 1
                return

    def _is_open_to(self, place: Place) -> bool:
        """Whether the place offers to finish a move or to take it back."""
        seen = side_of(place).look()
        return seen.mark is not None and seen.mark.refuses

    # What must be true

    def _look(self, pair: _Pair, before: list[Promise], people: movers.People) -> list[str]:
        live = [place for place in self._there(pair) if not self._is_open_to(place)]
        if len(live) != 1:
            return [f"{len(live)} places take changes"]
        self.told["lives where it went" if live == [pair.target] else "lives where it was"] += 1
        return firms.faults(live[0], promises=before + people.promised()) + self._left(pair, None)

    def _compare(self, pair: _Pair, before: list[Promise], people: movers.People) -> list[str]:
        """The firm is as it was, and a copy, if it is there, is whole."""
        wrong = firms.faults(pair.source, promises=people.promised(0))
        if pair.target in self._there(pair):
            self.told["copies that are there"] += 1
            copied = before + people.promised(1)
            wrong += [f"the copy: {each}" for each in firms.faults(pair.target, promises=copied)]
        return wrong + self._left(pair, before)

    def _there(self, pair: _Pair) -> list[Place]:
        return [place for place in (pair.source, pair.target) if side_of(place).look().is_there]

    def _left(self, pair: _Pair, before: list[Promise] | None) -> list[str]:
        """Parts of files: none after a move; after a copy none that could be taken for a firm."""
        parts = [path for path in pair.folder.iterdir() if ".part" in path.name]
        if before is None:
            return [f"{path.name} was left behind" for path in parts]
        return [problem for path in parts if path.suffix == ".part" for problem in _taken(path, before)]


def _taken(part: Path, before: list[Promise]) -> list[str]:
    """What is wrong with a part that opens like a firm: it is whole, empty, or says that it is none."""
    try:
        workspace = opening.open_workspace(part)
    except UserError:
        return []
    try:
        is_empty = raw().execute("SELECT count(*) FROM contact").fetchone()[0] == 0
        if workspace.mark is not None or is_empty:
            return []
        return [f"{part.name}: {each}" for each in firms.faults_of_open(local_caller(), promises=before)]
    finally:
        workspace.close()


def run(folder: Path, count: int, seed: int) -> promises.Result:
    """So many moves; with the watched disk in a process of its own where there is one."""
    if missing := servers.why_not():
        return [], {f"tried: {missing}": 0}
    if disk.why_not() is None:
        return disk.tried("tests.faults.moves", folder, count, seed)
    moves = Moves(folder, seed, None)
    moves.run(count)
    return moves.wrong, dict(moves.told)


def main() -> None:
    moves = Moves(Path(sys.argv[1]), int(sys.argv[3]), Disk())
    moves.run(int(sys.argv[2]))
    print(json.dumps({"wrong": moves.wrong, "told": moves.told}))


if __name__ == "__main__":
    main()
