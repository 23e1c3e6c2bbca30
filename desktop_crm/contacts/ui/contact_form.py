"""The fields of a contact's editor: who it is, how it is reached, how it is billed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import Signal

from desktop_crm.company.queries import BankAccountRow, TermsRow
from desktop_crm.company.rules.look_words import DESIGN_WORDS, SIZE_WORDS
from desktop_crm.company.rules.wordings import Hint
from desktop_crm.contacts import queries
from desktop_crm.contacts.rules import CATEGORIES, KINDS, ContactDraft
from desktop_crm.contacts.ui.tags_input import TagsInput
from desktop_crm.contacts.ui.words import category_text, kind_text, language_name, name_choice
from desktop_crm.einvoice.profiles import PROFILES
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import DOCUMENTS, LANGUAGES
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, DateInput, EntityPicker, TextInput

CURRENCIES: Final = tuple("EUR USD GBP CHF TRY BRL PLN SEK DKK NOK CZK HUF RON".split())
FORMATS: Final = tuple(PROFILES.values())
WHO: Final = ("kind", "name", "title", "position", "department", "category", "tags", "birthday")
MONEY: Final = (
    "customer_number", "language", "currency", "terms_id", "vat_id", "tax_number", "legal_id", "iban",
    "bank_account_id", "order_number", "buyer_reference", "einvoice", "design", "paper_size",
    "price_notes", "notes",
)  # fmt: skip
_PERSONAL: Final = ("title", "position", "department", "birthday")


class WhoForm(Form):
    """Name first; what only people have goes away for a company."""

    company_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        super().__init__(t, roomy=False)
        self.add("kind", t("Kind"), Segments([(kind, kind_text(t, kind)) for kind in KINDS]), span=4)
        self.add("name", t("Name"), TextInput(), span=8, help=t("Only this is needed"))

        def search(typed: str) -> list[Choice]:
            return [name_choice(each) for each in queries.suggest(desk.caller, typed, kind="company")]

        picker = EntityPicker(
            desk,
            search,
            new=lambda typed: t("New company “{name}”", name=typed) if typed else "",
            icon="building-2",
        )
        picker.new_asked.connect(self.company_wanted)
        self.add("company", t("Company (optional)"), picker, span=8)
        self.add("title", t("Title"), TextInput(placeholder=t("Dr.")), span=4)
        self.add("position", t("Position"), TextInput(), span=4)
        self.add("department", t("Department"), TextInput(), span=4)
        self.add("birthday", t("Birthday"), DateInput(t, desk.today), span=4)
        self.add(
            "category",
            t("Category"),
            ChoiceInput([Choice(each, category_text(t, each)) for each in CATEGORIES]),
            span=4,
        )
        self.add("tags", t("Tags"), TagsInput(placeholder=t("Type a tag, then Enter")), span=8)

    def show_draft(self, draft: ContactDraft) -> None:
        """Show without telling."""
        self.set_values(**{name: getattr(draft, name) for name in WHO})
        person = draft.kind == "person"
        for name in (*_PERSONAL, "company"):
            self.field(name).setVisible(person)

    def show_company(self, choice: Choice | None) -> None:
        """The first company of a person."""
        self["company"].set_value(choice)


class MoneyForm(Form):
    """Defaults of its papers; empty ones are the firm's."""

    def __init__(self, desk: Desk) -> None:
        t = desk.t
        super().__init__(t)
        language = t.language
        languages = [
            Choice(code, language_name(code, language))
            for code in dict.fromkeys(("en", *LANGUAGES[DOCUMENTS]))
        ]
        self.add("language", t("Language"), ChoiceInput([Choice("", t("Ours")), *languages]), span=4)
        currencies = [Choice("", t("Ours")), *(Choice(code, code) for code in CURRENCIES)]
        self.add("currency", t("Currency"), ChoiceInput(currencies), span=4)
        self.add("terms_id", t("Payment terms"), ChoiceInput([Choice(None, t("Ours"))]), span=4)
        self.add("vat_id", t("VAT ID"), TextInput(), span=4)
        self.add("tax_number", t("Tax number"), TextInput(), span=4)
        self.add("legal_id", t("Register number"), TextInput(), span=4)
        self.add("customer_number", t("Customer number"), TextInput(placeholder=t("drawn by itself")), span=4)
        self.add("order_number", t("Order number"), TextInput(), span=4, help=t("Goes on every paper"))
        leads = t("Leitweg-ID, cost centre")
        self.add("buyer_reference", t("Buyer reference"), TextInput(), span=4, help=leads)
        self.add("iban", t("IBAN"), TextInput(), span=4)
        formats = [Choice("", t("Factur-X in the PDF")), *(Choice(each.key, each.name) for each in FORMATS)]
        asked = t("What this customer asks for")
        self.add("einvoice", t("E-invoice format"), ChoiceInput(formats), span=8, help=asked)
        designs = [Choice(key, t.message(words)) for key, words in DESIGN_WORDS.items()]
        self.add("design", t("Design of papers"), ChoiceInput([Choice("", t("Ours")), *designs]), span=4)
        sizes = [Choice(key, t.message(words)) for key, words in SIZE_WORDS.items()]
        self.add("paper_size", t("Size of paper"), ChoiceInput([Choice("", t("Ours")), *sizes]), span=4)
        self.add("endpoint_scheme", t("E-invoice scheme"), TextInput(placeholder="0204"), span=4)
        self.add("endpoint_id", t("E-invoice address"), TextInput(), span=4)
        by_currency = [Choice(None, t("By currency"))]
        self.add("bank_account_id", t("Bank account"), ChoiceInput(by_currency), span=4)
        self.add("price_notes", t("Agreed prices"), AreaInput(lines=2), span=6)
        self.add("notes", t("Remarks"), AreaInput(lines=2), span=6)

    def set_terms(self, rows: Sequence[TermsRow]) -> None:
        """The firm's payment terms."""
        choices = [Choice(row.id, row.draft.label) for row in rows]
        self["terms_id"].set_choices([Choice(None, self.t("Ours")), *choices])

    def set_accounts(self, rows: Sequence[BankAccountRow]) -> None:
        """The firm's bank accounts: the one that this customer pays to."""
        choices = [
            Choice(row.id, row.draft.label or row.draft.bank or row.draft.iban, row.draft.currency)
            for row in rows
        ]
        self["bank_account_id"].set_choices([Choice(None, self.t("By currency")), *choices])

    def show_draft(self, draft: ContactDraft) -> None:
        """Show without telling; a value that is not among the choices joins them."""
        for name, words in (("language", language_name), ("currency", lambda code, _t: code)):
            value, field = getattr(draft, name), self[name]
            if value and value not in {choice.value for choice in field.choices}:
                field.set_choices([*field.choices, Choice(value, words(value, self.t.language))])
        self.set_values(**{name: getattr(draft, name) for name in MONEY})
        scheme, identifier = draft.endpoint or ("", "")
        self.set_values(endpoint_scheme=scheme, endpoint_id=identifier)

    def show_hints(self, hints: Sequence[Hint]) -> None:
        """Doubts under the fields; they never keep anything from being saved."""
        said = {hint.field: self.t.message(hint.message) for hint in hints}
        for name in ("vat_id", "tax_number", "iban"):
            self.field(name).set_help(said.get(name, ""))
        self.field("endpoint_id").set_help(said.get("endpoint", ""))


def change_of(form: Form, name: str, draft: ContactDraft) -> dict[str, Any]:
    """What an edit of a field changes in the draft; nothing while a text is no value of its kind."""
    try:
        value = form.value(name)
    except UserError:
        return {}
    if name in ("endpoint_scheme", "endpoint_id"):
        pair = (form.value("endpoint_scheme"), form.value("endpoint_id"))
        return {"endpoint": pair if any(pair) else None}
    if name == "name" and draft.kind == "person" and (draft.given_name or draft.family_name):
        given, _space, family = str(value).rpartition(" ")
        return {"name": value, "given_name": given, "family_name": family}
    return {name: value}


def field_name(error_field: str) -> str:
    """The form's field for an error's: "endpoint" has two inputs."""
    return "endpoint_id" if error_field.startswith("endpoint") else error_field
