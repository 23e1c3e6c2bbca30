"""What other computers hear of a commit: each changed entity is counted in the very transaction.

A row an entity, a number that only grows: nothing has to be cleared away, and who was asleep for a day reads
the same few rows. What this process counted itself is remembered, so that it does not hear itself.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

COUNT: Final = (
    "INSERT INTO change_count (entity, commits) VALUES (?, 1)"
    " ON CONFLICT (entity) DO UPDATE SET commits = change_count.commits + 1 RETURNING entity, commits"
)
READ: Final = "SELECT entity, commits FROM change_count"

Counts = dict[str, int]


class Announced:
    """What this process has counted and nobody has compared yet; used by every thread that writes."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._own: dict[str, set[int]] = {}
        self._listening = False
        self._heard_at: float | None = None

    def listen(self) -> None:
        """From now on remember: somebody compares."""
        self._listening = True

    def count(self, connection: Any, names: Iterable[str]) -> Counts:
        """Count these entities in the transaction of `connection`, always in the same order."""
        if not (wanted := sorted(names)):
            return {}
        sql = COUNT.replace("(?, 1)", ", ".join(["(?, 1)"] * len(wanted)))
        made: Counts = {name: int(number) for name, number in connection.execute(sql, wanted).fetchall()}
        if self._listening:
            with self._lock:
                for name, number in made.items():
                    self._own.setdefault(name, set()).add(number)
        return made

    def take_back(self, made: Mapping[str, int]) -> None:
        """The transaction failed: before anybody else can count the same, these are not ours any more."""
        with self._lock:
            for name, number in made.items():
                self._own.get(name, set()).discard(number)

    def of_others(self, before: Mapping[str, int], now: Mapping[str, int]) -> frozenset[str]:
        """The entities that somebody else changed between two readings; forgets what is compared."""
        heard = set()
        with self._lock:
            for name, number in now.items():
                own = self._own.get(name, set())
                since = number - before.get(name, 0)
                if since != sum(1 for each in own if before.get(name, 0) < each <= number):
                    heard.add(name)
                self._own[name] = {each for each in own if each > number}
        if heard:
            self._heard_at = time.monotonic()
        return frozenset(heard)

    def heard_within(self, seconds: float) -> bool:
        """Whether somebody else changed anything lately."""
        return self._heard_at is not None and time.monotonic() - self._heard_at < seconds
