"""Recording a payment: the amount is filled with what is open, so that Enter is usually enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.queries.rows import DocumentView, PaymentRow
from desktop_crm.billing.rules.payments import METHOD_WORDS, PaymentDraft, early_discount, payment_hints
from desktop_crm.billing.rules.states import WORDS, money_state
from desktop_crm.billing.ui.words import ROLES
from desktop_crm.company import queries as company
from desktop_crm.company.queries import BankAccountRow
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.widgets import fonts
from desktop_crm.widgets.chips import Chip, FilterChips, Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, Choice, ChoiceInput, DateInput, MoneyInput, TextInput
from desktop_crm.widgets.painting import draw_box, draw_pill, draw_text, pill_width
from desktop_crm.widgets.theme import tokens


def shown_ways(currency: str) -> tuple[str, ...]:
    """The ways of paying one click away; the others stand behind "Other"."""
    return (
        ("transfer", "pix", "card", "cash", "other")
        if currency == "BRL"
        else ("transfer", "card", "cash", "other")
    )


class Consequence(QWidget):
    """The last block: "Afterwards €0.00 open, Paid"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._label = self._figure = self._word = ""
        self._role: str | None = None
        self.setFixedHeight(40)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def say(self, label: str, figure: str, word: str = "", role: str | None = None) -> None:
        """Words left, figure and state right."""
        self._label, self._figure, self._word, self._role = label, figure, word, role
        self.setAccessibleName(" ".join(part for part in (label, figure, word) if part))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(300, 40)

    def paintEvent(self, _event: QPaintEvent) -> None:
        c, painter, rect = tokens(), QPainter(self), QRectF(self.rect())
        draw_box(painter, rect, fill=c.bg, border=c.border)
        inner = rect.adjusted(12, 0, -12, 0)
        draw_text(painter, inner, self._label, colour=c.muted)
        if self._word:
            width = pill_width(self._word)
            draw_pill(painter, inner.right() - width, rect.center().y(), self._word, self._role)
            inner.setRight(inner.right() - width - 12)
        draw_text(painter, inner, self._figure, weight=fonts.BOLD, align="right")


