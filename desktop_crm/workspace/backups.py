"""Copies of a firm's file: verified, kept by days, weeks and months, restored beside the old one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from desktop_crm.billing import queries as billing
from desktop_crm.database import backup as copies
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import places
from desktop_crm.workspace.opening import Workspace

WARN_AFTER_DAYS = 3
_NAME = re.compile(r"(?P<stem>.+)-(?P<moment>\d{4}-\d\d-\d\d-\d{6})\.db")


@dataclass(frozen=True, slots=True)
class Made:
    """A verified copy: where it is, rows by table, and the heads of the seals at that moment by series."""

    path: Path
    counts: dict[str, int]
    heads: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Copy:
    """A daily backup that lies in the folder."""

    path: Path
    at: datetime
    size: int


def back_up(caller: Caller, workspace: Workspace, target: Path, *, progress: Progress = SILENT) -> Made:
    """Copy the open file to the new file `target` and verify the copy. Never overwrites (UserError)."""
    heads = billing.chain_heads(caller)
    verified = copies.back_up(workspace.path, target, progress=progress)
    return Made(target, verified.counts, heads)


def restore(caller: Caller, source: Path, target: Path, *, progress: Progress = SILENT) -> Made:
    """Put a backup into the new file `target`; both the backup and any present file stay as they are."""
    verified = copies.restore(source, target, progress=progress)
    return Made(target, verified.counts)


def copies_of(database: Path) -> list[Copy]:
    """The daily backups of a firm's file, newest first."""
    found = []
    folder = places.backup_folder(database)
    for path in folder.glob("*.db") if folder.is_dir() else ():
        if (match := _NAME.fullmatch(path.name)) and match["stem"] == database.stem:
            at = datetime.strptime(match["moment"], "%Y-%m-%d-%H%M%S").replace(tzinfo=UTC)
            found.append(Copy(path, at, path.stat().st_size))
    return sorted(found, key=lambda copy: copy.at, reverse=True)


def is_due(database: Path, today: date) -> bool:
    """Whether the copy of today (the day on this computer's wall) is still to be made."""
    newest = next(iter(copies_of(database)), None)
    return newest is None or newest.at.astimezone().date() < today


def back_up_daily(caller: Caller, workspace: Workspace, *, progress: Progress = SILENT) -> Made:
    """Today's copy into the firm's backup folder; then old ones beyond the rotation go.

    A copy is removed only after the new one has been verified. Raises UserError when the folder cannot be
    written or the disk is full; what was there stays.
    """
    folder = places.backup_folder(workspace.path)
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise UserError(places.no_folder(folder, error)) from None
    made = back_up(
        caller, workspace, copies.name_for(folder, workspace.path.stem, utc_now()), progress=progress
    )
    _rotate(workspace.path)
    return made


def _rotate(database: Path) -> None:
    """Keep the last copy of 7 days, 5 weeks and 12 months, and the last 3 before upgrades.

    What a copy left that was killed long ago goes too: unfinished it is of no use, and as large as the firm.
    """
    copies.clear_unfinished(places.backup_folder(database), database.stem, utc_now())
    for path in copies.outdated(copies.list_backups(places.backup_folder(database), database.stem)):
        path.unlink(missing_ok=True)
