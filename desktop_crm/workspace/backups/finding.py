"""Which backups of a firm's file there are: beside it, and on the second place of this computer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal

from desktop_crm.database import backup as copies
from desktop_crm.database import checks, placing, volumes
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import places
from desktop_crm.workspace.backups import notes
from desktop_crm.workspace.backups.notes import Note

WARN_AFTER_DAYS = 3
Where = Literal["beside", "second"]


@dataclass(frozen=True, slots=True)
class Copy:
    """A verified backup. `note` tells what was in it (a program of before notes had none)."""

    path: Path
    at: datetime
    size: int
    where: Where = "beside"
    note: Note | None = None


@dataclass(frozen=True, slots=True)
class SecondPlace:
    """The folder on another disk that this computer copies to. `state`: there, absent, or on the same disk
    as the firm's file, which does not help when the disk dies.
    """

    folder: Path
    state: Literal["there", "absent", "same_disk"]


def second_folder(database: Path) -> Path | None:
    """Where in the second place the copies of this firm go; None when the person has chosen none."""
    chosen = places.second_place(database)
    return chosen / f"{database.stem} backups" if chosen else None


def second_place(database: Path) -> SecondPlace | None:
    """The second place as it is now."""
    chosen = places.second_place(database)
    if chosen is None:
        return None
    if not chosen.is_dir():
        return SecondPlace(chosen, "absent")
    return SecondPlace(chosen, "same_disk" if volumes.on_the_same_disk(chosen, database) else "there")


def check_second_place(database: Path, folder: Path) -> None:
    """UserError for a folder that cannot be a second place: gone, read-only, or that of the file or its
    backups."""
    if not folder.is_dir():
        raise UserError(_("There is no folder {path}.", path=str(folder)))
    resolved = folder.resolve()
    if resolved in (database.parent.resolve(), places.backup_folder(database).resolve()):
        raise UserError(_("The copies lie in this folder already. Choose one on another disk or computer."))
    probe = folder / f".{placing.token()}.probe"
    try:
        placing.make_empty(probe)
    except OSError as error:
        raise checks.unusable_place(folder, error) from error
    finally:
        placing.clear_away(probe)


def copies_of(database: Path) -> list[Copy]:
    """The backups of a firm's file that lie beside it, newest first."""
    return _in(places.backup_folder(database), database.stem, "beside")


def everywhere(database: Path) -> list[Copy]:
    """Those beside the file and those on the second place, newest first."""
    found = copies_of(database)
    folder = second_folder(database)
    if folder is not None:
        found += _in(folder, database.stem, "second")
    return sorted(found, key=lambda copy: (copy.at, copy.where), reverse=True)


def _in(folder: Path, stem: str, where: Where) -> list[Copy]:
    found = []
    for at, path in copies.list_backups(folder, stem):
        try:
            size = path.stat().st_size
        except OSError:  # gone meanwhile: another computer rotates
            continue
        found.append(Copy(path, at, size, where, notes.read(path)))
    return found


def newest(database: Path) -> datetime | None:
    """When the last verified backup was made, wherever it lies."""
    moments = [at for at, _path in copies.list_backups(places.backup_folder(database), database.stem)]
    folder = second_folder(database)
    if folder is not None:
        moments += [at for at, _path in copies.list_backups(folder, database.stem)]
    return max(moments, default=None)


def is_due(database: Path, today: date) -> bool:
    """Whether the copy of today (the day on this computer's wall) is still to be made, by any computer."""
    found = copies.list_backups(places.backup_folder(database), database.stem)
    return not found or found[0][0].astimezone().date() < today


def days_without(database: Path, today: date) -> int | None:
    """How many days ago the last verified backup was made; None while there is none."""
    last = newest(database)
    return None if last is None else (today - last.astimezone().date()).days
