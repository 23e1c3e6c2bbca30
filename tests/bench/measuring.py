"""Two ways of one job, taken in turn, so that a loud minute is loud for both."""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any


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

    @property
    def ratio(self) -> float:
        return self.ours / self.floor if self.floor else self.ours

    @property
    def holds(self) -> bool | None:
        return None if self.bound is None else self.ratio <= self.bound

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        values["ratio"] = round(self.ratio, 3)
        values["holds"] = self.holds
        for name in ("ours", "floor"):
            values[name] = None if values[name] is None else round(values[name], 4)
        return values

    def as_text(self) -> str:
        floor = "" if self.floor is None else f"{self.floor:10.3f}"
        times = f"{self.ratio:6.2f}x" if self.floor else ""
        verdict = {True: "holds", False: "DOES NOT HOLD", None: ""}[self.holds]
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
