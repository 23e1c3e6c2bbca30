"""How the grid looks: head 32, sections on `bg`, names with a muted second line, the current cell's ring."""

from __future__ import annotations

from typing import Any, Protocol

from PySide6.QtCore import QModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.line_grid.columns import HANDLE, NUMBER, LineModel
from desktop_crm.widgets.painting import draw_box, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens

PADDING = 8


class GridState(Protocol):
    """What the painter asks of the view."""

    shows_current: bool
    editing: bool
    read_only: bool

    def currentIndex(self) -> QModelIndex: ...

    def last_column(self) -> int: ...

    def section_total(self, row: int) -> str: ...


class LineDelegate(QStyledItemDelegate):
    """Paints one cell of a line or section."""

    def __init__(self, view: GridState, parent: QWidget) -> None:
        super().__init__(parent)
        self._view = view

    def sizeHint(self, _option: Any, index: Any) -> QSize:
        model: LineModel[Any] = index.model()
        return QSize(40, model.height(index.row()))

    def paint(self, painter: QPainter, option: Any, index: Any) -> None:
        model: LineModel[Any] = index.model()
        c, line, cell = tokens(), model.lines[index.row()], QRect(option.rect)
        section = model.is_section(line)
        current_row = self._view.currentIndex().row() == index.row()
        active = current_row and self._view.shows_current
        painter.fillRect(cell, c.soft if active else (c.bg if section else c.surface))
        if not (self._view.read_only and index.row() + 1 == len(model.lines)):  # else the frame ends it
            painter.fillRect(QRectF(cell.left(), cell.bottom(), cell.width(), 1), c.hair)
        rect = QRectF(cell).adjusted(PADDING, 0, -PADDING, -1)
        if index.column() == HANDLE:
            paint_icon(painter, cell.left() + 10, rect.center().y() - 7, "grip-vertical", c.muted, 14)
        elif index.column() == NUMBER:
            if not section:
                two_lines = model.height(index.row()) > 40  # level with the name, not with the row's middle
                above = rect.top() - (1 if two_lines else -4)
                top = QRectF(rect.left() - PADDING, above, rect.width() + PADDING, 32)
                draw_text(
                    painter,
                    top,
                    str(model.number(index.row())),
                    size=fonts.CAPTION,
                    colour=c.muted,
                    align="right",
                )
        elif section:
            self._paint_section(painter, rect, index, model)
        else:
            self._paint_cell(painter, rect, index, model)
        if (
            active
            and not self._view.editing
            and option.state & QStyle.StateFlag.State_Selected
            and index.column() > NUMBER
        ):
            draw_focus(painter, QRectF(cell).adjusted(0, 1, 0, -2), 4)

    def _paint_section(self, painter: QPainter, rect: QRectF, index: Any, model: LineModel[Any]) -> None:
        column = model.column(index.column())
        if column is None:
            return
        if column.kind == "item":
            text = column.shown(model.lines[index.row()], model.t) or model.t("Section")
            draw_text(painter, rect, text, weight=fonts.BOLD)
        elif index.column() == self._view.last_column():
            total = self._view.section_total(index.row())
            draw_text(painter, rect, total, colour=tokens().muted, align="right")

    def _paint_cell(self, painter: QPainter, rect: QRectF, index: Any, model: LineModel[Any]) -> None:
        column, line, c = model.column(index.column()), model.lines[index.row()], tokens()
        if column is None:
            return
        text = column.shown(line, model.t)
        second = column.second(line) if column.second is not None else ""
        muted = column.muted(line) if callable(column.muted) else column.muted
        top = QRectF(
            rect.left(), rect.top() + (5 if model.height(index.row()) > 40 else 10), rect.width(), 20
        )
        colour = c.muted if muted else c.text
        draw_text(painter, top, text, colour=colour, align="right" if column.flush_right else "left")
        if second:
            low = QRectF(rect.left(), rect.top() + 25, rect.width(), 18)
            side = "right" if column.flush_right else "left"
            draw_text(painter, low, second, size=fonts.CAPTION, colour=c.muted, align=side)
        if (index.row(), column.key) in model.errors:
            draw_box(painter, rect.adjusted(-6, 3, 6, -3), border=c.bad, radius=4)


class LineHeader(QHeaderView):
    """The grid's head."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setFixedHeight(32)
        self.setMinimumSectionSize(24)
        self.setHighlightSections(False)
        self.setSectionsClickable(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model: Any = self.model()
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), tokens().border)
        column = model.column(section)
        room = QRectF(rect).adjusted(PADDING, 0, -PADDING, -1)
        if column is not None:
            draw_text(
                painter,
                room,
                column.title,
                size=fonts.CAPTION,
                colour=tokens().muted,
                align="right" if column.flush_right else "left",
            )
        elif section == NUMBER:
            draw_text(
                painter,
                room.adjusted(-8, 0, 0, 0),
                "#",
                size=fonts.CAPTION,
                colour=tokens().muted,
                align="right",
            )

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, rect = QPainter(self.viewport()), QRectF(self.viewport().rect())
        draw_box(painter, rect.adjusted(0, 0, 0, 16), fill=tokens().surface, radius=7)  # as the frame is
        painter.fillRect(QRectF(0, 31, self.viewport().width(), 1), tokens().border)
        painter.end()
        super().paintEvent(event)
