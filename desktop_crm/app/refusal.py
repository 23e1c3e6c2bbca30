"""What stands in the window's place when a firm's file cannot be opened: the reason, and ways on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from desktop_crm.app.opening_page import Aside, GivenUp
from desktop_crm.app.standing_page import StandingPage, choose_firm
from desktop_crm.values.caller import local_caller
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace import encryption, places


def ways_on(path: Path, aside: Aside) -> tuple[bool, bool]:
    """Whether a passphrase opens the file, and whether there are backups of it; asked aside."""

    def work() -> tuple[bool, bool]:
        return encryption.is_locked(path), places.backup_folder(path).is_dir()

    try:
        return aside.run(path, work, lambda _found: None)
    except GivenUp:
        return False, False


class Refusal(StandingPage):
    """One calm page: nothing was changed, this is why, these are the ways on."""

    def __init__(
        self,
        t: Translator,
        path: Path,
        reason: str,
        open_file: Callable[[Path], None],
        new_firm: Callable[[], None],
        unlock: Callable[[], None] | None = None,
        *,
        restores: bool = False,
    ) -> None:
        super().__init__("circle-alert", "bad", t("This file cannot be opened"))
        self.t, self._path, self._open = t, path, open_file
        self.reason = self.add_words(reason, "body")
        self.add_words(str(path))
        self.add_words(t("Nothing in it was changed."))
        again = Button(t("Try again"), lambda: open_file(path), kind="primary", icon="refresh-cw")
        buttons = [again]
        if restores:
            buttons.append(Button(t("Restore a backup…"), self.restore, icon="history"))
        if unlock is not None:
            buttons.append(Button(t("Recovery key…"), unlock, icon="key"))
        buttons.append(Button(t("Open another file…"), self._choose, icon="folder-open"))
        buttons.append(Button(t("New firm…"), new_firm, icon="plus"))
        self.column.addSpacing(8)
        self.add_verbs(buttons)
        again.setFocus()

    def restore(self) -> None:
        """A backup of the file that cannot be opened, into a new one."""
        from desktop_crm.app.restore_dialog import RestoreDialog

        tasks = Tasks(self)
        self.destroyed.connect(tasks.close)
        RestoreDialog(
            self.t, tasks, local_caller(self.t.language), self._path, self._open, parent=self
        ).open()

    def _choose(self) -> None:
        if (chosen := choose_firm(self.t, self, self._path.parent)) is not None:
            self._open(chosen)
