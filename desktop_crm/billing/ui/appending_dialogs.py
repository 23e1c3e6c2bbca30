"""A letter before a paper, and files whose pages follow it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.rules import appending
from desktop_crm.billing.rules.drafts import AppendedDraft
from desktop_crm.billing.ui.further_dialogs import Changes, FurtherDialog
from desktop_crm.files.guards import read_limited
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import Width
from desktop_crm.widgets.inputs import AreaInput
from desktop_crm.widgets.labels import ElidedLabel, Label

Kept = tuple[tuple[AppendedDraft, ...], UserError | None]
"""The files that could be kept, and why the next one could not."""


class CoverDialog(FurtherDialog):
    wide: ClassVar[Width] = 560

    def build(self) -> None:
        self.form.add("cover", self.t("Text of the letter"), AreaInput(lines=14))
        self.form.set_values(cover=self.before.cover)

    def changes(self) -> Changes:
        text = self.form.value("cover")
        if not text.strip():
            raise UserError(_("This must be filled in"), "cover")
        return {"cover": text}

    def removed(self) -> Changes:
        return {"cover": ""}


class AppendedDialog(FurtherDialog):
    """Files are looked at and kept as they come: what cannot be drawn is refused here."""

    wide: ClassVar[Width] = 560

    def __init__(self, desk: Desk, *arguments: Any, **named: Any) -> None:
        self.desk = desk
        super().__init__(*arguments, **named)

    def build(self) -> None:
        t = self.t
        self.form.hide()
        self.setAcceptDrops(True)
        self.files: tuple[AppendedDraft, ...] = self.before.appended
        self._rows = QVBoxLayout()
        self._rows.setSpacing(4)
        line = QHBoxLayout()
        self.button = Button(t("choose files"), self.choose, kind="link", icon="paperclip", compact=True)
        line.addWidget(Label(t("Drop PDFs or pictures here, or"), "caption"))
        line.addWidget(self.button)
        line.addStretch(1)
        self.add(self._rows)
        self.add(line)
        self._show()

    def first_focus(self) -> QWidget:
        """The way to choose one."""
        return self.button

    def _show(self, focus: tuple[int, str] | None = None) -> None:
        """All rows anew; the keyboard stays at the button `focus` names, by row and verb."""
        while (item := self._rows.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        for place in range(len(self.files)):
            row = _Row(self, place)
            self._rows.addWidget(row)
            if focus is not None and focus[0] == place:
                row.focus(focus[1])
        if focus is not None and not self.files:
            self.button.setFocus()

    def move_to(self, place: int, by: int) -> None:
        """One up (-1) or down (1)."""
        files = list(self.files)
        files.insert(place + by, files.pop(place))
        self.files = tuple(files)
        self._show((place + by, "up" if by < 0 else "down"))

    def take_off(self, place: int) -> None:
        """Not this one."""
        self.files = (*self.files[:place], *self.files[place + 1 :])
        self._show((min(place, len(self.files) - 1), "remove"))

    def choose(self) -> None:
        """Ask for files."""
        kinds = self.t("PDFs and pictures (*.pdf *.png *.jpg *.jpeg)")
        paths, _kind = QFileDialog.getOpenFileNames(self, self.t("Appended files"), "", kinds)
        self.add_paths([Path(path) for path in paths])

    def add_paths(self, paths: Sequence[Path]) -> None:
        """Look at the files, keep them and put them behind the others."""
        if paths:
            self.strip.hide()
            self.set_busy(True)
            caller = self.desk.caller
            self.desk.tasks.run(self, lambda: _kept(caller, paths), self._added, self.show_error)

    def _added(self, kept: Kept) -> None:
        self.set_busy(False)
        found, error = kept
        self.files = (*self.files, *found)
        self._show()
        if error is not None:
            self.show_error(error)
        self.button.setFocus()

    def changes(self) -> Changes:
        return {"appended": self.files}

    def removed(self) -> Changes:
        return {"appended": ()}

    def accept_primary(self) -> None:
        """Hand over the list, if the paper can have all of it."""
        try:
            appending.check_appended(self.files)
        except UserError as error:
            self.show_error(error)
            return
        self.accept()
        self._taken(self.changes())

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.add_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])
        event.acceptProposedAction()


class _Row(QWidget):
    """One file: its name, how much it is, and the verbs."""

    def __init__(self, dialog: AppendedDialog, place: int) -> None:
        super().__init__()
        t, each = dialog.t, dialog.files[place]
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(4)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(ElidedLabel(each.name))
        words.addWidget(Label(how_much(t, each), "caption"))
        line.addLayout(words, 1)
        verbs = {
            "up": ("arrow-up", t("Move {name} up", name=each.name), partial(dialog.move_to, place, -1)),
            "down": ("arrow-down", t("Move {name} down", name=each.name), partial(dialog.move_to, place, 1)),
            "remove": ("x", t("Remove {name}", name=each.name), partial(dialog.take_off, place)),
        }
        self.buttons = {
            verb: IconButton(icon, name, run, compact=True) for verb, (icon, name, run) in verbs.items()
        }
        for button in self.buttons.values():
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.buttons["up"].setEnabled(place > 0)
        self.buttons["down"].setEnabled(place < len(dialog.files) - 1)

    def focus(self, verb: str) -> None:
        """At the verb, or at its neighbour where it can go no further."""
        wanted = self.buttons[verb]
        other = self.buttons["down" if verb == "up" else "up"]
        for button in (wanted, other, self.buttons["remove"]):
            if button.isEnabled():
                button.setFocus(Qt.FocusReason.OtherFocusReason)
                return


def how_much(t: Translator, each: AppendedDraft) -> str:
    """ "2 pages · 13 kB"."""
    pages = t.plural("{n} page", "{n} pages", each.pages)
    return f"{pages}  \u00b7  {t.formats.size(each.size)}"


def _kept(caller: Caller, paths: Sequence[Path]) -> Kept:
    """In the database's thread: one after the other, up to the first that cannot be appended."""
    found: list[AppendedDraft] = []
    for path in paths:
        try:
            content = read_limited(path, appending.LARGEST)
            found.append(service.keep_appendix(caller, path.name, content))
        except UserError as error:
            return tuple(found), error
    return tuple(found), None
