"""Strips and banners: what stands in the page as long as it is true, with its remedy at the right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.icons import paint_icon
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.painting import draw_box
from desktop_crm.widgets.theme import tokens

Tone = Literal["info", "ok", "warn", "bad"]

_ICONS = {"info": "info", "ok": "circle-check", "warn": "triangle-alert", "bad": "circle-alert"}


class Strip(QWidget):
    """One tinted line with an icon, wrapping if it must: errors without a field, warnings in dialogs."""

    def __init__(
        self,
        tone: Tone = "info",
        text: str = "",
        *,
        title: str = "",
        icon: str = "",
        action: str = "",
        clicked: Callable[[], None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self._title = Label(title, "strong", role=tone)
        if not title:  # without a parent yet, to show it would open a window
            self._title.hide()
        self._text = Label(text, "body", wrap=True)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self._title)
        words.addWidget(self._text)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(40, 10, 12, 10)
        self._row.setSpacing(8)
        self._row.addLayout(words, 1)
        if action and clicked is not None:
            self.add_action(action, clicked)
        self._tell()

    def add_action(self, text: str, clicked: Callable[[], None]) -> Button:
        """A bordered button at the right."""
        button = Button(text, clicked)
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        return button

    def set_text(self, text: str, title: str = "") -> None:
        """Other words."""
        self._text.setText(text)
        self._title.setText(title)
        self._title.setVisible(bool(title))
        self._tell()

    @property
    def text(self) -> str:
        """The words shown."""
        return self._text.text()

    def _tell(self) -> None:
        self.setAccessibleName(". ".join(part for part in (self._title.text(), self._text.text()) if part))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, rect = QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=tokens().role_bg(self._tone), radius=8)
        name = self._icon or _ICONS[self._tone]
        paint_icon(
            painter, 14, 12 if self.height() > 60 else rect.center().y() - 8, name, tokens().role(self._tone)
        )


class Banner(Strip):
    """A lasting state of the page or window ("Opened read-only"), at least 56 high, buttons right."""

    def __init__(
        self, tone: Tone, title: str, text: str, *, icon: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(tone, text, title=title, icon=icon, parent=parent)
        self.setMinimumHeight(56)
