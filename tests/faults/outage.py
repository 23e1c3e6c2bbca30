"""Three windows, and the firm's place is gone for a while: a folder or server that hangs, fails or dies.

All three issue invoices, two of them edit one contact, one is killed, then the place vanishes for so many
seconds and comes back. Nothing is lost, no number is given twice, whatever was typed is saved, and each
window says what happened and goes on; none stands still.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from desktop_crm.contacts import queries as contacts
from desktop_crm.workspace.places import Place
from tests.faults import firms, servers
from tests.faults.apart import ROOT
from tests.fixtures.shares import FORWARDING, FRESH, Mount, why_no_mounts

Result = tuple[list[str], dict[str, int]]
STANDS_STILL = 3.0
"""Seconds: a window that waits for the place stands still for nearly as long as that is away."""
_TOLD_WITHIN, _PATIENCE = 30.0, 180.0
_WORDS = re.compile(
    "has not answered|cannot be reached|could not read or write|broke while saving|broke the connection off"
    "|No server answers|just starting or ending|Another program is using|cannot be opened|disk failed while"
    "|has just opened this file"
)
"""What a click may be refused with meanwhile."""


class Window:
    """A window in a process of its own, and what it told so far."""

    def __init__(self, place: Place, name: str, home: Path) -> None:
        self.name = name
        self.told: list[dict[str, Any]] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.window", str(place), name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
            env={**os.environ, "DESKTOP_CRM_HOME": str(home / f"home of {name}")},
        )  # fmt: skip
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.told.append(json.loads(line))

    def do(self, what: str, **more: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps({"do": what, **more}) + "\n")
        self.process.stdin.flush()

    def all(self, event: str, since: float = 0.0) -> list[dict[str, Any]]:
        return [each for each in list(self.told) if each["event"] == event and each["at"] > since]

    def wait_for(
        self,
        event: str,
        count: int = 1,
        *,
        since: float = 0.0,
        which: Callable[[dict[str, Any]], bool] = lambda _each: True,
    ) -> dict[str, Any]:
        """The `count`th such event; AssertionError when it does not come."""
        give_up = time.monotonic() + _PATIENCE
        while len(found := [each for each in self.all(event, since) if which(each)]) < count:
            assert self.process.poll() in (None, 0), f"{self.name} ended: {self.told[-5:]}"
            assert time.monotonic() < give_up, f"{self.name} waited for {event}: {self.told[-5:]}"
            time.sleep(0.02)
        return found[count - 1]

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()

    def end(self) -> None:
        """Close the window."""
        self.do("end")
        self.wait_for("closed")
        assert self.process.wait(_PATIENCE) == 0


@dataclass(frozen=True)
class Ground:
    """Where the three find the firm, how it goes and comes back, and where it is looked at afterwards."""

    places: tuple[Place, Place, Place]
    go: Callable[[], None]
    come: Callable[[], None]
    afterwards: Place
    banner: str


def on_mounts(mount: Mount, folder: Path) -> Ground:
    """Three mounts of one folder: one hangs, one fails and is connected again; on the third one is killed."""
    one, two, three = (mount(name, *FORWARDING, *FRESH) for name in "abc")
    firms.make(folder / "served" / "firm.crm")

    def go() -> None:
        mount.stop(one)
        mount.kill(two)

    def come() -> None:
        mount.go_on(one)
        mount("b", *FORWARDING, *FRESH)

    found = (one / "firm.crm", two / "firm.crm", three / "firm.crm")
    return Ground(found, go, come, folder / "served" / "firm.crm", "The folder of the database")


def on_a_server(folder: Path, *, hangs: bool = False) -> Ground:
    """A server that is killed with everything it started, and started again; or that hangs for a while."""
    place, cluster = servers.Databases(folder).fresh(), servers.running()
    go, come = (cluster.freeze, cluster.thaw) if hangs else (cluster.kill, cluster.start)
    return Ground((place, place, place), go, come, place, "The server has not")


def story(ground: Ground, seconds: float, home: Path) -> Result:
    """What is wrong, and how much of what was tried. AssertionError when something does not come at all."""
    with ExitStack() as ends:
        team = [
            Window(place, name, home)
            for place, name in zip(ground.places, ("Ana", "Bruno", "Zoe"), strict=True)
        ]
        for each in team:
            ends.callback(each.kill)
        ana, bruno, zoe = team
        for each in team:
            each.do("issue")
        for each in team:
            each.wait_for("issued", 2)
        zoe.kill()
        gone = time.monotonic()
        ground.go()
        ana.do("type", field="notes", text="Rings on Mondays")
        bruno.do("type", field="position", text="Buyer")
        late = [
            each.wait_for("banner", since=gone, which=lambda told: bool(told["text"]))["at"] - gone
            for each in (ana, bruno)
        ]
        ana.do("type", field="notes", text="Rings on Mondays and Fridays")
        time.sleep(max(0.0, gone + seconds - time.monotonic()))
        back = time.monotonic()
        ground.come()
        for each in (ana, bruno):
            each.wait_for("banner", since=back, which=lambda told: not told["text"])
            each.wait_for("issued", 2, since=back)
            each.do("rest")
            each.wait_for("rests")
            each.wait_for("stored", since=back)
        ana.wait_for("stored", which=lambda told: told["notes"] == "Rings on Mondays and Fridays")
        for each in (ana, bruno):
            each.end()
    wrong = [f"told only after {max(late):.1f} s"] if max(late) > _TOLD_WITHIN else []
    for each in (ana, bruno):
        wrong += _told_wrongly(each, ground, gone, back)
    return wrong + _stored_wrongly(ground, team), _count(team, late, gone)


def _told_wrongly(one: Window, ground: Ground, gone: float, back: float) -> list[str]:
    """Whether the window said what happened, and stood still meanwhile."""
    wrong = []
    shown = [each["text"] for each in one.all("banner", gone) if each["text"]]
    if not any(text.startswith(ground.banner) for text in shown):
        wrong.append(f"{one.name} read {shown[:3]}")
    if not any("is back; saving goes on" in each["text"] for each in one.all("said", back)):
        wrong.append(f"{one.name} was not told that it is back: {one.all('said')}")
    strange = [each["why"] for each in one.all("refused") if not _WORDS.search(each["why"])]
    wrong += [f"{one.name} was refused with: {why}" for why in strange[:3]]
    (closed,) = one.all("closed")
    if closed["longest"] > STANDS_STILL:
        wrong.append(f"the window of {one.name} stood still for {closed['longest']:.1f} s")
    return wrong


def _stored_wrongly(ground: Ground, team: list[Window]) -> list[str]:
    """Every number that was told is there once, nothing else but a killed click, and both texts."""
    promised = [each["number"] for one in team for each in one.all("issued")]
    wrong = [] if len(set(promised)) == len(promised) else ["a number was given twice"]
    wrong += firms.faults(ground.afterwards, set(promised))
    more = firms.count(ground.afterwards) - len(promised)
    if more not in (0, 1):  # the one who was killed could not tell of the last
        wrong.append(f"{more} invoices more than were told")
    with firms.opened(ground.afterwards) as caller:
        draft = contacts.get_contact(caller, 1).draft
    if (draft.notes, draft.position) != ("Rings on Mondays and Fridays", "Buyer"):
        wrong.append(f"of what was typed is stored: {draft.notes!r}, {draft.position!r}")
    return wrong


def _count(team: list[Window], late: list[float], gone: float) -> dict[str, int]:
    return {
        "invoices": sum(len(one.all("issued")) for one in team),
        "refusals in words": sum(len(one.all("refused", gone)) for one in team),
        "ms until it was told": round(max(late) * 1000),
    }


def run(folder: Path, seconds: int, _seed: int) -> tuple[list[str], Mapping[str, int]]:
    """On a folder and on two servers, each gone for so many seconds."""
    wrong, told = list[str](), dict[str, int]()
    tries: list[tuple[str, str | None, Callable[[Path], Result]]] = [
        ("folder", why_no_mounts(), partial(_on_mounts, seconds)),
        ("dead server", servers.why_not(), partial(_on_a_server, seconds, hangs=False)),
        ("hanging server", servers.why_not(), partial(_on_a_server, seconds, hangs=True)),
    ]
    for name, missing, on in tries:
        if missing is not None:
            told[f"tried on a {name}: {missing}"] = 0
            continue
        (beside := folder / name).mkdir()
        try:
            found, counted = on(beside)
        except AssertionError as end:
            found, counted = [str(end)], {}
        wrong += [f"{name}: {each}" for each in found]
        told |= {f"{what} ({name})": n for what, n in counted.items()}
    return wrong, {"seconds away": seconds, **told}


def _on_mounts(seconds: int, folder: Path) -> Result:
    mount = Mount(shutil.which("bindfs") or "", folder)
    try:
        return story(on_mounts(mount, folder), seconds, folder)
    finally:
        mount.end()


def _on_a_server(seconds: int, folder: Path, *, hangs: bool) -> Result:
    ground = on_a_server(folder, hangs=hangs)
    try:
        return story(ground, seconds, folder)
    finally:
        if hangs:
            ground.come()
