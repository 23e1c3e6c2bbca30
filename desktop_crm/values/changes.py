"""The hub through which open pages learn, after a commit, what has changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from threading import Lock

Listener = Callable[[frozenset[str]], None]


class ChangeHub:
    """Carries the names of changed entities ("invoice", "contact") from a commit to whoever shows them.

    `publish` runs the listeners in the publishing thread; the window wraps them to arrive in its own.
    """

    def __init__(self) -> None:
        self._listeners: list[tuple[frozenset[str], Listener]] = []
        self._lock = Lock()

    def subscribe(self, names: Iterable[str], listener: Listener) -> Callable[[], None]:
        """Call `listener` with the changed names whenever one of `names` is among them; "*" hears all."""
        entry = (frozenset(names), listener)
        with self._lock:
            self._listeners.append(entry)

        def unsubscribe() -> None:
            with self._lock:
                if entry in self._listeners:
                    self._listeners.remove(entry)

        return unsubscribe

    def publish(self, changed: Iterable[str]) -> None:
        """Tell every listener of one of these names; each hears once a commit."""
        names = frozenset(changed)
        if not names:
            return
        for wanted, listener in self._all():
            if "*" in wanted or wanted & names:
                listener(names)

    def publish_all(self) -> None:
        """Tell everybody: what they show may never have been read."""
        for wanted, listener in self._all():
            listener(wanted)

    def _all(self) -> list[tuple[frozenset[str], Listener]]:
        with self._lock:
            return list(self._listeners)
