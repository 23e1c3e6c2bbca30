"""Pairs of label and value side by side, in as many lines as their words need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.widgets import fonts
from desktop_crm.widgets.cards import LabelValue

HIGH, GAP, BETWEEN = 40, 16, 8


class FactFlow(QWidget):
    """A line of facts such as the head of an issued paper has; what finds no room begins another line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: list[tuple[LabelValue, int]] = []
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_facts(self, pairs: Sequence[tuple[str, str]]) -> None:
        """(label, value) each."""
        for old, _width in self._facts:
            old.hide()
            old.deleteLater()
        self._facts = []
        for label, value in pairs:
            widget = LabelValue(label, value, self)
            words = fonts.metrics(fonts.CAPTION).horizontalAdvance(label)
            width = max(words, fonts.metrics().horizontalAdvance(value)) + 4
            widget.show()
            self._facts.append((widget, round(width)))
        self._place()
        self.updateGeometry()

    def _lines(self, width: int) -> list[list[tuple[LabelValue, int]]]:
        lines: list[list[tuple[LabelValue, int]]] = []
        left = 0
        for fact in self._facts:
            if not lines or fact[1] > left:
                lines.append([])
                left = width
            lines[-1].append(fact)
            left -= fact[1] + GAP
        return lines

    def _place(self) -> None:
        for number, line in enumerate(self._lines(self.width())):
            free = max(0, self.width() - sum(wide + GAP for _fact, wide in line) + GAP)
            x = 0
            for fact, wide in line:
                fact.setGeometry(x, number * (HIGH + BETWEEN), min(wide, self.width()), HIGH)
                x += wide + GAP + free // len(line)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(1, len(self._lines(width))) * (HIGH + BETWEEN) - BETWEEN

    def sizeHint(self) -> QSize:
        return QSize(sum(wide + GAP for _fact, wide in self._facts), HIGH)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, HIGH)
