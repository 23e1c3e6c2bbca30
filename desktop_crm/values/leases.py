"""Who is editing what: advice for others, on which nothing depends.

A lease is renewed while somebody types and ends by itself. Clocks of two computers differ and jump, so nobody
compares them: who looks counts, on the own running clock, how long a lease was not renewed. Only a lease that
is seen for the first time is judged by the time that was written into it; if that is wrong, a dead one is
shown for `TERM` at the most, and a live one is hidden until its next renewal.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

RENEWED: Final = 60
"""Seconds between two renewals while somebody types: never more often."""
TERM: Final = 150
"""Seconds after which a lease that was not renewed has ended: two renewals and some patience."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A stored lease. `seat` is one window; `seconds` is how long it edits, by its own running clock."""

    entity: str
    row: int
    seat: str
    user: str
    computer: str
    seconds: int
    beat: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Editing:
    """Somebody else who is editing a record now."""

    user: str
    computer: str
    minutes: int


@dataclass(frozen=True, slots=True)
class _Seen:
    beat: int
    since: float
    is_dead: bool


class LeaseJudge:
    """Remembers which beats were seen when; one for each window."""

    def __init__(self, seat: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.seat = seat
        self._clock = clock
        self._seen: dict[tuple[str, int, str], _Seen] = {}

    def editing(self, leases: Iterable[Lease], now: datetime) -> tuple[Editing, ...]:
        """Who edits, the one who began first in front; this window itself is left out."""
        live = sorted(
            ((self._age(lease, now), lease) for lease in leases if lease.seat != self.seat),
            key=lambda pair: (-(pair[1].seconds + pair[0]), pair[1].user),
        )
        return tuple(
            Editing(lease.user, lease.computer, int(lease.seconds + age) // 60)
            for age, lease in live
            if age < TERM
        )

    def _age(self, lease: Lease, now: datetime) -> float:
        """Seconds since its last renewal, as far as this computer can know."""
        key, clock = (lease.entity, lease.row, lease.seat), self._clock()
        seen = self._seen.get(key)
        if seen is None or seen.beat != lease.beat:
            is_old = seen is None and (now - lease.at).total_seconds() >= TERM
            seen = self._seen[key] = _Seen(lease.beat, clock, is_old)
        return float(TERM) if seen.is_dead else clock - seen.since
