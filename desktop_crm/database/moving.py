"""A whole database goes from a file to a server, or back: the same rows, compared table by table.

What has moved is marked, and from then on refuses every write itself, whoever has it open.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from desktop_crm.database import archive, backup, checks, connection, faults, loading, placing, serving
from desktop_crm.database.engine import connect
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.database.session import Table
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import SILENT, Progress

_STEP: Final = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied and found equal on both sides: rows and hash by table."""

    counts: dict[str, int]
    hashes: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


def to_server(
    source: Path,
    target: ServerAddress,
    tables: Sequence[type[Table]],
    statements: Sequence[str],
    *,
    leave: bool,
    progress: Progress = SILENT,
) -> Copied:
    """Copy the database at `source` into an empty database of a server; nobody writes to it meanwhile.

    With `leave` the file is marked as moved in the end and refuses writes from then on. Raises UserError,
    with both sides as they were, for a server that is in use, cannot be reached or runs full, and for rows
    that are not the same on both sides.
    """
    every = (*connection.OWN_TABLES, *tables)
    copying = _Copying(every, progress)
    with _held(source) as reading:
        serving.create_on_server(target, tables, statements, fill=lambda to: copying.fill_server(reading, to))
        if leave:
            _mark_file(reading, target)
            faults.commit(reading)
    return copying.done


def to_file(
    source: ServerAddress,
    target: Path,
    tables: Sequence[type[Table]],
    statements: Sequence[str],
    *,
    leave: bool,
    progress: Progress = SILENT,
) -> Copied:
    """Copy the database on a server into the new file `target`; with `leave` nobody writes there any more."""
    placing.check_free(target)
    copying = _Copying((*connection.OWN_TABLES, *tables), progress)
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}.part")
    # A copy reads what was there at one moment and holds nobody up; before leaving, nobody writes any more.
    with serving.reaching(source) if leave else serving.snapshot_of(source) as reading:
        if leave:
            reading.begin_change()
        try:
            connection.create_database(part, tables, statements)
            with closing(connect(part)) as writing:
                copying.fill_file(reading, writing)
            backup.verify_file(part)
            if leave:
                _mark_server(reading, target)
            placing.put_in_place(part, target)
            if leave:
                _leave_server(reading, target)
        except OSError as error:
            raise checks.unusable_place(target, error) from error
        finally:
            reading.cancel_change()
            placing.clear_away(part, part.with_name(part.name + "-journal"))
    return copying.done


def _leave_server(reading: Any, target: Path) -> None:
    """The mark holds from now on; when it surely does not, the file goes, for a firm lives in one place."""
    try:
        reading.commit_change()
    except faults.UnknownOutcome:
        raise
    except BaseException:
        placing.clear_away(target)
        raise


@contextmanager
def _held(source: Path) -> Iterator[Any]:
    """A connection of one's own to the file that keeps everybody from writing."""
    with closing(connect(source)) as reading:
        reading.execute("BEGIN IMMEDIATE")
        try:
            yield reading
        finally:
            if reading.in_transaction:
                reading.execute("ROLLBACK")


class _Copying:
    """One copy under way."""

    def __init__(self, tables: Sequence[type[Table]], progress: Progress) -> None:
        self._tables = tables
        self._progress = progress
        self._passed = self._total = 0
        self.done = Copied({}, {})

    def fill_server(self, reading: Any, writing: Any) -> None:
        from desktop_crm.database.server import filling

        self._begin(reading)
        with filling.filling(writing):
            for table in self._tables:
                self._copy(table, reading, writing)
        filling.keep_all_ids(writing)
        filling.keep_next_ids(archive.next_ids(self._tables, reading), writing)
        self._compare(writing)

    def fill_file(self, reading: Any, writing: Any) -> None:
        self._begin(reading)
        with loading.filling(writing):
            for table in self._tables:
                self._copy(table, reading, writing)
            archive.keep_next_ids(archive.next_ids(self._tables, reading), writing)
        self._compare(writing)

    def _begin(self, reading: Any) -> None:
        self._total = 2 * sum(archive.count(table, reading) for table in self._tables)

    def _copy(self, table: type[Table], reading: Any, writing: Any) -> None:
        name, digest = str(table._meta.table_name), archive.new_digest()
        texts = self._counted(archive.hashed(archive.lines(table, reading), digest))
        self.done.counts[name] = archive.load(table, texts, writing)
        self.done.hashes[name] = digest.hexdigest()

    def _compare(self, writing: Any) -> None:
        for table in self._tables:
            name, digest = str(table._meta.table_name), archive.new_digest()
            for _line in self._counted(archive.hashed(archive.lines(table, writing), digest)):
                pass
            if digest.hexdigest() != self.done.hashes[name]:
                raise UserError(
                    _("The rows of “{table}” did not arrive as they were. Nothing was moved.", table=name)
                )

    def _counted(self, texts: Iterator[str]) -> Iterator[str]:
        for text in texts:
            self._passed += 1
            if self._passed % _STEP == 0:
                self._progress.step(self._passed, self._total)
            yield text


# ---------------------------------------------------------------------------------------------------- marks


def _mark_file(writing: Any, target: ServerAddress) -> None:
    """From this commit on every write to the file is refused, also by windows that have it open."""
    where = str(target).replace("'", "''")
    names = writing.execute(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%'"  # nor the tables behind those of the search
    ).fetchall()
    for (name,) in names:
        for event in ("INSERT", "UPDATE", "DELETE"):
            writing.execute(
                f'CREATE TRIGGER "{name}_moved_{event.lower()}" BEFORE {event} ON "{name}"'
                f" BEGIN SELECT RAISE(ABORT, '{faults.MOVED_TO}{where}'); END"
            )


def _mark_server(writing: Any, target: Path) -> None:
    """The same on a server; only the owner of its tables can take it away."""
    where = str(target.absolute())
    writing.run("INSERT INTO about (key, value) VALUES ('moved_to', %s)", [where])
    quoted = where.replace("'", "''")
    writing.run(
        f"CREATE FUNCTION has_moved() RETURNS trigger LANGUAGE plpgsql AS $moved$ BEGIN"
        f" RAISE EXCEPTION USING ERRCODE = '23000', MESSAGE = '{faults.MOVED_TO}{quoted}'; END $moved$"
    )
    for (name,) in writing.run(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"
    ).fetchall():
        writing.run(
            f"CREATE TRIGGER {name}_moved BEFORE INSERT OR UPDATE OR DELETE ON {name}"
            " FOR EACH STATEMENT EXECUTE FUNCTION has_moved()"
        )
