"""What can be done with an expense: billed on, taken off, begun again, deleted, its receipts taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from desktop_crm.expenses import queries, service
from desktop_crm.expenses.queries import FileRow
from desktop_crm.expenses.ui.rebill_dialog import RebillDialog
from desktop_crm.expenses.ui.rhythm_dialog import RhythmDialog
from desktop_crm.widgets.buttons import MenuItem, MenuItems
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.history import history_items

if TYPE_CHECKING:
    from desktop_crm.expenses.ui.expense_page import ExpensePage


class ExpenseVerbs(QObject):
    """The verbs of the page that it is given."""

    def __init__(self, page: ExpensePage) -> None:
        super().__init__(page)
        self.page, self.desk, self.t = page, page.desk, page.t

    def ask_to_detach(self, row: FileRow) -> None:
        """It is taken off for good."""
        t, caller, key = self.t, self.desk.caller, self.page.expense_id or 0

        def remove() -> None:
            self.desk.tasks.run(
                self.page,
                lambda: service.detach_receipt(caller, key, row.id),
                lambda _none: self.page.read_again(),
            )

        title = t("Remove {name}?", name=row.name)
        confirm(self.page, t, title, t("Receipts must be kept: only for what is none of this expense."),
                t("Remove file"), lambda: self.page.flush(remove), danger=True)  # fmt: skip

    def menu(self) -> MenuItems:
        """Behind the three dots."""
        t, row = self.t, self.page.view.row if self.page.view else None
        if row is None:
            return []
        items: list[MenuItem | None] = []
        if row.received_id is not None:
            items.append(MenuItem(t("Show e-invoice"), self.show_received, icon="inbox"))
        if row.rebilled_in is not None:
            items.append(MenuItem(t("Take off the invoice"), self.take_off, icon="undo-2",
                                  right="expenses.change"))  # fmt: skip
        if row.kind == "purchase":
            items.append(MenuItem(t("Comes again\u2026"), self.ask_rhythm, icon="repeat",
                                  right="expenses.change"))  # fmt: skip
        items += history_items(self.desk, "expense", row.id, self.page.title)
        items += [None, MenuItem(t("Delete\u2026"), self.ask_to_delete, icon="trash-2",
                                 right="expenses.change")]  # fmt: skip
        return self.desk.permitted(items)

    def show_received(self) -> None:
        """The e-invoice that it was made of."""
        if self.page.view is not None:
            self.desk.go("received_invoice", self.page.view.row.received_id)

    def show_paper(self) -> None:
        """The invoice that bills it on."""
        if self.page.view is not None and self.page.view.row.rebilled_in is not None:
            self.desk.go("invoice", self.page.view.row.rebilled_in)

    def ask_rebill(self) -> None:
        """Onto which customer's invoice, and how."""

        def ask() -> None:
            if self.page.view is not None:
                RebillDialog(
                    self.desk,
                    [self.page.view.row],
                    lambda made: self.desk.go("invoice", made),
                    parent=self.page,
                ).open()

        self.page.flush(ask)

    def take_off(self) -> None:
        """Let it be billed on again."""
        caller, key = self.desk.caller, self.page.expense_id or 0

        def work() -> int:
            return service.take_off_invoice(caller, key, queries.get_expense(caller, key).row.version)

        def done(_version: int) -> None:
            self.desk.notices.done(self.t("Its lines are still on the draft: delete them there"))
            self.page.read_again()

        self.page.flush(lambda: self.desk.tasks.run(self.page, work, done))

    def ask_rhythm(self) -> None:
        """The same again by a rhythm."""
        self.page.flush(lambda: RhythmDialog(self.desk, self.page.draft, parent=self.page).open())

    def ask_to_delete(self) -> None:
        """Only for what was written down by mistake."""
        t, caller = self.t, self.desk.caller

        def delete() -> None:
            key, version = self.page.expense_id or 0, self.page.version
            self.desk.tasks.run(
                self.page,
                lambda: service.delete_expense(caller, key, version),
                lambda _none: self.desk.go("expenses", None),
            )

        confirm(self.page, t, t.plural("Delete {n} expense?", "Delete {n} expenses?", 1),
                t("Only for what was written down by mistake: receipts must be kept."), t("Delete"),
                lambda: self.page.flush(delete), danger=True)  # fmt: skip
