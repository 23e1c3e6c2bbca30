"""Which open invoices a sum pays: a line each with its part, the discount kept back, the rest given up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.receivables.rules.matching import OpenInvoice, discount_on
from desktop_crm.receivables.rules.remittances import Share
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.inputs import CheckInput, MoneyInput, TextInput
from desktop_crm.widgets.labels import ElidedLabel, Hairline, Label
from desktop_crm.widgets.page import Scroll

SHOWN = 40
"""Invoices in the list; the search finds the others."""
_SMALL = 20
"""A rest is small, and may be given up here, up to this part of what was open."""
_SEARCHED = 6
"""From so many invoices on there is a search."""


class _Line:
    """The inputs of one invoice. `kept` offers the discount where it was promised, else to give up the
    rest."""

    def __init__(self, t: Translator, invoice: OpenInvoice, edited: Callable[[], None]) -> None:
        self.t, self.invoice = t, invoice
        self.pays = MoneyInput(t, invoice.currency, t("{number} pays", number=invoice.number))
        self.pays.changed.connect(edited)
        self.kept = CheckInput("")
        self.kept.changed.connect(edited)
        self.kept.hide()
        self._offers = ""

    def amount(self) -> int:
        """What is typed; 0 for nothing or what is no amount yet."""
        try:
            value = self.pays.value()
        except UserError:
            return 0
        return value if isinstance(value, int) else 0

    def offer(self, on: date) -> None:
        """The words of the tick, and whether there is any."""
        t, invoice, amount = self.t, self.invoice, self.amount()
        left, promised = invoice.open - amount, discount_on(invoice, on)
        offers = ""
        if amount > 0 and promised and left == promised:
            offers = "discount"
        elif amount > 0 and 0 < left * _SMALL <= invoice.open:
            offers = "rest"
        if offers != self._offers:
            self.kept.set_value(offers == "discount")
        self._offers = offers
        words = t.formats.money(left, invoice.currency)
        self.kept.setText(
            t("Discount of {amount}", amount=words)
            if offers == "discount"
            else t("Give up {amount}", amount=words)
        )
        self.kept.setVisible(bool(offers))

    def share(self) -> Share | None:
        """None where it pays nothing. Raises UserError for what is no amount."""
        amount = self.pays.value()
        if not isinstance(amount, int) or amount == 0:
            return None
        kept = bool(self.kept.value()) and bool(self._offers)
        left = self.invoice.open - amount
        return Share(
            document_id=self.invoice.id,
            amount=amount,
            discount=left if kept and self._offers == "discount" else 0,
            write_off=kept and self._offers == "rest",
        )


class SharesBox(QWidget):
    """`changed` after every edit; `shares()` is what stands there."""

    changed = Signal()

    def __init__(self, t: Translator, today: date, *, several: bool = False) -> None:
        """With `several` the customer's name stands beside the number."""
        super().__init__()
        self.t, self.on, self.several = t, today, several
        self._invoices: list[OpenInvoice] = []
        self._kept: dict[int, Share] = {}
        self.lines: dict[int, _Line] = {}
        self.search = TextInput(t("Search invoices"), placeholder=t("Number or customer"), icon="search")
        self.search.changed.connect(self._show)
        self.note = Label("", "caption", wrap=True)
        self._inner = QWidget()
        self.area = Scroll(self._inner)
        self.area.setMinimumHeight(120)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addWidget(self.area, 1)
        layout.addWidget(self.note)

    def set_invoices(self, invoices: Sequence[OpenInvoice]) -> None:
        """Other invoices; nothing is paid of them yet."""
        self._invoices, self._kept = list(invoices), {}
        self.search.set_value("")
        self.search.setVisible(len(self._invoices) > _SEARCHED)
        self._show()

    @property
    def invoices(self) -> list[OpenInvoice]:
        """All that can be paid, those out of sight too."""
        return list(self._invoices)

    def set_shares(self, shares: Sequence[Share]) -> None:
        """Show these without telling."""
        self._kept = {each.document_id: each for each in shares}
        self._show()

    def set_day(self, on: date) -> None:
        """The day of the payment decides about discounts."""
        self.on = on
        for key, line in self.lines.items():
            line.offer(on)
            if key in self._kept and (share := line.share()) is not None:
                self._kept[key] = share

    def shares(self) -> tuple[Share, ...]:
        """What every invoice gets, in the order of the list. Raises UserError naming "shares"."""
        try:
            shown = {key: line.share() for key, line in self.lines.items()}
        except UserError as error:
            raise UserError(error.message, "shares") from error
        kept = {key: share for key, share in self._kept.items() if key not in shown}
        found = {key: share for key, share in {**kept, **shown}.items() if share is not None}
        return tuple(found[each.id] for each in self._invoices if each.id in found)

    def _fitting(self) -> list[OpenInvoice]:
        words = str(self.search.value()).casefold().split()
        fits = [
            each
            for each in self._invoices
            if each.id in self._kept
            or all(word in f"{each.number} {each.customer}".casefold() for word in words)
        ]
        fits.sort(key=lambda each: each.id not in self._kept)
        return fits[:SHOWN]

    def _show(self) -> None:
        fitting = self._fitting()
        self._inner = QWidget()
        grid = QGridLayout(self._inner)
        grid.setContentsMargins(2, 2, 8, 2)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setColumnMinimumWidth(1, 112)
        grid.setColumnMinimumWidth(2, 136)
        t = self.t
        for column, title in enumerate((t("Invoice"), t("Open"), t("Pays"), "")):
            grid.addWidget(ElidedLabel(title, "caption", right=column in (1, 2)), 0, column)
        grid.addWidget(Hairline(), 1, 0, 1, 4)
        self.lines = {each.id: self._add(grid, row, each) for row, each in enumerate(fitting, start=2)}
        grid.setRowStretch(len(fitting) + 2, 1)
        self.area.setWidget(self._inner)
        self._inner.setAutoFillBackground(False)
        more = len(self._invoices) - len(fitting)
        words = t.plural("{n} more: search for it", "{n} more: search for them", more) if more else ""
        self.note.setText(words if self._invoices else t("No invoice is open."))
        self.note.setVisible(bool(self.note.text()))

    def _add(self, grid: QGridLayout, row: int, invoice: OpenInvoice) -> _Line:
        f, line = self.t.formats, _Line(self.t, invoice, partial(self._edited, invoice.id))
        words = [invoice.number, invoice.customer if self.several else f.date(invoice.issued_on)]
        grid.addWidget(ElidedLabel("  \u00b7  ".join(filter(None, words))), row, 0)
        grid.addWidget(ElidedLabel(f.money(invoice.open, invoice.currency), "muted", right=True), row, 1)
        grid.addWidget(line.pays, row, 2)
        grid.addWidget(line.kept, row, 3, Qt.AlignmentFlag.AlignVCenter)
        share = self._kept.get(invoice.id)
        line.pays.set_value(share.amount if share else None)
        line.offer(self.on)
        if share is not None:
            line.kept.set_value(bool(share.discount or share.write_off))
        return line

    def _edited(self, document_id: int) -> None:
        line = self.lines[document_id]
        line.offer(self.on)
        share = line.share()
        if share is None:
            self._kept.pop(document_id, None)
        else:
            self._kept[document_id] = share
        self.changed.emit()
