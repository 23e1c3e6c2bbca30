"""Open invoices of another program: choose a file, see what would come in, take it or leave it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.rules.external import ExternalPlan, Reject
from desktop_crm.billing.service import ExternalResult
from desktop_crm.billing.ui.words import day_words
from desktop_crm.files.csv_writing import write_csv
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Stat, StatStrip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.labels import ElidedLabel, Hairline, Label
from desktop_crm.widgets.page import Scroll

SHOWN = 200
"""Rows in the preview; the counts are of all."""


class ImportDialog(ModalDialog):
    """Nothing is written before the primary is pressed; Cancel during the import takes everything back."""

    def __init__(self, desk: Desk, *, parent: QWidget) -> None:
        t = desk.t
        self.desk = desk
        self.plan: ExternalPlan | None = None
        super().__init__(
            t,
            t("Import open invoices"),
            t("A CSV file or Excel sheet, so that balances are right from the first day."),
            primary=t("Import"),
            width=960,
            parent=parent,
        )
        self.choose_button = Button(t("Choose a file\u2026"), self.choose, icon="folder-open")
        self.file_name = ElidedLabel(t("No file chosen yet"), "muted")
        line = QHBoxLayout()
        line.addWidget(self.choose_button)
        line.addWidget(self.file_name, 1)
        self.add(line)
        self.note = Label(
            t("Columns: number, customer, date, due date, currency, total, open; pdf names a file."),
            "caption",
            wrap=True,
        )
        self.add(self.note)
        self.counts = StatStrip()
        self.counts.hide()
        self.add(self.counts)
        self._rows = QWidget()
        self._scroll = Scroll(self._rows)
        self._scroll.setMinimumHeight(260)
        self._scroll.hide()
        self.add(self._scroll, 1)
        self.rejects_button = Button(
            t("Save rejects\u2026"), self._ask_reject_path, kind="quiet", icon="download"
        )
        self.rejects_button.hide()
        self.add_side_act(self.rejects_button)
        self.primary.setEnabled(False)
        self.set_hint(t("Choose a file first"))

    def first_focus(self) -> QWidget | None:
        """Where the file comes from."""
        return self.choose_button

    def choose(self) -> None:
        """Ask for the file."""
        kinds = self.t("Tables (*.csv *.tsv *.txt *.xlsx *.xls *.ods)")
        path, _kind = QFileDialog.getOpenFileName(self, self.t("Open invoices"), "", kinds)
        if path:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Look what the file would bring in."""
        self.strip.hide()
        self.file_name.set_text(path.name)
        caller = self.desk.caller
        self.desk.tasks.run_latest(
            self, "plan", lambda: service.plan_external(caller, path), self._show_plan, self.show_error
        )

    def _show_plan(self, plan: ExternalPlan) -> None:
        self.plan = plan
        t, count = self.t, len(plan.invoices)
        total = count + len(plan.rejects)
        self.counts.set_stats(
            [
                Stat(t("Rows"), t.formats.number(total)),
                Stat(t("Invoices to come in"), t.formats.number(count), role="ok" if count else None),
                Stat(t("New customers"), t.formats.number(len(plan.new_customers)), t("made by name")),
                Stat(
                    t("Left out"), t.formats.number(len(plan.rejects)), role="warn" if plan.rejects else None
                ),
            ]
        )
        self.counts.show()
        self.note.hide()
        self._fill(plan)
        self.rejects_button.setVisible(bool(plan.rejects))
        self.primary.setText(t.plural("Import {n} invoice", "Import {n} invoices", count))
        self.primary.setEnabled(count > 0)
        self.set_hint("" if count else t("Nothing in this file can come in"))

    def _fill(self, plan: ExternalPlan) -> None:
        self._rows = QWidget()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(2)
        t, f = self.t, self.t.formats
        titles = (t("Row"), t("Number"), t("Customer"), t("Date"), t("Due"), t("Open"), t("Status"))
        for column, title in enumerate(titles):
            grid.addWidget(ElidedLabel(title, "caption", right=column == 5), 0, column)
            grid.setColumnStretch(column, (1, 3, 6, 3, 3, 3, 7)[column])
        cells: list[tuple[int, tuple[str, ...], str | None]] = [
            (
                each.line,
                (
                    str(each.line), each.number, each.customer, day_words(t, each.issued_on),
                    day_words(t, each.due_on), f.money(each.open, each.currency),
                    t("\u25cf Comes in"),
                ),
                "ok",
            )
            for each in plan.invoices
        ]  # fmt: skip
        cells += [
            (
                each.line,
                (str(each.line), each.number, "", "", "", "", f"\u25cf {t.message(each.reason)}"),
                "warn",
            )
            for each in plan.rejects
        ]
        for row, (_line, texts, role) in enumerate(sorted(cells)[:SHOWN], 1):
            grid.addWidget(Hairline(), row * 2 - 1, 0, 1, 7)
            for column, text in enumerate(texts):
                state = role if column == 6 else ("muted" if column == 0 else None)
                grid.addWidget(ElidedLabel(text, role=state, right=column == 5), row * 2, column)
        grid.setRowStretch(2 * SHOWN + 2, 1)
        self._scroll.setWidget(self._rows)
        self._rows.setAutoFillBackground(False)
        self._scroll.show()

    def _ask_reject_path(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, self.t("Save rejects"), "rejects.csv", "*.csv")
        if path:
            self.save_rejects(Path(path))

    def save_rejects(self, path: Path) -> None:
        """What was left out, with the reason of each row."""
        if self.plan is not None:
            try:
                save_file(path, rejects_csv(self.t, self.plan.rejects))
            except UserError as error:
                self.show_error(error)

    def accept_primary(self) -> None:
        """Bring them in, as a job with progress and Cancel."""
        if self.plan is None or not self.plan.invoices:
            return
        self.set_busy(True)
        plan, caller, today = self.plan, self.desk.caller, self.desk.today()
        self.desk.tasks.start(
            self,
            self.t("Import open invoices"),
            lambda progress: service.import_external(caller, plan, today, progress),
            self._done,
            self.show_error,
        )

    def _done(self, result: ExternalResult) -> None:
        count = len(result.created)
        self.desk.notices.done(self.t.plural("{n} invoice came in", "{n} invoices came in", count))
        self.accept()


def rejects_csv(t: Translator, rejects: Sequence[Reject]) -> bytes:
    """The rows left out: line, number, column, reason."""
    rows = [(each.line, each.number, each.field, t.message(each.reason)) for each in rejects]
    return write_csv((t("Row"), t("Number"), t("Column"), t("Reason")), rows)
