"""The grid's table: which cell is current, what keys and the mouse do to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.line_grid.columns import FIRST, HANDLE, LineModel
from desktop_crm.widgets.line_grid.paint import LineDelegate, LineHeader
from desktop_crm.widgets.theme import tokens


class LineView(QTableView):
    """Emits what the person wants; `LineGrid` does it."""

    edit_asked = Signal(int, int, str)  # row, column, the letter typed ("" for none)
    second_asked = Signal(int, int)
    move_asked = Signal(int, int)  # from row, to row
    remove_asked = Signal(int)
    duplicate_asked = Signal(int)
    add_asked = Signal(str)
    left = Signal(bool)  # forwards or back

    def __init__(self, model: LineModel[Any], section_total: Callable[[int], str], parent: QWidget) -> None:
        super().__init__(parent)
        self.lines, self._section_total = model, section_total
        self.shows_current = False
        self.editing = False
        self.read_only = False
        self._drag_from = -1
        self._drop_at = -1
        self.setModel(model)
        self.setHorizontalHeader(LineHeader(self))
        self.horizontalHeader().setAccessibleName(model.t("Columns"))
        self.setItemDelegate(LineDelegate(self, self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setFont(fonts.font())
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(28)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def section_total(self, row: int) -> str:
        """Words at the right of a section."""
        return self._section_total(row)

    def last_column(self) -> int:
        """The rightmost shown column."""
        shown = [n for n in range(FIRST, self.lines.columnCount()) if not self.isColumnHidden(n)]
        return shown[-1] if shown else FIRST

    def fit_rows(self) -> None:
        """Row heights after a change of lines."""
        for row in range(len(self.lines.lines)):
            if self.rowHeight(row) != self.lines.height(row):
                self.setRowHeight(row, self.lines.height(row))

    def content_height(self) -> int:
        """Head and all rows."""
        return 32 + sum(self.lines.height(row) for row in range(len(self.lines.lines)))

    def editable(self, row: int, column: int) -> bool:
        """Whether a cell takes input."""
        if not 0 <= row < len(self.lines.lines) or self.isColumnHidden(column):
            return False
        declared = self.lines.column(column)
        if declared is None or declared.set is None:
            return False
        return declared.kind == "item" or not self.lines.is_section(self.lines.lines[row])

    def neighbour(self, row: int, column: int, step: int) -> tuple[int, int] | None:
        """The next (1) or previous (-1) cell that takes input, across rows; None past the end."""
        width, position = self.lines.columnCount(), row * self.lines.columnCount() + column + step
        while 0 <= position < len(self.lines.lines) * width:
            cell = divmod(position, width)
            if self.editable(*cell):
                return cell
            position += step
        return None

    def go(self, row: int, column: int) -> None:
        """Make a cell current and visible."""
        index = self.lines.index(row, column)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        self.scrollTo(index)

    def cell_rect(self, row: int, column: int) -> QRect:
        """Where an editor goes: it begins 4 px left of the cell's text; a section's takes the whole row."""
        rect = self.visualRect(self.lines.index(row, column))
        if self.lines.is_section(self.lines.lines[row]):
            rect.setRight(self.viewport().width() - 8)
            return QRect(rect.left() - 2, rect.top(), rect.width(), 31)
        top = rect.top() + (2 if rect.height() <= 40 else -1)
        return QRect(rect.left() - 2, top + 1, rect.width() + 2, 34)

    # keyboard

    def focusInEvent(self, event: QFocusEvent) -> None:
        self.shows_current = True
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.lines.lines:
            cell = self.neighbour(0, -1, 1)
            if cell is not None:
                self.go(*cell)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.shows_current = self.editing
        self.viewport().update()

    def event(self, event: QEvent) -> bool:
        tab = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and event.key() in tab:
            self._tab(forwards=event.key() == Qt.Key.Key_Tab)
            return True
        return super().event(event)

    def _tab(self, *, forwards: bool) -> None:
        index = self.currentIndex()
        step = 1 if forwards else -1
        cell = self.neighbour(index.row(), index.column(), step) if index.isValid() else None
        if cell is None or self.read_only:
            self.left.emit(forwards)
        else:
            self.go(*cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.read_only and self._edit_key(event):
            return
        super().keyPressEvent(event)

    def _edit_key(self, event: QKeyEvent) -> bool:
        index, key = self.currentIndex(), event.key()
        row, column = index.row(), index.column()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        enter = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        typed = (
            event.text() if event.text().isprintable() and event.text() and not control and not alt else ""
        )
        if not index.isValid():
            if enter or typed:
                self.add_asked.emit(typed)
            return enter or bool(typed)
        if alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.move_asked.emit(row, row - 1 if key == Qt.Key.Key_Up else row + 1)
        elif key == Qt.Key.Key_Delete and (control or column < FIRST or not self.editable(row, column)):
            self.remove_asked.emit(row)
        elif key == Qt.Key.Key_Delete:
            self.edit_asked.emit(row, column, "\x7f")
        elif key == Qt.Key.Key_Backspace and control:
            self.remove_asked.emit(row)
        elif key == Qt.Key.Key_D and control:
            self.duplicate_asked.emit(row)
        elif enter and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.second_asked.emit(row, column)
        elif enter or key == Qt.Key.Key_F2 or typed:
            self.edit_asked.emit(row, column, typed if not enter else "")
        else:
            return False
        return True

    # mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == HANDLE and not self.read_only:
            self._drag_from = index.row()
            self.go(index.row(), FIRST)
            return
        super().mousePressEvent(event)
        if index.isValid() and not self.read_only and event.button() == Qt.MouseButton.LeftButton:
            self._click(index, event.position().toPoint())

    def _click(self, index: QModelIndex, where: QPoint) -> None:
        declared = self.lines.column(index.column())
        line = self.lines.lines[index.row()]
        low = where.y() - self.visualRect(index).top() > 24
        has_second = declared is not None and declared.second is not None and bool(declared.second(line))
        if low and has_second and declared is not None and declared.second_set is not None:
            self.second_asked.emit(index.row(), index.column())
        elif self.editable(index.row(), index.column()):
            self.edit_asked.emit(index.row(), index.column(), "")

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._drag_from >= 0:
            y = event.position().toPoint().y()
            row = self.rowAt(y)
            if row < 0:
                self._drop_at = len(self.lines.lines) if y > 0 else 0
            else:
                middle = self.rowViewportPosition(row) + self.rowHeight(row) / 2
                self._drop_at = row + (1 if y > middle else 0)
            self.viewport().update()
            return
        super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag_from >= 0:
            source, target = self._drag_from, self._drop_at
            self._drag_from = self._drop_at = -1
            if target >= 0 and target not in (source, source + 1):
                self.move_asked.emit(source, target - 1 if target > source else target)
            self.viewport().update()
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._drop_at >= 0:
            rows = len(self.lines.lines)
            y = (
                self.content_height() - 32
                if self._drop_at >= rows
                else self.rowViewportPosition(self._drop_at)
            )
            painter = QPainter(self.viewport())
            painter.fillRect(QRectF(0, y - 1, self.viewport().width(), 2), tokens().accent)
