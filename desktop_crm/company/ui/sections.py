"""What the settings page is made of: sections, handed in as values, and the body each of them fills."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.widgets.labels import Label

Saved = Callable[[], None]
"""Called by a section after each stored change: the page says "Saved 09:41"."""


@dataclass(frozen=True)
class Section:
    """One entry of the settings page. Words are translated already; `group` is the caption above it.

    `settings` are the names of the single settings inside: the search finds the section by them.
    `make(saved)` builds the body when the section is first opened.
    """

    key: str
    group: str
    title: str
    icon: str
    make: Callable[[Saved], QWidget]
    settings: tuple[str, ...] = ()
    right: str = ""
    """Who has it sees the section; "" for everybody."""


class SectionBody(QWidget):
    """Title, one muted sentence, a button at the right; below it cards, packed to the top."""

    def __init__(
        self, title: str, sentence: str = "", action: QWidget | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(title)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(Label(title, "section"))
        if sentence:
            words.addWidget(Label(sentence, "caption", wrap=True))
        head = QHBoxLayout()
        head.setSpacing(16)
        head.addLayout(words, 1)
        if action is not None:
            head.addWidget(action, 0, Qt.AlignmentFlag.AlignVCenter)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 24)
        self._layout.setSpacing(12)
        self._layout.addLayout(head)
        self._layout.addStretch(1)

    def add(self, widget: QWidget) -> None:
        """Put a card or a heading at the end."""
        self._layout.insertWidget(self._layout.count() - 1, widget)

    def add_heading(self, text: str) -> None:
        """A further title between cards."""
        self._layout.insertSpacing(self._layout.count() - 1, 8)
        self.add(Label(text, "section"))
