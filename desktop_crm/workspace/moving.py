"""A firm goes from its file to a server, or back, with everything; or only a copy of it does."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_crm.database import connection, moving
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import opening, places, registry


@dataclass(frozen=True, slots=True)
class Moved:
    """What lies at `place` now, rows by table; every table has the same hash on both sides."""

    place: places.Place
    counts: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


@rights.needs("backups.restore")
def copy(caller: Caller, source: places.Place, target: places.Place, *, progress: Progress = SILENT) -> Moved:
    """The whole firm once more at `target`, which has nothing yet; what is at `source` goes on as it was."""
    return _go(source, target, leave=False, progress=progress)


@rights.needs("backups.restore")
def move(caller: Caller, source: places.Place, target: places.Place, *, progress: Progress = SILENT) -> Moved:
    """As `copy`; then `source` is marked and takes no more changes, from whatever window.

    Raises UserError with both sides as they were: a target in use, out of reach or full; a source that has
    moved already; rows that did not arrive as they were.
    """
    return _go(source, target, leave=True, progress=progress)


def _go(source: places.Place, target: places.Place, *, leave: bool, progress: Progress) -> Moved:
    _look_at(source, leave=leave)
    if isinstance(source, Path) and isinstance(target, ServerAddress):
        copied = moving.to_server(
            source.absolute(), target, registry.TABLES, registry.STATEMENTS, leave=leave, progress=progress
        )
    elif isinstance(source, ServerAddress) and isinstance(target, Path):
        copied = moving.to_file(
            source, target.absolute(), registry.TABLES, registry.STATEMENTS, leave=leave, progress=progress
        )
    else:
        raise UserError(_("A firm moves from a file to a server, or from a server to a file."), "TARGET")
    return Moved(target, copied.counts)


def _look_at(source: places.Place, *, leave: bool) -> None:
    """It is ours and whole, of this program's version, and has not gone elsewhere."""
    if connection.is_open() and connection.current().place == source:
        _check_there(connection.moved_away() if leave else "")
        return
    workspace = opening.open_workspace(source)
    try:
        _check_there(workspace.moved_to if leave else "")
    finally:
        workspace.close()


def _check_there(moved_to: str) -> None:
    if moved_to:
        raise UserError(_("This firm has moved to {place} already.", place=moved_to), "database")
