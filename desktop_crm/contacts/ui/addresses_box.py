"""Addresses in the form of their country: changing the country changes the fields, not what was typed."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache, partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.company.rules.addresses import Address, address_form, country_names
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.contacts.rules import PURPOSES, AddressDraft, purpose_word
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, TextInput
from desktop_crm.widgets.labels import Hairline
from desktop_crm.widgets.page import row as in_a_row

_SPANS = {"street": 12, "district": 6, "postal_code": 4, "city": 8, "region": 6, "attention": 12}


@lru_cache(maxsize=4)
def country_choices(language: str) -> tuple[Choice, ...]:
    """Every country by name; first nothing."""
    named = sorted(country_names(language).items(), key=lambda each: each[1].casefold())
    return (Choice("", "\u2013"), *(Choice(code, name, "", code) for code, name in named))


class _AddressForm(QWidget):
    """One address: what it is for, its country, the fields of that country."""

    changed = Signal()

    def __init__(self, box: AddressesBox, draft: AddressDraft) -> None:
        super().__init__(box)
        self.t, self.draft = box.t, draft
        self.form: Form | None = None
        self._shape: tuple[str, ...] = ()
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        remove = IconButton("x", self.t("Remove this address"), partial(box.remove, self), compact=True)
        self.head = in_a_row(Hairline(), remove)
        self._layout.addWidget(self.head)
        self.show_address(draft)

    def show_address(self, draft: AddressDraft) -> None:
        """Show without telling; the fields are built anew when the country has others."""
        self.draft = draft
        country = draft.address.country
        fields = address_form(country or "DE").fields
        extra = tuple(
            name
            for name in ("district", "region")
            if getattr(draft.address, name) and name not in {field.name for field in fields}
        )
        shape = (country, *(field.name for field in fields), *extra)
        if shape != self._shape:
            self._shape = shape
            self._build(country, extra)
        if self.form is not None:
            address = draft.address
            names = [name for name in self.form.names if name not in ("purpose", "country")]
            self.form.set_values(
                purpose=draft.purpose, country=country, **{name: getattr(address, name) for name in names}
            )

    def _build(self, country: str, extra: tuple[str, ...]) -> None:
        t = self.t
        if self.form is not None:
            self._layout.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
        form = self.form = Form(t, roomy=False)
        purposes = [Choice(purpose, t.message(purpose_word(purpose))) for purpose in PURPOSES]
        form.add("purpose", t("What for"), ChoiceInput(purposes), span=6)
        form.add("country", t("Country"), ChoiceInput(country_choices(t.language), icon="map-pin"), span=6)
        for fields in address_form(country or "DE").rows:
            if len(fields) > 1 or fields[0].name == "street":
                form.end_row()  # what stands alone on an envelope shares a row here
            for field in fields:
                self._add_field(form, field.name, t.message(field.marked_label), field.choices, len(fields))
        for name in extra:
            form.add(name, t("District") if name == "district" else t("Region"), TextInput(), span=6)
        form.end_row()
        form.add("attention", t("For the attention of (optional)"), TextInput(), span=12)
        form.changed.connect(self._edited)
        self._layout.addWidget(form)

    def _add_field(
        self, form: Form, name: str, label: str, choices: tuple[tuple[str, str], ...], beside: int
    ) -> None:
        control: Any = TextInput()
        if name == "street":
            control = AreaInput(lines=2)
        elif choices:
            stored = getattr(self.draft.address, name)
            known = [Choice("", "\u2013"), *(Choice(code, words, "", code) for code, words in choices)]
            if stored and stored not in {choice.value for choice in known}:
                known.append(Choice(stored, stored))
            control = ChoiceInput(known)
        span = _SPANS.get(name, 6) if beside < 3 else 4
        form.add(name, label, control, span=6 if beside == 1 and name != "street" else span)

    def _edited(self, _name: str) -> None:
        if self.form is None:
            return
        values = self.form.values()
        purpose = values.pop("purpose")
        address = replace(self.draft.address, **values)
        country_changed = address.country != self.draft.address.country
        self.draft = AddressDraft(purpose, address)
        if country_changed:
            self.show_address(self.draft)
            if self.form is not None:
                self.form["country"].setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()


class AddressesBox(QWidget):
    """`value()` is the tuple of addresses as shown; `home` is the country that a new one starts with."""

    changed = Signal()

    def __init__(self, t: Translator, home: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.t, self.home = t, home
        self._forms: list[_AddressForm] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(12)
        self.add_button = Button(t("Add address"), self.add, kind="link", icon="plus", compact=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(self._list)
        layout.addWidget(self.add_button, 0, Qt.AlignmentFlag.AlignLeft)

    def value(self) -> tuple[AddressDraft, ...]:
        """All addresses in order."""
        return tuple(form.draft for form in self._forms)

    def set_value(self, addresses: tuple[AddressDraft, ...]) -> None:
        """Show addresses without telling."""
        while len(self._forms) > len(addresses):
            form = self._forms.pop()
            self._list.removeWidget(form)
            form.hide()
            form.deleteLater()
        for form, draft in zip(self._forms, addresses, strict=False):
            if form.draft != draft:
                form.show_address(draft)
        for draft in addresses[len(self._forms) :]:
            form = _AddressForm(self, draft)
            form.changed.connect(self.changed.emit)
            self._forms.append(form)
            self._list.addWidget(form)

    def add(self) -> None:
        """One more: the first is for invoices, the second for deliveries."""
        purpose = PURPOSES[min(len(self._forms), len(PURPOSES) - 1)]
        self.set_value((*self.value(), AddressDraft(purpose, Address(country=self.home))))
        self.changed.emit()
        form = self._forms[-1].form
        if form is not None:
            form["street"].setFocus(Qt.FocusReason.OtherFocusReason)

    def remove(self, which: QWidget) -> None:
        """Take an address out."""
        self.set_value(tuple(form.draft for form in self._forms if form is not which))
        self.changed.emit()

    # doubts and errors

    def _filled(self) -> list[_AddressForm]:
        def says_something(form: _AddressForm) -> bool:
            address = form.draft.address
            return bool(not address.is_empty or address.country or address.attention)

        return [form for form in self._forms if says_something(form)]

    def show_hints(self, hints: list[Hint]) -> None:
        """Doubts at "addresses[1].postal_code", counted among the filled ones."""
        said = {hint.field: self.t.message(hint.message) for hint in hints}
        for number, each in enumerate(self._filled(), 1):
            form = each.form
            for name in form.names if form is not None else ():
                if form is not None:
                    form.field(name).set_help(said.get(f"addresses[{number}].{name}", ""))

    def show_error(self, error: UserError) -> None:
        """An error at "addresses[1].country"."""
        field = error.field or ""
        number = int(field[field.index("[") + 1 : field.index("]")])
        for each in self._filled()[number - 1 : number]:
            if each.form is not None:
                each.form.show_error(UserError(error.message, field.rpartition(".")[2]))
