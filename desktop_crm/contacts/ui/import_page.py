"""Taking contacts in from a file: choose or drop it, look at the trial run, start, take back."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules.importing import Outcome
from desktop_crm.contacts.service import ImportPlan, ImportReport, UndoReport
from desktop_crm.contacts.ui.import_ends import ImportResult, ImportStart
from desktop_crm.contacts.ui.import_preview import Preview
from desktop_crm.files.saving import save_file
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.values.progress import Progress
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.kept_dialog import KeptDialog
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.page import Page, column
from desktop_crm.widgets.progress_strip import JobPanel
from desktop_crm.widgets.strips import Strip
from desktop_crm.widgets.tasks import Job

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods", ".vcf")


class ImportPage(Page):
    """`path` opens the trial run of a file at once (dropped onto another page)."""

    def __init__(self, desk: Desk, path: Path | None = None) -> None:
        t = desk.t
        super().__init__(t("Import contacts"))
        self.desk, self.t = desk, t
        self.path: Path | None = None
        self.preview: Preview | None = None
        self.report: ImportReport | None = None
        self._mapping: Mapping[str, str] | None = None
        self._job: Job | None = None
        self.setAcceptDrops(True)
        self.header.set_crumb((t("Contacts"), lambda: desk.go("contacts", None)), (t("Import"), None))
        self.rejects_button = Button(t("Save rejects…"), self.ask_rejects, icon="file-down")
        self.cancel_button = Button(t("Cancel"), self.cancel)
        self.primary = Button(t("Import"), self.start, kind="primary", shortcut=keys.PRIMARY.first)
        for button in (self.rejects_button, self.cancel_button, self.primary):
            self.header.add_verb(button)
        self.trouble = Strip("bad")
        self.trouble.hide()
        self.stack = QStackedWidget()
        self._shown: QWidget | None = None
        body = QVBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.trouble)
        body.addWidget(self.stack, 1)
        self.set_body(body)
        self.show_choice()
        if path is not None:
            self.open(path)

    # choosing a file

    def show_choice(self) -> None:
        """The first step: a file, or an earlier import to take back."""
        t = self.t
        self.path, self._mapping, self.preview, self.report = None, None, None, None
        start = ImportStart(t, self.choose, self.ask_undo)
        self.choose_button = start.choose_button
        self._put(start)
        self._show_verbs()
        caller = self.desk.caller
        self.desk.tasks.run(start, lambda: queries.list_jobs(caller, 5), start.show_jobs)

    def choose(self) -> None:
        """Ask for a file."""
        path = _ask_for_file(self, self.t)
        if path is not None:
            self.open(path)

    def open(self, path: Path) -> None:
        """The trial run of a file."""
        self.path, self._mapping, self.preview, self.report = path, None, None, None
        self.plan()

    def plan(self) -> None:
        """Read the file and decide on each row; runs as a job, writes nothing."""
        path, mapping, caller = self.path, self._mapping, self.desk.caller
        if path is None:
            return
        options = self._options()
        self.trouble.hide()

        def work(progress: Progress) -> ImportPlan:
            return _try(caller, path, mapping, options, progress)

        job = self.desk.tasks.start(self, self.t("Trial run"), work, self._planned, self._refused)
        self._watch(job, replace=self.preview is None)

    def _options(self) -> dict[str, Any]:
        preview = self.preview
        if preview is None:
            return {}
        ticks = {"keep_duplicates": preview.duplicates, "keep_doubtful": preview.doubtful}
        return {name: bool(tick.value()) for name, tick in {**ticks, "complete": preview.complete}.items()}

    def _planned(self, plan: ImportPlan) -> None:
        self._job = None
        if self.preview is not None and self.preview.plan.file.dialect == plan.file.dialect:
            self.preview.show_plan(plan)
        else:
            preview = self.preview = Preview(self.t, plan)
            preview.mapped.connect(self._map)
            preview.options.connect(self.plan)
            preview.map_by_hand.connect(self._map_by_hand)
            preview.other_file.connect(self.show_choice)
        if self._shown is not self.preview:
            self._put(self.preview)
        self._show_verbs()

    def _map(self, mapping: Mapping[str, str]) -> None:
        self._mapping = mapping
        self.plan()

    def _map_by_hand(self) -> None:
        """Google's layout is left aside: the guess by column names, to be changed."""
        from desktop_crm.contacts.documents.mapping import guess_mapping

        if self.preview is not None:
            file = self.preview.plan.file
            self._map(guess_mapping(file.headers, file.samples))

    def _refused(self, error: UserError) -> None:
        self._job = None
        self.trouble.set_text(self.t.message(error.message))
        self.trouble.show()
        if self.preview is None:
            self.show_choice()
        else:
            self._put(self.preview)
            self._show_verbs()

    # taking in

    def start(self) -> None:
        """Take the new rows in (Cancel takes everything back); afterwards the way to the list."""
        if self.report is not None:
            self.desk.go("contacts", None)
            return
        if self.preview is None or self._job is not None or not self.preview.plan.writes:
            return
        file, caller = self.preview.plan.file, self.desk.caller
        options = self._options()

        def work(progress: Progress) -> ImportReport:
            return service.import_contacts(caller, file, **options, progress=progress)

        job = self.desk.tasks.start(self, self.t("Import contacts"), work, self._imported, self._refused)
        self._watch(job, replace=True)

    def _watch(self, job: Job, *, replace: bool) -> None:
        """While a job runs its progress is shown, and Cancel stops it."""
        if job.state != "running":
            return
        self._job = job
        job.finished.connect(self._ended)
        if replace:
            panel = JobPanel(self.t, job)
            hint = Label(self.t("Cancel takes everything back."), "caption")
            self._put(column(panel, hint, gap=8, margins=(0, 24, 0, 0)))
        self._show_verbs()

    def _ended(self, state: str) -> None:
        self._job = None
        if state != "cancelled":
            return
        if self.preview is not None:
            self._put(self.preview)
            self.desk.notices.done(self.t("Import cancelled; everything was taken back"))
        else:
            self.show_choice()
        self._show_verbs()

    def cancel(self) -> None:
        """Stop what runs; else back a step."""
        if self._job is not None:
            self._job.cancel()
        elif self.preview is not None:
            self.show_choice()
        else:
            self.desk.go("contacts", None)

    def _imported(self, report: ImportReport) -> None:
        self._job, self.report = None, report
        undo = partial(self.ask_undo, report.job_id) if report.job_id is not None else None
        self._put(ImportResult(self.t, report, undo, self.show_choice))
        self._show_verbs()
        self.primary.setFocus()  # Enter must not take back what just came in

    # afterwards

    def ask_undo(self, job_id: int) -> None:
        """Contacts that were used since then stay."""
        t = self.t
        confirm(
            self,
            t,
            t("Take this import back?"),
            t("Its contacts are deleted, except those that were changed or used since then."),
            t("Take back"),
            lambda: self.undo(job_id),
            danger=True,
        )

    def undo(self, job_id: int) -> None:
        """Take an import back."""
        caller = self.desk.caller
        self.desk.tasks.run(self, lambda: service.undo_import(caller, job_id), self._undone, self._refused)

    def _undone(self, report: UndoReport) -> None:
        self.show_choice()
        _tell(self, report)

    def ask_rejects(self) -> None:
        """Where to put the file of rows that stayed out."""
        if (chosen := _ask_where(self, self.t, self.path)) is not None:
            self.save_rejects(chosen)

    def save_rejects(self, path: Path) -> None:
        """All rows that stayed out, each with its reasons, in the columns of the file."""
        from desktop_crm.contacts.documents.rejects import rejects_csv

        if self.preview is None:
            return
        file, t, outcomes = self.preview.plan.file, self.t, self._outcomes()
        self.desk.tasks.run(
            self,
            lambda: save_file(path, rejects_csv(file, outcomes, t)),
            lambda _nothing: self.desk.notices.done(t("Saved as {name}", name=path.name)),
        )

    def _outcomes(self) -> tuple[Outcome, ...]:
        if self.report is not None:
            return self.report.outcomes
        return self.preview.plan.outcomes if self.preview is not None else ()

    # looks

    def _put(self, widget: QWidget) -> None:
        old, self._shown = self._shown, widget
        self.stack.addWidget(widget)
        self.stack.setCurrentWidget(widget)
        if old is not None and old is not widget:
            self.stack.removeWidget(old)
            if old is not self.preview:
                old.deleteLater()

    def _show_verbs(self) -> None:
        t, plan = self.t, self.preview.plan if self.preview is not None else None
        done, busy = self.report is not None, self._job is not None
        new = plan.writes if plan is not None else 0
        self.primary.setVisible(plan is not None)
        self.cancel_button.setVisible((plan is not None and not done) or busy)
        self.rejects_button.setVisible(any(each.status != "new" for each in self._outcomes()) and not busy)
        if done:
            self.primary.setText(t("Show contacts"))
            self.primary.setEnabled(True)
        elif plan is not None:
            self.primary.setText(t.plural("Import {n} contact", "Import {n} contacts", new))
            self.primary.setEnabled(bool(new) and not busy)

    def first_focus(self) -> QWidget:
        """The way to a file, or the primary."""
        return self.primary if self.preview is not None else self.choose_button

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._job is None and any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        for url in event.mimeData().urls()[:1]:
            self.open(Path(url.toLocalFile()))
        event.acceptProposedAction()


