"""Everything that came in, was used of credit and went back; Enter shows what a sum paid."""

from __future__ import annotations

from collections.abc import Mapping

from desktop_crm.billing.rules.payments import METHOD_WORDS
from desktop_crm.files.saving import save_table
from desktop_crm.receivables import queries
from desktop_crm.receivables.queries import MoneyRow
from desktop_crm.receivables.rules.remittances import KIND_WORDS
from desktop_crm.receivables.ui.receive_dialog import receive_money
from desktop_crm.receivables.ui.sum_dialogs import show_sum
from desktop_crm.receivables.ui.sum_form import CREDIT
from desktop_crm.values import money
from desktop_crm.values.paging import ListView
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button, MenuItem, MenuItems, SplitButton
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import Column

_ROLES = {"received": "ok", "credit": "info", "refund": "warn"}


def _columns(desk: Desk) -> list[Column[MoneyRow]]:
    t, f = desk.t, desk.t.formats

    def kind(row: MoneyRow) -> str:
        return t("Taken back") if row.is_undone else t.message(KIND_WORDS[row.kind])

    return [
        Column("paid_on", t("Date"), lambda r: f.date_words(r.paid_on), width=128, sort=True,
               value=lambda r: r.paid_on),
        Column("customer", t("Customer"), lambda r: r.customer or t("Several"), stretch=True, sort=True,
               bold=True, least=180),
        Column("invoices", t("Invoices"), lambda r: ", ".join(filter(None, (n for _i, n in r.invoices))),
               width=224, yields=2),
        Column("method", t("Method"),
               lambda r: "" if r.kind == "credit" else t.message(METHOD_WORDS[r.method]), width=128,
               muted=True, yields=4),
        Column("reference", t("Reference"), lambda r: r.reference, width=176, muted=True, yields=3),
        Column("kind", t("Kind"), kind, kind="state", width=128, yields=1,
               role=lambda r: "muted" if r.is_undone else _ROLES[r.kind]),
        Column("amount", t("Amount"), lambda r: f.amount(r.amount, r.currency), code=lambda r: r.currency,
               value=lambda r: money.major(r.amount, r.currency), width=152, align="right", sort=True),
    ]  # fmt: skip


class PaymentsPage(ListPage[MoneyRow]):
    """All money, the latest first."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        may = desk.may("payments.record")
        empty = EmptyState(
            "banknote",
            t("No payment yet"),
            t("Book what came in by hand, or let a bank statement do most of it."),
            Button(t("Money received\u2026"), self.receive, kind="primary", icon="banknote") if may else None,
            [Button(t("Bank statements"), self.bank, kind="link", icon="landmark")] if may else [],
        )
        super().__init__(
            desk,
            "payments",
            t("Payments"),
            _columns(desk),
            lambda view: queries.list_money(desk.caller, view),
            watches={"payment", "remittance", "contact"},
            open_row=self.open_row,
            empty=empty,
            placeholder=t("Search customers"),
            ticks=False,
        )
        self.table.table_model.view = ListView(sort="paid_on", descending=True)
        words = {"": t("All"), **{key: t.message(each) for key, each in KIND_WORDS.items()}}
        self.set_chips("kind", [Chip(key, each) for key, each in words.items()])
        self.set_chip_counts(self._counts)
        self.set_export(save_table)
        self.bank_button = Button(t("Bank"), self.bank, icon="landmark")
        if may:
            self.header.add_verb(self.bank_button)
        self.set_primary(
            SplitButton(
                t("Money received\u2026"), self.receive, self._more, kind="primary", icon="banknote",
                shortcut=keys.NEW.first,
            ),
            "payments.record",
        )  # fmt: skip

    def _counts(self) -> dict[str, int]:
        counts = queries.count_money(self.desk.caller)
        return {**counts, "": counts["all"]}

    def _more(self) -> MenuItems:
        t = self.t
        return [
            MenuItem(t("Use a customer's credit\u2026"), self.use_credit, icon="wallet"),
            MenuItem(t("Bank statements"), self.bank, icon="landmark"),
            MenuItem(t("Cash book"), lambda: self.desk.go("cash", None), icon="coins"),
        ]

    def show_part(self, what: Mapping[str, object]) -> None:
        """Of one "kind"; one "sum"; or asking at once what came in ("receive", perhaps of a contact)."""
        if isinstance(wanted := what.get("sum"), int):
            show_sum(self.desk, wanted, self)
        elif "receive" in what:
            contact = what["receive"]
            receive_money(self.desk, self, contact if isinstance(contact, int) else None, done=self._booked)
        else:
            self.show_filter(str(what.get("kind", "")))

    def receive(self) -> None:
        """Ask what came in."""
        receive_money(self.desk, self, done=self._booked)

    def use_credit(self) -> None:
        """Ask whose credit pays what."""
        receive_money(self.desk, self, source=CREDIT, done=self._booked)

    def _booked(self, remittance_id: int) -> None:
        self.desk.notices.done(
            self.t("Payment booked"),
            verb=self.t("Show"),
            run=lambda: show_sum(self.desk, remittance_id, self),
        )

    def bank(self) -> None:
        """Statements and their lines."""
        self.desk.go("bank", None)

    def open_row(self, row: MoneyRow) -> None:
        """What a sum paid; the invoice of a single payment."""
        if row.remittance_id is not None:
            show_sum(self.desk, row.remittance_id, self)
        elif row.document_id is not None:
            self.desk.go("invoice", row.document_id)
