"""Read an archive into a new database file: checked line by line, whole or not at all."""

from __future__ import annotations

import secrets
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from desktop_crm.database import backup, checks, connection, faults, loading, placing
from desktop_crm.database.archive import guards
from desktop_crm.database.archive.lines import hashed, keep_next_ids, load, new_digest, table_hash
from desktop_crm.database.archive.manifest import Manifest, TableNote
from desktop_crm.database.engine import connect
from desktop_crm.database.faults import IntegrityError
from desktop_crm.database.session import Table
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

_STEP: Final = 500


def look_into(path: Path, *, largest: int | None = guards.LARGEST) -> Manifest:
    """What an archive says of itself; its rows are not read. UserError for what is no archive of ours."""
    with guards.opened(path, largest=largest) as file:
        return guards.read_manifest(file, SCHEMA_VERSION)


def read(
    path: Path,
    tables: Sequence[type[Table]],
    statements: Sequence[str],
    target: Path,
    *,
    largest: int | None = guards.LARGEST,
    prepare: Callable[[Path], None] | None = None,
    progress: Progress = SILENT,
) -> Manifest:
    """Put the rows of the archive at `path` into the new database file `target`.

    `tables` and `statements` are those of `create_database`; `prepare` may write into the file once its rows
    have been compared. Refused with a UserError, and nothing is left
    behind: what is no archive, is cut, changed, hostile or newer; more than `largest` bytes (None: any);
    rows that break a rule of their table; a target that exists; and, at "target", too little room or a
    place that cannot be written to.
    """
    placing.check_free(target)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    try:
        with guards.opened(path, largest=largest) as file:
            found = guards.read_manifest(file, SCHEMA_VERSION)
            known = _known(found, (*connection.OWN_TABLES, *tables))
            if target.parent.is_dir():
                guards.check_room(file, target.parent)
            connection.create_database(part, tables, statements)
            with closing(connect(part)) as filling:
                _Reading(file, filling, found, progress).fill(known)
        if prepare is not None:
            prepare(part)
        backup.verify_file(part)
        placing.put_in_place(part, target)
    except OSError as error:
        refusal = checks.unusable_place(target, error)
        refusal.field = "target"
        raise refusal from error
    except faults.DatabaseFault as error:  # such as a full disk, which is the new file's
        error.field = error.field or "target"
        raise
    finally:
        placing.clear_away(part, part.with_name(part.name + "-journal"))
    return found


def _known(found: Manifest, tables: Sequence[type[Table]]) -> list[tuple[type[Table], TableNote]]:
    """The tables in the order of their keys, each with what the archive says of it."""
    notes = {note.name: note for note in found.tables}
    known = [(table, notes.pop(name)) for table in tables if (name := str(table._meta.table_name)) in notes]
    if notes:
        raise UserError(
            _("The archive holds a table “{table}” that is not of this program.", table=min(notes))
        )
    if found.schema == SCHEMA_VERSION and len(known) < len(tables):
        raise UserError(_("The archive is damaged: its table of contents is wrong."))
    return known


class _Reading:
    """One archive on its way into one new file."""

    def __init__(self, file: zipfile.ZipFile, connection: Any, found: Manifest, progress: Progress) -> None:
        self._file = file
        self._connection = connection
        self._found = found
        self._progress = progress
        self._done = 0

    def fill(self, known: Sequence[tuple[type[Table], TableNote]]) -> None:
        """All rows in one transaction, then what was stored is compared with what was noted."""
        with loading.filling(self._connection):
            for table, note in known:
                self._table(table, note)
            keep_next_ids(
                {note.name: note.next_id for _table, note in known if note.next_id is not None},
                self._connection,
            )
        if self._found.schema < SCHEMA_VERSION:
            return  # columns came since: what was read has been compared, what is stored has more
        for table, note in known:
            self._progress.step(self._done, None, _("Checking"))
            stored = table_hash(table, self._connection)
            guards.check_table(note.name, (note.rows, stored), (note.rows, note.sha256))

    def _table(self, table: type[Table], note: TableNote) -> None:
        digest = new_digest()
        try:
            rows = load(table, hashed(self._lines(note), digest), self._connection)
        except IntegrityError as error:
            raise UserError(
                _(
                    "The archive holds a row that breaks a rule of the table “{table}”: {reason}",
                    table=note.name,
                    reason=str(error),
                )
            ) from error
        guards.check_table(note.name, (rows, digest.hexdigest()), (note.rows, note.sha256))

    def _lines(self, note: TableNote) -> Iterator[str]:
        for line in guards.lines_in(self._file, note.name):
            self._done += 1
            if self._done % _STEP == 0:
                self._progress.step(self._done, self._found.rows)
            yield line
