"""Expenses go onto a customer's draft invoice: which one, at cost or passed through, receipts along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries as billing
from desktop_crm.expenses import service
from desktop_crm.expenses.queries import ExpenseRow
from desktop_crm.expenses.rules.rebilling import COST, WAY_HINTS, WAY_WORDS
from desktop_crm.expenses.ui.words import contact_choices
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput, EntityPicker, PercentInput

_MOST = 50


class RebillDialog(ModalDialog):
    """`done(document_id)` hears of the draft."""

    def __init__(
        self, desk: Desk, rows: Sequence[ExpenseRow], done: Callable[[int], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        self.desk, self.rows, self._done, self._key = desk, list(rows), done, uuid4().hex
        count, codes = len(self.rows), {row.currency for row in self.rows}
        net = sum(row.net for row in self.rows)
        words = t.plural("{n} expense", "{n} expenses", count)
        if len(codes) == 1:
            amount = t.formats.money(net, self.rows[0].currency)
            words = t("{expenses}, {amount} without VAT", expenses=words, amount=amount)
        super().__init__(t, t("Bill on"), words, primary=t("Onto the draft"), width=560, parent=parent)
        self.form = Form(t, roomy=False)
        self._build()
        self.add(self.form)

    def _build(self) -> None:
        t, form, desk = self.t, self.form, self.desk
        picker = EntityPicker(desk, lambda typed: contact_choices(desk.caller, typed), icon="user")
        form.add("customer", t("Customer"), picker)
        form.add("document", t("Invoice"), ChoiceInput([Choice(None, t("A new draft"))]))
        form.add("way", t("How"), Segments([(key, t.message(word)) for key, word in WAY_WORDS.items()]))
        form.add("percent", t("On top, percent"), PercentInput(t), span=6)
        self.enclose = CheckInput(t("Send the receipts along"))
        self.enclose.set_value(True)
        form.place(self.enclose)
        self.append = CheckInput(t("Print them behind the invoice"))
        form.place(self.append)
        form.set_values(way=COST)
        form.changed.connect(self._edited)
        known = next((row for row in self.rows if row.customer_id is not None), None)
        if known is not None:
            picker.set_value(Choice(known.customer_id, known.customer))
        self._edited("customer")
        self._edited("way")

    def first_focus(self) -> QWidget:
        """The customer, or how it is billed where that is known."""
        field: QWidget = self.form["customer" if self.form.value("customer") is None else "way"]
        return field

    def _edited(self, name: str) -> None:
        if name == "way":
            way = str(self.form.value("way"))
            self.form.field("way").set_help(self.t.message(WAY_HINTS[way]))
            self.form.field("percent").setVisible(way == COST)
        if name == "customer":
            self._ask_drafts()

    def _ask_drafts(self) -> None:
        customer, caller, t = self.form.value("customer"), self.desk.caller, self.t
        today = self.desk.today()
        first = [Choice(None, t("A new draft"))]
        if customer is None:
            self.form["document"].set_choices(first)
            return
        self.desk.tasks.run_latest(
            self,
            "drafts",
            lambda: _drafts(caller, customer, today, t),
            lambda found: self._offer([*first, *found]),
        )

    def _offer(self, choices: list[Choice]) -> None:
        field = self.form["document"]
        chosen = field.value()
        field.set_choices(choices)
        field.set_value(chosen)

    def accept_primary(self) -> None:
        """Onto the draft; pressed twice it is still once."""
        self.form.clear_errors()
        try:
            values: dict[str, Any] = dict(self.form.values())
            if values["customer"] is None:
                raise UserError(_("Say which customer pays"), "customer")
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today, key = self.desk.caller, self.desk.today(), self._key
        ids, way = [row.id for row in self.rows], str(values["way"])
        percent = (values["percent"] or Decimal(0)) if way == COST else Decimal(0)
        enclose, append = bool(self.enclose.value()), bool(self.append.value())

        def work() -> int:
            made = service.rebill(
                caller, ids, values["customer"], way, today, document_id=values["document"],
                percent=percent, enclose=enclose, append=append, key=key,
            )  # fmt: skip
            return int(made.id)

        self.desk.tasks.run(self, work, self._billed, self._refused)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        field = error.field if error.field in self.form.names else None
        self.form.show_error(UserError(error.message, field))

    def _billed(self, document_id: int) -> None:
        self.accept()
        self._done(document_id)


def _drafts(caller: Caller, customer: int, today: Any, t: Translator) -> list[Choice]:
    """The customer's draft invoices (database's thread)."""
    view = ListView(descending=True, filters=(("contact", str(customer)), ("state", "draft")))
    return [
        Choice(row.id, row.title or t("Draft"), "", t.formats.money(row.gross, row.currency))
        for row in billing.list_invoices(caller, view, today).rows(0, _MOST)
        if row.kind == "invoice"
    ]
