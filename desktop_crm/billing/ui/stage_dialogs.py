"""Billing an order in stages: how much of a deposit or progress invoice, and how the final one shows them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import queries, service
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.pricing import totals_of
from desktop_crm.billing.rules.staging import Billed, deposit_of
from desktop_crm.billing.service import DocumentRef
from desktop_crm.billing.ui.payment_dialog import Consequence
from desktop_crm.billing.ui.words import day_words
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.cards import LinkRow
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import MoneyInput, PercentInput
from desktop_crm.widgets.labels import Label

USUAL = Decimal(30)


@dataclass(frozen=True)
class BilledSoFar:
    """What of an order was billed: stages, and plain invoices beside them."""

    stages: tuple[Billed, ...]
    others: tuple[Billed, ...]

    @property
    def gross(self) -> int:
        return sum(each.gross for each in (*self.stages, *self.others))


def billed_so_far(caller: Caller, document_id: int) -> BilledSoFar:
    """Reads; runs in the database's thread."""
    return BilledSoFar(queries.stages(caller, document_id), queries.plain_bills(caller, document_id))


class DepositDialog(ModalDialog):
    """A percentage or an amount; what it comes to, and what is left, live below."""

    def __init__(
        self,
        desk: Desk,
        view: DocumentView,
        billed: BilledSoFar,
        made: Callable[[DocumentRef], None],
        *,
        parent: QWidget,
    ) -> None:
        t = desk.t
        self.desk, self.view, self.billed, self._made = desk, view, billed, made
        super().__init__(
            t,
            t("Deposit for {number}", number=view.row.number),
            t("An invoice before anything is supplied. The final invoice takes it off by name."),
            primary=t("Make draft"),
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self.ways = Segments([("percent", t("Percentage")), ("amount", t("Amount"))], t("How much"))
        self.form.add("way", t("How much"), self.ways)
        self.form.end_row()
        self.form.add("percent", t("Percent of the net"), PercentInput(t))
        self.form.end_row()
        self.form.add("amount", t("To be paid, VAT included"), MoneyInput(t, view.row.currency))
        self.form.set_values(percent=USUAL)
        self.add(self.form)
        self.sum = Consequence()
        self.add(self.sum)
        self.form.changed.connect(lambda _name: self._edited())
        self._edited()

    def first_focus(self) -> QWidget:
        """The percentage."""
        return self.form["percent"]

    def _chosen(self) -> tuple[Decimal | None, int | None]:
        if self.ways.value() == "percent":
            return self.form.value("percent") or Decimal(0), None
        return None, self.form.value("amount") or 0

    def _edited(self) -> None:
        t, row = self.t, self.view.row
        by_percent = self.ways.value() == "percent"
        self.form.field("percent").setVisible(by_percent)
        self.form.field("amount").setVisible(not by_percent)
        self.strip.hide()
        try:
            percent, amount = self._chosen()
            earlier = (*self.billed.stages, *self.billed.others)
            draft = deposit_of(self.view.draft, row.id, row.number, earlier, percent=percent, amount=amount)
        except UserError as error:
            self.sum.say(t.message(error.message), "")
            return
        gross = totals_of(draft).gross
        left = t.formats.money(self.view.sums.gross - self.billed.gross - gross, row.currency)
        self.sum.say(
            t("Afterwards {amount} is left to bill", amount=left), t.formats.money(gross, row.currency)
        )

    def accept_primary(self) -> None:
        """Make the draft, which opens."""
        try:
            percent, amount = self._chosen()
        except UserError as error:
            self._refused(error)
            return
        self.set_busy(True)
        caller, today, document_id = self.desk.caller, self.desk.today(), self.view.row.id
        self.desk.tasks.run(
            self,
            lambda: service.deposit_invoice(caller, document_id, today, percent=percent, amount=amount),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        if error.field in self.form.names:
            self.form.show_error(error)
        else:
            self.show_error(error)

    def _done(self, ref: DocumentRef) -> None:
        self.accept()
        self._made(ref)


class FinalDialog(ModalDialog):
    """What was billed so far, and whether the final invoice is the remainder or shows the whole."""

    def __init__(
        self,
        desk: Desk,
        view: DocumentView,
        billed: BilledSoFar,
        made: Callable[[DocumentRef], None],
        *,
        parent: QWidget,
    ) -> None:
        t, row = desk.t, view.row
        self.desk, self.view, self._made = desk, view, made
        super().__init__(
            t,
            t("Final invoice for {number}", number=row.number),
            t("All that was agreed, less what was billed before. Nothing is taxed twice."),
            primary=t("Make draft"),
            width=560,
            parent=parent,
        )
        for each in billed.stages:
            words = t("{number} of {date}", number=each.number, date=day_words(t, each.issued_on))
            net_and_tax = (
                f"{t.formats.amount(each.net, row.currency)} + {t.formats.amount(each.tax, row.currency)}"
            )
            self.add(LinkRow(words, net_and_tax, t.formats.amount(-each.gross, row.currency)))
        if not billed.stages:
            self.add(Label(t("Nothing was billed before."), "muted"))
        self.form = Form(t, roomy=False)
        self.ways = Segments([("rest", t("The remainder")), ("whole", t("The whole"))], t("It shows"))
        self.form.add("way", t("It shows"), self.ways)
        self.why = Label("", "muted", wrap=True)
        self.add(self.form)
        self.add(self.why)
        self.form.setVisible(bool(billed.stages))
        self.why.setVisible(bool(billed.stages))
        self.sum = Consequence()
        left = view.sums.gross - billed.gross
        self.sum.say(t("To be paid"), t.formats.money(left, row.currency))
        self.add(self.sum)
        self.form.changed.connect(lambda _name: self._say())
        self._say()

    def _say(self) -> None:
        t = self.t
        rest = t("Each deposit is taken off in a line of its own: print and e-invoice say the same.")
        whole = t(
            "Deposits are taken off the total, an annex names their VAT. No e-invoice can say that part."
        )
        self.why.setText(rest if self.ways.value() == "rest" else whole)

    def accept_primary(self) -> None:
        """Make the draft, which opens."""
        self.set_busy(True)
        caller, today, document_id = self.desk.caller, self.desk.today(), self.view.row.id
        is_full = self.ways.value() == "whole"
        self.desk.tasks.run(
            self,
            lambda: service.final_invoice(caller, document_id, today, is_full=is_full),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.show_error(error)

    def _done(self, ref: DocumentRef) -> None:
        self.accept()
        self._made(ref)
