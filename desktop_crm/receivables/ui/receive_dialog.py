"""Money received: one sum over several invoices, a provider's payout less its fee, or credit that is used."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.receivables import service
from desktop_crm.receivables.rules.matching import OpenInvoice
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share, shared
from desktop_crm.receivables.rules.sharing import distribute
from desktop_crm.receivables.ui.outcome import Outcome
from desktop_crm.receivables.ui.shares_box import SharesBox
from desktop_crm.receivables.ui.sum_form import CREDIT, CUSTOMER, PAYOUT, Facts, SumForm, read_facts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog


def receive_money(
    desk: Desk,
    parent: QWidget,
    contact_id: int | None = None,
    *,
    source: str = CUSTOMER,
    done: Callable[[int], None] | None = None,
) -> None:
    """Read what is open, then ask what came in."""
    caller = desk.caller

    def ask(facts: Facts) -> None:
        ReceiveDialog(desk, facts, source=source, done=done, parent=parent).open()

    desk.tasks.run(parent, lambda: read_facts(caller, contact_id), ask, desk.notices.refused)


class ReceiveDialog(ModalDialog):
    """Amount first: it is shared by itself until somebody types what an invoice gets."""

    def __init__(
        self,
        desk: Desk,
        facts: Facts,
        *,
        source: str = CUSTOMER,
        done: Callable[[int], None] | None = None,
        parent: QWidget,
    ) -> None:
        t = desk.t
        self.desk, self.facts, self._told = desk, facts, done
        self._key = uuid4().hex
        self._by_hand = False
        super().__init__(
            t,
            t("Money received"),
            t("One sum for several invoices. What they leave is kept as the customer's credit."),
            primary=t("Book"),
            width=768,
            parent=parent,
        )
        self.source = Segments(
            [
                (CUSTOMER, t("From a customer")),
                (PAYOUT, t("Payout of a provider")),
                (CREDIT, t("Use of credit")),
            ],
            t("What came in"),
        )
        self.source.set_value(source)
        self.add(self.source)
        self.form = SumForm(desk, facts)
        self.customer = self.form.customer
        self.add(self.form)
        self.shares = SharesBox(t, desk.today(), several=True)
        self.shares.changed.connect(self._shared_by_hand)
        self.add(self.shares, 1)
        self.outcome = Outcome()
        self.add(self.outcome)
        self.source.changed.connect(self._fit)
        self.form.changed.connect(self._edited)
        self._fit()

    def first_focus(self) -> QWidget:
        """The amount where it is known who paid, else who."""
        if self.source.value() == CUSTOMER and self.customer.value() is None:
            return self.customer
        if self.source.value() == CREDIT:
            first = next(iter(self.shares.lines.values()), None)
            return first.pays if first is not None else self.customer
        return self.form["amount"]

    # what stands there

    def _fit(self) -> None:
        """The fields of the way the money came."""
        self.form.fit(str(self.source.value()))
        self._list()

    def _edited(self, name: str) -> None:
        if name == "contact_id":
            self._ask_customer()
            return
        if name == "currency":
            self.form.set_currency(self.form.currency)
            self._list()
            return
        if name == "paid_on":
            self.shares.set_day(self.form.day())
        if not self._by_hand:
            self._distribute()
        self._say()

    def _ask_customer(self) -> None:
        caller, contact_id = self.desk.caller, self.customer.value()

        def known(facts: Facts) -> None:
            self.facts = facts
            self.form.know(facts)
            self._list()

        self.desk.tasks.run_latest(self, "facts", lambda: read_facts(caller, contact_id), known)

    def _list(self) -> None:
        """The invoices that can be paid by it."""
        source, contact_id = self.source.value(), self.customer.value()
        rows = [each for each in self.facts.invoices if each.currency == self.form.currency]
        if source != PAYOUT:
            rows = [each for each in rows if contact_id is None or each.contact_id == contact_id]
        if source == CREDIT and contact_id is None:
            rows = []
        self._by_hand = False
        self.shares.several = source == PAYOUT or contact_id is None
        self.shares.set_invoices(rows)
        self._distribute()
        self._say()

    def _total(self) -> int:
        """What there is to share."""
        if self.source.value() == CREDIT:
            return self.facts.credit.get(self.form.currency, 0)
        return self.form.amount() + (self.form.amount("fee") if self.source.value() == PAYOUT else 0)

    def _distribute(self) -> None:
        """Share it as a person would; of all customers' invoices only one whose very amount it is."""
        contact_known = self.customer.value() is not None and self.source.value() != PAYOUT
        rows = self.shares.invoices
        proposed = distribute(self._total(), rows, self.form.day())
        if not contact_known and not (len(proposed) == 1 and _is_all(proposed[0], rows)):
            proposed = ()
        self.shares.set_shares(proposed)

    def _shared_by_hand(self) -> None:
        self._by_hand = True
        self._say()

    def _shares(self) -> tuple[Share, ...]:
        try:
            return self.shares.shares()
        except UserError:
            return ()

    def _say(self) -> None:
        """What will be so afterwards, and the verb with its amount."""
        t, unit, shares = self.t, self.form.currency, self._shares()
        left = self._total() - shared(shares)
        money = t.formats.money
        paid = t.plural("{n} invoice", "{n} invoices", len(shares))
        if left < 0:
            self.outcome.say(paid, t("{amount} too much", amount=money(-left, unit)), "bad")
        elif self.source.value() == CREDIT:
            self.outcome.say(paid, t("{amount} of credit is left", amount=money(left, unit)), None)
        elif left:
            self.outcome.say(paid, t("{amount} kept as credit", amount=money(left, unit)), "warn")
        else:
            self.outcome.say(paid, t("nothing is left over") if shares else "", "ok")
        amount = shared(shares) if self.source.value() == CREDIT else self.form.amount()
        self.primary.setText(t("Book {amount}", amount=money(amount, unit)))

    # booking

    def draft(self) -> RemittanceDraft:
        """What is typed. Raises UserError naming the field."""
        values, is_payout = self.form.values(), self.source.value() == PAYOUT
        if values["paid_on"] is None:
            raise UserError(_("Give the day"), "paid_on")
        shares = self.shares.shares()
        if self.source.value() == CREDIT:
            if self.customer.value() is None:
                raise UserError(_("Say whose credit is used"), "contact_id")
            if not shares:
                raise UserError(_("Say which invoice it pays"), "shares")
        elif values["amount"] is None:
            raise UserError(_("Give the amount"), "amount")
        contact_id = None if is_payout else self.customer.value()
        if contact_id is None and not is_payout and shares:
            contact_id = self._only_customer(shares)
        return RemittanceDraft(
            amount=shared(shares) if self.source.value() == CREDIT else values["amount"],
            fee=(values["fee"] or 0) if is_payout else 0,
            currency=self.form.currency,
            paid_on=values["paid_on"],
            shares=shares,
            contact_id=contact_id,
            method=values["method"] or "transfer",
            reference=values["reference"],
            bank_account_id=None if values["method"] == "cash" else values["account"],
        )

    def _only_customer(self, shares: tuple[Share, ...]) -> int | None:
        """Whose invoices these are where they are all one customer's."""
        ids = {each.document_id for each in shares}
        owners = {each.contact_id for each in self.facts.invoices if each.id in ids}
        return owners.pop() if len(owners) == 1 else None

    def accept_primary(self) -> None:
        """Book it; pressed twice it is still one sum."""
        self.form.clear_errors()
        self.strip.hide()
        try:
            draft = self.draft()
        except UserError as error:
            self.refuse(self.form, error)
            return
        self.set_busy(True)
        caller, today, key = self.desk.caller, self.desk.today(), self._key
        is_credit = self.source.value() == CREDIT

        def work() -> int:
            if is_credit and draft.contact_id is not None:
                return service.use_credit(
                    caller, draft.contact_id, draft.currency, draft.shares, draft.paid_on, today, key
                )
            return service.receive(caller, draft, today, key)

        self.desk.tasks.run(self, work, self._done, lambda error: self.refuse(self.form, error))

    def _done(self, remittance_id: int) -> None:
        self.accept()
        if self._told is not None:
            self._told(remittance_id)


def _is_all(share: Share, invoices: list[OpenInvoice]) -> bool:
    return any(
        each.id == share.document_id and each.open == share.amount + share.discount for each in invoices
    )
