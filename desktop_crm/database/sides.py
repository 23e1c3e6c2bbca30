"""The two sides of a move, a file or a database on a server, with what a move does to either."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

from desktop_crm.database import backup, checks, connection, faults, marks, placing, serving
from desktop_crm.database.carrying import Carrying
from desktop_crm.database.engine import connect
from desktop_crm.database.marks import Mark
from desktop_crm.database.server.address import ServerAddress, is_address, parse
from desktop_crm.database.session import Table
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_SHORT: Final = 2.0
"""Seconds that a change of a mark waits for those who read the file: a mover reads it for long."""
_LONG: Final = 30.0
_NEWEST: Final = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What lies at a side: nothing (not `is_there`), or a database of ours with or without a mark."""

    is_there: bool
    mark: Mark | None = None
    version: int = SCHEMA_VERSION

    def is_marked(self, key: str, *states: str) -> bool:
        return self.mark is not None and self.mark.key == key and self.mark.state in states


class Side(Protocol):
    """Each raises UserError for a side that is out of reach or no database of ours."""

    @property
    def place(self) -> Path | ServerAddress: ...

    def check_free(self) -> None:
        """A new database can be made here, as far as can be seen: UserError."""

    def look(self) -> Seen: ...

    def reading(self, *, moving: bool) -> AbstractContextManager[Any]:
        """A connection to the rows as they are now. Who is `moving` keeps others from changing the mark."""

    def change(self, expected: Mark | None, mark: Mark) -> None:
        """Write the mark, if the one that is there is the `expected` one; for good, also over a power cut."""

    def make(
        self, carrying: Carrying, reading: Any, tables: Sequence[type[Table]], statements: Sequence[str],
        mark: Mark, *, stays: bool, afterwards: Sequence[str] = (),
    ) -> None:  # fmt: skip
        """A new database with all rows of `reading`, compared: whole or not at all. The mark, which tells
        that it is not finished, stays there or is gone in the end; the statements `afterwards` are done by
        then."""

    def remove(self, mark: Mark) -> None:
        """Take the copy of a move away that was taken back: the one with this mark."""

    def tidy(self, key: str) -> None:
        """Take away what a killed move of this key left beside it."""


def side_of(place: Path | ServerAddress | str) -> Side:
    """The side at a place, or at what a mark calls it."""
    if isinstance(place, str):
        place = parse(place) if is_address(place) else Path(place)
    return FileSide(place.absolute()) if isinstance(place, Path) else ServerSide(place)


@dataclass(frozen=True)
class FileSide:
    place: Path

    def check_free(self) -> None:
        placing.check_free(self.place)
        if not self.place.parent.is_dir():
            raise UserError(_("There is no folder {path}.", path=str(self.place.parent)))
        placing.clear_unfinished(self.place)

    def look(self) -> Seen:
        if not os.path.lexists(self.place):
            return Seen(False)
        found = checks.examine(self.place, read_only=False, newest=_NEWEST)
        with closing(connect(self.place, mode="ro")) as looking:
            return Seen(True, marks.read(looking), found.version)

    @contextmanager
    def reading(self, *, moving: bool) -> Iterator[Any]:
        with closing(connect(self.place, mode="ro")) as reading:
            reading.execute("BEGIN")
            reading.execute("SELECT count(*) FROM sqlite_master").fetchall()  # from now on its lock is there
            try:
                yield reading
            finally:
                reading.execute("ROLLBACK")

    def change(self, expected: Mark | None, mark: Mark) -> None:
        try:
            with (
                closing(connect(self.place, timeout=_patience(expected))) as writing,
                marks.changing(writing) as found,
            ):
                marks.check(found, expected)
                marks.write(writing, mark)
        except UserError as error:
            if faults.is_locked(error) and expected is not None and expected.refuses:
                raise marks.Outrun(marks.under_way()) from error
            raise

    def make(
        self, carrying: Carrying, reading: Any, tables: Sequence[type[Table]], statements: Sequence[str],
        mark: Mark, *, stays: bool, afterwards: Sequence[str] = (),
    ) -> None:  # fmt: skip
        part = self._part(mark.key)
        try:
            placing.check_free(self.place)
            connection.create_database(part, tables, statements)
            with closing(connect(part)) as writing:
                _write(writing, mark)  # before the first row: nobody takes the part for a firm
                carrying.fill_file(reading, writing)
                if not stays:
                    _write(writing, None, afterwards)
            backup.verify_file(part)
            placing.put_in_place(part, self.place)
        except OSError as error:
            raise checks.unusable_place(self.place, error) from error
        finally:
            placing.clear_away(part, part.with_name(part.name + "-journal"))

    def remove(self, mark: Mark) -> None:
        if self.look().mark != mark:
            return
        try:
            self.place.unlink()
        except OSError as error:
            raise checks.unusable_place(self.place, error) from error
        placing.clear_away(
            *(self.place.with_name(self.place.name + end) for end in ("-journal", "-presence"))
        )
        placing.flush_folder(self.place)

    def tidy(self, key: str) -> None:
        part = self._part(key)
        # A file system without links: the name was claimed by an empty file before the part took it.
        with suppress(OSError):
            if part.exists() and self.place.stat().st_size == 0:
                self.place.unlink()
        for left in self.place.parent.glob(f"*{glob.escape(part.name)}*"):
            placing.clear_away(left)

    def _part(self, key: str) -> Path:
        return self.place.with_name(f".{self.place.name}.{key}.part")


