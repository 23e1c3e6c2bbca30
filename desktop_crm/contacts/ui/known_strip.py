"""A contact that is probably there already: open it, or keep both."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop_crm.contacts.queries import DuplicateRow
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.strips import Strip


class KnownStrip(Strip):
    """Shows the likeliest; `open_asked(id)`. What was kept as another one is not proposed again."""

    open_asked = Signal(int)

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__("warn", parent=parent)
        self.t = t
        self._kept: set[int] = set()
        self._found: list[DuplicateRow] = []
        self.open_button = self.add_action(t("Open it"), self._open)
        self.keep_button = self.add_action(t("Keep both"), self._keep)
        self.hide()

    def propose(self, found: list[DuplicateRow]) -> None:
        """The contacts that are alike, likeliest first; none hides the strip."""
        self._found = [row for row in found if row.id not in self._kept]
        self.setVisible(bool(self._found))
        for row in self._found[:1]:
            words = ", ".join(part for part in (row.subtitle, self.t.message(row.reason)) if part)
            self.set_text(words, self.t("Looks like {name}", name=row.name))

    def _open(self) -> None:
        for row in self._found[:1]:
            self.open_asked.emit(row.id)

    def _keep(self) -> None:
        self._kept.update(row.id for row in self._found)
        self.propose([])
