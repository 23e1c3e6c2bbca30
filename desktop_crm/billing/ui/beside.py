"""A sheet with its paper beside it; on a narrow page one of the two, by choice."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.files.saving import save_file
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.page import Scroll
from desktop_crm.widgets.pdf_view import PdfView

BOTH_FROM = 1130
"""Width from which sheet and paper have room side by side."""
PAPER = 484
_WIDEST = 16_777_215


class PaperBeside(QWidget):
    """`preview` is the paper; `toggle` shows or hides it; `paper_shown` when it came into view."""

    paper_shown = Signal()

    def __init__(self, desk: Desk, sheet: QWidget) -> None:
        super().__init__()
        self.preview = PdfView(desk, save_file)
        self._scroll = Scroll(sheet)
        self._wanted: bool | None = None
        self._has_paper = True
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(16)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self.preview)
        self.preview.setFixedWidth(PAPER)

    def set_paper(self, has_paper: bool) -> None:
        """Whether there is a paper at all."""
        self._has_paper = has_paper
        self._fit()

    @property
    def shows_paper(self) -> bool:
        """Whether the paper is in view."""
        return self.preview.isVisibleTo(self)

    def toggle(self) -> None:
        """Show or hide the paper; where only one has room it takes the sheet's place."""
        self._wanted = not self.shows_paper
        self._fit()
        if self.shows_paper:
            self.paper_shown.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        both = self.width() >= BOTH_FROM
        paper = self._has_paper and (both if self._wanted is None else self._wanted)
        self.preview.setMinimumWidth(PAPER)
        self.preview.setMaximumWidth(PAPER if both else _WIDEST)
        self.preview.setVisible(paper)
        self._scroll.setVisible(both or not paper)
