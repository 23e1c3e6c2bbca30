"""Amounts, quantities and rates: typed in the locale's way, echoed when left, exact."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets import fonts
from desktop_crm.widgets.inputs.box import LineBox
from desktop_crm.widgets.inputs.checking import ChecksItself


class _NumberBox(ChecksItself, LineBox):
    """Common conduct: right-aligned, selects all on entry, writes tidily on leaving, marks nonsense."""

    changed = Signal()
    refused = Signal(str)  # why the text is no value; "" when it is one again

    def __init__(
        self, t: Translator, name: str, suffix: str, placeholder: str, parent: QWidget | None
    ) -> None:
        super().__init__(name=name, suffix=suffix, right=True, placeholder=placeholder, parent=parent)
        self.t = t
        self._value: object = None
        self.textEdited.connect(self._typed)

    def value(self) -> object:
        """The value, or None when the field is empty. Raises UserError when the text is no number."""
        text = self.text().strip()
        if not text:
            return None
        if text == self._write(self._value):
            return self._value
        return self._read(text)

    def set_value(self, value: object) -> None:
        """Show a value without telling."""
        if value == self._value and self.text() and not self._own_error:
            return
        self._value = value
        self.setText(self._write(value))

    def refresh(self) -> None:
        """Write the value again (another currency or language)."""
        self.setText(self._write(self._value))

    def _typed(self) -> None:
        try:
            self._value = self._read(self.text().strip()) if self.text().strip() else None
        except UserError:
            return  # said when the field is left; half a number is no mistake yet
        self._clear()
        self.changed.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.selectAll()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        try:
            self._value = self.value()
        except UserError as error:
            self._complain(error)
            return
        self._clear()
        self.setText(self._write(self._value))

    def _read(self, text: str) -> object:
        raise NotImplementedError

    def _write(self, value: object) -> str:
        raise NotImplementedError


class MoneyInput(_NumberBox):
    """An amount: `value()` is int minor units of `currency`, or None."""

    def __init__(
        self,
        t: Translator,
        currency: str,
        name: str = "",
        *,
        placeholder: str = "",
        large: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        self.currency = currency
        super().__init__(t, name, currency, placeholder, parent)
        if large:
            self.setFixedHeight(48)
            self.setFont(fonts.font(fonts.TITLE, fonts.BOLD))

    def set_currency(self, currency: str) -> None:
        """Another currency; the minor units stay as they are."""
        self.currency = currency
        self.set_suffix(currency)
        self.refresh()

    def _read(self, text: str) -> int:
        return self.t.formats.parse_amount(text, self.currency)

    def _write(self, value: object) -> str:
        return self.t.formats.amount(value, self.currency) if isinstance(value, int) else ""


class DecimalInput(_NumberBox):
    """A quantity, unit price or other exact number: `value()` is Decimal or None.

    `least` decimals are shown.
    """

    def __init__(
        self,
        t: Translator,
        name: str = "",
        *,
        suffix: str = "",
        least: int = 0,
        most: int = 6,
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        self._least, self._most = least, most
        super().__init__(t, name, suffix, placeholder, parent)

    def _read(self, text: str) -> Decimal:
        return self.t.formats.parse_number(text)

    def _write(self, value: object) -> str:
        return (
            self.t.formats.number(value, self._least, self._most) if isinstance(value, Decimal | int) else ""
        )


class PercentInput(DecimalInput):
    """A rate in percent: 23 is Decimal(23)."""

    def __init__(
        self, t: Translator, name: str = "", *, placeholder: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(t, name, suffix="%", most=4, placeholder=placeholder, parent=parent)

    def _read(self, text: str) -> Decimal:
        return super()._read(text.replace("%", "").strip())


class IntegerInput(_NumberBox):
    """A whole number: days, a counter. `value()` is int or None."""

    def __init__(
        self,
        t: Translator,
        name: str = "",
        *,
        suffix: str = "",
        placeholder: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(t, name, suffix, placeholder, parent)

    def _read(self, text: str) -> int:
        from desktop_crm.values.messages import _

        number = self.t.formats.parse_number(text)
        if number != number.to_integral_value():
            raise UserError(_("Whole numbers only"))
        return int(number)

    def _write(self, value: object) -> str:
        return str(value) if isinstance(value, int) else ""
