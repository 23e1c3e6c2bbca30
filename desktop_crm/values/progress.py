"""How long work tells where it stands and learns that it was cancelled."""

from __future__ import annotations

from typing import Final, Protocol

from desktop_crm.values.messages import Message


class Progress(Protocol):
    """Given to long work; `step` raises `Cancelled` once the person pressed Cancel."""

    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        """`done` of `total` units are finished (total None: unknown)."""


class _Silent:
    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        return None


SILENT: Final[Progress] = _Silent()
