"""The table view of every list: keyboard, ticks, sort, type-ahead, place kept on refresh."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Any, TypeVar

from PySide6.QtCore import QEvent, QItemSelectionModel, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.values.paging import Listing, ListView
from desktop_crm.widgets.column_table import ColumnTable
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.inputs.switch import paint_check
from desktop_crm.widgets.paged_model import Column
from desktop_crm.widgets.painting import draw_focus
from desktop_crm.widgets.place_keeping import PlaceKeeper
from desktop_crm.widgets.table_delegate import PADDING, TableDelegate
from desktop_crm.widgets.theme import tokens

RowT = TypeVar("RowT")


def _id(row: Any) -> Hashable:
    key: Hashable = row.id
    return key


class _TickDelegate(TableDelegate):
    """The first shown column carries the tick of its row."""

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        table = self.parent()
        if isinstance(table, PagedTable) and table.is_first(index.column()):
            whole = QRect(option.rect)
            if table.selectionModel().isRowSelected(index.row()):
                painter.fillRect(whole, tokens().soft)
            option.rect = whole.adjusted(28, 0, 0, 0)
            super().paint(painter, option, index)
            painter.fillRect(QRectF(whole.left(), whole.bottom(), 40, 1), tokens().hair)
            ticked = index.row() in table.ticked
            paint_check(painter, whole.left() + PADDING, whole.center().y() - 8, on=ticked)
            return
        super().paint(painter, option, index)


class PagedTable(ColumnTable[RowT]):
    """Enter or double click opens (`activated_row`), Space previews, letters type ahead."""

    activated_row = Signal(object)
    preview_asked = Signal(object)
    current_changed = Signal(object)
    ticks_changed = Signal()

    def __init__(
        self,
        desk: Desk,
        columns: Sequence[Column[RowT]],
        source: Callable[[ListView], Listing[RowT]],
        *,
        name: str = "",
        row_key: Callable[[RowT], Hashable] = _id,
        ticks: bool = False,
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        """`name` is the list's key in the settings of this computer; "" remembers nothing."""
        super().__init__(desk, columns, source, name=name, row_key=row_key, compact=compact, parent=parent)
        self.ticked: set[int] = set()
        self.ticks = ticks
        self._typed = ""
        self._place = PlaceKeeper(self)
        if ticks:
            self._header.checks = "none"
            self.setItemDelegate(_TickDelegate(self))
        self._type_ahead_over = QTimer(self, singleShot=True, interval=900)
        self._type_ahead_over.timeout.connect(self._forget_typed)
        self._connect()

    def _connect(self) -> None:
        self.head_ticked.connect(self.tick_all)
        self.table_model.refreshing.connect(self._place.remember)
        self.table_model.refreshed.connect(self._refreshed)
        self.doubleClicked.connect(lambda _index: self._activate())
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    # what is shown

    def set_view(self, view: ListView) -> None:
        """Another search, sort or filter."""
        self.ticked.clear()
        self._ticks_changed()
        super().set_view(view)

    def reload(self) -> None:
        """Fetch again; current row, ticks and scroll place stay with their records."""
        self.table_model.reload(max(0, self.rowAt(0)), self._place.wanted())

    def current_row(self) -> RowT | None:
        """The row with the ring, when it is loaded."""
        return (
            self.table_model.loaded_row(self.currentIndex().row()) if self.currentIndex().isValid() else None
        )

    def ticked_rows(self) -> list[RowT]:
        """The ticked rows that are loaded, in order."""
        rows = (self.table_model.loaded_row(number) for number in sorted(self.ticked))
        return [row for row in rows if row is not None]

    def go_to(self, key: Hashable) -> None:
        """Make the row with this key current, when it is loaded."""
        number = self.table_model.row_number(key)
        if number is not None:
            self.setCurrentIndex(self.table_model.index(number, self._first_column()))

    def _refreshed(self, view_changed: bool) -> None:
        if view_changed:
            self.ticked.clear()
        number = 0 if view_changed else self._place.restore()
        self._ticks_changed()
        if self.table_model.rowCount() == 0:
            self.current_changed.emit(None)
            return
        self.selectionModel().setCurrentIndex(
            self.table_model.index(number, self._first_column()),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        if not view_changed:
            self._place.scroll()
        self.current_changed.emit(self.current_row())

    def _current_changed(self) -> None:
        self.viewport().update()
        self.current_changed.emit(self.current_row())

    # keyboard and mouse

    def _activate(self) -> None:
        row = self.current_row()
        if row is not None:
            self.activated_row.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, plain = (
            event.key(),
            event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier),
        )
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._activate()
        elif (
            key == Qt.Key.Key_Space
            and event.modifiers() == Qt.KeyboardModifier.ControlModifier
            and self.ticks
        ):
            self.tick(self.currentIndex().row())
        elif key == Qt.Key.Key_Space and not self._typed and plain:
            self.preview_asked.emit(self.current_row())
        elif key == Qt.Key.Key_Insert and self.ticks:
            self.tick(self.currentIndex().row())
        elif key == Qt.Key.Key_A and event.modifiers() == Qt.KeyboardModifier.ControlModifier and self.ticks:
            self.tick_all()
        elif key == Qt.Key.Key_Escape and self.ticked:
            self.clear_ticks()
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            last = self.table_model.rowCount() - 1
            self.setCurrentIndex(
                self.table_model.index(0 if key == Qt.Key.Key_Home else last, self._first_column())
            )
        elif (
            plain and (event.text().strip() or (self._typed and event.text())) and event.text().isprintable()
        ):
            self._type_ahead(event.text())
        else:
            super().keyPressEvent(event)

    def _type_ahead(self, text: str) -> None:
        """Find a loaded row, from the current one on, by the beginning of the sorted or first column."""
        self._typed += text.casefold()
        self._type_ahead_over.start()
        columns = self.table_model.columns
        by = next((c for c in columns if c.key == self.view.sort), columns[self._first_column()])
        start, total = max(0, self.currentIndex().row()), self.table_model.rowCount()
        for step in range(total if total < 5000 else 5000):
            row = self.table_model.loaded_row((start + step) % total)
            if row is not None and by.text(row).casefold().startswith(self._typed):
                self.setCurrentIndex(self.table_model.index((start + step) % total, self._first_column()))
                return

    def _forget_typed(self) -> None:
        self._typed = ""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if self.ticks and index.isValid() and self.is_first(index.column()):
            left = self.columnViewportPosition(index.column())
            if event.position().x() < left + 36:
                self.tick(index.row(), extend=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
                return
        super().mousePressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            self.viewport().update()
        return super().viewportEvent(event)

    # ticks

    def tick(self, number: int, extend: bool = False) -> None:
        """Tick or untick a row; `extend` ticks from the current row to this one."""
        if number < 0:
            return
        if extend and self.currentIndex().isValid():
            first, last = sorted((self.currentIndex().row(), number))
            self.ticked.update(range(first, last + 1))
        else:
            self.ticked ^= {number}
            self.setCurrentIndex(self.table_model.index(number, self._first_column()))
        self._ticks_changed()

    def tick_all(self) -> None:
        """Tick every row of the view, or none when all are."""
        everything = set(range(self.table_model.rowCount()))
        self.ticked = set() if self.ticked == everything else everything
        self._ticks_changed()

    @property
    def is_all_ticked(self) -> bool:
        """Whether every row of the view is, those too that were never fetched."""
        return bool(self.ticked) and len(self.ticked) == self.table_model.rowCount()

    def clear_ticks(self) -> None:
        """Untick everything."""
        self.ticked.clear()
        self._ticks_changed()

    def _ticks_changed(self) -> None:
        if self.ticks:
            count = self.table_model.rowCount()
            self._header.checks = (
                "none" if not self.ticked else ("all" if len(self.ticked) == count else "some")
            )
            self._header.viewport().update()
            self.viewport().update()
            self.ticks_changed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        current = self.currentIndex()
        if current.isValid() and self.hasFocus():
            y, height = self.rowViewportPosition(current.row()), self.rowHeight(current.row())
            width = min(self.viewport().width(), self._header.length())
            draw_focus(QPainter(self.viewport()), QRectF(0, y, width, height - 1), 4)
