"""Crediting an invoice: all that is left of it, single lines with quantities, or an amount; the sum live
below."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop_crm.billing import service
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.rules.crediting import CreditLine, credit_of, left_to_credit, wanted_quantities
from desktop_crm.billing.rules.pricing import numbered, price
from desktop_crm.billing.service import Issued
from desktop_crm.billing.ui.payment_dialog import Consequence
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.units import unit_word
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import CheckInput, DateInput, DecimalInput, MoneyInput, TextInput
from desktop_crm.widgets.labels import ElidedLabel, Hairline, Label
from desktop_crm.widgets.page import Scroll


class _Line:
    """One line of the invoice in the dialog: a tick, what is left, how much of it."""

    def __init__(self, number: int, tick: CheckInput, qty: DecimalInput, left: Decimal) -> None:
        self.number, self.tick, self.qty, self.left = number, tick, qty, left

    def wanted(self) -> CreditLine | None:
        """None when not ticked. Raises UserError when the quantity is no number."""
        if not self.tick.value():
            return None
        qty = self.qty.value()
        return CreditLine(self.number, qty if isinstance(qty, Decimal) else Decimal(0))


class CreditDialog(ModalDialog):
    """Issues a credit note; `credited(issued)` afterwards."""

    def __init__(
        self, desk: Desk, view: DocumentView, credited: Callable[[Issued], None], *, parent: QWidget
    ) -> None:
        t = desk.t
        self.desk, self.view, self._credited = desk, view, credited
        self._key = uuid4().hex
        super().__init__(
            t,
            t("Credit {number}", number=view.row.number),
            t("A credit note with its own number takes back what you tick. The invoice stays as it is."),
            primary=t("Credit"),
            width=768,
            hint=t("It cannot be edited or deleted afterwards"),
            parent=parent,
        )
        self.lines: list[_Line] = []
        self.ways = Segments([("lines", t("By line")), ("amount", t("By amount"))], t("What is credited"))
        self.add(self.ways)
        self.table = Scroll(self._table())
        self.add(self.table, 1)
        self.form = Form(t, roomy=False)
        self.amount = MoneyInput(t, view.row.currency)
        self.form.add("amount", t("Amount, VAT included"), self.amount)
        self.form.end_row()
        self.form.add("issued_on", t("Date"), DateInput(t, desk.today), span=4)
        self.form.add("reason", t("Reason (optional)"), TextInput(longest=500), span=8)
        self.form.set_values(issued_on=desk.today())
        self.add(self.form)
        self.sum = Consequence()
        self.add(self.sum)
        self.ways.changed.connect(self._edited)
        self.amount.changed.connect(self._edited)
        self._edited()

    @property
    def by_amount(self) -> bool:
        """Whether an amount is credited instead of lines."""
        return self.ways.value() == "amount"

    def _table(self) -> QWidget:
        t, view = self.t, self.view
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        for column, title in enumerate((t("Line"), t("Left"), t("Credit now"))):
            grid.addWidget(ElidedLabel(title, "caption", right=column > 0), 0, column)
        left = left_to_credit(view.draft, view.credited_quantities)
        for row, (number, qty) in enumerate(left.items(), 1):
            self._add_line(grid, row * 2, number, qty)
        if not left:
            grid.addWidget(Label(t("Everything on this invoice has been credited."), "muted"), 1, 0, 1, 3)
        grid.setRowStretch(1000, 1)
        table.setMinimumHeight(min(280, 28 + 40 * len(left)))
        return table

    def _add_line(self, grid: QGridLayout, row: int, number: int, left: Decimal) -> None:
        t, line = self.t, numbered(self.view.draft)[number]
        tick = CheckInput(line.name.replace("&", "&&") or t("Line {n}", n=number), True)
        tick.setMinimumWidth(40)
        qty = DecimalInput(t, t("Quantity of {name}", name=line.name))
        qty.setFixedWidth(104)
        qty.set_value(left)
        words = f"{t.formats.number(left)} {unit_word(line.unit, left, t)}"
        grid.addWidget(Hairline(), row - 1, 0, 1, 3)
        grid.addWidget(tick, row, 0)
        grid.addWidget(ElidedLabel(words, "muted", right=True), row, 1)
        grid.addWidget(qty, row, 2, Qt.AlignmentFlag.AlignRight)
        grid.setColumnMinimumWidth(1, 110)
        entry = _Line(number, tick, qty, left)
        self.lines.append(entry)
        tick.changed.connect(self._edited)
        qty.changed.connect(partial(self._quantity_typed, tick))

    def _quantity_typed(self, tick: CheckInput) -> None:
        tick.set_value(True)
        self._edited()

    def wanted(self) -> tuple[CreditLine, ...] | None:
        """What is ticked; None stands for everything that is left."""
        found = [each.wanted() for each in self.lines]
        chosen = tuple(each for each in found if each is not None)
        whole = len(chosen) == len(self.lines) and all(
            each.qty == line.left for each, line in zip(chosen, self.lines, strict=True)
        )
        return None if whole else chosen

    def _edited(self) -> None:
        t, row = self.t, self.view.row
        self.strip.hide()
        self.table.setVisible(not self.by_amount)
        self.form.field("amount").setVisible(self.by_amount)
        try:
            amount = self._amount()
        except UserError as error:
            self.sum.say(t("Credit note"), t.message(error.message))
            self.primary.setText(t("Credit"))
            return
        shown = t.formats.money(amount, row.currency)
        self.primary.setText(t("Credit {amount}", amount=shown))
        after = row.open - amount
        words = t("Afterwards {amount} open", amount=t.formats.money(max(after, 0), row.currency))
        if after < 0:
            words = t("Afterwards {amount} to pay back", amount=t.formats.money(-after, row.currency))
        self.sum.say(words, shown)

    def _amount(self) -> int:
        view = self.view
        if self.by_amount:
            return self._typed_amount()
        wanted = wanted_quantities(view.draft, view.credited_quantities, self.wanted())
        credit = credit_of(view.draft, view.row.id, wanted, before=view.credited_quantities)
        return price(credit.draft).sums.due

    def _typed_amount(self) -> int:
        amount = self.amount.value()
        if not isinstance(amount, int) or amount <= 0:
            raise UserError(_("Give the amount to credit"), "amount")
        return amount

    def accept_primary(self) -> None:
        """Issue the credit note; pressed twice it is still one."""
        try:
            wanted, values = None if self.by_amount else self.wanted(), self.form.values()
            amount = self._typed_amount() if self.by_amount else None
            if values["issued_on"] is None:
                raise UserError(_("Give the day"), "issued_on")
        except UserError as error:
            self._refused(error)
            return
        self.set_busy(True)
        caller, today, document_id, key = self.desk.caller, self.desk.today(), self.view.row.id, self._key
        self.desk.tasks.run(
            self,
            lambda: service.credit_invoice(
                caller,
                document_id,
                wanted,
                today=today,
                issued_on=values["issued_on"],
                key=key,
                reason=values["reason"],
                amount=amount,
            ),
            self._done,
            self._refused,
        )

    def _refused(self, error: UserError) -> None:
        self.refuse(self.form, error)

    def _done(self, issued: Issued) -> None:
        self.accept()
        self._credited(issued)
