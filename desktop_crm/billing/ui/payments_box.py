"""The payments of an invoice: reversed and reversing ones stay visible, muted."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QSizePolicy, QWidget

from desktop_crm.billing.queries.rows import DocumentView, PaymentRow
from desktop_crm.billing.rules.payments import METHOD_WORDS
from desktop_crm.billing.ui.words import day_words
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.labels import ElidedLabel, Hairline, Label


class PaymentsBox(Card):
    """`void_asked(payment)` from the row's button."""

    void_asked = Signal(object)

    def __init__(self, t: Translator, *, may_void: bool = True) -> None:
        super().__init__(padding=0, gap=0)
        self.t, self._may_void = t, may_void
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.setAccessibleName(t("Payments"))
        self._table = QWidget()
        self.add(self._table)
        self.buttons: dict[int, Button] = {}

    @keeps_focus
    def show_view(self, view: DocumentView) -> None:
        """All payments and what was received in sum; hidden without any."""
        self.setVisible(bool(view.payments))
        old, self._table = self._table, QWidget()
        self.body.replaceWidget(old, self._table)
        old.hide()
        old.deleteLater()
        self.buttons = {}
        grid = QGridLayout(self._table)
        grid.setContentsMargins(16, 6, 8, 10)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(0)
        grid.setColumnStretch(0, 3)
        grid.setColumnStretch(1, 2)
        grid.setColumnMinimumWidth(2, 112)
        for column, title in enumerate((self.t("Payments"), self.t("Method"), self.t("Amount"))):
            head = ElidedLabel(title, "caption", right=column == 2)
            head.setFixedHeight(30)
            grid.addWidget(head, 0, column)
        line = 1
        for payment in view.payments:
            line = self._add(grid, line, payment, view.row.currency)
        grid.addWidget(Hairline(), line, 0, 1, 4)
        total = ElidedLabel(self.t.formats.amount(view.paid, view.row.currency), "strong", right=True)
        total.setFixedHeight(36)
        grid.addWidget(Label(self.t("Total received")), line + 1, 0)
        grid.addWidget(total, line + 1, 2)

    def _add(self, grid: QGridLayout, line: int, payment: PaymentRow, currency: str) -> int:
        t = self.t
        undone = payment.reverses_id is not None or payment.reversed_by_id is not None
        role = "muted" if undone else None
        under = payment.reference
        method = t.message(METHOD_WORDS.get(payment.method, METHOD_WORDS["other"]))
        if payment.reverses_id is not None:
            method, under = t("Reversal"), under or t("Takes back an entry")
        grid.addWidget(Hairline(), line, 0, 1, 4)
        day = ElidedLabel(day_words(t, payment.paid_on), role=role)
        day.setFixedHeight(22 if under else 36)
        grid.addWidget(day, line + 1, 0)
        grid.addWidget(ElidedLabel(method, role=role), line + 1, 1)
        grid.addWidget(
            ElidedLabel(t.formats.amount(payment.amount, currency), role=role, right=True), line + 1, 2
        )
        if not undone and self._may_void:
            name = t("Reverse the payment of {date}", date=day_words(t, payment.paid_on))
            button = IconButton("undo-2", name, partial(self.void_asked.emit, payment), compact=True)
            grid.addWidget(button, line + 1, 3, 2 if under else 1, 1)
            self.buttons[payment.id] = button
        if under:
            note = ElidedLabel(under, "caption")
            note.setFixedHeight(22)
            grid.addWidget(note, line + 2, 0, 1, 2)
        return line + 3