def _try(
    caller: Caller,
    path: Path,
    mapping: Mapping[str, str] | None,
    options: Mapping[str, Any],
    progress: Progress,
) -> ImportPlan:
    """Read the file and decide on each row, in a job's thread."""
    from desktop_crm.contacts.documents.reading import read_contacts

    file = read_contacts(path, mapping)
    return service.plan_import(caller, file, **options, progress=progress)


def _ask_for_file(parent: QWidget, t: Translator) -> Path | None:
    endings = " ".join(f"*{end}" for end in ENDINGS)
    chosen, _kind = QFileDialog.getOpenFileName(
        parent, t("Import contacts"), "", f"{t('Contacts')} ({endings})"
    )
    return Path(chosen) if chosen else None


def _ask_where(parent: QWidget, t: Translator, path: Path | None) -> Path | None:
    name = f"{path.stem if path else 'import'}-rejects.csv"
    chosen, _kind = QFileDialog.getSaveFileName(parent, t("Save rejects"), name, "*.csv")
    return Path(chosen) if chosen else None


def _tell(page: ImportPage, report: UndoReport) -> None:
    """How many were taken back; what stays is listed with the reasons."""
    t, words = page.t, _undone_words(page.t, report)
    if not report.kept:
        page.desk.notices.done(words)
        return
    kept = [(name, reason) for _id, name, reason in report.kept]
    KeptDialog(t, t("Taken back, but for what is in use"), words, kept, page).open()


def _undone_words(t: Translator, report: UndoReport) -> str:
    words = t.plural("{n} contact taken back", "{n} contacts taken back", report.removed)
    if report.kept:
        stay = t.plural("{n} is in use and stays", "{n} are in use and stay", len(report.kept))
        words = f"{words}; {stay}"
    return words
