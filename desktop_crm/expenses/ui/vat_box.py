"""What was paid at each VAT rate: amount, rate, the VAT in it; one row for each rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_crm.expenses.rules.expenses import MOST_LINES, VatLine, line_of_gross
from desktop_crm.expenses.ui.words import rate_choices, rate_words
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.inputs import Choice, ChoiceInput, MoneyInput
from desktop_crm.widgets.labels import Label

Rate = tuple[str, Decimal]


class VatBox(QWidget):
    """`value()` is a tuple of VatLine; `changed` after each edit."""

    changed = Signal()

    def __init__(self, t: Translator) -> None:
        super().__init__()
        self.t = t
        self.currency = "EUR"
        self.rates: list[Rate] = [("S", Decimal(0))]
        self.rows: list[_Row] = []
        self.setAccessibleName(t("Amounts"))
        self.grid = QGridLayout()
        self.grid.setHorizontalSpacing(12)
        self.grid.setVerticalSpacing(6)
        for place, stretch in enumerate((4, 4, 3)):
            self.grid.setColumnStretch(place, stretch)
        for place, title in enumerate((t("Amount, VAT in it"), t("Rate"), t("VAT"))):
            self.grid.addWidget(Label(title, "caption"), 0, place)
        self.more = Button(t("Another rate"), self.add_row, kind="link", icon="plus", compact=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(self.grid)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.add_row()

    def set_rates(self, rates: Sequence[Rate]) -> None:
        """What can be chosen; the first is the usual one."""
        self.rates = list(rates)
        for row in self.rows:
            row.offer(self.rates, None if row.gross.text() else self.rates[0])

    def set_currency(self, currency: str) -> None:
        """Another currency; the minor units stay as they are."""
        self.currency = currency
        for row in self.rows:
            row.gross.set_currency(currency)
            row.tax.set_currency(currency)

    def add_row(self) -> None:
        """For one more rate."""
        self.rows.append(_Row(self, len(self.rows) + 1))
        self._tell_rows()

    def _tell_rows(self) -> None:
        self.more.setVisible(len(self.rows) < MOST_LINES)
        for row in self.rows:
            row.remove.setVisible(len(self.rows) > 1)

    def drop(self, row: _Row) -> None:
        """This rate is not on the receipt."""
        row.leave()
        self.rows.remove(row)
        self._tell_rows()
        self.changed.emit()

    def value(self) -> tuple[VatLine, ...]:
        """The lines; empty rows are none. UserError at "lines" for half a number."""
        return tuple(line for row in self.rows if (line := row.line()) is not None)

    def set_value(self, lines: object) -> None:
        """Show lines without telling."""
        wanted = list(lines) if isinstance(lines, tuple) else []
        try:
            if tuple(wanted) == self.value():
                return
        except UserError:
            pass
        while len(self.rows) > max(1, len(wanted)):
            self.rows.pop().leave()
        while len(self.rows) < len(wanted):
            self.rows.append(_Row(self, len(self.rows) + 1))
        for row, line in zip(self.rows, wanted or [None], strict=True):
            row.show(line)
        self._tell_rows()

    def set_error(self, text: str | None) -> None:
        """Mark the first amount."""
        self.rows[0].gross.set_error(text)

    def set_read_only(self, read_only: bool) -> None:
        """Sums that stand: those of an e-invoice, of what is billed on."""
        for row in self.rows:
            for field in (row.gross, row.rate, row.tax):
                field.setEnabled(not read_only)
            row.remove.setEnabled(not read_only)
        self.more.setVisible(not read_only)


class _Row:
    """One rate. The VAT follows amount and rate until somebody types another."""

    def __init__(self, box: VatBox, place: int) -> None:
        t = box.t
        self.box, self._typed = box, False
        self.gross = MoneyInput(t, box.currency, t("Amount"))
        self.rate = ChoiceInput()
        self.rate.setAccessibleName(t("Rate"))
        self.tax = MoneyInput(t, box.currency, t("VAT"))
        self.remove = IconButton("x", t("Remove this rate"), lambda: box.drop(self), compact=True)
        self.offer(box.rates)
        for at, widget in enumerate((self.gross, self.rate, self.tax, self.remove)):
            box.grid.addWidget(widget, place, at)
        self.gross.changed.connect(self._edited)
        self.rate.changed.connect(self._edited)
        self.tax.changed.connect(self._tax_edited)

    def leave(self) -> None:
        for widget in (self.gross, self.rate, self.tax, self.remove):
            self.box.grid.removeWidget(widget)
            widget.hide()
            widget.deleteLater()

    def offer(self, rates: Sequence[Rate], present: Rate | None = None) -> None:
        chosen = present or self.rate.value()
        choices = rate_choices(self.box.t, rates)
        if chosen is not None and chosen not in [choice.value for choice in choices]:
            choices.append(Choice(chosen, rate_words(self.box.t, *chosen)))
        self.rate.set_choices(choices)
        self.rate.set_value(chosen if chosen is not None else choices[0].value)

    def show(self, line: VatLine | None) -> None:
        if line is None:
            self._typed = False
            self.gross.set_value(None)
            self.tax.set_value(None)
            return
        self.offer(self.box.rates, (line.category, line.rate))
        self._typed = line_of_gross(line.gross, line.rate, line.category).tax != line.tax
        self.gross.set_value(line.gross)
        self.tax.set_value(line.tax)

    def line(self) -> VatLine | None:
        try:
            gross, tax = self.gross.value(), self.tax.value()
        except UserError as error:
            raise UserError(error.message, "lines") from None
        if not isinstance(gross, int) or not gross:
            return None
        category, rate = self.rate.value()
        line = line_of_gross(gross, rate, category)
        if self._typed and isinstance(tax, int):
            line = replace(line, tax=tax, net=gross - tax)
        return line

    def _edited(self) -> None:
        self._typed = False
        try:
            line = self.line()
        except UserError:
            line = None
        self.tax.set_value(None if line is None else line.tax)
        self.box.changed.emit()

    def _tax_edited(self) -> None:
        self._typed = True
        self.box.changed.emit()
