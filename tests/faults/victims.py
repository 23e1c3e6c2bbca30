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

from desktop_crm.database import backup
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import opening
from desktop_crm.workspace.places import Place
from tests.faults import firms, promises
from tests.faults.disk import KILL, ONCE, TORN, Disk
from tests.faults.jobs import JOBS, Desk, some
from tests.faults.killing import child
from tests.faults.places import Files, Places, has_gaps
from tests.faults.promises import Promise

_JOBS_A_LIFE, _JOBS_ON_A_SERVER = 6, 3
_LIVES_A_FIRM = 25
_HOW = {"at any moment": ONCE, "at a call": KILL, "half way in a write": TORN}


class Victims:
    """One firm after the other, each used up by some lives. Without a watched disk all die at any moment."""

    def __init__(self, folder: Path, seed: int, places: Places, disk: Disk | None) -> None:
        self.folder, self.seed, self.places, self.disk = folder, seed, places, disk
        self.place = folder / "place"
        self.kinds = [*_HOW] if disk else ["at any moment"]
        self.jobs = _JOBS_A_LIFE if disk else _JOBS_ON_A_SERVER  # where each takes longer
        self.rng = random.Random(seed)
        self.wrong: list[str] = []
        self.told: Counter[str] = Counter()
        self.before, self.said = folder / "before", folder / "said.txt"
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

    def _found(self, fault: str) -> None:
        """Told at once: a run that is ended by hand has said what it knew."""
        self.wrong.append(fault)
        print(f"         {fault}", file=sys.stderr, flush=True)

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
            calls = self.disk.count * self.jobs // len(set(JOBS))
            self.disk.rest()
        firm.close()
        began = time.monotonic()
        os.waitpid(child(lambda: self._live(-1, os.open(os.devnull, os.O_WRONLY), ONCE)), 0)
        return calls, time.monotonic() - began

    def _desk(self, firm: opening.Workspace, key: str, rng: random.Random, promise: promises.Keep) -> Desk:
        return Desk(local_caller(), firm, self.place, key, rng, promise)

    def _live(self, number: int, tell: int, how: int) -> None:
        rng = random.Random(f"{self.seed}-{number}")
        sys.stderr = self.said.open("w", buffering=1)
        os.dup2(sys.stderr.fileno(), 2)  # libraries write there by themselves
        if self.disk and how != ONCE:
            self.disk.watch(self.folder)
            self.disk.fail(rng.randint(1, self.calls), 0, how)
        firm = self._opened()
        for place, job in some(rng, self.jobs):
            desk = self._desk(
                firm, f"{number}-{place}", rng, lambda said: os.write(tell, said.line().encode() + b"\n")
            )
            job(desk)
        firm.close()

    def kill(self, number: int) -> None:
        kind, known = self.rng.choice(self.kinds), len(self.wrong)
        self.said.unlink(missing_ok=True)
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
            self._found(f"life {number}, {kind}, ended with {os.WEXITSTATUS(status)}: {self._last_words()}")
        self._set_aside()
        try:
            self._look(number, kind)
        except UserError as refusal:
            self._found(f"life {number}, killed {kind}: refused: {refusal}")
        finally:
            if sys.exc_info()[0] or len(self.wrong) > known:
                self._keep(number)
        if len(self.wrong) > known or number % _LIVES_A_FIRM == _LIVES_A_FIRM - 1:
            self._renew()

    def _last_words(self) -> str:
        lines = self.said.read_text(errors="replace").splitlines() if self.said.exists() else []
        return lines[-1] if lines else "nothing was said"

    def _set_aside(self) -> None:
        """The firm's folder and its copies as the kill left them: opening them changes them."""
        if isinstance(self.firm, Path):
            shutil.rmtree(self.before, ignore_errors=True)
            shutil.copytree(self.firm.parent, self.before / "firm")
            shutil.copytree(self.place, self.before / "place")

    def _keep(self, number: int) -> None:
        """What was found as it was before the first opening, as it is now, and what the life had said."""
        if isinstance(self.firm, Path):
            kept = self.folder / f"failed-{number}"
            shutil.copytree(self.before, kept / "before", dirs_exist_ok=True)
            shutil.copytree(self.firm.parent, kept / "after", dirs_exist_ok=True)
            if self.said.exists():
                shutil.copyfile(self.said, kept / self.said.name)

    def _look(self, number: int, kind: str) -> None:
        assert self.firm is not None
        for fault in firms.faults(self.firm, promises=self.promised):
            self._found(f"life {number}, killed {kind}: {fault}")
        if isinstance(self.firm, Path) and has_gaps(self.firm):
            self.told["files with a page that does not open, copied"] += 1
            backup.back_up(self.firm, self.place / f"{number}-gaps.db")
        for kept in [promise for promise in self.promised if promise.sql == promises.FILE]:
            Path(kept.answer).unlink(missing_ok=True)  # looked at once: they are many
            self.promised.remove(kept)
        for each in self.place.iterdir():  # a copy that was not promised is whole, or has another name
            if each.suffix in (".db", ".crm"):
                for fault in promises.broken([promises.a_file(each)], lambda _sql, _values: None):
                    self._found(f"life {number}, killed {kind}: not promised: {fault}")

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
