"""The leases of one window on the open file."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from desktop_crm.database import leases
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.leases import Editing, LeaseJudge
from desktop_crm.workspace.opening import Workspace


class WindowLeases:
    """What the pages of a window are given; all but `is_wanted` in the database's thread."""

    def __init__(self, workspace: Workspace, caller: Callable[[], Caller]) -> None:
        self._workspace, self._caller = workspace, caller
        self._judge = LeaseJudge(uuid4().hex)

    is_read = True

    @property
    def is_wanted(self) -> bool:
        """Nobody writes leases for themselves alone, nor into a file that is open for reading."""
        workspace = self._workspace
        return not workspace.read_only and workspace.refusal is None and workspace.has_company

    def take(self, entity: str, row: int, seconds: int) -> None:
        """Begin or renew."""
        leases.take(self._caller(), entity, row, self._judge.seat, seconds)

    def release(self, entity: str, row: int) -> None:
        """End."""
        leases.release(self._caller(), entity, row, self._judge.seat)

    def editing(self, entity: str, row: int) -> tuple[Editing, ...]:
        """Who else edits this record now."""
        return self._judge.editing(leases.leases_of(entity, row), utc_now())
