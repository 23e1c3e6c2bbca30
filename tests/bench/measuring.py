"""Two ways of one job, taken in turn, so that a loud minute is loud for both."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

BUSY = 1.25
"""From here on a time by the clock says more of other programs than of ours."""

_SPIN = """
import time
begun, spent = time.perf_counter(), time.process_time()
while time.process_time() - spent < 0.25:
    sum(range(1000))
print((time.perf_counter() - begun) / (time.process_time() - spent))
"""


class Clock:
    """What the machine had for us: 1 when alone, 2 when half of it went to others."""

    def __init__(self) -> None:
        self.slowed = slowed()


@contextmanager
def by_the_clock() -> Iterator[Clock]:
    """Inside, something is timed by the clock; before and after it is looked how busy others are."""
    clock = Clock()
    yield clock
    clock.slowed = max(clock.slowed, slowed())


def slowed() -> float:
    """How many times as long as alone a quarter of a second of work takes on every processor at once."""
    command = [sys.executable, "-c", _SPIN]
    running = [
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _core in range(os.cpu_count() or 1)
    ]
    return max(float(each.communicate()[0]) for each in running)


@dataclass(frozen=True)
class Row:
    """One line of the table. `ours` and `floor` are in `unit`; a bound of None is measured but not judged."""

    job: str
    ours: float
    floor: float | None
    unit: str = "ms CPU"
    bound: float | None = None
    """The most that ours may be in times the floor; without a floor in `unit`."""
    further: dict[str, Any] = field(default_factory=dict)
    slowed: float = 1.0
    """How many times longer than alone things took, because of other programs (`by_the_clock`)."""

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor else self.ours

    @property
    def holds(self) -> bool | None:
        """Whether it is within its bound. What is beyond it by the clock of a machine that others kept busy
        is not judged: it says how busy it was."""
        if self.bound is None or (self.ratio > self.bound and self.slowed > BUSY):
            return None
        return self.ratio <= self.bound

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        values["ratio"] = round(self.ratio, 3)
        values["holds"] = self.holds
        values["slowed"] = round(self.slowed, 2)
        for name in ("ours", "floor"):
            values[name] = None if values[name] is None else round(values[name], 4)
        return values

    def as_text(self) -> str:
        floor = "" if self.floor is None else f"{self.floor:10.3f}"
        times = f"{self.ratio:6.2f}x" if self.floor else ""
        verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[self.holds]
        if self.bound is not None and self.holds is None:
            verdict = f"not judged: others kept the machine busy ({self.slowed:.1f}x)"
        bound = "" if self.bound is None else f"{self.bound:g}{'x' if self.floor else ' ' + self.unit}"
        return f"{self.job:58} {self.ours:10.3f} {floor:>10} {self.unit:8} {times:>8} {bound:>10}  {verdict}"


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of this process's processor time, all threads."""
    start = time.process_time_ns()
    work()
    return (time.process_time_ns() - start) / 1e6


def in_turn(
    ours: Callable[[], object], floor: Callable[[], object], *, rounds: int, warm: int = 2
) -> tuple[list[float], list[float]]:
    """CPU milliseconds of both, A B A B; the first `warm` rounds are not counted."""
    for _round in range(warm):
        ours()
        floor()
    first, second = [], []
    for number in range(rounds):
        if number % 2:  # neither always runs on what the other left in the caches
            second.append(cpu(floor))
            first.append(cpu(ours))
        else:
            first.append(cpu(ours))
            second.append(cpu(floor))
    return first, second


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0.95) of all lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def say(text: str) -> None:
    """To a person; standard output is for the JSON."""
    print(text, file=sys.stderr, flush=True)
