"""Encrypting a firm's file: a passphrase, then the recovery key with a sheet to print; another passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop_crm.app.remembered import is_remembered
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.progress import Progress
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import LONGEST_SECRET, CheckInput, PasswordInput
from desktop_crm.widgets.labels import Label
from desktop_crm.workspace import encryption, places, recovery_sheet, remembering
from desktop_crm.workspace.encryption import Encrypted
from desktop_crm.workspace.opening import Workspace

_IN_A_LINE: Final = 7
"""Groups of the recovery key."""


class _PassphraseDialog(ModalDialog):
    """Two fields that must be alike."""

    def __init__(self, desk: Desk, title: str, sentence: str, verb: str, parent: QWidget) -> None:
        super().__init__(desk.t, title, sentence, primary=verb, width=560, parent=parent)
        self.desk = desk
        self.form = Form(desk.t, roomy=False)
        help = self.t("At least {n} characters; several words are easy to remember", n=encryption.SHORTEST)
        self.form.add(
            "passphrase",
            self.t("Passphrase"),
            PasswordInput(show_it=self.t("Show the passphrase"), longest=LONGEST_SECRET),
            help=help,
        )
        self.form.add(
            "again",
            self.t("The same again"),
            PasswordInput(show_it=self.t("Show the passphrase"), longest=LONGEST_SECRET),
        )
        self.add(self.form)

    def typed(self) -> str | None:
        """The passphrase, once both are alike; else the fields say why not."""
        self.form.clear_errors()
        passphrase = str(self.form.value("passphrase"))
        try:
            encryption.check_passphrase(passphrase)
            if self.form.value("again") != passphrase:
                raise UserError(_("The two passphrases differ."), "again")
        except UserError as error:
            self.form.show_error(error)
            return None
        return passphrase

    def refused(self, error: UserError) -> None:
        """Beside the field, or as a strip."""
        self.set_busy(False)
        if error.field == "passphrase":
            self.form.show_error(error)
        else:
            self.show_error(error)


class EncryptDialog(_PassphraseDialog):
    """Into a new file; then the recovery key, shown this once."""

    def __init__(
        self, desk: Desk, workspace: Workspace, open_file: Callable[[Path], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        super().__init__(
            desk,
            t("Encrypt this firm's file"),
            t("Into a new file; the present one and its backups stay until you delete them"),
            t("Encrypt"),
            parent,
        )
        self._workspace, self._open = workspace, open_file
        self.made: Encrypted | None = None
        self.sheet = b""
        """The recovery key on paper, as PDF."""
        self._has_sheet = False
        self.target = places.encrypted_beside(workspace.path)
        self.place = Label(t("New file: {path}", path=str(self.target)), "caption", wrap=True)
        self.add(self.place)
        self.key = Label("", "strong", wrap=True, selectable=True)
        self.key.setFont(fonts.font(fonts.SECTION, fonts.BOLD))
        self.why = Label("", "body", wrap=True)
        self.print_button = Button(t("Print the sheet…"), self.print_sheet, kind="primary", icon="printer")
        self.save_button = Button(t("Save the sheet…"), self.save_sheet, icon="file-down")
        self.told = Label("", "muted", wrap=True)
        self.kept = CheckInput(t("I have written it down by hand instead"))
        self.kept.changed.connect(self._may_go_on)
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        for button in (self.print_button, self.save_button):
            verbs.addWidget(button)
        verbs.addStretch(1)
        self.add(self.key)
        self.add(self.why)
        self.add(verbs)
        self.add(self.told)
        self.add(self.kept)
        for block in (self.key, self.why, self.print_button, self.save_button, self.told, self.kept):
            block.hide()

    def accept_primary(self) -> None:
        """First encrypt, then open what came of it."""
        if self.made is not None:
            self.accept()
            self._open(self.made.path)
            return
        passphrase = self.typed()
        if passphrase is None:
            return
        self.set_busy(True)
        self.desk.tasks.start(
            self,
            self.t("Encrypting"),
            lambda progress: self._encrypted(passphrase, progress),
            self._show_key,
            self.refused,
        )

    def _encrypted(self, passphrase: str, progress: Progress) -> tuple[Encrypted, bytes]:
        """In a job: the new file, and the sheet that goes with it."""
        desk = self.desk
        made = encryption.encrypt(desk.caller, self._workspace, self.target, passphrase, progress=progress)
        return made, recovery_sheet.render(recovery_sheet.facts_of(made, desk.today()), self.t)

    def _show_key(self, found: tuple[Encrypted, bytes]) -> None:
        self.made, self.sheet = found
        made = found[0]
        self.set_busy(False)
        self.form.hide()
        self.place.hide()
        self.title.set_text(self.t("The recovery key"))
        self.sentence.setText(self.t("It is shown this once. Print or save its sheet before you go on."))
        groups = made.recovery_key.split("-")
        self.key.setText("-".join(groups[:_IN_A_LINE]) + "-\n" + "-".join(groups[_IN_A_LINE:]))
        self.key.setAccessibleName(self.t("Recovery key"))
        self.why.setText(
            self.t(
                "It opens the file and every copy of it, also without the passphrase. Without both nobody"
                " can."
            )
        )
        for block in (self.key, self.why, self.print_button, self.save_button, self.kept):
            block.show()
        self.primary.setText(self.t("Open the encrypted file"))
        self.cancel_button.hide()
        self.close_button.hide()
        self._may_go_on()
        self.print_button.setFocus()

    def reject(self) -> None:
        """Not while the only sight of the recovery key would go with it."""
        if self.made is None or self.is_kept:
            super().reject()

    @property
    def is_kept(self) -> bool:
        """Whether the recovery key is anywhere but here."""
        return self._has_sheet or bool(self.kept.value())

    def _may_go_on(self) -> None:
        self.primary.setEnabled(self.is_kept)

    def print_sheet(self) -> None:
        """On paper, at once."""
        from desktop_crm.widgets.pdf_print import print_pdf

        if print_pdf(self, self.t, self.sheet):
            self._tell(self.t("Printed. Look at it before you go on: all thirteen groups must be readable."))

    def save_sheet(self) -> None:
        """A PDF; the person says where."""
        name, _kind = QFileDialog.getSaveFileName(
            self, self.t("Save the sheet…"), self.t("recovery key.pdf"), self.t("PDF files (*.pdf)")
        )
        if name:
            self.write_sheet(Path(name))

    def write_sheet(self, path: Path) -> None:
        """Write the sheet to this file."""
        try:
            save_file(path, self.sheet)
        except UserError as error:
            self.show_error(error)
            self._may_go_on()
        else:
            words = self.t(
                "Saved: {name}. Print it, then delete it: beside the data it protects nothing.",
                name=path.name,
            )
            self._tell(words)

    def _tell(self, words: str) -> None:
        self._has_sheet = True
        self.told.setText(words)
        self.told.show()
        self.kept.hide()
        self._may_go_on()


class ChangePassphraseDialog(_PassphraseDialog):
    """Another passphrase for the open, encrypted file."""

    def __init__(self, desk: Desk, workspace: Workspace, *, parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            desk,
            t("Another passphrase"),
            t("For this file and the copies made from now on; the recovery key stays the same"),
            t("Change it"),
            parent,
        )
        self._workspace = workspace

    def accept_primary(self) -> None:
        """Seal the key anew; half a second."""
        passphrase = self.typed()
        if passphrase is None:
            return
        desk, path = self.desk, self._workspace.path
        is_kept = is_remembered(desk.local, path)
        self.set_busy(True)

        def work(_progress: Progress) -> None:
            encryption.change_passphrase(desk.caller, path, passphrase)
            if is_kept:
                remembering.renew(path, passphrase)

        desk.tasks.start(self, self.t("Encryption"), work, self._changed, self.refused)

    def _changed(self, _nothing: None) -> None:
        self.accept()
        self.desk.notices.done(self.t("The passphrase was changed"))
