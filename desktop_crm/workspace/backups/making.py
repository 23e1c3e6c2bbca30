"""Make copies: the daily one, once a day for all computers; its twin on the second place; old ones go."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from desktop_crm.database import backup as copies
from desktop_crm.database import checks, keys, moving, placing
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import erasing, erasure_list, places, registry, serving
from desktop_crm.workspace.backups import finding, notes
from desktop_crm.workspace.inventory import Inventory
from desktop_crm.workspace.opening import Workspace

_CLAIM: Final = 3_600
"""Seconds after which a computer that began the daily copy has given up."""
_PUT_BACK: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A verified copy: where it is, rows by table, heads of the seals by series, and where its twin is."""

    path: Path
    counts: dict[str, int]
    heads: dict[str, str] = field(default_factory=dict)
    twin: Path | None = None
    holds: Inventory = field(default_factory=Inventory)
    is_erased_known: bool = True
    """False for a restored copy where nothing tells who was erased since it was made."""


class TwinRefused(UserError):
    """The copy was `made`, and the second place could not take it for the reason of `problem`."""

    def __init__(self, made: Made, error: UserError) -> None:
        message = _(
            "The copy was made: {file}. It did not reach the second place: {problem}",
            file=str(made.path),
            problem=error.message,
        )
        super().__init__(message, error.field)
        self.made, self.problem = made, error.message


@rights.needs("backups.make")
def back_up(caller: Caller, workspace: Workspace, target: Path, *, progress: Progress = SILENT) -> Made:
    """Copy the open file to the new file `target` and verify the copy. Never overwrites (UserError).

    On a server UserError for whoever is no owner: their login does not read every table.
    """
    serving.check_may_copy(caller, workspace)
    if target.absolute() == workspace.path:
        raise UserError(placing.exists(target))
    if isinstance(workspace.place, ServerAddress):  # a file as any other: it restores without a server
        what = moving.What(registry.TABLES, registry.STATEMENTS, progress)
        counts = moving.copy(workspace.place, target, what).counts
    else:
        counts = copies.back_up(workspace.place, target, progress=progress).counts
    holds = notes.look_into(caller, target)
    return Made(target, counts, dict(holds.heads), holds=holds)


@rights.needs("backups.make")
def back_up_daily(caller: Caller, workspace: Workspace, *, progress: Progress = SILENT) -> Made:
    """Today's copy into the firm's backup folder and its twin on the second place; then old ones beyond the
    rotation go.

    A copy is removed only after the new one has been verified. Raises UserError when the folder cannot be
    written or the disk is full; what was there stays; TwinRefused when the copy is there and the second place
    cannot take it. A second place that is absent is no refusal: the copy follows when it is back
    (`catch_up`).
    """
    serving.check_may_copy(caller, workspace)
    folder = _folder_of(workspace)
    erasing.finish_erasures(caller)
    target = _free_name(folder, workspace.path.stem)
    made = back_up(caller, workspace, target, progress=progress)
    _note(caller, target)
    erasing.note_beside_backups(caller, workspace)
    _rotate(folder, workspace.path.stem, made.path)
    try:
        twin = _catch_up(workspace.path, progress)
    except UserError as error:
        raise TwinRefused(made, error) from error
    return replace(made, twin=twin)


def _folder_of(workspace: Workspace) -> Path:
    """The folder for the firm's copies, made when it is missing; never where a network folder or a disk
    belongs that is not connected: the file itself must be in its place (UserError).
    """
    folder = places.backup_folder(workspace.path)
    if not workspace.is_on_server:
        workspace.database.check_place()
    try:
        folder.mkdir(exist_ok=True, parents=workspace.is_on_server)
    except OSError as error:
        raise UserError(places.no_folder(folder, error)) from None
    return folder


def _free_name(folder: Path, stem: str) -> Path:
    """The name of a copy made now. It is the newest by its name, too: also when there is one of this very
    second, and when the clock was put back by up to a day.
    """
    now = utc_now()
    later = [moment for moment, _path in copies.list_backups(folder, stem) if moment < now + _PUT_BACK]
    moment = max([now, *(each + timedelta(seconds=1) for each in later)])
    while (target := copies.name_for(folder, stem, moment)).exists():
        moment += timedelta(seconds=1)
    return target


def _note(caller: Caller, target: Path) -> None:
    """A copy without its note is a copy all the same."""
    with suppress(OSError):
        notes.write(caller, target)


