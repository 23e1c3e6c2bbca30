"""The tables of the VAT report, one in view: the rows, the EC sales list, the OSS, the papers behind one of
their lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_crm.accounting.queries import VatBooks
from desktop_crm.accounting.rules.oss import OssLine
from desktop_crm.accounting.rules.sales_list import SUPPLIED, SalesLine
from desktop_crm.accounting.rules.vat import CASES, SORTS, Entry, Row, entries_of_row
from desktop_crm.accounting.ui.vat_columns import (
    Shown,
    country_words,
    oss_columns,
    paper_columns,
    row_columns,
    sales_columns,
)
from desktop_crm.accounting.ui.vat_figures import foot_words, left_out_words
from desktop_crm.values.messages import Translator
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.labels import ElidedLabel, Hairline, Label
from desktop_crm.widgets.list_page import TableCard
from desktop_crm.widgets.paged_table import PagedTable

ROWS, SALES, OSS = "rows", "sales-list", "oss"


class VatLists(QWidget):
    """`opened` tells in words whose papers are shown ("" none), `paper_asked` which one is to be opened."""

    opened = Signal(str)
    paper_asked = Signal(object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.t: Translator = desk.t
        self._books: VatBooks | None = None
        self._key = ROWS
        self._entries: Sequence[Entry] | None = None
        self._build_tables(desk)
        self._pages = QStackedWidget()
        for table in (self.rows, self.sales, self.oss, self.papers):
            self._pages.addWidget(table)
        self.card = TableCard(self._pages, self._foot())
        self.empty = _empty_states(self.t)
        self.stack = QStackedWidget()
        for widget in (self.card, *self.empty.values()):
            self.stack.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.stack)

    def _build_tables(self, desk: Desk) -> None:
        t = self.t
        self.rows: PagedTable[Row] = PagedTable(
            desk, row_columns(t), lambda _view: Shown(self.lines(ROWS)), name="vat-rows",
            row_key=lambda row: row.key,
        )  # fmt: skip
        self.sales: PagedTable[SalesLine] = PagedTable(
            desk, sales_columns(t), lambda _view: Shown(self.lines(SALES)), name="vat-sales",
            row_key=lambda r: (r.country, r.vat_id, r.supplied, r.currency, r.customer),
        )  # fmt: skip
        self.oss: PagedTable[OssLine] = PagedTable(
            desk, oss_columns(t), lambda _view: Shown(self.lines(OSS)), name="vat-oss",
            row_key=lambda r: (r.country, r.rate, r.currency, r.is_doubtful),
        )  # fmt: skip
        self.papers: PagedTable[Entry] = PagedTable(
            desk, paper_columns(t), lambda _view: Shown(self._entries or ()), name="vat-papers",
            row_key=lambda r: (r.kind, r.document_id, r.day, r.base, r.tax),
        )  # fmt: skip
        self.rows.setAccessibleName(t("VAT report"))
        self.sales.setAccessibleName(t("EC sales list"))
        self.oss.setAccessibleName(t("One-Stop-Shop"))
        self.papers.setAccessibleName(t("Papers"))
        self.rows.activated_row.connect(self.open_row)
        self.sales.activated_row.connect(self.open_sales)
        self.oss.activated_row.connect(self.open_oss)
        self.papers.activated_row.connect(self.paper_asked)

    def _foot(self) -> QWidget:
        foot = QWidget()
        foot.setFixedHeight(37)
        column = QVBoxLayout(foot)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Hairline(strong=True))
        line = QHBoxLayout()
        line.setContentsMargins(12, 0, 12, 0)
        self.left_out = Label("", "caption")
        self.sums = ElidedLabel("", "strong", right=True)
        line.addWidget(self.left_out)
        line.addWidget(self.sums, 1)
        column.addLayout(line, 1)
        return foot

    def set_books(self, books: VatBooks) -> None:
        """Other figures."""
        self._books = books
        self.left_out.setText(left_out_words(self.t, books.report))
        self.show_list(self._key)

    def show_list(self, key: str) -> None:
        """One of the three tables."""
        was_down, self._key, self._entries = self._entries is not None, key, None
        self.opened.emit("")
        self._show()
        if was_down:
            self.shown.setFocus(Qt.FocusReason.OtherFocusReason)

    def back(self) -> None:
        """From the papers to the line that they stand behind."""
        if self._entries is not None:
            self.show_list(self._key)

    @property
    def shown(self) -> PagedTable[Any]:
        """The table in view."""
        if self._entries is not None:
            return self.papers
        tables: dict[str, PagedTable[Any]] = {ROWS: self.rows, SALES: self.sales, OSS: self.oss}
        return tables[self._key]

    @property
    def lines_in_view(self) -> Sequence[Any]:
        """Its rows."""
        return self.lines(self._key) if self._entries is None else self._entries

    def lines(self, key: str) -> Sequence[Any]:
        """All rows of a table; asked in the database's thread, too."""
        books = self._books
        if books is None:
            return ()
        if key == ROWS:
            return books.report.rows
        return books.sales_list if key == SALES else books.oss

    def _show(self) -> None:
        table = self.shown
        self._pages.setCurrentWidget(table)
        if table is self.papers or not table.table_model.loaded_once:
            table.set_view(ListView())
        else:
            table.reload()
        if self._books is not None:
            rows = self.lines_in_view
            self.stack.setCurrentWidget(self.card if rows else self.empty[self._key])
            self.sums.set_text(foot_words(self.t, rows))

    # down to the papers

    def open_row(self, row: Row) -> None:
        """The papers that a row of the report sums."""
        if self._books is not None:
            t, key = self.t, row.key
            words = [t.message(SORTS[key.sort]), t.message(CASES[key.case])]
            if key.rate:
                words.append(t.formats.percent(key.rate))
            words.append(country_words(t, key.country))
            self._open(", ".join(words), entries_of_row(self._books.report.entries, key))

    def open_sales(self, line: SalesLine) -> None:
        """The papers of a customer on the EC sales list."""
        self._open(f"{line.vat_id or line.customer}, {self.t.message(SUPPLIED[line.supplied])}", line.entries)

    def open_oss(self, line: OssLine) -> None:
        """The papers of a country and rate."""
        country = country_words(self.t, line.country)
        self._open(f"{country}, {self.t.formats.percent(line.rate)}", line.entries)

    def _open(self, words: str, entries: Sequence[Entry]) -> None:
        self._entries = entries
        self._show()
        self.opened.emit(words)
        self.papers.setFocus(Qt.FocusReason.OtherFocusReason)


def _empty_states(t: Translator) -> dict[str, EmptyState]:
    return {
        ROWS: EmptyState(
            "landmark", t("Nothing in these days"), t("No paper and no payment of these days counts.")
        ),
        SALES: EmptyState(
            "globe",
            t("Nothing for the EC sales list"),
            t("No sale without VAT to a business in another EU country in these days."),
        ),
        OSS: EmptyState(
            "globe",
            t("Nothing for the One-Stop-Shop"),
            t("No sale to a consumer in another EU country was taxed at the rate there."),
        ),
    }
