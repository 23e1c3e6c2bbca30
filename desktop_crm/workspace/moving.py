"""A firm goes from its file to a server, or back, with everything; or only a copy of it does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop_crm.billing.service.outbox import HOLD
from desktop_crm.database import connection, moving
from desktop_crm.database.marks import Mark
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import opening, places, registry


@dataclass(frozen=True, slots=True)
class Moved:
    """What lies at `place` now, rows by table; every table has the same hash on both sides. Nothing was
    counted where only the last marks of a move were missing."""

    place: places.Place
    counts: dict[str, int]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


@rights.needs("backups.restore")
def copy(caller: Caller, source: places.Place, target: places.Place, *, progress: Progress = SILENT) -> Moved:
    """The whole firm once more at `target`, which has nothing yet; what is at `source` goes on as it was.
    Mails that wait are sent from there alone: in the copy each of them is a question."""
    _look_at(source)
    _check_kinds(source, target)
    return Moved(target, moving.copy(source, target, _what(progress, (HOLD,))).counts)


@rights.needs("backups.restore")
def move(caller: Caller, source: places.Place, target: places.Place, *, progress: Progress = SILENT) -> Moved:
    """As `copy`; from its beginning on `source` takes no more changes, from whatever window.

    Raises UserError with both sides as they were: a target in use, out of reach or full; a source that has
    moved already; rows that did not arrive as they were. Where a program or a computer dies meanwhile, both
    places tell when they are opened: `finish` or `undo`.
    """
    _look_at(source)
    _check_kinds(source, target)
    return Moved(target, moving.move(source, target, _what(progress)).counts)


@rights.needs("backups.restore")
def finish(
    caller: Caller, here: places.Place, there: places.Place | None = None, *, progress: Progress = SILENT
) -> Moved:
    """Go on with the move that was interrupted, told at its source or its target; where the firm lives now.

    `there` is the other place where it needs a password. Raises UserError where there is no such move, while
    somebody is moving, where the other place does not answer.
    """
    place, copied = moving.finish(here, _what(progress), there)
    return Moved(place, copied.counts)


@rights.needs("backups.restore")
def undo(caller: Caller, here: places.Place, there: places.Place | None = None) -> places.Place:
    """Take the move back, told at either place: the firm lives at its source again. UserError where the
    firm lives at the target already."""
    return moving.undo(here, there)


def mark_at(place: places.Place) -> Mark | None:
    """Why a place takes no changes: its firm is on its way or lives elsewhere. None where it takes them."""
    return moving.mark_at(place)


def _what(progress: Progress, of_a_copy: Sequence[str] = ()) -> moving.What:
    return moving.What(registry.TABLES, registry.STATEMENTS, progress, of_a_copy)


def _check_kinds(source: places.Place, target: places.Place) -> None:
    if isinstance(source, Path) == isinstance(target, Path):
        raise UserError(_("A firm moves from a file to a server, or from a server to a file."), "TARGET")


def _look_at(source: places.Place) -> None:
    """It is ours and whole, of this program's version, and nothing makes writing there unsafe."""
    if connection.is_open() and connection.current().place == source:
        refusal = connection.current().refusal
    else:
        workspace = opening.open_workspace(source)
        refusal = workspace.refusal
        workspace.close()
    if refusal is not None:
        raise UserError(refusal, "database")
