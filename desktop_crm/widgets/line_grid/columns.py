"""Columns of the line grid and the model over its tuple of frozen lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, Literal, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from desktop_crm.values.messages import Translator
from desktop_crm.widgets import tips
from desktop_crm.widgets.inputs.popup import Choice

LineT = TypeVar("LineT")
AnyIndex = QModelIndex | QPersistentModelIndex
_NO_INDEX = QModelIndex()
HANDLE, NUMBER, FIRST = 0, 1, 2  # the two leading columns, then the declared ones
LINE_HEIGHT, TWO_LINES, SECTION_HEIGHT = 40, 48, 32


@dataclass(frozen=True)
class GridColumn(Generic[LineT]):
    """A column of lines. `get` gives the value to edit, `set` the line with another value (None: read only).

    Kinds: "item" (type-ahead), "text", "decimal", "percent", "choice", "date". `text` words the value where
    the kind alone does not. `fields` are names in errors that mean this column besides `key`.
    """

    key: str
    title: str
    get: Callable[[LineT], Any]
    set: Callable[[LineT, Any], LineT] | None = None
    kind: Literal["item", "text", "decimal", "percent", "choice", "date"] = "text"
    text: Callable[[LineT], str] | None = None
    width: int = 72
    stretch: bool = False
    right: bool | None = None
    muted: bool | Callable[[LineT], bool] = False
    least: int = 0
    most: int = 6
    choices: Callable[[], Sequence[Choice]] | None = None
    second: Callable[[LineT], str] | None = None
    second_set: Callable[[LineT, str], LineT] | None = None
    fields: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def flush_right(self) -> bool:
        """Numbers stand at the right unless said otherwise."""
        return self.kind in ("decimal", "percent") if self.right is None else self.right

    def shown(self, line: LineT, t: Translator) -> str:
        """What the cell says."""
        if self.text is not None:
            return self.text(line)
        value = self.get(line)
        if value is None:
            return ""
        if self.kind == "percent":
            return t.formats.percent(value) if value else ""
        if self.kind == "decimal" and isinstance(value, Decimal | int):
            return t.formats.number(value, self.least, self.most)
        if self.kind == "date":
            return t.formats.date(value)
        if self.kind == "choice" and self.choices is not None:
            return next((choice.text for choice in self.choices() if choice.value == value), str(value))
        return str(value)


class LineModel(QAbstractTableModel, Generic[LineT]):
    """Shows the lines; the grid owns every change."""

    def __init__(
        self,
        t: Translator,
        columns: Sequence[GridColumn[LineT]],
        is_section: Callable[[LineT], bool],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.t = t
        self.columns = tuple(columns)
        self.is_section = is_section
        self.lines: tuple[LineT, ...] = ()
        self.errors: dict[tuple[int, str], str] = {}

    def show(self, lines: tuple[LineT, ...]) -> None:
        """Other lines; rows that stay keep their place, so the current cell stays too."""
        before, after = len(self.lines), len(lines)
        if after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
            self.lines = lines
            self.endRemoveRows()
        elif after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
            self.lines = lines
            self.endInsertRows()
        else:
            self.lines = lines
        if lines:
            self.dataChanged.emit(self.index(0, 0), self.index(after - 1, self.columnCount() - 1))

    def rowCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: AnyIndex = _NO_INDEX) -> int:
        return 0 if parent.isValid() else len(self.columns) + FIRST

    def column(self, number: int) -> GridColumn[LineT] | None:
        """The declared column, None for handle and number."""
        return self.columns[number - FIRST] if FIRST <= number < len(self.columns) + FIRST else None

    def number(self, row: int) -> int:
        """The printed number of a line, sections not counted."""
        return sum(1 for line in self.lines[: row + 1] if not self.is_section(line))

    def height(self, row: int) -> int:
        """40, 48 with a second line, 32 for a section."""
        line = self.lines[row]
        if self.is_section(line):
            return SECTION_HEIGHT
        two = any(column.second is not None and column.second(line) for column in self.columns)
        return TWO_LINES if two else LINE_HEIGHT

    def data(self, index: AnyIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        wanted = (
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.AccessibleTextRole,
            Qt.ItemDataRole.ToolTipRole,
        )
        if role not in wanted:
            return None
        line, column = self.lines[index.row()], self.column(index.column())
        if column is None:
            shown = index.column() == NUMBER and not self.is_section(line)
            return str(self.number(index.row())) if shown else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return tips.plain(self.errors.get((index.row(), column.key)) or "") or None
        text = column.shown(line, self.t)
        return f"{column.title}: {text}" if role == Qt.ItemDataRole.AccessibleTextRole else text

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            column = self.column(section)
            return column.title if column else ("#" if section == NUMBER else "")
        return None

    def flags(self, index: AnyIndex) -> Qt.ItemFlag:
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
