"""Inputs: each has `value()`, `set_value()`, the signal `changed`, an accessible name and `set_error()`."""

from desktop_crm.widgets.inputs.choice import Choice, ChoiceInput
from desktop_crm.widgets.inputs.colour import ColourInput
from desktop_crm.widgets.inputs.dates import DateInput, DateRangeInput
from desktop_crm.widgets.inputs.numbers import DecimalInput, IntegerInput, MoneyInput, PercentInput
from desktop_crm.widgets.inputs.password import LONGEST_SECRET, PasswordInput
from desktop_crm.widgets.inputs.picker import EntityPicker
from desktop_crm.widgets.inputs.picture import PictureInput
from desktop_crm.widgets.inputs.switch import CheckInput, RadioInput, SwitchInput
from desktop_crm.widgets.inputs.text import AreaInput, TextInput

__all__ = [
    "LONGEST_SECRET",
    "AreaInput",
    "CheckInput",
    "Choice",
    "ChoiceInput",
    "ColourInput",
    "DateInput",
    "DateRangeInput",
    "DecimalInput",
    "EntityPicker",
    "IntegerInput",
    "MoneyInput",
    "PasswordInput",
    "PercentInput",
    "PictureInput",
    "RadioInput",
    "SwitchInput",
    "TextInput",
]
