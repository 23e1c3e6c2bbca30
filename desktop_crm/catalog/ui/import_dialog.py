"""A price list of another program: choose a file, say which column is what, see what would come in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from desktop_crm.catalog import service
from desktop_crm.catalog.documents import product_tables
from desktop_crm.catalog.documents.product_tables import HEADERS, ImportPlan
from desktop_crm.catalog.rules.columns import Field, guess_columns
from desktop_crm.catalog.service import ImportResult
from desktop_crm.catalog.ui.mapping_grid import MappingGrid
from desktop_crm.company import queries as company
from desktop_crm.files.guards import TABLE_LIMIT, read_limited
from desktop_crm.files.saving import save_file
from desktop_crm.files.tables import TableFile, cell_text, table_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.progress import Progress
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Stat, StatStrip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.inputs import CheckInput
from desktop_crm.widgets.labels import ElidedLabel
from desktop_crm.widgets.page import Scroll


@dataclass(frozen=True)
class _File:
    """A file as it was read: the bytes stay, because each mapping plans them anew."""

    name: str
    data: bytes
    table: TableFile
    columns: dict[Field, int]
    currency: str


@dataclass(frozen=True)
class _Trial:
    plan: ImportPlan
    result: ImportResult


class ImportDialog(ModalDialog):
    """A trial run counts every row; only the primary writes, and Cancel during it takes everything back."""

    def __init__(self, desk: Desk, path: Path | None = None, *, parent: QWidget) -> None:
        t = desk.t
        self.desk = desk
        self.file: _File | None = None
        self.trial: _Trial | None = None
        super().__init__(
            t,
            t("Import a price list"),
            t("Trial run: nothing is written until you press Import."),
            primary=t("Import"),
            width=960,
            parent=parent,
        )
        self.choose_button = Button(t("Choose a file\u2026"), self.choose, icon="folder-open")
        self.file_name = ElidedLabel(t("A CSV file or an Excel sheet"), "muted")
        line = QHBoxLayout()
        line.setSpacing(12)
        line.addWidget(self.choose_button)
        line.addWidget(self.file_name, 1)
        self.add(line)
        self.grid = MappingGrid(t, {key: t.message(word) for key, word in HEADERS.items()})
        self.grid.changed.connect(self.try_out)
        self._scroll = Scroll(self.grid)
        self._scroll.setMinimumHeight(240)
        self._scroll.hide()
        self.add(self._scroll, 1)
        self.updates = CheckInput(t("Change products whose code is known already"))
        self.updates.changed.connect(self.try_out)
        self.updates.hide()
        self.add(self.updates)
        self.counts = StatStrip()
        self.counts.hide()
        self.add(self.counts)
        self.rejects_button = Button(t("Save rejects\u2026"), self._ask_path, kind="quiet", icon="file-down")
        self.rejects_button.hide()
        self.add_side_act(self.rejects_button)
        self.primary.setEnabled(False)
        self.set_hint(t("Choose a file first"))
        if path is not None:
            self.read(path)

    def first_focus(self) -> QWidget | None:
        """Where the file comes from."""
        return self.choose_button

    def choose(self) -> None:
        """Ask for the file."""
        kinds = self.t("Tables (*.csv *.tsv *.txt *.xlsx)")
        path, _kind = QFileDialog.getOpenFileName(self, self.t("Price list"), "", kinds)
        if path:
            self.read(Path(path))

    def read(self, path: Path) -> None:
        """Read the file and propose what its columns are."""
        caller, t = self.desk.caller, self.t

        def work() -> _File:
            data = read_limited(path, TABLE_LIMIT)
            table = table_of(data, path.name)
            own: dict[str, Field] = {t.message(word): key for key, word in HEADERS.items()}
            firm = company.firm_or_none(caller)
            currency = firm.draft.currency if firm else "EUR"
            return _File(path.name, data, table, guess_columns(table.headers, own), currency)

        self.strip.hide()
        self.desk.tasks.run_latest(self, "file", work, self._show_file, self.show_error)

    def _show_file(self, file: _File) -> None:
        t, table = self.t, file.table
        self.file = file
        facts = [
            file.name,
            t.plural("{n} row", "{n} rows", len(table.rows)),
            table.encoding,
            {";": t("semicolon"), ",": t("comma"), "\t": t("tab")}.get(table.separator, table.separator),
        ]
        self.file_name.set_text("  \u00b7  ".join(fact for fact in facts if fact))
        samples = [tuple(cell_text(cell) for cell in row.cells) for row in table.rows[:3]]
        self.grid.show_columns(table.headers, samples, file.columns)
        self._scroll.show()
        self.updates.show()
        self.try_out()

    def try_out(self) -> None:
        """Count what would happen with the mapping as it stands."""
        if self.file is None:
            return
        self.primary.setEnabled(False)
        caller, t, today = self.desk.caller, self.t, self.desk.today()
        file, columns, updates = self.file, self.grid.columns(), self.updates.value()

        def work() -> _Trial:
            plan = product_tables.plan_import(
                file.data, file.name, t=t, columns=columns, currency=file.currency, updates=updates
            )
            return _Trial(plan, service.import_products(caller, plan, today, dry_run=True))

        self.desk.tasks.run_latest(self, "trial", work, self._show_trial, self._refused_trial)

    def _refused_trial(self, error: UserError) -> None:
        self.trial = None
        self.counts.hide()
        self.rejects_button.hide()
        self.set_hint("")
        self.strip.set_text(self.t.message(error.message))
        self.strip.show()

    def _show_trial(self, trial: _Trial) -> None:
        t, result, number = self.t, trial.result, self.t.formats.number
        self.trial = trial
        self.strip.hide()
        rejected = len(result.rejects)
        self.counts.set_stats(
            [
                Stat(t("New"), number(result.added), t("will be added"), role="ok" if result.added else None),
                Stat(t("Changed"), number(result.changed), t("known by their code")),
                Stat(t("Known"), number(result.known), t("left as they are")),
                Stat(
                    t("Rejected"),
                    number(rejected),
                    t("kept in a file, with reasons"),
                    role="bad" if rejected else None,
                ),
            ]
        )
        self.counts.show()
        self.rejects_button.setVisible(bool(rejected))
        writes = result.added + result.changed
        words = t.plural("Import {n} product", "Import {n} products", writes) if writes else t("Import")
        self.primary.setText(words)
        self.primary.setEnabled(writes > 0)
        self.set_hint("" if writes else t("Nothing in this file is new"))

    def _ask_path(self) -> None:
        path, _kind = QFileDialog.getSaveFileName(self, self.t("Save rejects"), "rejects.csv", "*.csv")
        if path:
            self.save_rejects(Path(path))

    def save_rejects(self, path: Path) -> None:
        """The rows that cannot come in, each with its reason, to mend and import again."""
        if self.trial is None:
            return
        plan, result = self.trial.plan, self.trial.result
        content = product_tables.rejects_csv(plan.table.headers, result.rejects, self.t)
        try:
            save_file(path, content)
        except UserError as error:
            self.show_error(error)

    def accept_primary(self) -> None:
        """Bring them in, as a job with progress and Cancel."""
        if self.trial is None or not self.primary.isEnabled():
            return
        self.set_busy(True)
        plan, caller, today = self.trial.plan, self.desk.caller, self.desk.today()

        def work(progress: Progress) -> ImportResult:
            return service.import_products(caller, plan, today, progress=progress)

        self.desk.tasks.start(self, self.t("Import a price list"), work, self._done, self.show_error)

    def _done(self, result: ImportResult) -> None:
        t, rejected = self.t, len(result.rejects)
        words = t.plural("{n} product came in", "{n} products came in", result.added + result.changed)
        if rejected:
            words += ". " + t.plural("{n} row was left out", "{n} rows were left out", rejected)
        go = self.desk.go
        self.desk.notices.done(words, verb=t("Take back…"), run=lambda: go("history", {"shown": "import"}))
        self.accept()
