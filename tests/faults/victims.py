"""python -m tests.faults.victims FOLDER KILLS SEED [encrypted], with the shim of disk.c preloaded.

One process after the other is forked from this one, which has everything loaded, opens the firm, works
(`jobs`) and is killed: at a random instant, at a random change of a file, or when half of a write got
through. What it had acknowledged by then stays true for ever; nothing is half, doubled or skipped.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sys
import time
from collections import Counter
from pathlib import Path

from desktop_crm.values.caller import local_caller
from desktop_crm.workspace import opening
from desktop_crm.workspace.places import Place
from tests.faults import firms, promises
from tests.faults.disk import KILL, ONCE, TORN, Disk
from tests.faults.jobs import JOBS, Desk, some
from tests.faults.killing import child
from tests.faults.places import Files, Places
from tests.faults.promises import Promise

_JOBS_A_LIFE = 6
_LIVES_A_FIRM = 25
_HOW = {"at any moment": ONCE, "at a call": KILL, "half way in a write": TORN}


class Victims:
    """One firm after the other, each used up by some lives. Without a watched disk all die at any moment."""

    def __init__(self, folder: Path, seed: int, places: Places, disk: Disk | None) -> None:
        self.folder, self.seed, self.places, self.disk = folder, seed, places, disk
        self.place = folder / "place"
        self.kinds = [*_HOW] if disk else ["at any moment"]
        self.rng = random.Random(seed)
        self.wrong: list[str] = []
        self.told: Counter[str] = Counter()
        self.promised: list[Promise] = []
        self.firm: Place | None = None
        self._renew()
        self.calls, self.seconds = self._measure()
        self._renew()

    def _renew(self) -> None:
        if self.firm is not None:
            self.places.away(self.firm)
        self.firm = self.places.fresh()
        shutil.rmtree(self.place, ignore_errors=True)
        self.place.mkdir()
        self.promised.clear()

    def _opened(self) -> opening.Workspace:
        assert self.firm is not None
        return opening.open_workspace(self.firm)

    def _measure(self) -> tuple[int, float]:
        """Every job once here, so that it is loaded; then how many changes and how long a life has."""
        calls = 0
        if self.disk:
            self.disk.watch(self.folder)
        firm = self._opened()
        for place, job in enumerate(dict.fromkeys(JOBS)):
            job(self._desk(firm, f"warm-{place}", self.rng, self.promised.append))
        if self.disk:
            calls = self.disk.count * _JOBS_A_LIFE // len(set(JOBS))
            self.disk.rest()
        firm.close()
        began = time.monotonic()
        os.waitpid(child(lambda: self._live(-1, os.open(os.devnull, os.O_WRONLY), ONCE)), 0)
        return calls, time.monotonic() - began

    def _desk(self, firm: opening.Workspace, key: str, rng: random.Random, promise: promises.Keep) -> Desk:
        return Desk(local_caller(), firm, self.place, key, rng, promise)

    def _live(self, number: int, tell: int, how: int) -> None:
        rng = random.Random(f"{self.seed}-{number}")
        if self.disk and how != ONCE:
            self.disk.watch(self.folder)
            self.disk.fail(rng.randint(1, self.calls), 0, how)
        firm = self._opened()
        for place, job in some(rng, _JOBS_A_LIFE):
            desk = self._desk(
                firm, f"{number}-{place}", rng, lambda said: os.write(tell, said.line().encode() + b"\n")
            )
            job(desk)
        firm.close()

    def kill(self, number: int) -> None:
        kind = self.rng.choice(self.kinds)
        listening, tell = os.pipe()
        victim = child(lambda: self._live(number, tell, _HOW[kind]))
        os.close(tell)
        if _HOW[kind] == ONCE:
            time.sleep(self.rng.uniform(0, self.seconds))
            os.kill(victim, signal.SIGKILL)
        with os.fdopen(listening, "rb") as pipe:
            said = promises.read(pipe.read().decode())
        _ended, status = os.waitpid(victim, 0)
        self.told[kind if os.WIFSIGNALED(status) else "lived"] += 1
        self.told["promises"] += len(said)
        self.promised += said
        if os.WIFEXITED(status) and os.WEXITSTATUS(status):
            self.wrong.append(f"life {number} ended with {os.WEXITSTATUS(status)}")
        self._look(number, kind)

    def _look(self, number: int, kind: str) -> None:
        assert self.firm is not None
        for fault in firms.faults(self.firm, promises=self.promised):
            self.wrong.append(f"life {number}, killed {kind}: {fault}")
        for kept in [promise for promise in self.promised if promise.sql == promises.FILE]:
            Path(kept.answer).unlink(missing_ok=True)  # looked at once: they are many
            self.promised.remove(kept)
        for each in self.place.iterdir():  # a copy that was not promised is whole, or has another name
            if each.suffix in (".db", ".crm"):
                self.wrong += promises.broken([promises.a_file(each)], lambda _sql, _values: None)
        if self.wrong and isinstance(self.firm, Path):
            shutil.copytree(self.firm.parent, self.folder / f"failed-{number}", dirs_exist_ok=True)
        if self.wrong or number % _LIVES_A_FIRM == _LIVES_A_FIRM - 1:
            self._renew()

    def die(self, kills: int) -> None:
        """So many of them, one after the other."""
        for number in range(kills):
            self.kill(number)
            if number % 500 == 499:
                print(f"         {number + 1:,} kills, {len(self.wrong)} wrong", file=sys.stderr, flush=True)
            if len(self.wrong) > 20:
                break


def main() -> None:
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    victims = Victims(folder, seed, Files(folder, encrypted="encrypted" in sys.argv), Disk())
    victims.die(kills)
    print(json.dumps({"wrong": victims.wrong, "told": victims.told}))


if __name__ == "__main__":
    main()
