"""The list of orders with their delivery notes, pro formas and receipts."""

from __future__ import annotations

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.billing.service import DocumentRef
from desktop_crm.billing.ui.lists import DocumentsPage
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk


class OrdersPage(DocumentsPage):
    """All papers between quote and invoice, by kind and by what waits to be done."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        empty = EmptyState(
            "clipboard-check",
            t("No orders yet"),
            t("Confirm what a customer ordered; deliver and bill it bit by bit, nothing twice."),
            Button(t("New order"), self.new, kind="primary", icon="plus")
            if desk.may("documents.draft")
            else None,
        )
        watches = {"order", "delivery", "pro_forma", "receipt", "invoice", "quote"}
        super().__init__(desk, "order", t("Orders"), empty, placeholder=t("Search orders"), watches=watches)
        self.set_chips(
            "state",
            [
                Chip("", t("All")),
                Chip("draft", t("Drafts")),
                Chip("to_deliver", t("To deliver")),
                Chip("to_invoice", t("To invoice")),
                Chip("order", t("Orders")),
                Chip("delivery", t("Delivery notes")),
                Chip("pro_forma", t("Pro formas")),
                Chip("receipt", t("Receipts")),
            ],
        )
        self.set_chip_counts(self._counts)

    def _counts(self) -> dict[str, int]:
        counts = queries.count_papers(self.desk.caller, self.desk.today())
        return {**counts, "": counts["all"]}

    def verbs_for(self, rows: list[DocumentRow]) -> MenuItems:
        """Several delivery notes make one invoice."""
        notes = [row for row in rows if row.kind == "delivery" and row.state == "issued"]
        items = super().verbs_for(rows)
        if not notes:
            return items
        words = self.t.plural("Invoice {n} delivery note", "One invoice of {n} delivery notes", len(notes))
        verb = MenuItem(words, lambda: self.invoice(notes), icon="receipt-text", right="documents.draft")
        return [verb, *items]

    def invoice(self, notes: list[DocumentRow]) -> None:
        """The draft invoice over these delivery notes opens."""
        caller, today, ids = self.desk.caller, self.desk.today(), [row.id for row in notes]

        def made(ref: DocumentRef) -> None:
            self.table.clear_ticks()
            self.desk.go("invoice", ref.id)

        self.desk.tasks.run(self, lambda: service.invoice_deliveries(caller, ids, today), made)
