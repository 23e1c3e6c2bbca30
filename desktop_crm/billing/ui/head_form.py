"""The head of a draft: for whom, when, on which terms, with which references."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import Signal

from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.ui.period_input import PeriodInput
from desktop_crm.billing.ui.words import day_words, language_name, paper_languages
from desktop_crm.company.queries import BankAccountRow, TermsRow
from desktop_crm.company.rules.profile import terms_due
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, DateInput, EntityPicker, TextInput
from desktop_crm.widgets.page import row

CURRENCIES: Final = ("EUR", "USD", "GBP", "CHF", "BRL", "TRY")
_PLACES: Final = {"period_from": "service", "period_to": "service", "delivered_on": "service"}
_MORE: Final = (
    "due_on", "person_id", "buyer_reference", "project", "contract", "bank_account_id", "internal_notes",
)  # fmt: skip
"""The fields that unfold by themselves when one of them is filled."""


def service_span(draft: DocumentDraft) -> tuple[date | None, date | None]:
    """The day of delivery or the period as the one field shows it."""
    if draft.period_from or draft.period_to:
        return draft.period_from, draft.period_to
    return draft.delivered_on, draft.delivered_on


def service_fields(span: tuple[date | None, date | None]) -> dict[str, date | None]:
    """One day is the day of delivery (BT-72), two are the period (BT-73, BT-74)."""
    first, last = span
    if first == last:
        return {"delivered_on": first, "period_from": None, "period_to": None}
    return {"delivered_on": None, "period_from": first, "period_to": last}


class HeadForm(Card):
    """`edited(merge, changes)` tells changed fields of the draft, `customer_chosen(id)` another customer."""

    edited = Signal(object, object)
    customer_chosen = Signal(object)
    new_customer = Signal(str)

    def __init__(self, desk: Desk, kind: str) -> None:
        super().__init__(padding=16, gap=4)
        self.desk, self.t, self.kind = desk, desk.t, kind
        self._terms: list[TermsRow] = []
        self._accounts: tuple[BankAccountRow, ...] = ()
        self.form, self.more = Form(desk.t), Form(desk.t)
        self._build_head()
        self._build_more()
        self.toggle = Button("", self._toggle, kind="link", compact=True)
        self.add(self.form)
        self.add(self.more)
        self.add(row(self.toggle, None))
        self.body.setContentsMargins(16, 16, 16, 8)
        self.more.hide()
        self._word_toggle()
        self.form.changed.connect(lambda name: self._changed(self.form, name))
        self.more.changed.connect(lambda name: self._changed(self.more, name))

    def _build_head(self) -> None:
        t, desk, form = self.t, self.desk, self.form
        self.customer = EntityPicker(
            desk,
            self._suggest,
            new=lambda typed: t("New contact \u201c{name}\u201d", name=typed) if typed else "",
            placeholder=t("Name, number or mail"),
            icon="building-2",
        )
        self.customer.new_asked.connect(self.new_customer)
        form.add("contact_id", t("Customer"), self.customer, span=6)
        form.add("issued_on", t("Issue date") if self.kind == "invoice" else t("Date"), self._date(), span=3)
        if self.kind == "quote":
            form.add("valid_until", t("Valid until"), self._date(), span=3)
        else:
            form.add("terms_id", t("Terms"), ChoiceInput(placeholder=t("The firm\u2019s usual")), span=3)
        languages = [Choice(code, language_name(code, t)) for code in paper_languages()]
        language = ChoiceInput(languages, placeholder=t("The customer\u2019s"))
        for name, label, control in (
            ("order_number", t("Order number"), TextInput(longest=200)),
            ("service", t("Date or period of supply"), PeriodInput(t, desk.today)),
            ("language", t("Language"), language),
            ("currency", t("Currency"), ChoiceInput(self._currencies(CURRENCIES))),
        ):
            form.add(name, label, control, span=3, roomy=False)

    def _build_more(self) -> None:
        t, more = self.t, self.more
        if self.kind == "invoice":
            more.add("due_on", t("Due date instead of terms"), self._date(), span=3)
        more.add("person_id", t("Attention"), ChoiceInput(placeholder=t("Nobody in particular")), span=3)
        more.add("buyer_reference", t("Buyer reference"), TextInput(longest=200), span=3)
        more.add("project", t("Project"), TextInput(longest=200), span=3)
        more.add("contract", t("Contract"), TextInput(longest=200), span=3)
        more.add("bank_account_id", t("Bank account"), ChoiceInput(placeholder=t("By currency")), span=6)
        modes = [Choice("net", t("Without VAT")), Choice("gross", t("Including VAT"))]
        more.add("price_mode", t("Prices"), ChoiceInput(modes), span=6)
        more.add("intro", t("Text above the lines"), AreaInput(lines=2), span=6)
        more.add("internal_notes", t("Internal notes (never printed)"), AreaInput(lines=2), span=6)

    def _date(self) -> DateInput:
        return DateInput(self.t, self.desk.today)

    def _currencies(self, codes: Sequence[str]) -> list[Choice]:
        from babel.numbers import get_currency_name

        locale = self.t.formats.locale
        return [Choice(code, f"{code}  {get_currency_name(code, locale=locale)}") for code in codes]

    def _suggest(self, typed: str) -> list[Choice]:
        return [
            Choice(c.id, c.name, c.subtitle, icon="building-2" if c.kind == "company" else "user")
            for c in contacts.suggest(self.desk.caller, typed, 8)
        ]

    # what is chosen from

    def set_terms(self, rows: Sequence[TermsRow]) -> None:
        """The firm's terms of payment."""
        self._terms = list(rows)
        if self.kind != "quote":
            self.form["terms_id"].set_choices([Choice(each.id, self._terms_words(each)) for each in rows])

    def _terms_words(self, each: TermsRow) -> str:
        return each.draft.label or self.t.plural("{n} day net", "{n} days net", each.draft.days)

    def set_accounts(self, rows: Sequence[BankAccountRow]) -> None:
        """The firm's bank accounts, and their currencies among those to choose from."""
        self._accounts = tuple(rows)
        choices = [Choice(None, self.t("By currency"))]
        for each in rows:
            words = each.draft.label or each.draft.bank or each.draft.iban
            choices.append(Choice(each.id, words, each.draft.currency))
        self.more["bank_account_id"].set_choices(choices)
        codes = dict.fromkeys((*(each.draft.currency for each in rows), *CURRENCIES))
        self.form["currency"].set_choices(self._currencies(tuple(codes)))

    # showing

    def show_draft(self, draft: DocumentDraft) -> None:
        """The draft's values in the fields."""
        self._need_currency(draft.currency)
        self._need_language(draft.language)
        values: dict[str, Any] = {
            name: getattr(draft, name) for name in self.form.names if hasattr(draft, name)
        }
        values.pop("contact_id")
        values["service"] = service_span(draft)
        self._show(self.form, values)
        self._show(self.more, {name: getattr(draft, name) for name in self.more.names})
        if any(getattr(draft, name) for name in _MORE):
            self.show_more()
        self._say_due(draft)

    def _show(self, form: Form, values: dict[str, Any]) -> None:
        """Silently; the field being typed in is left alone when it means the same already."""
        for name, value in values.items():
            control = form[name]
            if control.hasFocus():
                try:
                    if control.value() == value:
                        continue
                except UserError:
                    continue
            control.set_value(value)

    def _need_currency(self, code: str) -> None:
        field = self.form["currency"]
        if code and code not in [choice.value for choice in field.choices]:
            field.set_choices([*field.choices, *self._currencies((code,))])

    def _need_language(self, code: str) -> None:
        field = self.form["language"]
        if code and code not in [choice.value for choice in field.choices]:
            field.set_choices([*field.choices, Choice(code, language_name(code, self.t))])

    def show_customer(self, choice: Choice | None, fact: str = "") -> None:
        """The chosen customer and a line about them."""
        self.customer.set_value(choice)
        self.form.field("contact_id").set_help(fact)

    def set_people(self, people: Sequence[tuple[int, str]], chosen: int | None) -> None:
        """The customer's people, for whose attention the paper may be."""
        choices = [Choice(None, self.t("Nobody in particular"))]
        self.more["person_id"].set_choices([*choices, *(Choice(each, name) for each, name in people)])
        self.more["person_id"].set_value(chosen)

    def set_last_issued(self, day: date | None) -> None:
        """The date below which no number can be drawn."""
        text = self.t("Last issued: {date}", date=day_words(self.t, day)) if day else ""
        self.form.field("issued_on").set_help(text)

    def _say_due(self, draft: DocumentDraft) -> None:
        if self.kind == "quote":
            self.form["issued_on"].setPlaceholderText(self.t("On sending"))
            return
        if self.kind != "invoice":
            self.form["issued_on"].setPlaceholderText(self.t("On issuing"))
            return
        on, due = draft.issued_on or self.desk.today(), draft.due_on
        terms = next((each for each in self._terms if each.id == draft.terms_id), None)
        if due is None and terms is not None:
            due = terms_due(terms.draft, on)
        words = self.t("Due {date}", date=day_words(self.t, due)) if due else ""
        self.form.field("terms_id").set_help(words)
        self.form["issued_on"].setPlaceholderText(self.t("On issuing"))

    # editing

    def _changed(self, form: Form, name: str) -> None:
        try:
            value = form[name].value()
        except UserError:
            return  # the field says so when it is left
        if name == "contact_id":
            self.customer_chosen.emit(value)
        elif name == "service":
            self.edited.emit(name, service_fields(value))
        elif name in ("language", "currency", "price_mode") and value is None:
            return
        elif name == "currency":
            self.edited.emit(name, {name: value, **self._account_in(value)})
        else:
            self.edited.emit(name, {name: value})

    def _account_in(self, currency: str) -> dict[str, None]:
        """Another currency is paid to another account, unless one is chosen afterwards."""
        chosen = self.more["bank_account_id"].value()
        takes = any(each.id == chosen and each.draft.currency == currency for each in self._accounts)
        return {} if chosen is None or takes else {"bank_account_id": None}

    def commit(self) -> None:
        """Take what is typed in a field that tells only when it is left."""
        self.form["service"].commit()

    # more fields and errors

    def _toggle(self) -> None:
        self.more.setVisible(not self.more.isVisibleTo(self))
        self._word_toggle()

    def show_more(self) -> None:
        """Unfold the further fields."""
        self.more.show()
        self._word_toggle()

    def _word_toggle(self) -> None:
        shown = self.more.isVisibleTo(self)
        self.toggle.setText(
            self.t("Fewer fields") if shown else self.t("More fields: references, account, texts")
        )
        self.toggle.set_icon("chevron-up" if shown else "chevron-down")

    def show_error(self, error: UserError) -> bool:
        """Mark and focus the field; False when it is none of these."""
        name = _PLACES.get(error.field or "", error.field or "")
        if name in self.form.names:
            self.form.show_error(UserError(error.message, name))
            return True
        if name in self.more.names:
            self.show_more()
            self.more.show_error(UserError(error.message, name))
            return True
        return False

    def clear_errors(self) -> None:
        """Take away all marks."""
        self.form.clear_errors()
        self.more.clear_errors()
