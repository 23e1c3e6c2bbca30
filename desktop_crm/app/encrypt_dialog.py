"""Encrypting a firm's file: a passphrase, then the recovery key with a sheet to print; another passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.app.remembered import is_remembered
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.values.progress import Progress
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import LONGEST_SECRET, CheckInput, PasswordInput
from desktop_crm.widgets.labels import Label
from desktop_crm.workspace import encryption, places, remembering
from desktop_crm.workspace.encryption import Encrypted
from desktop_crm.workspace.opening import Workspace


def sheet(t: Translator, file: str, recovery_key: str) -> str:
    """The recovery sheet as text: what it opens, the key, and where to keep it."""
    groups = recovery_key.split("-")
    lines = ["  ".join(groups[start : start + 7]) for start in range(0, len(groups), 7)]
    return (
        "\n\n".join(
            [
                t("Recovery key of {file}", file=file),
                "\n\n".join(f"    {line}" for line in lines),
                t("It opens this file and every copy of it, also without the passphrase."),
                t("Keep this sheet where nobody else gets at it, and not beside the computer."),
                t("Who has lost the passphrase and this key has lost the data: nobody can open the file."),
            ]
        )
        + "\n"
    )


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
        self.target = places.encrypted_beside(workspace.path)
        self.place = Label(t("New file: {path}", path=str(self.target)), "caption", wrap=True)
        self.add(self.place)
        self.key = Label("", "strong", wrap=True, selectable=True)
        self.key.setFont(fonts.font(fonts.SECTION, fonts.BOLD))
        self.why = Label("", "body", wrap=True)
        self.kept = CheckInput(t("I have printed it, or written it down"))
        self.kept.changed.connect(self._may_go_on)
        self.save = Button(t("Save the sheet…"), self.save_sheet, icon="printer")
        for block in (self.key, self.why, self.save, self.kept):
            block.hide()
            self.add(block)
        self.blocks.setAlignment(self.save, Qt.AlignmentFlag.AlignLeft)

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
            lambda progress: encryption.encrypt(
                self.desk.caller, self._workspace, self.target, passphrase, progress=progress
            ),
            self._show_key,
            self.refused,
        )

    def _show_key(self, made: Encrypted) -> None:
        self.made = made
        self.set_busy(False)
        self.form.hide()
        self.place.hide()
        self.title.set_text(self.t("The recovery key"))
        self.sentence.setText(self.t("It is shown this once. Print it, or write it down, before you go on."))
        self.key.setText(made.recovery_key)
        self.key.setAccessibleName(self.t("Recovery key"))
        self.why.setText(
            self.t(
                "It opens the file and every copy of it, also without the passphrase. Without both nobody"
                " can."
            )
        )
        for block in (self.key, self.why, self.save, self.kept):
            block.show()
        self.primary.setText(self.t("Open the encrypted file"))
        self.cancel_button.hide()
        self.close_button.hide()
        self._may_go_on()

    def reject(self) -> None:
        """Not while the only sight of the recovery key would go with it."""
        if self.made is None or self.kept.value():
            super().reject()

    def _may_go_on(self) -> None:
        self.primary.setEnabled(bool(self.kept.value()))

    def save_sheet(self) -> None:
        """A text to print; the person says where."""
        name, _kind = QFileDialog.getSaveFileName(
            self, self.t("Save the sheet…"), self.t("recovery key.txt"), self.t("Texts (*.txt)")
        )
        if name:
            self.write_sheet(Path(name))

    def write_sheet(self, path: Path) -> None:
        """Write the sheet to this file."""
        if self.made is None:
            return
        try:
            save_file(path, sheet(self.t, self.made.path.name, self.made.recovery_key).encode())
        except UserError as error:
            self.show_error(error)


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
