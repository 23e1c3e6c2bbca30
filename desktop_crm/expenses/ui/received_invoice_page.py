"""One e-invoice that came in: who, whom, what, when, how much, which tax, and every rule that it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Invoice
from desktop_crm.expenses import queries, service
from desktop_crm.expenses.queries import ReceivedView
from desktop_crm.expenses.rules.received import kind_word
from desktop_crm.expenses.ui import received_words as words
from desktop_crm.files.saving import save_file
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, MenuItems
from desktop_crm.widgets.cards import Card, FactGrid
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.history import history_items
from desktop_crm.widgets.labels import ElidedLabel, Label, Pill
from desktop_crm.widgets.page import Page, Scroll
from desktop_crm.widgets.strips import Strip

MOST_LINES: Final = 200
MOST_FINDINGS: Final = 50
WIDEST: Final = 1120
_SHOWN: Final = 16
"""Letters of a hash: the whole one is in the commands' answers."""


class ReceivedInvoicePage(Page):
    """Read only: what came in stands as it came."""

    def __init__(self, desk: Desk, received_id: int) -> None:
        t = desk.t
        super().__init__(t("Invoice received"))
        self.desk, self.t, self.received_id = desk, t, received_id
        self.view: ReceivedView | None = None
        self.state_mark = Pill()
        self.header.add_mark(self.state_mark)
        self.supplier_button = Button(t("Open supplier"), self.open_supplier, icon="building-2")
        self.supplier_button.hide()
        self.save_button = Button(t("Save file\u2026"), self.ask_path, icon="file-down")
        self.more = IconButton("ellipsis", t("More"), kind="secondary")
        self.more.set_menu(self.menu)
        self.expense_id: int | None = None
        self.expense_button = Button(t("Make an expense"), self.make_expense, kind="primary", icon="wallet")
        self.expense_button.hide()
        for verb in (self.supplier_button, self.save_button, self.more, self.expense_button):
            self.header.add_verb(verb)
        watch(desk.changes, self, {"received_invoice", "expense"}, self.reload)
        self.reload()

    def reload(self) -> None:
        """Read it and its file again."""
        caller, received_id = self.desk.caller, self.received_id
        self.desk.tasks.run_latest(
            self, "view", lambda: queries.get_received(caller, received_id), self.show_view, self._refused
        )
        if self.desk.may("expenses.read"):
            self.desk.tasks.run_latest(
                self, "expense", lambda: queries.expense_of_received(caller, received_id), self.show_expense
            )

    def show_expense(self, expense_id: int | None) -> None:
        """Whether an expense was made of it."""
        self.expense_id = expense_id
        words = self.t("Make an expense") if expense_id is None else self.t("Show expense")
        self.expense_button.setText(words)
        self.expense_button.setVisible(expense_id is not None or self.desk.may("expenses.change"))

    def make_expense(self) -> None:
        """The same sums as an expense, once; or the one that is there."""
        caller, today, received_id = self.desk.caller, self.desk.today(), self.received_id
        if self.expense_id is not None:
            self.desk.go("expense", self.expense_id)
            return
        self.desk.tasks.run(
            self,
            lambda: service.expense_from_received(caller, received_id, today),
            lambda made: self.desk.go("expense", made),
        )

    def _refused(self, error: UserError) -> None:
        self.set_body(Strip("bad", self.t.message(error.message)))

    def show_view(self, view: ReceivedView) -> None:
        """Everything that the file says."""
        t, row = self.t, view.row
        self.view = view
        kind = t.message(kind_word(row.type))
        title = f"{kind} {row.number}".strip()
        self.set_title(title)
        parts = (
            (t("Invoices received"), lambda: self.desk.go("received", None)),
            (row.seller or title, None),
        )
        self.header.set_crumb(*parts)
        self.state_mark.set_state(
            t("Rules broken") if row.errors else t("In order"), "bad" if row.errors else "ok"
        )
        self.supplier_button.setVisible(row.contact_id is not None)
        inner = QWidget()
        inner.setMaximumWidth(WIDEST)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 24)
        column.setSpacing(12)
        for strip in self._strips(view):
            column.addWidget(strip)
        columns = QHBoxLayout()
        columns.setSpacing(12)
        columns.addLayout(self._left(view.invoice), 1)
        columns.addLayout(self._right(view), 1)
        column.addLayout(columns)
        column.addWidget(self._lines(view.invoice))
        column.addStretch(1)
        self.set_body(Scroll(inner))

    def _strips(self, view: ReceivedView) -> list[Strip]:
        t = self.t
        errors = [each for each in view.findings if not each.is_warning]
        advice = [each for each in view.findings if each.is_warning]
        strips = []
        if errors:
            count = len(errors)
            title = t.plural("{n} rule is broken", "{n} rules are broken", count)
            strips.append(Strip("bad", self._listed(errors), title=title))
        else:
            strips.append(Strip("ok", t("It follows the rules of {format}.", format=view.row.format)))
        if advice:
            strips.append(Strip("warn", self._listed(advice), title=t("Better looked at")))
        doubts = [t.message(each) for each in view.doubts]
        doubts += [t("Taken in before as another file: {name}", name=name) for _key, name in view.twins]
        if doubts:
            strips.append(Strip("info" if view.not_ours is None else "warn", "\n".join(doubts)))
        return strips

    def _listed(self, findings: Sequence[Finding]) -> str:
        lines = [words.finding_words(self.t, each) for each in findings[:MOST_FINDINGS]]
        if more := len(findings) - MOST_FINDINGS:
            lines += [self.t.plural("and {n} more", "and {n} more", more)] if more > 0 else []
        return "\n".join(lines)

    def _left(self, invoice: Invoice) -> QVBoxLayout:
        t = self.t
        return self._stack(
            (t("From"), words.party_facts(t, invoice.seller)),
            (t("To"), words.party_facts(t, invoice.buyer)),
            (t("When"), words.when_facts(t, invoice)),
        )

    def _right(self, view: ReceivedView) -> QVBoxLayout:
        t, invoice = self.t, view.invoice
        file = [
            (t("Name"), view.row.name),
            (t("Format"), view.row.format),
            (t("SHA-256"), f"{view.row.sha256[:_SHOWN]}\u2026"),
        ]
        file += [
            (t("Attached"), " \u00b7 ".join(filter(None, (each.name or each.id, each.description))))
            for each in invoice.attachments
        ]
        return self._stack(
            (t("How much"), words.sum_facts(t, invoice)),
            (t("Payment"), words.paying_facts(t, invoice)),
            (t("References"), words.reference_facts(t, invoice)),
            (t("File"), file),
        )

    def _stack(self, *groups: tuple[str, list[words.Fact]]) -> QVBoxLayout:
        layout = QVBoxLayout()
        layout.setSpacing(12)
        for title, facts in groups:
            if any(value for _label, value in facts):
                layout.addWidget(Card(Label(title, "strong"), FactGrid(facts, label_width=120), padding=16))
        layout.addStretch(1)
        return layout

    def _lines(self, invoice: Invoice) -> Card:
        t, grid = self.t, QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        for place, title in enumerate((t("What"), t("Quantity"), t("Price"), t("Amount"))):
            where = right if place else Qt.AlignmentFlag.AlignLeft
            grid.addWidget(Label(title, "caption"), 0, place, where)
        for row, line in enumerate(invoice.lines[:MOST_LINES], 1):
            cells = words.line_cells(t, line, invoice.currency)
            grid.addWidget(Label(cells[0], wrap=True, selectable=True), row, 0)
            for place, text in enumerate(cells[1:], 1):
                grid.addWidget(Label(text, selectable=True), row, place, right)
        card = Card(Label(t("Lines"), "strong"), padding=16)
        card.add(grid)
        if (more := len(invoice.lines) - MOST_LINES) > 0:
            card.add(ElidedLabel(t.plural("and {n} more line", "and {n} more lines", more), "muted"))
        return card

    def menu(self) -> MenuItems:
        """Behind the three dots."""
        t, row = self.t, self.view.row if self.view else None
        items: list[MenuItem | None] = []
        if row is not None:
            name = f"{row.number} {row.seller}".strip() or row.name
            items += history_items(self.desk, "received_invoice", row.id, name)
        items += [
            None,
            MenuItem(t("Remove\u2026"), self.ask_to_remove, icon="trash-2", right="received.remove"),
        ]
        return self.desk.permitted(items)

    def open_supplier(self) -> None:
        """The contact that the seller is."""
        if self.view is not None and self.view.row.contact_id is not None:
            self.desk.go("contact", self.view.row.contact_id)

    def ask_path(self) -> None:
        """Ask where to put the file as it came."""
        if self.view is None:
            return
        path, _kind = QFileDialog.getSaveFileName(self, self.t("Save as\u2026"), self.view.row.name)
        if path:
            self.save_to(Path(path))

    def save_to(self, path: Path) -> None:
        """The bytes as they came."""
        caller, received_id = self.desk.caller, self.received_id
        self.desk.tasks.run(
            self,
            lambda: save_file(path, queries.received_file(caller, received_id)[1]),
            lambda saved: self.desk.notices.done(self.t("Saved as {name}", name=saved.name)),
        )

    def ask_to_remove(self) -> None:
        """What was taken in by mistake goes; the trail remembers it."""
        t = self.t
        confirm(
            self,
            t,
            t("Remove this invoice?"),
            t("Only for what was taken in by mistake: invoices you received must be kept."),
            t("Remove"),
            self.remove,
            danger=True,
        )

    def remove(self) -> None:
        """Take it out."""
        caller, received_id = self.desk.caller, self.received_id
        self.desk.tasks.run(
            self,
            lambda: service.remove_received(caller, received_id),
            lambda _nothing: self.desk.go("received", None),
        )
