"""The leases of one window on the open file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import uuid4

from desktop_crm.database import leases
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.leases import Editing, LeaseJudge
from desktop_crm.values.merging import Author
from desktop_crm.workspace.opening import Workspace


def last_author(entity: str, row: int) -> Author | None:
    """Who changed this record last, by the trail; None where it knows nobody."""
    sql = 'SELECT "user", at FROM change_log WHERE record = ? ORDER BY id DESC LIMIT 1'
    found = raw().execute(sql, (f"{entity}:{row}",)).fetchone()
    return None if found is None or not found[0] else Author(found[0], datetime.fromisoformat(found[1]))


class WindowLeases:
    """What the pages of a window are given; all but `is_wanted` in the database's thread."""

    def __init__(self, workspace: Workspace, caller: Callable[[], Caller]) -> None:
        self._workspace, self._caller = workspace, caller
        self._judge = LeaseJudge(uuid4().hex)
        self._held: set[tuple[str, int]] = set()
        workspace.database.before_closing.append(self.close)

    is_read = True

    @property
    def is_wanted(self) -> bool:
        """Nobody writes leases for themselves alone, nor into a file that is open for reading."""
        workspace = self._workspace
        return not workspace.read_only and workspace.refusal is None and workspace.has_company

    def take(self, entity: str, row: int, seconds: int) -> None:
        """Begin or renew."""
        leases.take(self._caller(), entity, row, self._judge.seat, seconds)
        self._held.add((entity, row))

    def release(self, entity: str, row: int) -> None:
        """End."""
        self._held.discard((entity, row))
        leases.release(self._caller(), entity, row, self._judge.seat)

    def close(self) -> None:
        """The window closes: what it holds is given back, if the file can be written to just now."""
        workspace = self._workspace
        if self._held and not workspace.read_only and workspace.refusal is None:
            with suppress(UserError):  # they end by themselves
                for entity, row in tuple(self._held):
                    self.release(entity, row)

    def editing(self, entity: str, row: int) -> tuple[Editing, ...]:
        """Who else edits this record now."""
        return self._judge.editing(leases.leases_of(entity, row), utc_now())
