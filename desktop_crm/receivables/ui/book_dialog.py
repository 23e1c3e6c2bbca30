"""One line of a bank statement: whose money it is and which invoices it pays."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from desktop_crm.receivables import service
from desktop_crm.receivables.queries import BankRow
from desktop_crm.receivables.rules.remittances import Share, shared
from desktop_crm.receivables.rules.sharing import distribute
from desktop_crm.receivables.ui.outcome import Outcome
from desktop_crm.receivables.ui.shares_box import SharesBox
from desktop_crm.receivables.ui.sum_form import Facts, customer_picker, read_facts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import FactGrid
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import MoneyInput


def ask_about_line(
    desk: Desk, row: BankRow, parent: QWidget, booked: Callable[[int], None], skip: Callable[[], None]
) -> None:
    """Read what is open, then ask."""
    caller = desk.caller
    contact_id = row.row.proposal.contact_id if row.row.proposal else None

    def ask(facts: Facts) -> None:
        BookDialog(desk, row, facts, booked, skip, parent=parent).open()

    desk.tasks.run(parent, lambda: read_facts(caller, contact_id), ask, desk.notices.refused)


class BookDialog(ModalDialog):
    """Begins with what is proposed, so that Enter is enough where it is right."""

    def __init__(
        self,
        desk: Desk,
        row: BankRow,
        facts: Facts,
        booked: Callable[[int], None],
        skip: Callable[[], None],
        *,
        parent: QWidget,
    ) -> None:
        t, line = desk.t, row.row.line
        self.desk, self.row, self.facts, self._told, self._skip = desk, row, facts, booked, skip
        amount = t.formats.money(line.amount, line.currency)
        super().__init__(
            t,
            t("What does {amount} pay?", amount=amount),
            primary=t("Book {amount}", amount=amount),
            width=768,
            parent=parent,
        )
        grid = FactGrid()
        grid.set_facts(_line_facts(t, row))
        self.add(grid)
        self.form = Form(t, roomy=False)
        self.customer = customer_picker(desk)
        self.customer.set_value(facts.customer)
        self.form.add("contact_id", t("Customer"), self.customer, span=8)
        self.form.add("fee", t("Fee kept"), MoneyInput(t, line.currency), span=4)
        self.add(self.form)
        self.shares = SharesBox(t, line.booked_on, several=facts.customer is None)
        self.add(self.shares, 1)
        self.outcome = Outcome()
        self.add(self.outcome)
        self.add_side_act(Button(t("Skip"), self.skip, kind="quiet", icon="x"))
        self.customer.changed.connect(self._other_customer)
        self.form["fee"].changed.connect(self._say)
        self.shares.changed.connect(self._say)
        self._list(row.row.proposal.shares if row.row.proposal else ())

    def first_focus(self) -> QWidget:
        """The verb where something is proposed, else who paid."""
        return self.primary if self.row.is_proposed else self.customer

    def _list(self, proposed: tuple[Share, ...]) -> None:
        line, contact_id = self.row.row.line, self.customer.value()
        rows = [each for each in self.facts.invoices if each.currency == line.currency]
        mine = [each for each in rows if contact_id is None or each.contact_id == contact_id]
        wanted = {each.document_id for each in proposed}
        if not wanted <= {each.id for each in mine}:
            mine = rows
        self.shares.several = contact_id is None
        self.shares.set_invoices(mine)
        if not proposed and contact_id is not None:
            proposed = distribute(line.amount, mine, line.booked_on)
        self.shares.set_shares(proposed)
        self._say()

    def _other_customer(self) -> None:
        self._list(())

    def _shares(self) -> tuple[Share, ...]:
        try:
            return self.shares.shares()
        except UserError:
            return ()

    def _say(self) -> None:
        t, line, shares = self.t, self.row.row.line, self._shares()
        left = line.amount + self._fee() - shared(shares)
        words = t.plural("{n} invoice", "{n} invoices", len(shares))
        amount = t.formats.money(abs(left), line.currency)
        if left < 0:
            self.outcome.say(words, t("{amount} too much", amount=amount), "bad")
        elif left:
            self.outcome.say(words, t("{amount} kept as credit", amount=amount), "warn")
        else:
            self.outcome.say(words, t("nothing is left over"), "ok")

    def _fee(self) -> int:
        """What a payment provider kept, 0 while it is no amount."""
        try:
            return self.form.value("fee") or 0
        except UserError:
            return 0

    def skip(self) -> None:
        """It pays nothing of ours."""
        self.reject()
        self._skip()

    def accept_primary(self) -> None:
        """Book it as it stands."""
        self.form.clear_errors()
        self.strip.hide()
        try:
            shares = self.shares.shares()
        except UserError as error:
            self.show_error(error)
            return
        try:
            fee = self.form.value("fee") or 0
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, key, today = self.desk.caller, self.row.id, self.desk.today()
        contact_id = self.customer.value() or self._only_customer(shares)
        self.desk.tasks.run(
            self,
            lambda: service.book_line(caller, key, shares, contact_id, today, fee),
            self._done,
            lambda error: self.refuse(self.form, error),
        )

    def _only_customer(self, shares: tuple[Share, ...]) -> int | None:
        ids = {each.document_id for each in shares}
        owners = {each.contact_id for each in self.facts.invoices if each.id in ids}
        return owners.pop() if len(owners) == 1 else None

    def _done(self, remittance_id: int) -> None:
        self.accept()
        self._told(remittance_id)


def _line_facts(t: Translator, row: BankRow) -> list[tuple[str, str]]:
    line = row.row.line
    proposal = row.row.proposal
    reason = ""
    if proposal is not None and proposal.reason is not None:
        reason = f"{t.message(proposal.reason)}, {t.formats.percent(proposal.confidence)}"
    found = [
        (t("Date"), t.formats.date(line.booked_on)),
        (t("Payer"), line.name),
        (t("Account"), line.account),
        (t("Text"), line.text or line.reference or line.end_to_end),
        (t("Proposed because"), reason),
    ]
    return [(label, words) for label, words in found if words]
