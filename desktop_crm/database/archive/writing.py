"""Make an archive: a ZIP file with the rows of each table, read back and checked before it has its name."""

from __future__ import annotations

import zipfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from desktop_crm.database import checks, placing
from desktop_crm.database.archive import guards, manifest
from desktop_crm.database.archive.lines import count, hashed, lines, new_digest, next_ids
from desktop_crm.database.archive.manifest import Manifest, TableNote
from desktop_crm.database.session import Table
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

_STEP: Final = 500


def make(
    connection: Any,
    tables: Sequence[type[Table]],
    target: Path,
    *,
    schema: int,
    program: str,
    made_at: datetime,
    facts: dict[str, Any] | None = None,
    progress: Progress = SILENT,
) -> Manifest:
    """Write all rows of `tables`, read through `connection` (a snapshot), to the new file `target`.

    Never overwrites. Raises UserError when the target exists, its folder is gone or the disk is full, and
    leaves nothing behind then.
    """
    placing.check_free(target)
    if not target.parent.is_dir():
        raise UserError(_("There is no folder {path}.", path=str(target.parent)))
    part = target.with_name(f"{target.name}.part")
    try:
        placing.clear_away(part)
        placing.make_empty(part)
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as file:
            writing = _Writing(file, connection, made_at, progress)
            notes = writing.write(tables)
            made = Manifest(schema, program, made_at, notes, facts or {})
            writing.text(manifest.READ_ME, manifest.WORDS.encode())
            writing.text(manifest.NAME, manifest.dump(made))
        guards.check_whole(part, made, progress)
        placing.put_in_place(part, target)
    except OSError as error:
        raise checks.unusable_place(target, error) from error
    finally:
        placing.clear_away(part)
    return made


class _Writing:
    """The entries of one archive, one after the other."""

    def __init__(self, file: zipfile.ZipFile, connection: Any, made_at: datetime, progress: Progress) -> None:
        self._file = file
        self._connection = connection
        self._time = made_at.timetuple()[:6]
        self._progress = progress
        self._done = self._total = 0

    def write(self, tables: Sequence[type[Table]]) -> tuple[TableNote, ...]:
        """The rows of all tables; what was written of each."""
        self._total = sum(count(table, self._connection) for table in tables)
        following = next_ids(tables, self._connection)
        return tuple(self._table(table, following.get(str(table._meta.table_name))) for table in tables)

    def text(self, name: str, content: bytes) -> None:
        """A small entry."""
        with self._file.open(self._entry(name), "w") as entry:
            entry.write(content)

    def _entry(self, name: str) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(name, self._time)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        return info

    def _table(self, table: type[Table], next_id: int | None) -> TableNote:
        name, digest, rows = str(table._meta.table_name), new_digest(), 0
        with self._file.open(self._entry(manifest.entry_of(name)), "w", force_zip64=True) as entry:
            for line in hashed(lines(table, self._connection), digest):
                entry.write(line.encode())
                entry.write(b"\n")
                rows += 1
                if rows % _STEP == 0:
                    self._progress.step(self._done + rows, self._total)
        self._done += rows
        self._progress.step(self._done, self._total)
        return TableNote(name, rows, digest.hexdigest(), next_id)
