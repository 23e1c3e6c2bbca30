"""The fields of an expense."""

from __future__ import annotations

from desktop_crm.expenses.rules.categories import Categories
from desktop_crm.expenses.rules.expenses import ExpenseDraft
from desktop_crm.expenses.ui.vat_box import VatBox
from desktop_crm.expenses.ui.words import (
    category_choices,
    contact_choices,
    country_choices,
    method_choices,
)
from desktop_crm.values.money import DIGITS
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, DateInput, EntityPicker, TextInput


def expense_form(desk: Desk) -> Form:
    """Supplier, what it was, days, amounts by rate, how it was paid, for whom."""
    t, form = desk.t, Form(desk.t)

    def search(typed: str) -> list[Choice]:
        return contact_choices(desk.caller, typed)

    form.add("supplier", t("Supplier"), EntityPicker(desk, search, free=True), span=7)
    form.add("number", t("Invoice number"), TextInput(longest=300), span=5)
    form.add("description", t("What it was"), TextInput(longest=500), span=7)
    form.add("category", t("Category"), ChoiceInput(category_choices(t, Categories())), span=5)
    form.add("spent_on", t("Date"), DateInput(t, desk.today), span=4)
    form.add("due_on", t("Due date"), DateInput(t, desk.today), span=4)
    currencies = [Choice(code, code) for code in sorted(DIGITS)]
    form.add("currency", t("Currency"), ChoiceInput(currencies), span=4)
    form.add("lines", t("Amounts"), VatBox(t))
    form.add("paid_on", t("Paid on"), DateInput(t, desk.today), span=4)
    form.add("method", t("Paid by"), ChoiceInput(method_choices(t)), span=4)
    form.add("country", t("Country of the VAT"), ChoiceInput(country_choices(t)), span=4)
    form.add("customer_id", t("Spent for customer"), EntityPicker(desk, search, icon="user"))
    form.add("notes", t("Notes"), AreaInput(lines=3))
    return form


def show_in(form: Form, draft: ExpenseDraft) -> None:
    """Every value; the customer is named by who knows the name."""
    form["lines"].set_currency(draft.currency)
    names = ("number", "description", "category", "spent_on", "due_on", "currency", "lines", "paid_on",
             "method", "country", "notes")  # fmt: skip
    form.set_values(**{name: getattr(draft, name) for name in names})
    supplier = form["supplier"]
    if supplier.text() != draft.supplier:
        chosen = Choice(draft.contact_id, draft.supplier) if draft.contact_id else None
        supplier.set_value(chosen)
        supplier.setText(draft.supplier)
