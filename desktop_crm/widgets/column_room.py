"""Columns in a narrow window: the less important ones step back before the one with the name is cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from PySide6.QtWidgets import QHeaderView

if TYPE_CHECKING:
    from desktop_crm.widgets.column_table import ColumnTable

LEAST: Final = 200
"""Pixels that the stretching column has at least; with less room the table scrolls sideways."""


class ColumnRoom:
    """Which chosen columns stand back for now, with the width that they come back with."""

    def __init__(self, table: ColumnTable[Any]) -> None:
        self._table = table
        self._back: dict[int, int] = {}
        self._insisted: set[int] = set()

    def is_chosen(self, number: int) -> bool:
        """Shown, or only standing back."""
        return number in self._back or not self._table.isColumnHidden(number)

    def width(self, number: int) -> int:
        """As wide as it is, or will be when it comes back."""
        return self._back.get(number) or self._table.columnWidth(number)

    def forget(self) -> None:
        """The columns were put as declared or as kept."""
        self._back.clear()
        self._insisted.clear()

    def choose(self, number: int, chosen: bool) -> None:
        """The person shows a column, which then stays whatever the room, or hides it."""
        self._back.pop(number, None)
        (self._insisted.add if chosen else self._insisted.discard)(number)
        self._table.setColumnHidden(number, not chosen)
        self.fit()

    def fit(self) -> None:
        """Let columns stand back, least important first, or come back."""
        table = self._table
        columns = table.table_model.columns
        main = next((n for n, column in enumerate(columns) if column.stretch and self.is_chosen(n)), None)
        if main is None:
            return
        room = table.viewport().width()
        widths = {n: self.width(n) for n in range(len(columns)) if n != main and self.is_chosen(n)}
        yielding = [n for n in widths if columns[n].yields and n not in self._insisted]
        back: dict[int, int] = {}
        for n in sorted(yielding, key=lambda n: columns[n].yields):
            if columns[main].least + sum(widths.values()) <= room:
                break
            back[n] = widths.pop(n)
        self._apply(back)
        self._hold(main, enough=LEAST + sum(widths.values()) <= room)

    def _apply(self, back: dict[int, int]) -> None:
        table = self._table
        for n in self._back.keys() - back.keys():
            table.setColumnHidden(n, False)
        for n in back.keys() - self._back.keys():
            table.setColumnHidden(n, True)
        self._back = back

    def _hold(self, main: int, *, enough: bool) -> None:
        header = self._table.horizontalHeader()
        mode = QHeaderView.ResizeMode.Stretch if enough else QHeaderView.ResizeMode.Fixed
        if header.sectionResizeMode(main) != mode:
            header.setSectionResizeMode(main, mode)
        if not enough:
            self._table.setColumnWidth(main, LEAST)
