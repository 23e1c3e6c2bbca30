"""The note beside each backup: what was in it when it was made, and the hash of the file."""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from desktop_crm.database.engine import connect
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import inventory
from desktop_crm.workspace.inventory import Inventory

_BLOCK: Final = 1 << 20
_LARGEST: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Note:
    """What was true of a backup when it was verified."""

    made_at: datetime
    user: str
    computer: str
    size: int
    sha256: str
    inventory: Inventory


def path_of(backup: Path) -> Path:
    """Where the note of a backup lies: beside it."""
    return backup.with_suffix(".json")


def write(caller: Caller, backup: Path) -> Note:
    """Look into a verified backup and note what it holds. May raise OSError."""
    note = Note(
        made_at=utc_now(),
        user=caller.user,
        computer=caller.computer,
        size=backup.stat().st_size,
        sha256=sha256_of(backup),
        inventory=look_into(caller, backup),
    )
    put(backup, note)
    return note


def put(backup: Path, note: Note) -> None:
    """Keep the note beside a backup, whole or not at all. May raise OSError."""
    write_json(
        path_of(backup),
        {
            "made_at": note.made_at.isoformat(),
            "user": note.user,
            "computer": note.computer,
            "size": note.size,
            "sha256": note.sha256,
            "holds": inventory.to_json(note.inventory),
        },
    )


def read(backup: Path) -> Note | None:
    """The note of a backup; None where there is none that can be read."""
    found = read_json(path_of(backup))
    try:
        return Note(
            made_at=datetime.fromisoformat(found["made_at"]),
            user=str(found["user"]),
            computer=str(found["computer"]),
            size=int(found["size"]),
            sha256=str(found["sha256"]),
            inventory=inventory.from_json(found["holds"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def look_into(caller: Caller, database: Path) -> Inventory:
    """What a file holds that is not open here."""
    with closing(connect(database, mode="ro")) as connection:
        return inventory.take(caller, connection)


def sha256_of(path: Path, progress: Progress = SILENT) -> str:
    """The SHA-256 of a file in hex. May raise OSError."""
    digest, done, total = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            progress.step(done, total)
    return digest.hexdigest()


def read_json(path: Path) -> dict[str, Any]:
    """A small file of ours; {} for one that is not there, or is damaged."""
    try:
        with path.open("rb") as file:
            found = json.loads(file.read(_LARGEST))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write a small file whole or not at all. May raise OSError."""
    fresh = path.with_name(f"{path.name}.part")
    try:
        fresh.write_text(json.dumps(content, indent=1, ensure_ascii=False), encoding="utf-8")
        os.replace(fresh, path)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
