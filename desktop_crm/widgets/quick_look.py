"""Space in a list: a look at the row without opening it. Space or Esc goes back, Enter opens."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.widgets.cards import LabelValue
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.page import Scroll, column
from desktop_crm.widgets.pdf_view import PdfView

_ACROSS = 3
_TEXT_HIGH = 240


@dataclass(frozen=True)
class Facts:
    """What a look shows: (label, value) pairs, of which empty ones are left out, and texts below them."""

    pairs: Sequence[tuple[str, str]]
    texts: Sequence[str] = ()


class QuickLook(ModalDialog):
    """`open_row()` is what Enter does; subclasses fill the body."""

    def __init__(
        self, desk: Desk, title: str, sentence: str, open_row: Callable[[], None], parent: QWidget
    ) -> None:
        t = desk.t
        super().__init__(
            t, title, sentence, primary=t("Open it"), cancel=t("Close"), width=768, parent=parent,
            hint=t("Space closes, Enter opens"),
        )  # fmt: skip
        self.desk, self._open_row = desk, open_row
        self.primary.installEventFilter(self)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)  # else a dialog passes the focus on to its button

    def first_focus(self) -> QWidget | None:
        """Nothing that would take Space for itself."""
        return self

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Space goes back wherever the focus is: a button would take it for a click."""
        if watched is self.primary and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space:
            if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
                self.reject()
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self.reject()
        else:
            super().keyPressEvent(event)

    def accept_primary(self) -> None:
        """Open it."""
        self.accept()
        self._open_row()


class PaperLook(QuickLook):
    """The paper as it was printed, or as it would be; `work` runs in the database's thread."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        sentence: str,
        open_row: Callable[[], None],
        parent: QWidget,
        work: Callable[[], bytes],
        save: Callable[[Path, bytes], object],
    ) -> None:
        super().__init__(desk, title, sentence, open_row, parent)
        self.paper = PdfView(desk, save)
        self.paper.setMinimumHeight(max(240, min(680, parent.window().height() - 240)))
        self.paper.failed.connect(self.show_error)
        self.add(self.paper, 1)
        self.paper.ask(work)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys that move turn the pages."""
        bar = self.paper.area.verticalScrollBar()
        pages = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
        lines = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        if (by := pages.get(Qt.Key(event.key()))) is not None:
            bar.setValue(bar.value() + by * bar.pageStep())
        elif (by := lines.get(Qt.Key(event.key()))) is not None:
            bar.setValue(bar.value() + by * 60)
        else:
            super().keyPressEvent(event)


class FactsLook(QuickLook):
    """Facts and texts; `work` runs in the database's thread."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        sentence: str,
        open_row: Callable[[], None],
        parent: QWidget,
        work: Callable[[], Facts],
    ) -> None:
        super().__init__(desk, title, sentence, open_row, parent)
        self.facts: Facts | None = None
        desk.tasks.run(self, work, self._show, self._refused)

    def _show(self, facts: Facts) -> None:
        self.facts = facts
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(12)
        for place, (label, value) in enumerate(pair for pair in facts.pairs if pair[1]):
            grid.addWidget(LabelValue(label, value), place // _ACROSS, place % _ACROSS)
        for across in range(_ACROSS):
            grid.setColumnStretch(across, 1)
        self.add(box)
        texts = [Label(text, "body", wrap=True) for text in facts.texts if text]
        if texts:
            scroll = Scroll(column(*texts))
            scroll.setMinimumHeight(
                min(_TEXT_HIGH, 24 + sum(text.sizeHint().height() + 12 for text in texts))
            )
            self.add(scroll, 1)

    def _refused(self, error: UserError) -> None:
        self.show_error(error)
