"""The drill: is the newest backup really a firm? Restored to a scratch place, compared with its note.

It runs by itself every 30 days; what it found is kept beside the backups, where every computer sees it.
"""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any, Final

from desktop_crm.database import backup as copies
from desktop_crm.database import checks, keys
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _, translator_for
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import inventory, places
from desktop_crm.workspace.backups import finding, notes

EVERY_DAYS: Final = 30
_NAME: Final = "last-drill.json"


@dataclass(frozen=True, slots=True)
class Drill:
    """What the drill found. `problem` is "" when all was there, else a sentence."""

    at: datetime
    backup: str
    where: str
    records: int
    totals: dict[str, int]
    """Of the invoices, in minor units by currency."""
    noted: bool
    """Whether there was a note to compare with."""
    problem: str = ""


@rights.needs("backups.make")
def run(caller: Caller, database: Path, *, progress: Progress = SILENT) -> Drill:
    """Restore the newest backup to a scratch file, compare it with its note, keep what was found.

    A backup that does not restore, or lacks something, is a finding (`problem`). Raises NotFound when there
    is no backup, UserError when there is no room for the scratch file.
    """
    newest = next(iter(finding.everywhere(database)), None)
    if newest is None:
        raise NotFound(_("There is no backup yet."))
    problem, records, totals = "", 0, {}
    try:
        with TemporaryDirectory(prefix="desktop-crm-") as folder:
            _check_room(Path(folder), newest.size)
            try:
                found = _restored(caller, newest, Path(folder), progress)
                records, totals = found.records, dict(found.sums.get("documents", {}))
            except keys.Locked:
                raise  # nobody has said the passphrase: that says nothing of the backup
            except UserError as error:
                problem = translator_for(caller.language).message(error.message)
    except OSError as error:
        raise checks.unusable_place(Path(gettempdir()), error) from error
    drill = Drill(
        utc_now(), newest.path.name, newest.where, records, totals, newest.note is not None, problem
    )
    _keep(database, drill)
    return drill


def _check_room(folder: Path, size: int) -> None:
    if shutil.disk_usage(folder).free < size:
        raise UserError(
            _(
                "There is no room for the drill: {mb} MB are needed in {path}.",
                mb=size // 1_000_000,
                path=str(folder),
            )
        )


def _restored(caller: Caller, newest: finding.Copy, folder: Path, progress: Progress) -> inventory.Inventory:
    if newest.note and notes.sha256_of(newest.path, progress) != newest.note.sha256:
        raise UserError(_("The file was changed since it was made"))
    copies.restore(newest.path, folder / "drill.db", progress=progress)
    found = notes.look_into(caller, folder / "drill.db")
    if newest.note:
        inventory.compare(newest.note.inventory, found)
    return found


def last(database: Path) -> Drill | None:
    """What the last drill found, on whichever computer it ran; None before the first."""
    found = notes.read_json(_path(database))
    try:
        return Drill(
            at=datetime.fromisoformat(found["at"]),
            backup=str(found["backup"]),
            where=str(found["where"]),
            records=int(found["records"]),
            totals={str(code): int(total) for code, total in dict(found["totals"]).items()},
            noted=bool(found["noted"]),
            problem=str(found["problem"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def is_due(database: Path, today: date) -> bool:
    """Whether a month has passed since the last one; not before there is a backup."""
    before = last(database)
    if before is not None:
        return (today - before.at.astimezone().date()).days >= EVERY_DAYS
    return finding.newest(database) is not None


def to_json(drill: Drill) -> dict[str, Any]:
    """As it is kept, and as the command line prints it."""
    return {
        "at": drill.at.isoformat(),
        "backup": drill.backup,
        "where": drill.where,
        "records": drill.records,
        "totals": drill.totals,
        "noted": drill.noted,
        "problem": drill.problem,
    }


def _path(database: Path) -> Path:
    return places.backup_folder(database) / _NAME


def _keep(database: Path, drill: Drill) -> None:
    with suppress(OSError):  # a folder that is read-only here: what was found is shown all the same
        notes.write_json(_path(database), to_json(drill))
