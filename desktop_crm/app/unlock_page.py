"""What stands in the window's place while a firm's file is encrypted and nobody has said its passphrase."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop_crm.app.remember_box import RememberBox
from desktop_crm.app.remembered import Remembered
from desktop_crm.app.standing_page import StandingPage, choose_firm
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import LONGEST_SECRET, PasswordInput
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace import encryption


class UnlockPage(StandingPage):
    """One field; the key stays in this process's memory alone, the passphrase in the keyring on request.

    `remembered` is told, before the file is opened, what becomes of its secret.
    """

    def __init__(
        self,
        t: Translator,
        path: Path,
        open_file: Callable[[Path], None],
        new_firm: Callable[[], None],
        remembered: Remembered | None = None,
        *,
        tasks: Tasks | None = None,
    ) -> None:
        super().__init__("lock", "info", t("This firm's file is encrypted"))
        self.t, self._path, self._open = t, path, open_file
        self._remembered = remembered or Remembered()
        self._tasks = tasks or Tasks(self)
        self.form = Form(t)
        field = PasswordInput(show_it=t("Show the passphrase"), longest=LONGEST_SECRET)
        self.form.add("passphrase", t("Passphrase, or recovery key"), field)
        self.form.setFixedWidth(420)
        field.returnPressed.connect(self.unlock)
        self.remember = RememberBox(t, self._tasks, self._remembered.has(path))
        self.remember.setFixedWidth(420)
        self.open_button = Button(t("Open"), self.unlock, kind="primary", icon="lock-open")
        self.add_words(str(path))
        self.column.addSpacing(8)
        self.column.addWidget(self.form)
        self.column.addWidget(self.remember)
        self.column.addSpacing(4)
        self.add_verbs(
            [
                self.open_button,
                Button(t("Open another file…"), self._choose, icon="folder-open"),
                Button(t("New firm…"), new_firm, icon="plus"),
            ]
        )
        field.setFocus()

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
            lambda _nothing: self._unlocked(secret),
            self._refused,
        )

    def _unlocked(self, secret: str) -> None:
        self._remembered.make(self.remember.wish(self._path, secret))
        self._open(self._path)

    def _refused(self, error: UserError) -> None:
        self.open_button.setEnabled(True)
        self.form.show_error(UserError(error.message, "passphrase"))
        self.form["passphrase"].selectAll()

    def _choose(self) -> None:
        if (chosen := choose_firm(self.t, self, self._path.parent)) is not None:
            self._open(chosen)
