"""What stayed when the rest was taken back: each by name, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.values.messages import Message, Translator
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import Label

_MOST = 200


class KeptDialog(ModalDialog):
    """`kept` are (name, reason); a long list scrolls, of a very long one the end is counted."""

    def __init__(
        self,
        t: Translator,
        title: str,
        sentence: str,
        kept: Sequence[tuple[str, Message]],
        parent: QWidget,
    ) -> None:
        super().__init__(t, title, sentence, cancel=t("Close"), width=560, parent=parent)
        self.kept = kept
        box = QWidget()
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        for place, word in enumerate((t("Stays"), t("Reason"))):
            grid.addWidget(Label(word, "caption_strong"), 0, place)
            grid.setColumnStretch(place, 1)
        for line, (name, reason) in enumerate(kept[:_MOST], 1):
            grid.addWidget(Label(name, "strong", wrap=True), line, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Label(t.message(reason), "muted", wrap=True), line, 1, Qt.AlignmentFlag.AlignTop)
        self.add(box)
        if len(kept) > _MOST:
            self.add(Label(t.plural("{n} more", "{n} more", len(kept) - _MOST), "muted"))

    def first_focus(self) -> QWidget | None:
        """There is only one thing to do."""
        return self.cancel_button
