"""One sum that came in, shown with what it paid and taken back where it was mistyped; credit paid back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from desktop_crm.billing.rules.payments import METHOD_WORDS
from desktop_crm.contacts import queries as contacts
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.queries import RemittanceRow
from desktop_crm.receivables.rules.remittances import KIND_WORDS
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import FactGrid
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, MoneyInput, TextInput

_BACK: Final = ("transfer", "card", "cash", "other")


def show_sum(desk: Desk, remittance_id: int, parent: QWidget) -> None:
    """Read it, then show it."""
    caller = desk.caller

    def show(row: RemittanceRow) -> None:
        SumDialog(desk, row, parent=parent).open()

    desk.tasks.run(parent, lambda: queries.get_remittance(caller, remittance_id), show, desk.notices.refused)


class SumDialog(ModalDialog):
    """What a sum paid; the primary takes it back as a whole."""

    def __init__(
        self, desk: Desk, row: RemittanceRow, *, taken_back: Callable[[], None] | None = None, parent: QWidget
    ) -> None:
        t, f = desk.t, desk.t.formats
        self.desk, self.row, self._told = desk, row, taken_back
        may = desk.may("payments.record") and not row.is_taken_back
        words = (t.message(KIND_WORDS[row.kind]), row.customer, f.date(row.paid_on))
        super().__init__(
            t,
            f.money(row.amount, row.currency),
            "  \u00b7  ".join(filter(None, words)),
            primary=t("Take back") if may else "",
            cancel=t("Close"),
            danger=True,
            width=560,
            parent=parent,
        )
        facts = FactGrid()
        facts.set_facts(_facts(t, row))
        self.add(facts)
        self.form = Form(t, roomy=False)
        self.form.add(
            "reason",
            t("Reason (optional)"),
            TextInput(placeholder=t("Entered twice"), longest=500),
            help=t("Taking back reverses every payment of it; both entries stay visible"),
        )
        self.form.setVisible(may)
        self.add(self.form)
        self._add_way_to_invoice()

    def _add_way_to_invoice(self) -> None:
        first = next((each.document_id for each in self.row.shares if each.document_id), None)
        if first is not None:
            self.add_side_act(Button(self.t("Open the invoice"), lambda: self._open(first), kind="quiet"))

    def first_focus(self) -> QWidget:
        """Away from the danger: a second Enter takes nothing back."""
        return self.cancel_button

    def _open(self, document_id: int) -> None:
        self.reject()
        self.desk.go("invoice", document_id)

    def accept_primary(self) -> None:
        """Reverse it as a whole."""
        self.set_busy(True)
        caller, key, today = self.desk.caller, self.row.id, self.desk.today()
        reason = self.form.value("reason")
        self.desk.tasks.run(
            self,
            lambda: service.take_back(caller, key, today, reason),
            self._done,
            self.show_error,
        )

    def _done(self, _nothing: object) -> None:
        self.accept()
        self.desk.notices.done(self.t("Taken back; the invoices are open again"))
        if self._told is not None:
            self._told()


def _facts(t: Translator, row: RemittanceRow) -> list[tuple[str, str]]:
    f, unit = t.formats, row.currency
    found = []
    for each in row.shares:
        words = f.money(each.amount, unit)
        if each.discount:
            words = t("{amount}, discount {less}", amount=words, less=f.money(each.discount, unit))
        if each.written_off:
            words = t("{amount}, given up {less}", amount=words, less=f.money(each.written_off, unit))
        found.append((each.number or t("Deleted paper"), words))
    if row.kept:
        found.append((t("Kept as credit"), f.money(row.kept, unit)))
    if row.fee:
        found.append((t("Fee kept by the provider"), f.money(row.fee, unit)))
    if row.kind != "credit":
        found.append((t("Method"), t.message(METHOD_WORDS[row.method])))
    if row.reference:
        found.append((t("Reference"), row.reference))
    if row.is_taken_back:
        found.append((t("Status"), t("Taken back")))
    return found


@dataclass(frozen=True, slots=True)
class Credit:
    """Whose credit it is, by currency."""

    contact_id: int
    name: str
    amounts: dict[str, int]


def read_credit(caller: Caller, contact_id: int) -> Credit:
    """Runs in the database's thread."""
    names = contacts.names_of(caller, [contact_id])
    return Credit(contact_id, names.get(contact_id, ""), queries.credit_of(caller, contact_id))


def pay_credit_back(desk: Desk, contact_id: int, parent: QWidget) -> None:
    """Read the credit, then ask how much of it goes back."""
    caller = desk.caller

    def ask(credit: Credit) -> None:
        if credit.amounts:
            RefundDialog(desk, credit, parent=parent).open()
        else:
            desk.notices.refused(desk.t("{name} has no credit", name=credit.name))

    desk.tasks.run(parent, lambda: read_credit(caller, contact_id), ask, desk.notices.refused)


class RefundDialog(ModalDialog):
    """All of the credit, or a part."""

    def __init__(self, desk: Desk, credit: Credit, *, parent: QWidget) -> None:
        t = desk.t
        self.desk, self.credit, self._key = desk, credit, uuid4().hex
        unit = next(iter(credit.amounts))
        super().__init__(
            t,
            t("Pay credit back"),
            credit.name,
            primary=t("Book"),
            parent=parent,
        )
        self.form = form = Form(t, roomy=False)
        units = [
            Choice(each, each, right=t.formats.money(amount, each)) for each, amount in credit.amounts.items()
        ]
        form.add("amount", t("Amount"), MoneyInput(t, unit, large=True))
        form.add("currency", t("Currency"), ChoiceInput(units), span=4)
        form.add(
            "method", t("Method"), ChoiceInput([Choice(w, t.message(METHOD_WORDS[w])) for w in _BACK]), span=4
        )
        form.add("on", t("Paid on"), DateInput(t, desk.today), span=4)
        form.add("reference", t("Reference (optional)"), TextInput(longest=500))
        form.field("currency").setVisible(len(units) > 1)
        form.set_values(amount=credit.amounts[unit], currency=unit, method="transfer", on=desk.today())
        form["currency"].changed.connect(self._other_currency)
        form.changed.connect(lambda _name: self._say())
        self.add(form)
        self._say()

    def _other_currency(self) -> None:
        unit = self.form.value("currency")
        self.form["amount"].set_currency(unit)
        self.form.set_values(amount=self.credit.amounts[unit])
        self._say()

    def _say(self) -> None:
        try:
            amount = self.form.value("amount") or 0
        except UserError:
            amount = 0
        words = self.t.formats.money(amount, self.form.value("currency"))
        self.primary.setText(self.t("Pay {amount} back", amount=words))

    def accept_primary(self) -> None:
        """Book it."""
        try:
            values = self.form.values()
            if values["amount"] is None:
                raise UserError(_("Give the amount"), "amount")
            if values["on"] is None:
                raise UserError(_("Give the day"), "on")
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, today, who, key = self.desk.caller, self.desk.today(), self.credit.contact_id, self._key
        self.desk.tasks.run(
            self,
            lambda: service.refund_credit(
                caller, who, values["amount"], values["currency"], values["on"], today, key,
                method=values["method"] or "transfer", reference=values["reference"],
            ),
            self._done,
            self._refused,
        )  # fmt: skip

    def _refused(self, error: UserError) -> None:
        error.field = "on" if error.field == "paid_on" else error.field
        self.refuse(self.form, error)

    def _done(self, _remittance: int) -> None:
        self.accept()
        self.desk.notices.done(self.t("Credit paid back"))
