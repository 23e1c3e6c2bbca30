"""How a cell of a list is painted: runs on one baseline, amounts with their code, states as dot and word."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs.switch import paint_check
from desktop_crm.widgets.paged_model import Column, PagedTableModel
from desktop_crm.widgets.painting import (
    Run,
    draw_avatar,
    draw_dot,
    draw_pill,
    draw_runs,
    draw_text,
    fitted,
    one_line,
)
from desktop_crm.widgets.theme import tokens

PADDING = 12
CODE_WIDTH = 38
GAP, LEAST_WORDS = 10, 80


class TableDelegate(QStyledItemDelegate):
    """Paints a `Column` of a `PagedTableModel` row."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(80, 36)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
        model: PagedTableModel[Any] = index.model()
        state = option.state
        cell: QRect = option.rect
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected:
            painter.fillRect(cell, tokens().soft)
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(cell, tokens().hover)
        painter.fillRect(QRectF(cell.left(), cell.bottom(), cell.width(), 1), tokens().hair)
        row = model.row(index.row())
        rect = QRectF(cell).adjusted(PADDING, 0, -PADDING, -1)
        if row is None:
            width = min(rect.width(), 40 + (index.row() * 37 + index.column() * 53) % 80)
            painter.fillRect(QRectF(rect.left(), rect.center().y() - 4, width, 8), tokens().fill)
            return
        paint_cell(painter, rect, model.columns[index.column()], row, selected=selected)


def paint_cell(
    painter: QPainter, rect: QRectF, column: Column[Any], row: Any, *, selected: bool = False
) -> None:
    """One cell's words within `rect`."""
    text = column.text(row)
    role = column.role(row) if column.role else ("muted" if column.muted else None)
    weight = fonts.BOLD if column.bold else fonts.REGULAR
    middle = rect.center().y()
    if column.kind == "pill":
        if text:
            draw_pill(painter, rect.left(), middle, text, role)
        return
    if column.kind == "state" and text:
        draw_dot(painter, rect.left(), middle, tokens().role(role or "muted"))
        rect = rect.adjusted(16, 0, 0, 0)
    if column.kind == "avatar":
        draw_avatar(painter, QRectF(rect.left(), middle - 12, 24, 24), text, on_soft=selected)
        rect = rect.adjusted(34, 0, 0, 0)
    if column.icon and (name := column.icon(row)):
        paint_icon(painter, rect.left(), middle - 8, name, tokens().muted)
        rect = rect.adjusted(24, 0, 0, 0)
    if column.code is not None:
        code = column.code(row)
        draw_text(painter, rect, code, size=fonts.CODE, colour=tokens().muted, align="right")
        rect = rect.adjusted(0, 0, -CODE_WIDTH, 0)
    if column.align == "right":
        draw_text(painter, rect, text, weight=weight, colour=tokens().role(role), align="right")
        return
    runs = [Run(text, weight=weight, role=role)]
    if column.second and (more := column.second(row)):
        runs.append(Run(more, role="muted"))
        if column.keeps_second:
            runs[0] = _shortened(runs[0], rect.width() - runs[1].width - GAP)
    draw_runs(painter, rect, runs, gap=GAP)


def _shortened(run: Run, width: float) -> Run:
    measure = fonts.metrics(run.size, run.weight)
    return replace(run, text=fitted(measure, one_line(run.text), max(width, LEAST_WORDS)))


class TableHeader(QHeaderView):
    """Painted head 32 high: words above their cells' ink, the sorted column in semibold with its arrow."""

    def __init__(self, parent: QWidget, check_section: bool = False) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHighlightSections(False)
        self.setFixedHeight(33)
        self.setMinimumSectionSize(40)
        self.setSectionsClickable(True)
        self.setSectionsMovable(True)
        self.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.viewport().setAutoFillBackground(False)
        self.checks: str | None = None  # None: no ticks; "none", "some", "all"
        self._pressed_in_tick = False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed_in_tick = self.checks is not None and event.position().x() < 36
        super().mousePressEvent(event)

    def take_press_in_tick(self) -> bool:
        """Whether the click now handled began on the tick of the head; asked once."""
        pressed, self._pressed_in_tick = self._pressed_in_tick, False
        return pressed

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        model: Any = self.model()
        painter.save()
        painter.fillRect(rect, tokens().surface)
        painter.fillRect(QRectF(rect.left(), rect.bottom(), rect.width(), 1), tokens().border)
        column = model.columns[section]
        room = QRectF(rect).adjusted(PADDING, 0, -PADDING, -1)
        if self.checks is not None and self.visualIndex(section) == 0:
            paint_check(
                painter,
                room.left(),
                room.center().y() - 8,
                on=self.checks == "all",
                some=self.checks == "some",
            )
            room.adjust(28, 0, 0, 0)
        sorted_now = model.view.sort == column.key and bool(column.key)
        arrow = 18 if sorted_now else 0
        if column.code is not None:
            room.adjust(0, 0, -CODE_WIDTH, 0)
        weight = fonts.BOLD if sorted_now else fonts.REGULAR
        colour = tokens().text if sorted_now else tokens().muted
        right = column.align == "right"
        words = room.adjusted(arrow if right else 0, 0, 0 if right else -arrow, 0)
        draw_text(
            painter, words, column.title, size=fonts.CAPTION, weight=weight, colour=colour, align=column.align
        )
        if sorted_now:
            wide = min(words.width(), fonts.metrics(fonts.CAPTION, weight).horizontalAdvance(column.title))
            x = words.right() - wide - 16 if right else words.left() + wide + 4
            paint_icon(
                painter,
                x,
                room.center().y() - 6,
                "arrow-down" if model.view.descending else "arrow-up",
                colour,
                12,
            )
        painter.restore()

    def paintEvent(self, event) -> None:  # type: ignore[no-untyped-def]
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), tokens().surface)
        bottom = self.viewport().height() - 1
        painter.fillRect(QRectF(0, bottom, self.viewport().width(), 1), tokens().border)
        painter.end()
        super().paintEvent(event)
