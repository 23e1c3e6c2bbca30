"""The bundle for whoever helps: all of it is shown before any of it is saved."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication, QFileDialog, QPlainTextEdit, QWidget

from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.workspace import diagnosing
from desktop_crm.workspace.diagnosing import Part


class DiagnoseDialog(ModalDialog):
    """A text a part; Save writes just these texts."""

    def __init__(self, desk: Desk, parts: Sequence[Part], parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("Report for support"),
            t(
                "Read it before you send it. Names, mails, accounts and passwords are left out; "
                "nothing is sent by itself."
            ),
            primary=t("Save as ZIP…"),
            width=960,
            parent=parent,
        )
        self._desk, self._parts = desk, tuple(parts)
        self.choice = Segments(
            [(part.name, t.message(part.title)) for part in parts], t("Part of the report")
        )
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(t("Report"))
        self.text.setMinimumHeight(min(360, parent.window().height() - 320))
        self.choice.changed.connect(self._show)
        self.add(self.choice)
        self.add(self.text, 1)
        self.add_side_act(Button(t("Copy all"), self.copy_all, icon="copy"))
        self.choice.set_value(parts[0].name)
        self._show()

    @property
    def whole(self) -> str:
        """Everything as one text."""
        return "\n".join(f"== {part.name} ==\n{part.text}" for part in self._parts)

    def first_focus(self) -> QWidget:
        """The text: arrows read through it."""
        return self.text

    def copy_all(self) -> None:
        """For a mail or a form."""
        QApplication.clipboard().setText(self.whole)
        self.set_hint(self.t("Copied"))

    def _show(self) -> None:
        name = self.choice.value()
        self.text.setPlainText(next(part.text for part in self._parts if part.name == name))

    def accept_primary(self) -> None:
        """Ask where, then save just what was shown."""
        t = self.t
        suggested = Path.home() / f"desktop-crm-report-{self._desk.today()}.zip"
        chosen, _kind = QFileDialog.getSaveFileName(
            self,
            t("Report for support"),
            str(suggested),
            t("ZIP files (*.zip)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.save_to(Path(chosen))

    def save_to(self, target: Path) -> None:
        """Write the ZIP; the dialog closes when it is there."""
        parts, desk = self._parts, self._desk

        def saved(path: Path) -> None:
            desk.notices.done(self.t("Saved: {name}", name=path.name))
            self.accept()

        self.set_busy(True)
        desk.tasks.run(self, lambda: diagnosing.write(parts, target), saved, self.show_error)
