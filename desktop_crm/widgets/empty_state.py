"""What a list says while it is empty: a sentence, the one action, and further ways to begin."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens


class EmptyState(QWidget):
    """A sentence, the one action, and further ways to begin."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str,
        primary: Button | None = None,
        others: Sequence[Button] = (),
        note: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setSpacing(4)
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(_Disc(icon), 0, centre)
        layout.addSpacing(12)
        layout.addWidget(Label(title, "section"), 0, centre)
        layout.addWidget(Label(sentence, "muted"), 0, centre)
        layout.addSpacing(8)
        if primary is not None:
            layout.addWidget(primary, 0, centre)
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addStretch(1)
        for other in others:
            line.addWidget(other)
        line.addStretch(1)
        layout.addSpacing(8)
        layout.addLayout(line)
        if note:
            layout.addWidget(Label(note, "caption"), 0, centre)
        layout.addStretch(3)
        self.setAccessibleName(f"{title}. {sentence}")


class _Disc(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(56, 56)

    def sizeHint(self) -> QSize:
        return QSize(56, 56)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        draw_box(painter, QRectF(self.rect()), fill=tokens().fill, radius=28)
        paint_icon(painter, 16, 16, self._icon, tokens().muted, 24)