def back_up_if_due(
    caller: Caller, workspace: Workspace, today: date, *, progress: Progress = SILENT
) -> Made | None:
    """The daily copy, unless this or another computer has made it today or is at it; None then."""
    if not finding.is_due(workspace.path, today):
        return None
    folder = _folder_of(workspace)
    if not _claim(folder, caller):
        return None
    try:
        return back_up_daily(caller, workspace, progress=progress)
    finally:
        placing.clear_away(_claim_of(folder))


def _claim_of(folder: Path) -> Path:
    return folder / "making-the-daily-copy.txt"


def _claim(folder: Path, caller: Caller) -> bool:
    """Tell the other computers that this one makes the copy; False when another is at it."""
    path = _claim_of(folder)
    try:
        with suppress(FileNotFoundError):
            if utc_now().timestamp() - path.stat().st_mtime > _CLAIM:
                path.unlink(missing_ok=True)
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o644)
    except FileExistsError:
        return False
    except OSError as error:
        raise UserError(places.no_folder(folder, error)) from None
    with open(handle, "w", encoding="utf-8") as file:
        file.write(f"{caller.computer}\n")
    return True


def catch_up(database: Path, *, progress: Progress = SILENT) -> Path | None:
    """Bring the newest copy to the second place when it is there and lacks it; where it lies then, or None.

    Raises UserError when the second place is there and cannot take it (full, read-only, damaged on the way).
    """
    return _catch_up(database, progress)


def is_behind(database: Path) -> bool:
    """Whether the second place is there and lacks the newest copy."""
    place, folder = finding.second_place(database), finding.second_folder(database)
    found = copies.list_backups(places.backup_folder(database), database.stem)
    if place is None or folder is None or place.state == "absent" or not found:
        return False
    return not (folder / found[0][1].name).exists()


def _catch_up(database: Path, progress: Progress) -> Path | None:
    folder = finding.second_folder(database)
    if folder is None or not is_behind(database):
        return None
    source = copies.list_backups(places.backup_folder(database), database.stem)[0][1]
    target = folder / source.name
    try:
        folder.mkdir(exist_ok=True, parents=True)
        note = notes.read(source)
        wanted = note.sha256 if note else notes.sha256_of(source)
        if (usage := shutil.disk_usage(folder).free) < source.stat().st_size:
            raise UserError(
                _(
                    "The second place for backups is full: {wanted} MB are needed, {free} MB are free.",
                    wanted=-(-source.stat().st_size // 1_000_000),
                    free=usage // 1_000_000,
                )
            )
        _carry(source, target, wanted, progress)
        if note:
            notes.put(target, note)
        _carry_key(source, target)
        erasure_list.carry(source.parent, folder)
    except OSError as error:
        raise checks.unusable_place(folder, error) from error
    _rotate(folder, database.stem, target)
    return target


def _carry(source: Path, target: Path, wanted: str, progress: Progress) -> None:
    """The same bytes under the same name, read back before it has it."""
    part = target.with_name(f"{target.name}.part")
    try:
        placing.clear_away(part)
        placing.make_empty(part)
        done, total = 0, source.stat().st_size
        with source.open("rb") as reading, part.open("wb") as writing:
            while block := reading.read(1 << 20):
                writing.write(block)
                done += len(block)
                progress.step(done, total, _("Copying to the second place"))
            writing.flush()
            os.fsync(writing.fileno())
        if notes.sha256_of(part, progress) != wanted:
            raise UserError(
                _("The copy on the second place is not what was copied; that disk may be failing.")
            )
        placing.put_in_place(part, target)
    finally:
        placing.clear_away(part)


def _carry_key(source: Path, target: Path) -> None:
    """A copy of an encrypted file is opened by the wrapped key beside it."""
    if (wrapped := keys.read_or_none(source)) is not None:
        keys.write(target, wrapped)


def _rotate(folder: Path, stem: str, made: Path) -> None:
    """Keep the one just made, the last copy of 7 days, 5 weeks and 12 months, and the last 3 before upgrades,
    with their notes.

    What a copy left that was killed long ago goes too: unfinished it is of no use, and as large as the firm.
    """
    copies.clear_unfinished(folder, stem, utc_now())
    for path in set(copies.outdated(copies.list_backups(folder, stem))) - {made}:
        path.unlink(missing_ok=True)
        notes.path_of(path).unlink(missing_ok=True)
        keys.path_of(path).unlink(missing_ok=True)
