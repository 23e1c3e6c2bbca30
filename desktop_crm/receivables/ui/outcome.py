"""The last block of a dialog about money: what it will have done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.painting import draw_box, draw_text
from desktop_crm.widgets.theme import tokens


class Outcome(QWidget):
    """Words left, figure right, in the colour of a role."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = self._figure = ""
        self._role: str | None = None
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown."""
        return f"{self._label} {self._figure}"

    def say(self, label: str, figure: str, role: str | None = None) -> None:
        """`role`: "ok", "warn", "bad" or None."""
        self._label, self._figure, self._role = label, figure, role
        self.setAccessibleName(self.text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=c.bg, border=c.border)
        inner = rect.adjusted(12, 0, -12, 0)
        draw_text(painter, inner, self._label, colour=c.muted)
        colour = getattr(c, self._role) if self._role else c.text
        draw_text(painter, inner, self._figure, weight=fonts.BOLD, align="right", colour=colour)
