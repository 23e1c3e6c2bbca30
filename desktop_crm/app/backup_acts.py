"""What can be done with backups: make, try out, choose the second place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace import places
from desktop_crm.workspace.opening import Workspace

if TYPE_CHECKING:
    from desktop_crm.workspace import backups


class BackupActs(QObject):
    """Verbs of settings, palette and banners; each runs as a job and ends with a notice."""

    def __init__(self, desk: Desk, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._workspace, self._window = desk, workspace, window

    def back_up(self) -> None:
        """A verified copy beside the daily ones and on the second place, now."""
        from desktop_crm.workspace import backups

        desk = self._desk
        self._start(
            lambda progress: backups.back_up_daily(desk.caller, self._workspace, progress=progress),
            self._tell_made,
        )

    def back_up_elsewhere(self) -> None:
        """A verified copy where the person wants it: a stick, another disk."""
        from desktop_crm.workspace import backups

        desk, t = self._desk, self._desk.t
        name, _kind = QFileDialog.getSaveFileName(
            self._window,
            t("Backup to"),
            f"{self._workspace.path.stem}-{desk.today()}.db",
            t("Backups (*.db)"),
        )
        if name:
            self._start(
                lambda progress: backups.back_up(desk.caller, self._workspace, Path(name), progress=progress),
                self._tell_made,
            )

    def _tell_made(self, copy: backups.Made) -> None:
        t = self._desk.t
        if copy.twin is not None:
            text = t("Backup made and checked, here and on the second place: {name}", name=copy.path.name)
        else:
            text = t("Backup made and checked: {name}", name=copy.path.name)
        self._desk.notices.done(text)

    def drill(self) -> None:
        """Restore the newest backup to a scratch place and compare."""
        from desktop_crm.workspace.backups import drill

        desk = self._desk
        self._start(
            lambda progress: drill.run(desk.caller, self._workspace.path, progress=progress),
            self._tell_drilled,
        )

    def back_up_and_drill(self) -> None:
        """After a drill that found something: a new copy, and the proof that it is whole."""
        from desktop_crm.workspace import backups
        from desktop_crm.workspace.backups import drill

        desk = self._desk

        def work(progress: Progress) -> backups.Drill:
            backups.back_up_daily(desk.caller, self._workspace, progress=progress)
            return drill.run(desk.caller, self._workspace.path, progress=progress)

        self._start(work, self._tell_drilled)

    def _tell_drilled(self, found: backups.Drill) -> None:
        from desktop_crm.app.backup_words import drill_words

        if found.problem:
            self._desk.notices.refused(drill_words(self._desk.t, found))
        else:
            self._desk.notices.done(drill_words(self._desk.t, found))

    def choose_second_place(self) -> None:
        """A folder on another disk; the newest copy goes there at once."""
        t = self._desk.t
        name = QFileDialog.getExistingDirectory(self._window, t("Second place for backups"))
        if name:
            self.use_second_place(Path(name))

    def use_second_place(self, folder: Path) -> None:
        """Remember the folder and bring the newest copy there."""
        from desktop_crm.workspace import backups

        path = self._workspace.path

        def work(progress: Progress) -> Path | None:
            backups.check_second_place(path, folder)
            places.choose_second_place(path, folder)
            return backups.catch_up(path, progress=progress)

        def chosen(twin: Path | None) -> None:
            t = self._desk.t
            if twin is None:
                self._desk.notices.done(t("Backups go to {path} too", path=str(folder)))
            else:
                self._desk.notices.done(t("The newest backup lies in {path} too", path=str(twin.parent)))

        self._start(work, chosen)

    def forget_second_place(self) -> None:
        """No second place any more; what lies there stays."""
        places.choose_second_place(self._workspace.path, None)
        self._desk.changes.publish({"backup"})

    def _start(self, work: Callable[[Progress], object], done: Callable[..., None]) -> None:
        desk = self._desk

        def finished(result: object) -> None:
            desk.changes.publish({"backup"})
            done(result)

        def failed(error: UserError) -> None:
            desk.changes.publish({"backup"})
            desk.notices.refused(error)

        desk.tasks.start(self, desk.t("Backup"), work, finished, failed)
