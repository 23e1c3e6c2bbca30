"""A colour as it is written on papers, "#1F6FB2", with the colour itself at the right."""

from __future__ import annotations

import re

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.widgets.inputs.text import TextInput
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens

_SIDE = 16
_WRITTEN = re.compile(r"#[0-9a-fA-F]{6}")


class ColourInput(TextInput):
    """`value()` is what was typed; the swatch shows once that is a colour."""

    def __init__(self, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(name, placeholder="#1F6FB2", longest=7, parent=parent)
        self.reserve_right(_SIDE + 6)
        self.textChanged.connect(lambda _text: self.update())

    @property
    def colour(self) -> QColor | None:
        """What the swatch shows."""
        return QColor(self.value()) if _WRITTEN.fullmatch(self.value()) else None

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.colour is not None:
            painter, middle = QPainter(self), self.rect().center().y() + 0.5
            swatch = QRectF(self.width() - 10 - _SIDE, middle - _SIDE / 2, _SIDE, _SIDE)
            draw_box(painter, swatch, fill=self.colour, border=tokens().border, radius=4)
            painter.end()
