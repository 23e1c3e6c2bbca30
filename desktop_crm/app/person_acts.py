"""What a person may ask for, on the contact's page: everything about them as a ZIP, and to be forgotten."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from desktop_crm.app.erase_dialog import ErasedDialog, EraseDialog
from desktop_crm.app.services import Services
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.additions import Additions, RecordVerb
from desktop_crm.workspace import erasing, erasure_report, exporting


def person_additions(services: Services) -> Additions:
    """Two entries at the end of the page's menu."""
    t = services.desk.t
    acts = services.firm.findChild(PersonActs) or PersonActs(services)  # one for all pages
    return Additions(
        menu=(
            RecordVerb(
                t("Export everything about this person…"), acts.export, "folder-down", right="persons.export"
            ),
            RecordVerb(t("Erase this person…"), acts.ask_to_erase, "shield-alert", right="persons.erase"),
        )
    )


class PersonActs(QObject):
    """The verbs; long ones run as jobs and end with a notice."""

    def __init__(self, services: Services) -> None:
        super().__init__(services.firm)
        self._desk, self._workspace, self._firm = services.desk, services.workspace, services.firm

    @property
    def _window(self) -> QWidget:
        return self._firm.window

    def export(self, contact_id: int) -> None:
        """Ask where, then write the ZIP."""
        caller = self._desk.caller
        self._desk.tasks.run(
            self, lambda: exporting.export_name(caller, contact_id), partial(self._choose, contact_id)
        )

    def _choose(self, contact_id: int, name: str) -> None:
        t = self._desk.t
        folder = Path.home() / "Documents"
        suggested = (folder if folder.is_dir() else Path.home()) / name
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window,
            t("Export everything about this person"),
            str(suggested),
            t("ZIP files (*.zip)"),
            options=QFileDialog.Option.DontConfirmOverwrite,
        )
        if chosen:
            self.export_to(contact_id, Path(chosen))

    def export_to(self, contact_id: int, target: Path) -> None:
        """Write it, with progress and Cancel."""
        desk, t, today = self._desk, self._desk.t, self._desk.today()
        target = target if target.suffix.lower() == ".zip" else target.with_name(f"{target.name}.zip")

        def written(done: exporting.Exported) -> None:
            desk.notices.done(t("Everything about {name} is in {file}", name=done.name, file=done.path.name))

        desk.tasks.start(
            self,
            t("Exporting"),
            lambda progress: exporting.export_person(
                desk.caller, contact_id, target, today, progress=progress
            ),
            written,
        )

    def ask_to_erase(self, contact_id: int) -> None:
        """Show what would go and what the law keeps; the dialog's verb does it."""
        caller, today = self._desk.caller, self._desk.today()
        self._desk.tasks.run(self, lambda: erasing.plan_erasure(caller, contact_id, today), self._show_plan)

    def _show_plan(self, plan: erasing.ErasurePlan) -> None:
        dialog = EraseDialog(self._desk, plan, self._window)
        dialog.save_asked.connect(partial(self._save, plan))
        dialog.confirmed.connect(partial(self._erase, plan.contact_id))
        dialog.open()

    def _erase(self, contact_id: int) -> None:
        desk, t, today = self._desk, self._desk.t, self._desk.today()
        desk.go("contacts", None)
        desk.tasks.start(
            self,
            t("Erasing"),
            lambda progress: erasing.erase_person(
                desk.caller, self._workspace, contact_id, today, progress=progress
            ),
            self._show_done,
        )

    def _show_done(self, done: erasing.ErasurePlan) -> None:
        dialog = ErasedDialog(self._desk, done, self._window)
        dialog.save_asked.connect(partial(self._save, done))
        dialog.open()

    def _save(self, plan: erasing.ErasurePlan) -> None:
        """The list as a text, where the person wants it."""
        t = self._desk.t
        stem = t("erasure {id} {day}", id=str(plan.contact_id), day=plan.on.isoformat())
        chosen, _kind = QFileDialog.getSaveFileName(
            self._window, t("Save the list"), str(Path.home() / f"{stem}.txt"), t("Texts (*.txt)")
        )
        if chosen:
            self.save_to(plan, Path(chosen))

    def save_to(self, plan: erasing.ErasurePlan, target: Path) -> None:
        """Write the list."""
        desk = self._desk

        def write() -> str:
            return erasure_report.write(desk.caller, plan, target, desk.t)

        def failed(error: UserError) -> None:
            desk.notices.refused(error)

        desk.tasks.run(
            self, write, lambda name: desk.notices.done(desk.t("Saved: {name}", name=name)), failed
        )