class PaymentDialog(ModalDialog):
    """Amount, way, day, account, reference, and what will be so afterwards."""

    def __init__(
        self,
        desk: Desk,
        view: DocumentView,
        *,
        parent: QWidget,
        recorded: Callable[[int], None] | None = None,
    ) -> None:
        self.desk, self.view = desk, view
        self._recorded = recorded
        self._key = uuid4().hex
        row, t = view.row, desk.t
        self.open_now, self.currency = row.open, row.currency
        super().__init__(
            t,
            t("Pay back") if self.open_now < 0 else t("Record payment"),
            "  \u00b7  ".join(
                (row.number, row.customer, t("{amount} open", amount=t.formats.money(row.open, row.currency)))
            ),
            primary=t("Record"),
            parent=parent,
        )
        self._build()
        self._fill()
        desk.tasks.run(self, lambda: company.list_bank_accounts(desk.caller), self._show_accounts)

    def _build(self) -> None:
        t = self.t
        self.form = Form(t, roomy=False)
        self.amount = MoneyInput(t, self.currency, large=True)
        self.form.add("amount", t("Amount"), self.amount)
        self.chips = FilterChips(name=t("Amount"))
        self._parts = {"all": self.open_now, **self._usual_part()}
        words = {"all": t("All open"), "early": t("Less discount"), "half": t("Half")}
        chips = [
            Chip(key, f"{words[key]}  {t.formats.amount(part, self.currency)}")
            for key, part in self._parts.items()
        ]
        self.chips.set_chips([*chips, Chip("other", t("Other"))])
        self.chips.chosen.connect(self._choose_amount)
        self.form.place(self.chips)
        self.form.end_row()
        shown_first = shown_ways(self.currency)
        self.ways = Segments([(way, t.message(METHOD_WORDS[way])) for way in shown_first])
        self.form.add("way", t("Method"), self.ways)
        others = [
            Choice(way, t.message(word)) for way, word in METHOD_WORDS.items() if way not in shown_first[:-1]
        ]
        self.form.add("method", t("Other method"), ChoiceInput(others))
        self.form.end_row()
        self.form.add("paid_on", t("Received on"), DateInput(t, self.desk.today), span=6)
        self.form.add("account", t("Into account"), ChoiceInput(placeholder=t("Not said")), span=6)
        self.form.add(
            "reference",
            t("Reference (optional)"),
            TextInput(placeholder=t("Bank text or receipt number"), longest=500),
            help=t("A mistyped payment is reversed, never deleted"),
        )
        self.overpay = CheckInput(t("More was paid than is open; keep the rest as credit"))
        self.form.place(self.overpay)
        self.add(self.form)
        self.consequence = Consequence()
        self.add(self.consequence)

    def _usual_part(self) -> dict[str, int]:
        """What is often paid instead of all: less the discount that is still promised today, else a half."""
        kept = self._discount_on(self.desk.today())
        return {"early": self.open_now - kept} if kept else {"half": self.open_now // 2}

    def _discount_on(self, day: date) -> int:
        facts, due = self.view.facts, self.view.row.due
        return early_discount(facts.early_payment if facts else None, due, self.open_now, day)

    def _discount(self) -> int:
        """The discount taken with what is typed: the very amount, paid in time."""
        try:
            day = self.form.value("paid_on")
        except UserError:
            return 0
        kept = self._discount_on(day) if isinstance(day, date) else 0
        return kept if kept and self._amount() == self.open_now - kept else 0

    def _fill(self) -> None:
        self.form.set_values(amount=self.open_now, paid_on=self.desk.today(), way="transfer", method="other")
        self.form.changed.connect(lambda _name: self._edited())
        self.overpay.changed.connect(self._edited)
        self._edited()

    def _show_accounts(self, rows: list[BankAccountRow]) -> None:
        mine = [row for row in rows if row.draft.currency == self.currency] or rows
        field = self.form["account"]
        field.set_choices([Choice(row.id, _account_words(row)) for row in mine])
        wanted = self.view.draft.bank_account_id
        field.set_value(wanted if wanted in [row.id for row in mine] else (mine[0].id if mine else None))

    def first_focus(self) -> QWidget:
        """The amount, all of it selected."""
        return self.amount

    def _choose_amount(self, key: str) -> None:
        if key in self._parts:
            self.amount.set_value(self._parts[key])
            self._edited()
        else:
            self.amount.setFocus(Qt.FocusReason.OtherFocusReason)
            self.amount.selectAll()

    def _amount(self) -> int | None:
        try:
            return self.amount.value()  # type: ignore[return-value]
        except UserError:
            return None

    def _edited(self) -> None:
        t, amount = self.t, self._amount()
        self.form.field("method").setVisible(self.ways.value() == "other")
        self.form.field("account").setVisible(self.ways.value() != "cash")
        settled = (amount or 0) + self._discount()
        left = self.open_now - settled
        key = next((key for key, part in self._parts.items() if part == amount), "other")
        if self.chips.current != key:
            self.chips.choose(key)
        over = amount is not None and amount > max(self.open_now, 0)
        self.overpay.setVisible(over)
        words = t.formats.money(amount or 0, self.currency)
        self.primary.setText(t("Record {amount}", amount=words))
        row = self.view.row
        state = money_state(
            self.view.stored_state, row.due, self.view.paid + settled, self.view.credited, row.due_on,
            self.desk.today(),
        )  # fmt: skip
        self.consequence.say(
            t("Afterwards"),
            t("{amount} open", amount=t.formats.money(left, self.currency)),
            t.message(WORDS[state]),
            ROLES[state],
        )
        self._hint()

    def _hint(self) -> None:
        """A doubtful day is said beside the field and keeps nothing back."""
        try:
            day = self.form.value("paid_on")
        except UserError:
            return
        field, issued = self.form.field("paid_on"), self.view.row.issued_on
        doubts: tuple[tuple[str, Message], ...] = ()
        if isinstance(day, date) and issued is not None:
            doubts = payment_hints(PaymentDraft(amount=1, paid_on=day), issued, self.desk.today())
        field.set_help(self.t.message(doubts[0][1]) if doubts else "")

    def payment(self) -> PaymentDraft:
        """What is typed. Raises UserError naming the field."""
        values = self.form.values()
        if values["amount"] is None:
            raise UserError(_("Give the amount"), "amount")
        if values["paid_on"] is None:
            raise UserError(_("Give the day"), "paid_on")
        way = values["way"]
        return PaymentDraft(
            amount=values["amount"],
            paid_on=values["paid_on"],
            method=values["method"] or "other" if way == "other" else way,
            reference=values["reference"],
            bank_account_id=None if way == "cash" else values["account"],
        )

    def accept_primary(self) -> None:
        """Record it; pressed twice it is still one payment."""
        try:
            draft = self.payment()
        except UserError as error:
            self.form.show_error(error)
            return
        self.set_busy(True)
        caller, document_id, today = self.desk.caller, self.view.row.id, self.desk.today()
        over, kept = self.overpay.isVisibleTo(self) and self.overpay.value(), self._discount()
        self.desk.tasks.run(
            self,
            lambda: service.record_payment(
                caller, document_id, draft, today, key=self._key, may_overpay=over, discount=kept
            ),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _done(self, payment_id: int) -> None:
        self.accept()
        if self._recorded is not None:
            self._recorded(payment_id)


class VoidDialog(ModalDialog):
    """A mistyped payment gets a reversing entry; both stay visible."""

    def __init__(
        self, desk: Desk, payment: PaymentRow, currency: str, *, parent: QWidget, voided: Callable[[], None]
    ) -> None:
        t = desk.t
        self.desk, self.payment, self._voided = desk, payment, voided
        amount = t.formats.money(payment.amount, currency)
        super().__init__(
            t,
            t("Reverse this payment?"),
            t("A second entry takes it back. Both stay visible, and the invoice is open again."),
            primary=t("Reverse {amount}", amount=amount),
            danger=True,
            parent=parent,
        )
        self.form = Form(t, roomy=False)
        self.form.add(
            "reason", t("Reason (optional)"), TextInput(placeholder=t("Entered twice"), longest=500)
        )
        self.add(self.form)

    def accept_primary(self) -> None:
        """Write the reversing entry."""
        self.set_busy(True)
        caller, today, reason = self.desk.caller, self.desk.today(), self.form.value("reason")
        self.desk.tasks.run(
            self,
            lambda: service.void_payment(caller, self.payment.id, today, reason=reason),
            self._done,
            self.show_error,
        )

    def _done(self, _entry: int) -> None:
        self.accept()
        self._voided()


def _account_words(row: BankAccountRow) -> str:
    """ "Banco do Douro \u2022\u2022 9015"."""
    number = row.draft.iban or row.draft.pix_key
    name = row.draft.label or row.draft.bank or row.draft.currency
    return f"{name} \u2022\u2022 {number[-4:]}" if len(number) > 8 else name