@dataclass(frozen=True)
class ServerSide:
    place: ServerAddress

    def check_free(self) -> None:
        with serving.connected(self.place) as (server, engine):
            server.check_empty(engine.raw())

    def look(self) -> Seen:
        with serving.connected(self.place) as (server, engine):
            if not server.has_schema(engine.raw()):
                return Seen(False)
            version, _because = server.examine(engine, _NEWEST)
            return Seen(True, marks.read(engine.raw()), version)

    @contextmanager
    def reading(self, *, moving: bool) -> Iterator[Any]:
        with serving.reaching(self.place) as raw:
            if moving and not raw.run(f"SELECT pg_try_advisory_lock({marks.MOVER})").fetchone()[0]:
                raise marks.Outrun(marks.under_way())
            raw.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            try:
                yield raw
            finally:
                raw.cancel_change()
                if moving and not raw.is_broken:
                    with suppress(UserError):  # its end would be noticed a little later
                        raw.run(f"SELECT pg_advisory_unlock({marks.MOVER})")

    def change(self, expected: Mark | None, mark: Mark) -> None:
        with serving.connected(self.place) as (_server, engine), marks.changing(engine.raw()) as found:
            marks.check(found, expected)
            marks.write(engine.raw(), mark)

    def make(
        self, carrying: Carrying, reading: Any, tables: Sequence[type[Table]], statements: Sequence[str],
        mark: Mark, *, stays: bool, afterwards: Sequence[str] = (),
    ) -> None:  # fmt: skip
        def fill(writing: Any) -> None:
            carrying.fill_server(reading, writing)
            for statement in afterwards:
                writing.execute(statement)
            if stays:
                marks.write(writing, mark)

        serving.create_on_server(self.place, tables, statements, fill=fill)

    def remove(self, mark: Mark) -> None:
        from desktop_crm.database.server import schema

        with serving.connected(self.place) as (_server, engine):
            raw = engine.raw()
            raw.begin_change()
            try:
                if marks.read(raw) == mark:
                    raw.run(f"DROP SCHEMA {schema.NAME} CASCADE")
                raw.commit_change()
            finally:
                raw.cancel_change()

    def tidy(self, key: str) -> None:
        """Nothing: what was not committed is not there."""


def _patience(expected: Mark | None) -> float:
    """Seconds to wait for others: who works is waited for, who moves is not."""
    return _SHORT if expected is not None and expected.refuses else _LONG


def _write(writing: Any, mark: Mark | None, before: Sequence[str] = ()) -> None:
    """Into a file that nobody else knows of yet."""
    with marks.changing(writing):
        for statement in before:
            writing.execute(statement)
        marks.write(writing, mark)
