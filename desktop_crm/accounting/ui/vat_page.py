"""The VAT report: what a period owes the tax office, each figure with the papers behind it."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.accounting.queries import VatBooks, vat_books
from desktop_crm.accounting.rules.spans import STATES
from desktop_crm.accounting.rules.vat import BASIS_WORDS, Entry
from desktop_crm.accounting.ui.span_picker import SpanPicker, span_words
from desktop_crm.accounting.ui.vat_columns import Shown
from desktop_crm.accounting.ui.vat_figures import figures
from desktop_crm.accounting.ui.vat_lists import OSS, ROWS, SALES, VatLists
from desktop_crm.files.saving import save_table
from desktop_crm.values.errors import UserError
from desktop_crm.widgets import list_export
from desktop_crm.widgets.buttons import Button, MenuItem
from desktop_crm.widgets.cards import StatStrip
from desktop_crm.widgets.chips import Chip, FilterChips
from desktop_crm.widgets.desk import Desk, watch_shown
from desktop_crm.widgets.inputs import Choice, ChoiceInput
from desktop_crm.widgets.labels import StateWord
from desktop_crm.widgets.page import Page
from desktop_crm.widgets.strips import Strip

_WATCHES: Final = (
    "invoice", "credit_note", "payment", "received_invoice", "expense", "closed_period", "firm",
)  # fmt: skip
PAPERS: Final = ("invoice", "credit_note", "received_invoice", "expense")
_ROLES: Final = {"open": "muted", "partly": "warn", "closed": "ok"}


class VatPage(Page):
    """The report, the EC sales list and the OSS of the days chosen. Enter opens the papers of a row, Enter
    there the paper itself, Esc leads back."""

    def __init__(self, desk: Desk, opens: Collection[str] = PAPERS) -> None:
        """`opens` are the kinds of documents that have pages."""
        super().__init__(desk.t("VAT report"))
        self._opens = opens
        self.desk, self.t = desk, desk.t
        self.books: VatBooks | None = None
        self.state = StateWord()
        self.header.add_mark(self.state)
        self.export_button = Button(self.t("Export"), icon="download")
        self.export_button.set_menu(self.export_items)
        if desk.may("exports.read"):
            self.header.add_verb(self.export_button)
        self.accountant_button = Button(self.t("Accountant"), self.to_the_accountant, icon="briefcase")
        self.header.add_verb(self.accountant_button)
        self.strip = Strip("bad", parent=self)
        self.strip.hide()
        self.finding = Strip("warn", parent=self)
        self.finding.hide()
        self.figures = StatStrip()
        self.lists = VatLists(desk)
        self.lists.opened.connect(self._opened)
        self.lists.paper_asked.connect(self.open_paper)
        body = QVBoxLayout()
        body.setSpacing(12)
        body.addWidget(self.strip)
        body.addWidget(self.finding)
        body.addLayout(self._choices())
        body.addWidget(self.figures)
        body.addWidget(self.lists, 1)
        self.set_body(body)
        QShortcut(
            QKeySequence(Qt.Key.Key_Escape),
            self,
            self.lists.back,
            context=Qt.ShortcutContext.WidgetWithChildrenShortcut,
        )
        watch_shown(desk.changes, self, _WATCHES, self.read)
        self.read()

    def _choices(self) -> QHBoxLayout:
        t = self.t
        names = [(ROWS, t("Report")), (SALES, t("EC sales list")), (OSS, t("One-Stop-Shop"))]
        self.chips = FilterChips([Chip(*each) for each in names], t("Show"))
        self.chips.chosen.connect(self._list_chosen)
        self.span = SpanPicker(t, self.desk.today)
        self.span.changed.connect(self.read)
        bases = [Choice(basis, t.message(words)) for basis, words in BASIS_WORDS.items()]
        self.basis = ChoiceInput(bases, t("VAT is owed"))
        self.basis.changed.connect(self.read)
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.chips, 1)
        line.addWidget(self.span)
        line.addWidget(self.basis)
        return line

    def to_the_accountant(self) -> None:
        """What was handed over, and the next package."""
        self.desk.go("handover", None)

    def read(self) -> None:
        """The figures of what is chosen, again after every change."""
        try:
            span = self.span.value()
        except UserError as error:
            self._refused(error)
            return
        caller, basis = self.desk.caller, self.basis.value()

        self.desk.tasks.run_latest(
            self, "books", lambda: vat_books(caller, span, basis), self._show, self._refused
        )

    def _refused(self, error: UserError) -> None:
        self.span.show_error(error)
        self.strip.set_text(self.t.message(error.message))
        self.strip.show()

    def _show(self, books: VatBooks) -> None:
        self.books = books
        self.strip.hide()
        self.finding.set_text("\n".join(self.t.message(each) for each in books.report.findings))
        self.finding.setVisible(bool(books.report.findings))
        self.basis.set_value(books.report.basis)
        standing = books.report.standing
        self.state.set_state(self.t.message(STATES[standing.state]), _ROLES[standing.state])
        self.figures.set_stats(figures(self.t, books.report))
        self.lists.set_books(books)

    def _list_chosen(self, key: str) -> None:
        self.lists.show_list(key)
        self.basis.setEnabled(key == ROWS)  # the two lists always go by issue

    def _opened(self, words: str) -> None:
        if words and self.books is not None:
            span = span_words(self.t, self.books.report.standing.span)
            self.header.set_crumb((f"{self.title}, {span}", self.lists.back), (words, None))
        else:
            self.header.crumb.hide()
        self.export_button.setEnabled(bool(self.lists.lines_in_view))

    def open_paper(self, entry: Entry) -> None:
        """The document itself."""
        if entry.kind in self._opens:
            self.desk.go(entry.kind, entry.document_id)

    def export_items(self) -> list[MenuItem]:
        """The table in view, as it is shown."""
        return list_export.menu(self, self.t, "vat", self.export_to)

    def export_to(self, kind: str, path: Path) -> None:
        """Write it; `kind` is "csv" or "xlsx"."""
        shown: Shown[Any] = Shown(self.lists.lines_in_view)
        list_export.start(self, self.desk, self.lists.shown, lambda _view: shown, save_table, kind, path)

    def first_focus(self) -> QWidget:
        """The table; the choice of days while it is empty."""
        return self.lists.shown if self.lists.lines_in_view else self.span.period
