"""The portable archive of a firm: everything as text in one ZIP file, and a new firm's file out of it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from desktop_crm import __version__
from desktop_crm.database import archive, backup
from desktop_crm.database import serving as database_serving
from desktop_crm.database.connection import OWN_TABLES
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import registry, serving
from desktop_crm.workspace.backups import restoring
from desktop_crm.workspace.opening import Workspace


@dataclass(frozen=True, slots=True)
class Archived:
    """An archive that was made or read: the file that came of it, rows by table, all compared."""

    path: Path
    counts: dict[str, int]
    is_erased_known: bool = True
    """False for one that was read where nothing tells who was erased since it was made."""

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


@rights.needs("backups.make")
def make(caller: Caller, workspace: Workspace, target: Path, *, progress: Progress = SILENT) -> Archived:
    """All records and files of the open firm as text in the new ZIP file `target`; others go on working.

    On a server UserError for whoever is no owner: their login does not read every table.
    """
    serving.check_may_copy(caller, workspace)
    with _as_it_is(workspace) as connection:
        made = archive.make(
            connection,
            (*OWN_TABLES, *registry.TABLES),
            target,
            schema=SCHEMA_VERSION,
            program=__version__,
            made_at=utc_now(),
            progress=progress,
        )
    return Archived(target, made.counts())


def look_into(path: Path) -> archive.Manifest:
    """What an archive says of itself: rows and hash of each table; UserError for what is none of ours."""
    return archive.look_into(path)


def _as_it_is(workspace: Workspace) -> AbstractContextManager[Any]:
    """A connection that sees the firm as it is at this moment."""
    if isinstance(workspace.place, ServerAddress):
        return database_serving.snapshot_of(workspace.place)
    return backup.snapshot(workspace.place)


@rights.needs("backups.restore")
def read(
    caller: Caller,
    source: Path,
    target: Path,
    *,
    any_size: bool = False,
    present: Path | None = None,
    progress: Progress = SILENT,
) -> Archived:
    """A firm's file `target`, which must not exist, out of an archive; every table is compared with its
    hash. Archives of more than 2 GB are read with `any_size` only.

    Who was erased since the archive was made is forgotten again when the file is opened; `present` is the
    firm's file that knows of them.
    """
    restoring.make_room_beside(present, target)
    largest = None if any_size else archive.LARGEST
    with restoring.with_erasures(source, present, target) as known:
        found = archive.read(
            source,
            registry.TABLES,
            registry.STATEMENTS,
            target,
            largest=largest,
            prepare=lambda part: restoring.mark_restored(caller, part, source, {}, known),
            progress=progress,
        )
    return Archived(target, found.counts(), known.is_known)
