"""Papers after their keep time: shown, deleted where the person says so, the record saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.workspace.opening import Workspace


class PaperActs(QObject):
    """Verbs of Today and of the settings; the long one runs as a job."""

    def __init__(self, desk: Desk, workspace: Workspace, window: QWidget) -> None:
        super().__init__(window)
        self._desk, self._workspace, self._window = desk, workspace, window

    def look(self) -> None:
        """What would go today; the dialog's verb deletes it."""
        from desktop_crm.app.papers_dialog import PapersDialog
        from desktop_crm.workspace import paper_purging

        desk, today = self._desk, self._desk.today()

        def show(plan: paper_purging.PaperPlan) -> None:
            if not plan.due and not plan.staying:
                desk.notices.done(desk.t("No paper is older than the law makes you keep it"))
                return
            dialog = PapersDialog(desk, plan, self._window)
            dialog.confirmed.connect(partial(self._purge, plan))
            dialog.open()

        desk.tasks.run(self, lambda: paper_purging.plan(desk.caller, today), show)

    def _purge(self, plan: object) -> None:
        from desktop_crm.app.papers_dialog import PurgedDialog
        from desktop_crm.workspace import paper_purging

        assert isinstance(plan, paper_purging.PaperPlan)
        desk, today, due = self._desk, self._desk.today(), plan.due

        def tell(done: paper_purging.Purged) -> None:
            if done.run_id is None:
                desk.notices.done(
                    desk.t("Nothing was deleted: the papers have changed since they were shown")
                )
                return
            dialog = PurgedDialog(desk, done.papers, done.is_scrubbed, self._window)
            dialog.save_asked.connect(partial(self.save_record, done.run_id))
            dialog.open()

        desk.tasks.start(
            self,
            desk.t("Deleting papers after their keep time"),
            lambda progress: paper_purging.purge(desk.caller, self._workspace, due, today, progress=progress),
            tell,
        )

    def save_record(self, run_id: int | None = None) -> None:
        """The record of a purge (None: of the last one) as a text, where the person wants it."""
        from desktop_crm.workspace import purge_report

        desk = self._desk

        def ask(record: purge_report.PurgeRecord) -> None:
            t, run = desk.t, record.run
            chosen, _kind = QFileDialog.getSaveFileName(
                self._window,
                t("Save the record"),
                str(Path.home() / purge_report.file_name(run)),
                t("Texts (*.txt)"),
            )
            if chosen:
                self.save_to(run.id, Path(chosen))

        desk.tasks.run(self, lambda: purge_report.record_of(desk.caller, run_id), ask, self._refused)

    def save_to(self, run_id: int, target: Path) -> None:
        """Write the record."""
        from desktop_crm.workspace import purge_report

        desk = self._desk
        desk.tasks.run(
            self,
            lambda: purge_report.write(desk.caller, run_id, target, desk.t),
            lambda name: desk.notices.done(desk.t("Saved: {name}", name=name)),
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self._desk.notices.refused(error)
