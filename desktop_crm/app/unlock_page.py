"""What stands in the window's place while a firm's file is encrypted and nobody has said its passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput
from desktop_crm.widgets.labels import IconMark, Label
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.widgets.theme import tokens
from desktop_crm.workspace import encryption


class SecretInput(TextInput):
    """A line whose letters are dots; its outer spaces count."""

    def value(self) -> str:
        return self.text()


def secret_input() -> SecretInput:
    """A fresh one."""
    line = SecretInput(longest=1000)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    return line


class UnlockPage(QWidget):
    """One field; the key stays in this process's memory alone."""

    def __init__(
        self,
        t: Translator,
        path: Path,
        open_file: Callable[[Path], None],
        new_firm: Callable[[], None],
        *,
        tasks: Tasks | None = None,
    ) -> None:
        super().__init__()
        self.t, self._path, self._open = t, path, open_file
        self._tasks = tasks or Tasks(self)
        self.setWindowTitle("Desktop CRM")
        self.resize(960, 600)
        self.form = Form(t)
        self.form.add("passphrase", t("Passphrase, or recovery key"), secret_input())
        self.form.setFixedWidth(420)
        self.form["passphrase"].returnPressed.connect(self.unlock)
        self.open_button = Button(t("Open"), self.unlock, kind="primary", icon="lock-open")
        verbs = QHBoxLayout()
        verbs.setSpacing(8)
        for button in (
            self.open_button,
            Button(t("Open another file…"), self._choose, icon="folder-open"),
            Button(t("New firm…"), new_firm, icon="plus"),
        ):
            verbs.addWidget(button)
        verbs.addStretch(1)
        column = QVBoxLayout()
        column.setSpacing(12)
        column.addWidget(IconMark("lock", "info", 24), alignment=Qt.AlignmentFlag.AlignLeft)
        column.addWidget(Label(t("This firm's file is encrypted"), "title"))
        column.addWidget(Label(str(path), "muted", wrap=True, selectable=True))
        column.addSpacing(8)
        column.addWidget(self.form)
        column.addLayout(verbs)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(column)
        middle.addStretch(1)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addLayout(middle)
        outer.addStretch(3)
        self.form["passphrase"].setFocus()

    def unlock(self) -> None:
        """Try what was typed; a second goes by, so that guessing is slow."""
        secret = self.form.value("passphrase")
        if not secret or not self.open_button.isEnabled():
            return
        self.form.clear_errors()
        self.open_button.setEnabled(False)
        self._tasks.start(
            self,
            self.t("Open"),
            lambda _progress: encryption.unlock(self._path, secret),
            lambda _nothing: self._open(self._path),
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.open_button.setEnabled(True)
        self.form.show_error(UserError(error.message, "passphrase"))
        self.form["passphrase"].selectAll()

    def _choose(self) -> None:
        name, _kind = QFileDialog.getOpenFileName(
            self,
            self.t("Open another firm"),
            str(self._path.parent),
            self.t("Firms (*.crm *.db);;All files (*)"),
        )
        if name:
            self._open(Path(name))

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), tokens().surface)
