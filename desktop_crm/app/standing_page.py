"""What stands in the window's place while no firm's does: a mark, a title, words, verbs, in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.labels import IconMark, Label, Style
from desktop_crm.widgets.theme import tokens

WIDTH = 560
"""Pixels within which sentences wrap."""


class StandingPage(QWidget):
    """Subclasses add to `column`, from the top down; `add_verbs` last."""

    def __init__(self, icon: str, role: str, title: str, *, height: int = 600) -> None:
        super().__init__()
        self.setWindowTitle("Desktop CRM")
        self.resize(960, height)
        self.column = QVBoxLayout()
        self.column.setSpacing(12)
        self.column.addWidget(IconMark(icon, role, 24), alignment=Qt.AlignmentFlag.AlignLeft)
        self.column.addWidget(Label(title, "title"))
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(self.column)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)

    def add_words(self, text: str, style: Style = "muted") -> Label:
        """A sentence, or where something lies; can be copied."""
        label = Label(text, style, wrap=True, selectable=True)
        label.setMaximumWidth(WIDTH)
        self.column.addWidget(label)
        return label

    def add_verbs(self, buttons: Sequence[Button]) -> None:
        """The ways on, in one line."""
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        for button in buttons:
            verbs.addWidget(button)
        verbs.addStretch(1)
        self.column.addLayout(verbs)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)


def choose_firm(t: Translator, parent: QWidget, folder: Path) -> Path | None:
    """Ask for another firm's file; None where nobody chose."""
    name, _kind = QFileDialog.getOpenFileName(
        parent, t("Open another firm"), str(folder), t("Firms (*.crm *.db);;All files (*)")
    )
    return Path(name) if name else None
