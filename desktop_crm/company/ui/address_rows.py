"""The rows of an address as its country writes them; another country brings other rows."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.company.rules import addresses
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, TextInput

_SPANS = {1: 12, 2: 6, 3: 4, 4: 3}
"""Of twelve columns, by how many fields share the row under the street."""


class AddressRows(QWidget):
    """`value()` is an Address; errors name "address.street" and so on."""

    changed = Signal()

    def __init__(self, t: Translator, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t = t
        self._address = Address()
        self._country: str | None = None
        self.form = Form(t, roomy=False)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addWidget(self.form)

    def value(self) -> Address:
        return self._address

    def set_value(self, address: Address) -> None:
        """Show an address without telling."""
        if address.country != self._country:
            self._rebuild(address.country)
        self._address = address
        for name in self.form.names:
            self.form[name].set_value(getattr(address, name.partition(".")[2]))

    def show_error(self, error: UserError) -> None:
        """At its row."""
        self.form.show_error(error)

    def _rebuild(self, country: str) -> None:
        self._country = country
        self.form.hide()
        self.form.deleteLater()
        self.form = Form(self.t, roomy=False)
        fields = addresses.address_form(country).fields
        beside = sum(field.name != "street" for field in fields)
        for field in fields:
            self._add(field, span=12 if field.name == "street" else _SPANS.get(beside, 4))
        self.form.changed.connect(self._edited)
        self._layout.addWidget(self.form)

    def _add(self, field: addresses.FormField, span: int) -> None:
        control: Any
        if field.choices:
            control = ChoiceInput([Choice("", ""), *(Choice(code, name) for code, name in field.choices)])
        elif field.name == "street":
            control = AreaInput(lines=2)
        else:
            control = TextInput(placeholder=field.example)
        label = self.t.message(field.marked_label)
        self.form.add(f"address.{field.name}", label, control, span=span)

    def _edited(self, name: str) -> None:
        self._address = replace(self._address, **{name.partition(".")[2]: self.form[name].value() or ""})
        self.changed.emit()
