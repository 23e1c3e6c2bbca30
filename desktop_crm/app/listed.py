"""Lines in columns under a heading, the first of a longer list."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.values.messages import Translator
from desktop_crm.widgets.labels import Label

_SHOWN = 12


def listed(t: Translator, title: str, rows: Iterable[tuple[str, ...]], shown: int = _SHOWN) -> QWidget:
    """A heading and lines in columns; the list on file holds what is not shown here."""
    block = QWidget()
    column = QVBoxLayout(block)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(6)
    column.addWidget(Label(title, "strong", wrap=True))
    grid = QGridLayout()
    grid.setHorizontalSpacing(20)
    grid.setVerticalSpacing(4)
    lines = list(rows)
    for line, cells in enumerate(lines[:shown]):
        for place, cell in enumerate(cells):
            is_last = place == len(cells) - 1
            label = Label(cell, "body" if place == 0 else "muted", wrap=is_last and len(cells) > 1)
            grid.addWidget(label, line, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnStretch(len(cells) - 1, 1)
    column.addLayout(grid)
    if len(lines) > shown:
        more = t.plural("and {n} more in the list", "and {n} more in the list", len(lines) - shown)
        column.addWidget(Label(more, "muted"))
    return block
