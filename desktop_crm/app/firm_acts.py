"""What can be done with a firm's file as a whole: copy, check, restore, fill, open another."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop_crm.app.archive_acts import ArchiveActs
from desktop_crm.app.backup_acts import BackupActs
from desktop_crm.app.known_firms import KnownFirms, icon_of, name_of
from desktop_crm.app.move_acts import MoveActs
from desktop_crm.app.paper_acts import PaperActs
from desktop_crm.app.remembered import is_remembered, note
from desktop_crm.values.errors import UserError
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import MenuItem, MenuItems
from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace.opening import Workspace
from desktop_crm.workspace.places import Place

if TYPE_CHECKING:
    from desktop_crm.workspace import verifying


class FirmActs(QObject):
    """Verbs of menus, palette and settings; long ones run as jobs and end with a notice."""

    def __init__(
        self,
        desk: Desk,
        workspace: Workspace,
        window: QWidget,
        open_file: Callable[[Place], None],
        new_firm: Callable[[], None],
        lock: Callable[[], None] = lambda: None,
        open_server: Callable[[], None] = lambda: None,
    ) -> None:
        super().__init__(window)
        self.open_server = open_server
        self._lock = lock
        self._desk, self._workspace, self._window = desk, workspace, window
        self.window = window
        self.open_file, self.new_firm = open_file, new_firm
        self.known = KnownFirms(desk.local)
        self.known.look()
        self.backups = BackupActs(desk, workspace, window)
        self.papers = PaperActs(desk, workspace, window)
        self.archives = ArchiveActs(desk, workspace, window, open_file)
        self.moves = MoveActs(desk, workspace, window, open_file)

    def menu(self) -> MenuItems:
        """Other firms of this computer, and ways to further ones."""
        t = self._desk.t
        recent: list[MenuItem | None] = [
            MenuItem(
                name_of(place).replace("&", "&&"),
                partial(self.open_file, place),
                icon=icon_of(place),
            )
            for place in self.known.others(self._workspace.place)[:8]
        ]
        self.known.look()  # for the next time
        mine: list[MenuItem | None] = []
        if self._desk.caller.person_id:
            name = self._desk.caller.user.replace("&", "&&")
            mine = [
                MenuItem(
                    t("Lock, or sign in as somebody else ({name} is in)", name=name),
                    self.lock,
                    icon="lock",
                    shortcut=keys.LOCK.first,
                ),
                None,
            ]
        return [
            *mine,
            *recent,
            *([None] if recent else []),
            MenuItem(t("Open another firm…"), self.choose_file, icon="folder-open"),
            MenuItem(t("Open a firm on a server…"), self.open_server, icon="hard-drive"),
            MenuItem(t("New firm…"), self.new_firm, icon="plus"),
        ]

    def lock(self) -> None:
        """Ask again who is there; nothing where the firm has no people."""
        if self._desk.caller.person_id:
            self._lock()

    def choose_file(self) -> None:
        """Pick another firm's file."""
        from desktop_crm.app.standing_page import choose_firm

        chosen = choose_firm(self._desk.t, self._window, self._workspace.path.parent)
        if chosen is not None:
            self.open_file(chosen)

    def move_to_server(self) -> None:
        """The whole firm to a server; then the window opens there."""
        from desktop_crm.app.move_dialog import MoveDialog

        MoveDialog(self._desk, self._workspace, self.open_file, parent=self._window).open()

    def who_is_in(self) -> None:
        """Who has the file open, and what is known of its place."""
        from desktop_crm.app.who_dialog import WhoDialog

        WhoDialog(self._desk.t, self._workspace, self._window).open()

    def load_sample(self) -> None:
        """Fill the open file with the sample firm's data; the toast takes it out again."""
        from desktop_crm.workspace import samples

        desk, t, today = self._desk, self._desk.t, self._desk.today()
        desk.tasks.start(
            self,
            t("Loading sample data"),
            lambda progress: samples.load(desk.caller, today, progress),
            lambda _result: desk.notices.undo(t("Sample data loaded"), self.remove_sample),
        )

    def remove_sample(self) -> None:
        """Take the sample data out again."""
        from desktop_crm.workspace import samples

        desk, t = self._desk, self._desk.t

        def removed(kept: tuple[int, ...]) -> None:
            if kept:
                desk.notices.done(
                    t.plural(
                        "Sample data removed; {n} contact that your papers use stays",
                        "Sample data removed; {n} contacts that your papers use stay",
                        len(kept),
                    )
                )
            else:
                desk.notices.done(t("Sample data removed"))

        desk.tasks.start(
            self, t("Removing sample data"), lambda progress: samples.remove(desk.caller, progress), removed
        )

    def restore(self) -> None:
        """Choose a backup and look into it; it goes into a new file, which is opened."""
        from desktop_crm.app.restore_dialog import RestoreDialog

        desk = self._desk
        RestoreDialog(
            desk.t, desk.tasks, desk.caller, self._workspace.path, self.open_file, parent=self._window
        ).open()

    def purge(self) -> None:
        """What was kept long enough: shown, then deleted where the person says so."""
        from desktop_crm.app.purge_dialog import PurgeDialog
        from desktop_crm.workspace import purging

        desk, t, today = self._desk, self._desk.t, self._desk.today()

        def show(proposals: tuple[purging.Proposal, ...]) -> None:
            if not proposals:
                desk.notices.done(t("Nothing was kept longer than your firm wants"))
                return
            dialog = PurgeDialog(desk, proposals, self.window)
            dialog.confirmed.connect(delete)
            dialog.open()

        def delete(chosen: tuple[purging.Proposal, ...]) -> None:
            desk.tasks.start(
                self,
                t("Deleting what was kept long enough"),
                lambda progress: purging.purge(
                    desk.caller, self._workspace, chosen, today, progress=progress
                ),
                lambda gone: desk.notices.done(
                    t.plural(
                        "{n} record deleted for good", "{n} records deleted for good", sum(gone.values())
                    )
                ),
            )

        desk.tasks.run(self, lambda: purging.plan(desk.caller, today), show)

    def diagnose(self) -> None:
        """What support needs to know: shown, then saved where the person wants it."""
        from desktop_crm.app.diagnose_dialog import DiagnoseDialog
        from desktop_crm.workspace import diagnosing

        desk = self._desk

        def show(parts: tuple[diagnosing.Part, ...]) -> None:
            DiagnoseDialog(desk, parts, self.window).open()

        desk.tasks.run(self, lambda: diagnosing.collect(desk.caller, desk.today()), show)

    def encrypt(self) -> None:
        """Into a new, encrypted file; an encrypted one gets another passphrase."""
        from desktop_crm.app.encrypt_dialog import ChangePassphraseDialog, EncryptDialog
        from desktop_crm.workspace import encryption

        if encryption.is_encrypted(self._workspace.path):
            ChangePassphraseDialog(self._desk, self._workspace, parent=self._window).open()
        else:
            EncryptDialog(self._desk, self._workspace, self.open_file, parent=self._window).open()

    @property
    def is_remembered(self) -> bool:
        """Whether the secret of this firm lies in the computer's keyring."""
        return is_remembered(self._desk.local, self._workspace.place)

    def forget_secret(self, then: Callable[[], None]) -> None:
        """The keyring keeps the passphrase or password no longer: from the next start on it is asked for."""
        from desktop_crm.workspace import remembering

        desk, place = self._desk, self._workspace.place

        def forgotten(_nothing: None) -> None:
            note(desk.local, place, is_kept=False)
            desk.notices.done(desk.t("Forgotten: it is asked for from the next start on"))
            then()

        desk.tasks.start(
            self,
            desk.t("Forget"),
            lambda _progress: remembering.forget(place),
            forgotten,
            desk.notices.refused,
        )

    def verify(self) -> None:
        """Check numbers, seals, totals and links; the first thing that is wrong is named."""
        from desktop_crm.workspace import verifying

        desk, t = self._desk, self._desk.t

        def checked(report: verifying.Report) -> None:
            if report.findings:
                first = report.findings[0]
                desk.notices.refused(
                    t("{record}: {what}", record=first.record, what=t.message(first.message))
                )
            else:
                papers = report.checked.get("documents", 0)
                well = t.plural("{n} paper checked: all well", "{n} papers checked: all well", papers)
                desk.notices.done(". ".join([well, *(t.message(each) for each in report.purged[-1:])]))

        def failed(error: UserError) -> None:
            desk.notices.refused(error)

        desk.tasks.start(
            self, t("Checking"), lambda progress: verifying.verify(desk.caller, progress), checked, failed
        )
