"""The list of the forgotten beside the backups: an older copy that is restored still knows them.

One JSON object a line, only hashes, numbers and days: {"entity", "id", "key", "at", "by"}. The key of a
contact is `erasing.key_of`, that of a paper that was purged after its keep time the seal of its own.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_crm.database import placing
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, _

UNKNOWN: Final[Message] = _(
    "Nothing here tells who was erased since that copy was made: whoever was is there again."
)
"""Said of a copy that was restored: nobody is back without a word whom a firm has promised to forget."""
_ENDING: Final = ".erased.jsonl"
_ROWS: Final = (
    "SELECT entity, entity_id, key, erased_at, by FROM erasure UNION ALL SELECT 'document', p.document_id,"
    " coalesce(p.hash, p.record_seal), r.at, r.by FROM purged_paper p JOIN purge_run r ON r.id = p.run_id"
    " ORDER BY 1, 2"
)
_KEYS: Final = ("entity", "id", "key", "at", "by")
_LARGEST: Final = 200_000_000


@dataclass(frozen=True, slots=True)
class Erased:
    """One who, or a paper that, was forgotten."""

    entity: str
    id: int
    key: str
    at: str
    by: str


def path_in(folder: Path, stem: str) -> Path:
    """Where the list of the firm's file `stem` lies in a folder of copies."""
    return folder / f"{stem}{_ENDING}"


def read(folder: Path) -> list[Erased]:
    """All who stand in any list of this folder; a line that is no entry is passed over."""
    found: dict[str, Erased] = {}
    for path in paths_in(folder):
        for each in read_one(path):
            found.setdefault(each.key, each)
    return list(found.values())


def paths_in(folder: Path) -> list[Path]:
    """The lists that lie in a folder; none where it cannot be read."""
    try:
        return sorted(folder.glob(f"*{_ENDING}")) if folder.is_dir() else []
    except OSError:
        return []


def read_one(path: Path) -> Iterable[Erased]:
    """All who stand in this list."""
    try:
        if path.stat().st_size > _LARGEST:
            return
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        try:
            given = json.loads(line)
            entity, key, at, by = (str(given[name]) for name in ("entity", "key", "at", "by"))
            yield Erased(entity, int(given["id"]), key, at, by)
        except (ValueError, TypeError, KeyError, RecursionError):
            continue


def write(caller: Caller, folder: Path, stem: str) -> None:
    """Put the open file's erasures into the list in `folder`, which keeps those it had. May raise
    OSError."""
    _add(path_in(folder, stem), [Erased(*row) for row in raw().execute(_ROWS).fetchall()])


def carry(source: Path, target: Path) -> None:
    """Put what stands in the lists of the folder `source` into those of `target`, too. May raise OSError."""
    for path in sorted(source.glob(f"*{_ENDING}")):
        carry_one(path, target)


def carry_one(path: Path, target: Path) -> None:
    """Put what stands in this list into that of the same name in the folder `target`. May raise OSError."""
    _add(target / path.name, list(read_one(path)))


def _add(path: Path, erased: list[Erased]) -> None:
    known = {each.key: each for each in (*read_one(path), *erased)}
    if not erased:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    lines = (
        json.dumps(dict(zip(_KEYS, (e.entity, e.id, e.key, e.at, e.by), strict=True)), ensure_ascii=False)
        for e in known.values()
    )
    with part.open("w", encoding="utf-8") as file:
        file.write("".join(f"{line}\n" for line in lines))
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)
    placing.flush_folder(path)
