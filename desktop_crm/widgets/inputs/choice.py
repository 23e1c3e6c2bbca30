"""One of a short list: a combo box with our face.

Longer lists get a filter by typing (type-ahead is Qt's).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import QComboBox, QFrame, QListView, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.inputs.box import paint_input_box
from desktop_crm.widgets.inputs.popup import Choice, ChoiceDelegate, ChoiceModel
from desktop_crm.widgets.painting import draw_text
from desktop_crm.widgets.theme import tokens

__all__ = ["Choice", "ChoiceInput"]


class ChoiceInput(QComboBox):
    """`value()` is the chosen `Choice.value`, or None while nothing is chosen."""

    changed = Signal()

    def __init__(
        self,
        choices: Sequence[Choice] = (),
        name: str = "",
        *,
        placeholder: str = "",
        icon: str = "",
        compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.wrong = False
        self._icon, self._placeholder = icon, placeholder
        self._choices = ChoiceModel(self)
        self.setModel(self._choices)
        view = QListView(self)
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        self.setView(view)
        self.setItemDelegate(ChoiceDelegate(view))
        self.setMaxVisibleItems(12)
        self.setFixedHeight(28 if compact else 34)
        self.setFont(fonts.font())
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.set_choices(choices)
        self.activated.connect(lambda _row: self.changed.emit())

    def set_choices(self, choices: Sequence[Choice]) -> None:
        """Other choices; the chosen value stays when it is among them."""
        before = self.value()
        self._choices.show(choices)
        self.setCurrentIndex(-1)
        self.set_value(before)

    @property
    def choices(self) -> list[Choice]:
        """What there is to choose."""
        return list(self._choices.choices)

    def value(self) -> Any:
        """The chosen value."""
        row = self.currentIndex()
        return self._choices.choices[row].value if 0 <= row < len(self._choices.choices) else None

    def set_value(self, value: object) -> None:
        """Choose without telling; an unknown value chooses nothing."""
        rows = (row for row, choice in enumerate(self._choices.choices) if choice.value == value)
        self.setCurrentIndex(next(rows, -1))
        self.update()

    def set_error(self, text: str | None) -> None:
        """Red frame while `text`."""
        self.wrong = bool(text)
        self.setAccessibleDescription(text or "")
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # scrolling a page must not change a value on the way

    def sizeHint(self) -> QSize:
        texts = [choice.text for choice in self._choices.choices] + [self._placeholder]
        widest = max(fonts.metrics().horizontalAdvance(text) for text in texts)
        return QSize(min(320, max(96, round(widest) + 48 + (24 if self._icon else 0))), self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self.height())

    def showPopup(self) -> None:
        super().showPopup()
        container = self.view().window()
        if container is not self.window():
            container.setMinimumWidth(self.width())

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        paint_input_box(painter, rect, focused=self.hasFocus(), wrong=self.wrong, enabled=self.isEnabled())
        row = self.currentIndex()
        chosen = self._choices.choices[row] if 0 <= row < len(self._choices.choices) else None
        icon = (chosen.icon if chosen else "") or self._icon
        x = 12.0
        if icon:
            paint_icon(painter, 11, rect.center().y() - 8, icon, c.muted)
            x = 36
        colour = c.text if chosen and self.isEnabled() else c.muted
        draw_text(
            painter, rect.adjusted(x, 0, -34, 0), chosen.text if chosen else self._placeholder, colour=colour
        )
        paint_icon(painter, rect.right() - 27, rect.center().y() - 8, "chevrons-up-down", c.muted)
