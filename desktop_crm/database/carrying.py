"""All rows of a database go into a new one, in whatever direction, and are compared table by table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from desktop_crm.database import archive, loading
from desktop_crm.database.session import Table
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import Progress

_STEP: Final = 500


@dataclass(frozen=True, slots=True)
class Copied:
    """What was copied and found equal on both sides: rows and hash by table."""

    counts: dict[str, int]
    hashes: dict[str, str]

    @property
    def rows(self) -> int:
        return sum(self.counts.values())


class Carrying:
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

    def compare(self, reading: Any, there: Any) -> None:
        """What was copied earlier, once more; UserError for the first table that is not the same."""
        self._begin(reading)
        for table in self._tables:
            name, digest = str(table._meta.table_name), archive.new_digest()
            texts = self._counted(archive.hashed(archive.lines(table, reading), digest))
            self.done.counts[name] = sum(1 for _line in texts)
            self.done.hashes[name] = digest.hexdigest()
        self._compare(there)

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
