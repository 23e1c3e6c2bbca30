"""Yes or no: the switch (applied at once), the tick and the radio (part of a form)."""

from __future__ import annotations

import math

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QRadioButton, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.painting import draw_box, draw_dot, draw_focus, draw_text
from desktop_crm.widgets.theme import tokens


def paint_check(
    painter: QPainter, x: float, y: float, *, on: bool, enabled: bool = True, some: bool = False
) -> None:
    """A tick box of 16 at x, y; `some` draws the dash of a partly chosen group."""
    c, rect = tokens(), QRectF(x, y, 16, 16)
    if on or some:
        draw_box(painter, rect, fill=c.accent if enabled else c.strong, radius=4)
        paint_icon(painter, x + 2, y + 2, "minus" if some and not on else "check", c.on, 12)
    else:
        draw_box(painter, rect, fill=c.surface, border=c.strong, radius=4)


class _Marked(QAbstractButton):
    """Shared by tick and radio: the form's value interface."""

    def _size(self) -> QSize:
        width = fonts.metrics().horizontalAdvance(self.text().replace("&", ""))
        return QSize(math.ceil(26 + width + 6), 24)

    def _paint_words(self, painter: QPainter) -> None:
        draw_text(
            painter,
            QRectF(26, 0, self.width() - 28, self.height()),
            self.text().replace("&", ""),
            colour=tokens().text if self.isEnabled() else tokens().muted,
        )
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), 4)


class CheckInput(QCheckBox):
    """A tick box with words. `value()` is bool."""

    changed = Signal()

    def __init__(self, text: str = "", value: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(value)
        self.setAccessibleName(text.replace("&", ""))
        self.clicked.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        """Ticked or not."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Tick without telling."""
        self.setChecked(bool(value))

    def set_error(self, text: str | None) -> None:
        """Shown by the field around it."""
        self.setAccessibleDescription(text or "")

    def sizeHint(self) -> QSize:
        return _Marked._size(self)  # type: ignore[arg-type]

    minimumSizeHint = sizeHint

    def hitButton(self, pos) -> bool:  # type: ignore[no-untyped-def]
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_check(painter, 3, (self.height() - 16) / 2, on=self.isChecked(), enabled=self.isEnabled())
        _Marked._paint_words(self, painter)  # type: ignore[arg-type]


class RadioInput(QRadioButton):
    """One of several in a group; put them into one parent and Qt does the rest."""

    changed = Signal()

    def __init__(self, text: str = "", value: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setChecked(value)
        self.setAccessibleName(text.replace("&", ""))
        self.toggled.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        """Chosen or not."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Choose without telling."""
        self.blockSignals(True)
        self.setChecked(bool(value))
        self.blockSignals(False)
        self.update()

    def sizeHint(self) -> QSize:
        return _Marked._size(self)  # type: ignore[arg-type]

    minimumSizeHint = sizeHint

    def hitButton(self, pos) -> bool:  # type: ignore[no-untyped-def]
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter = tokens(), QPainter(self)
        disc = QRectF(3, (self.height() - 16) / 2, 16, 16)
        draw_box(
            painter,
            disc,
            fill=c.accent if self.isChecked() else c.surface,
            border=c.accent if self.isChecked() else c.strong,
            radius=8,
        )
        if self.isChecked():
            draw_dot(painter, disc.left() + 5, disc.center().y(), c.on, 6)
        _Marked._paint_words(self, painter)  # type: ignore[arg-type]


class SwitchInput(QAbstractButton):
    """A switch 36 x 20 for what is applied at once. `value()` is bool."""

    changed = Signal()

    def __init__(self, name: str = "", value: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setChecked(value)
        self.setAccessibleName(name)
        self.setFixedSize(40, 24)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(lambda _on: self.changed.emit())

    def value(self) -> bool:
        """On or off."""
        return self.isChecked()

    def set_value(self, value: object) -> None:
        """Switch without telling."""
        self.setChecked(bool(value))

    def set_error(self, text: str | None) -> None:
        """Shown by the field around it."""
        self.setAccessibleDescription(text or "")

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, on = tokens(), QPainter(self), self.isChecked()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = QRectF(2, 2, 36, 20)
        draw_box(
            painter,
            track,
            fill=(c.accent if self.isEnabled() else c.strong) if on else c.surface,
            border=None if on else c.strong,
            radius=10,
        )
        knob = QRectF(
            track.right() - 18 if on else track.left() + 3, 4 if on else 5, 16 if on else 14, 16 if on else 14
        )
        painter.setPen(QPen(Qt.PenStyle.NoPen))
        painter.setBrush(c.on if on else c.strong)
        painter.drawEllipse(knob)
        if self.hasFocus():
            draw_focus(painter, QRectF(self.rect()), 12)
