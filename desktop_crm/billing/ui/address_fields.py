"""The rows of an address as its country writes them, in a dialog's form."""

from __future__ import annotations

from desktop_crm.company.rules.addresses import Address, address_form, country_names
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, TextInput

COUNTRY = "address.country"


def add_address_fields(form: Form, t: Translator, address: Address) -> None:
    """Fields "address.street" ... "address.country", filled. Another country wants them built anew."""
    for field in address_form(address.country).fields:
        control: ChoiceInput | AreaInput | TextInput
        if field.choices:
            control = ChoiceInput([Choice(code, name) for code, name in field.choices])
        else:
            control = AreaInput(lines=2) if field.name == "street" else TextInput(placeholder=field.example)
        wide = field.name == "street"
        form.add(f"address.{field.name}", t.message(field.marked_label), control, span=12 if wide else 6)
        control.set_value(getattr(address, field.name))
    form.end_row()
    names = sorted(country_names(t.language).items(), key=lambda item: item[1])
    form.add(COUNTRY, t("Country"), ChoiceInput([Choice(code, name) for code, name in names]), span=6)
    form[COUNTRY].set_value(address.country)


def address_in(form: Form) -> Address:
    """What is typed."""
    return Address(
        **{
            name.partition(".")[2]: form[name].value() or ""
            for name in form.names
            if name.startswith("address.")
        }
    )
