"""The list of what the firm spent, with sums; a receipt dropped on it begins a new one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QDragEnterEvent, QDropEvent

from desktop_crm.expenses import queries, service
from desktop_crm.expenses.queries import ExpenseRow, ExpenseSum
from desktop_crm.expenses.ui import words
from desktop_crm.expenses.ui.rebill_dialog import RebillDialog
from desktop_crm.expenses.ui.receipts import receipts_in
from desktop_crm.expenses.ui.rhythm_dialog import RhythmsDialog
from desktop_crm.expenses.ui.trip_dialog import TripDialog
from desktop_crm.files.saving import save_table
from desktop_crm.values import money
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, IconButton, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column


def expense_columns(desk: Desk) -> list[Column[ExpenseRow]]:
    """Day, from whom and what, on what, for whom, how much, how it stands."""
    t, formats = desk.t, desk.t.formats

    def amount(row: ExpenseRow, minor: int) -> str:
        return formats.amount(minor, row.currency)

    return [
        Column("spent_on", t("Date"), lambda r: formats.date_words(r.spent_on), value=lambda r: r.spent_on,
               width=144, sort=True, muted=True),
        Column("supplier", t("Supplier"), lambda r: r.supplier or r.description, stretch=True, least=220,
               sort=True, second=lambda r: r.description if r.supplier else r.number,
               value=lambda r: r.supplier),
        Column("category", t("Category"), lambda r: t.message(r.category_word), width=168, muted=True,
               yields=3),
        Column("customer", t("For customer"), lambda r: r.customer, width=168, muted=True, yields=4),
        Column("files", t("Receipts"), lambda r: formats.number(r.files) if r.files else "–", width=88,
               value=lambda r: r.files, align="right", muted=True, yields=5),
        Column("tax", t("VAT"), lambda r: amount(r, r.tax) if r.tax else "", width=104, align="right",
               value=lambda r: money.major(r.tax, r.currency), muted=True, yields=2),
        Column("gross", t("Total"), lambda r: amount(r, r.gross), code=lambda r: r.currency, width=144,
               value=lambda r: money.major(r.gross, r.currency), align="right", sort=True),
        Column("state", t("Status"), lambda r: words.state_words(t, r), kind="state", width=120,
               role=words.state_role),
    ]  # fmt: skip


class ExpensesPage(ListPage[ExpenseRow]):
    """All expenses."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        self.may_change = desk.may("expenses.change")
        empty = EmptyState(
            "wallet",
            t("No expenses yet"),
            t("Drop a receipt here, a PDF or a picture, or type what was spent."),
            Button(t("New expense"), self.new, kind="primary", icon="plus") if self.may_change else None,
        )
        super().__init__(
            desk,
            "expenses",
            t("Expenses"),
            expense_columns(desk),
            lambda view: queries.list_expenses(desk.caller, view),
            watches={"expense", "contact", "invoice"},
            open_row=lambda row: desk.go("expense", row.id),
            placeholder=t("Search expenses"),
            empty=empty,
        )
        self.table.table_model.view = ListView(sort="spent_on", descending=True)
        self.setAcceptDrops(self.may_change)
        received = Button(t("Invoices received"), lambda: desk.go("received", None), icon="inbox")
        self.header.add_verb(received)
        self.header.add_verb(
            IconButton("repeat", t("Expenses that come again"), self.show_rhythms, kind="secondary")
        )
        if self.may_change:
            self.trips = IconButton("map-pin", t("On the road"), kind="secondary")
            self.trips.set_menu(self.trip_items)
            self.header.add_verb(self.trips)
        self.set_primary(
            Button(t("New expense"), self.new, kind="primary", icon="plus", shortcut=keys.NEW.first),
            "expenses.change",
        )
        self.set_chips(
            "shown",
            [
                Chip("", t("All")),
                Chip("unpaid", t("Unpaid")),
                Chip("to_rebill", t("To bill on")),
                Chip("rebilled", t("Billed on")),
                Chip("no_receipt", t("No receipt")),
            ],
        )
        self.set_chip_counts(self._counts)
        if desk.may("money.totals"):
            self.set_footer(lambda view: queries.sum_expenses(desk.caller, view), self._sums)
        self.set_selection_verbs(self.verbs_for)
        self.set_export(save_table)

    def _counts(self) -> dict[str, int]:
        counts = queries.count_expenses(self.desk.caller)
        return {**counts, "": counts["all"]}

    def _sums(self, sums: list[ExpenseSum]) -> str:
        t = self.t
        return "   ".join(
            t(
                "{gross}, {tax} VAT in it",
                gross=t.formats.money(each.gross, each.currency),
                tax=t.formats.money(each.tax, each.currency),
            )
            for each in sums
        )

    def new(self) -> None:
        """An empty one."""
        self.desk.go("expense:new", None)

    def trip_items(self) -> MenuItems:
        """Ways and days away."""
        t = self.t
        return [
            MenuItem(t("Mileage\u2026"), lambda: self.ask_trip("mileage"), icon="map-pin"),
            MenuItem(t("Days away\u2026"), lambda: self.ask_trip("per_diem"), icon="calendar-days"),
        ]

    def show_rhythms(self) -> None:
        """What comes again."""
        RhythmsDialog(self.desk, parent=self).open()

    def ask_trip(self, kind: str) -> None:
        """Who was where, and what it comes to."""
        TripDialog(self.desk, kind, lambda made: self.desk.go("expense", made), parent=self).open()

    def verbs_for(self, rows: list[ExpenseRow]) -> MenuItems:
        """What can be done with the ticked ones."""
        t = self.t
        items: list[MenuItem | None] = []
        if billable := [row for row in rows if row.rebilled_in is None and row.gross > 0]:
            items.append(
                MenuItem(t("Bill on\u2026"), lambda: self.ask_rebill(billable), icon="receipt-text",
                         right="expenses.change")
            )  # fmt: skip
        if unpaid := [row for row in rows if row.paid_on is None]:
            items.append(
                MenuItem(t("Paid today by transfer"), lambda: self.pay(unpaid), icon="banknote",
                         right="expenses.change")
            )  # fmt: skip
        items.append(
            MenuItem(t("Delete\u2026"), lambda: self.ask_to_delete(rows), icon="trash-2",
                     right="expenses.change")
        )  # fmt: skip
        return items

    def ask_rebill(self, rows: list[ExpenseRow]) -> None:
        """Onto which customer's invoice, and how."""
        RebillDialog(self.desk, rows, self._rebilled, parent=self).open()

    def _rebilled(self, document_id: int) -> None:
        self.table.clear_ticks()
        self.desk.go("invoice", document_id)

    def pay(self, rows: list[ExpenseRow]) -> None:
        """They were paid today."""
        caller, today = self.desk.caller, self.desk.today()

        def work() -> int:
            for row in rows:
                service.pay_expense(caller, row.id, row.version, today, "transfer", today)
            return len(rows)

        def paid(count: int) -> None:
            self.table.clear_ticks()
            self.desk.notices.done(self.t.plural("{n} expense paid", "{n} expenses paid", count))

        self.desk.tasks.run(self, work, paid)

    def ask_to_delete(self, rows: list[ExpenseRow]) -> None:
        """Only for what was written down by mistake."""
        t, count = self.t, len(rows)
        confirm(
            self,
            t,
            t.plural("Delete {n} expense?", "Delete {n} expenses?", count),
            t("Only for what was written down by mistake: receipts must be kept."),
            t("Delete"),
            lambda: self._delete(rows),
            danger=True,
        )

    def _delete(self, rows: list[ExpenseRow]) -> None:
        caller = self.desk.caller

        def work() -> int:
            for row in rows:
                service.delete_expense(caller, row.id, row.version)
            return len(rows)

        def deleted(count: int) -> None:
            self.table.clear_ticks()
            self.desk.notices.done(self.t.plural("{n} expense deleted", "{n} expenses deleted", count))

        self.desk.tasks.run(self, work, deleted)

    def take(self, paths: list[Path]) -> None:
        """A new expense with these receipts."""
        self.desk.go("expense:new", {"files": paths})

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if receipts_in(event.mimeData()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.take(receipts_in(event.mimeData()))
        event.acceptProposedAction()
