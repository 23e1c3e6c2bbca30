"""Where one is in a list that others change: current row, ticks and scroll place go by key, not by number."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from desktop_crm.widgets.paged_table import PagedTable


@dataclass(frozen=True)
class _Kept:
    current: Hashable
    number: int
    ticked: frozenset[Hashable]
    all_ticked: bool
    top: Hashable
    top_number: int
    value: int


class PlaceKeeper:
    """For one table: `remember` just before other rows arrive, `restore` just after."""

    def __init__(self, table: PagedTable[Any]) -> None:
        self._table = table
        self._kept: _Kept | None = None

    def wanted(self) -> Iterable[int]:
        """The rows that must be found again: they are fetched with those in view."""
        table = self._table
        yield from table.ticked
        if table.currentIndex().isValid():
            yield table.currentIndex().row()

    def remember(self) -> None:
        """How it is now."""
        table, model = self._table, self._table.table_model
        keys = {n: model.row_key(row) for n in table.ticked if (row := model.loaded_row(n)) is not None}
        number, top = table.currentIndex().row(), max(0, table.rowAt(0))
        self._kept = _Kept(
            current=self._key(number),
            number=number,
            ticked=frozenset(keys.values()),
            all_ticked=table.is_all_ticked and len(keys) < len(table.ticked),
            top=self._key(top),
            top_number=top,
            value=table.verticalScrollBar().value(),
        )

    def _key(self, number: int) -> Hashable:
        row = self._table.table_model.loaded_row(number) if number >= 0 else None
        return self._table.table_model.row_key(row) if row is not None else None

    def restore(self) -> int:
        """Ticks as they were; returns the number of the current row. `scroll` follows once it is set.

        What others add is never ticked unseen, but where more are ticked than were ever fetched.
        """
        table, kept = self._table, self._kept
        count = table.table_model.rowCount()
        if kept is None:
            table.ticked = {number for number in table.ticked if number < count}
            return max(0, table.currentIndex().row())
        places = table.table_model.numbers()
        if kept.all_ticked:
            table.ticked = set(range(count))
        else:
            table.ticked = {places[key] for key in kept.ticked if key in places}
        return places.get(kept.current, min(max(0, kept.number), count - 1))

    def scroll(self) -> None:
        """The row at the top stays there; who looks at the beginning sees what is new."""
        kept, bar = self._kept, self._table.verticalScrollBar()
        self._kept = None
        if kept is None:
            return
        value = kept.value
        number = self._table.table_model.numbers().get(kept.top)
        if value and number is not None:
            self._table.updateGeometries()  # the bar's range knows the new rows
            value += (number - kept.top_number) * self._table.verticalHeader().defaultSectionSize()
        bar.setValue(value)
