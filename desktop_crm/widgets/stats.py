"""The strip of figures: up to five cells in one box, divided by hairlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.painting import Run, draw_box, draw_dot, draw_focus, draw_runs, draw_text
from desktop_crm.widgets.theme import tokens


@dataclass(frozen=True)
class Stat:
    """A cell of the strip: label, figure, note.

    `role` colours a dot before the label, `note_role` the note.
    """

    label: str
    figure: str
    note: str = ""
    role: str | None = None
    note_role: str | None = "muted"
    code: str = ""
    key: str = ""


class StatStrip(QWidget):
    """One box of radius 8 with up to five cells, divided by hairlines. A cell with a key can be clicked."""

    clicked = Signal(str)

    def __init__(
        self,
        stats: Sequence[Stat] = (),
        *,
        framed: bool = True,
        figure: int = fonts.FIGURE,
        parent: QWidget | None = None,
    ) -> None:
        """`framed=False` and `figure=fonts.SECTION` for the head of a contact."""
        super().__init__(parent)
        self._framed, self._figure = framed, figure
        self._current = -1
        self.setFixedHeight(96 if framed else 62)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_stats(stats)

    def set_stats(self, stats: Sequence[Stat]) -> None:
        """Replace all cells."""
        self._stats = tuple(stats)
        active = any(stat.key for stat in stats)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if active else Qt.FocusPolicy.NoFocus)
        self._current = 0 if active else -1
        self.setAccessibleName("; ".join(f"{s.label} {s.figure} {s.code} {s.note}".strip() for s in stats))
        self.update()

    def _cells(self) -> list[QRectF]:
        if not self._stats:
            return []
        cells, x = [], 0.0
        for wide in self._framed_widths() if self._framed else [need + 48 for need in self._needs()]:
            cells.append(QRectF(round(x), 0, round(x + wide) - round(x), self.height()))
            x += wide
        return cells

    def _needs(self) -> list[int]:
        """How wide each cell's words and figure are."""
        caption, needs = fonts.metrics(fonts.CAPTION), []
        for stat in self._stats:
            figure = fonts.metrics(self._figure, fonts.BOLD).horizontalAdvance(stat.figure)
            figure += fonts.metrics(fonts.CODE).horizontalAdvance(stat.code) + 10 if stat.code else 0
            label = caption.horizontalAdvance(stat.label) + (16 if stat.role else 0)
            needs.append(round(max(figure, label, caption.horizontalAdvance(stat.note))))
        return needs

    def _framed_widths(self) -> list[float]:
        """Equal cells; where one is too narrow for its words, the others give what they do not need."""
        equal = self.width() / len(self._stats)
        needs = [need + 30 for need in self._needs()]
        spare = self.width() - sum(needs)
        if max(needs) <= equal or spare < 0:
            return [equal] * len(needs)
        return [need + spare / len(needs) for need in needs]

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = tokens(), QPainter(self)
        if self._framed:
            draw_box(painter, QRectF(self.rect()), fill=c.surface, border=c.border, radius=8)
        for index, (stat, cell) in enumerate(zip(self._stats, self._cells(), strict=True)):
            if index:
                inset = 0 if self._framed else 2
                painter.fillRect(QRectF(cell.left(), inset, 1, cell.height() - 2 * inset), c.hair)
            self._paint_cell(painter, stat, cell, first=index == 0)
            if self.hasFocus() and index == self._current:
                draw_focus(painter, cell.adjusted(2, 2, -2, -2))

    def _paint_cell(self, painter: QPainter, stat: Stat, cell: QRectF, *, first: bool) -> None:
        left = cell.left() + (16 if self._framed else (0 if first else 24))
        top = 12 if self._framed else 0
        room = cell.right() - left - 12
        label_x = left
        if stat.role:
            draw_dot(painter, left, top + 10, tokens().role(stat.role))
            label_x += 16
        draw_text(
            painter, QRectF(label_x, top, room, 20), stat.label, size=fonts.CAPTION, colour=tokens().muted
        )
        runs = [Run(stat.figure, self._figure, fonts.BOLD)] + (
            [Run(stat.code, fonts.CODE, role="muted")] if stat.code else []
        )
        high = 30 if self._framed else 22
        draw_runs(painter, QRectF(left, top + 21, room, high), runs)
        draw_text(
            painter,
            QRectF(left, top + 21 + high + 1, room, 18),
            stat.note,
            size=fonts.CAPTION,
            colour=tokens().role(stat.note_role),
        )

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        for stat, cell in zip(self._stats, self._cells(), strict=True):
            if stat.key and cell.contains(event.position()):
                self.clicked.emit(stat.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is not None:
            self._current = max(0, min(len(self._stats) - 1, self._current + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._current >= 0:
            self.clicked.emit(self._stats[self._current].key)
        else:
            super().keyPressEvent(event)
