"""Who we are on our papers: names, address, ids, pictures. What looks wrong is doubted and kept."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.company.rules import addresses, identifiers, law
from desktop_crm.company.rules.checks import firm_hints
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.ui.address_rows import AddressRows
from desktop_crm.company.ui.firm_keeper import FirmKeeper, Picture
from desktop_crm.company.ui.language_texts import language_choices
from desktop_crm.company.ui.sections import SectionBody
from desktop_crm.values.errors import UserError
from desktop_crm.values.money import DIGITS
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, ColourInput, PictureInput, SwitchInput, TextInput
from desktop_crm.widgets.labels import Hairline, Label
from desktop_crm.widgets.strips import Strip

_ENDPOINT: Final = ("endpoint_scheme", "endpoint_id")
_PICTURES: Final = ("logo", "signature")
_PROVED = ("vat_id", "tax_number")


class CompanySection(SectionBody):
    """The firm's profile."""

    def __init__(self, desk: Desk, firm: FirmKeeper) -> None:
        t = desk.t
        super().__init__(t("Company"), t("This stands on quotes and invoices."))
        self.desk, self.t, self.firm = desk, t, firm
        self._pictures: dict[str, str] = {}
        self.form = Form(t, roomy=False)
        self.address = AddressRows(t)
        self.reach = Form(t, roomy=False)
        self.papers = Form(t)
        self._forms = (self.form, self.reach, self.papers)
        self._names()
        self._reach()
        self._papers()
        self.law_note = Strip("info")
        self.law_note.hide()
        self.add(self.law_note)
        self.add(Card(self.form, Label(t("Address"), "strong"), self.address, padding=16))
        self.add_heading(t("Reaching you"))
        self.add(Card(self.reach, padding=16))
        self.add_heading(t("On papers"))
        self.add(Card(self.papers, Hairline(), self._switches(), padding=16))
        for form in self._forms:
            form.changed.connect(lambda name, form=form: self._edited(form, name))
        self.address.changed.connect(lambda: firm.change("address", address=self.address.value()))
        firm.know(*self._forms)
        firm.shown.connect(self.show_firm)
        firm.refused.connect(self.show_error)
        self.show_firm(firm.draft)

    def _names(self) -> None:
        t, form = self.t, self.form
        names = addresses.country_names(t.language)
        known = law.countries()
        ordered = sorted(names.items(), key=lambda item: (item[0] not in known, item[1]))
        form.add("name", t("Name"), TextInput(longest=300), span=5)
        form.add("legal_form", t("Legal form (optional)"), TextInput(longest=300), span=4)
        form.add("country", t("Country"), ChoiceInput([Choice(code, name) for code, name in ordered]), span=3)
        form.add("vat_id", t("VAT ID"), TextInput(longest=100), span=4)
        form.add("tax_number", t("Tax number"), TextInput(longest=100), span=4)
        form.add("legal_id", t("Register number"), TextInput(longest=100), span=4)
        form.add("register_court", t("Register court"), TextInput(longest=300), span=4)
        form.add("managers", t("Managers"), TextInput(longest=300), span=4)
        form.add("trading_name", t("Trading name (optional)"), TextInput(longest=300), span=4)

    def _reach(self) -> None:
        t, form = self.t, self.reach
        form.add("contact_name", t("Contact person"), TextInput(longest=300), span=6)
        form.add("phone", t("Phone"), TextInput(longest=100), span=6)
        form.add("email", t("Mail"), TextInput(longest=300), span=6)
        form.add("website", t("Website"), TextInput(longest=300), span=6)
        form.add("endpoint_scheme", t("E-invoice scheme"), TextInput(placeholder="0204", longest=4), span=6)
        form.add("endpoint_id", t("E-invoice address"), TextInput(longest=100), span=6)

    def _papers(self) -> None:
        t, form = self.t, self.papers
        form.add("currency", t("Currency"), ChoiceInput([Choice(c, c) for c in sorted(DIGITS)]), span=3)
        form.add("language", t("Language of papers"), ChoiceInput(language_choices()), span=5)
        form.add(
            "accent",
            t("Accent colour"),
            ColourInput(),
            span=4,
            help=t("For lines and headings"),
        )
        form.add("logo", t("Logo"), PictureInput(t, hint=t("PNG or JPEG")), span=6)
        form.add(
            "signature", t("Signature or stamp"), PictureInput(t, hint=t("PNG with a clear ground")), span=6
        )

    def _switches(self) -> QWidget:
        t = self.t
        self.small = SwitchInput(t("Small-business exemption"))
        self.small.changed.connect(lambda: self.firm.change(None, small_business=self.small.value()))
        self.small_row = SettingRow(
            t("Small-business exemption"),
            t("No VAT is charged; the legal sentence is printed on every invoice."),
            self.small,
        )
        self.cash = SwitchInput(t("VAT owed on what was paid"))
        self.cash.changed.connect(
            lambda: self.firm.change(None, vat_basis="payment" if self.cash.value() else "issue")
        )
        cash_row = SettingRow(
            t("VAT owed on what was paid"),
            t("Cash accounting: invoices say so where the law wants it."),
            self.cash,
        )
        both = QWidget()
        column = QVBoxLayout(both)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for row in (self.small_row, Hairline(), cash_row):
            column.addWidget(row)
        return both

    def _name_numbers(self, country: str) -> None:
        self.form.field("vat_id").set_label(self.t.message(identifiers.vat_id_name(country)))
        self.form.field("tax_number").set_label(self.t.message(identifiers.tax_number_name(country)))

    # showing

    def show_firm(self, draft: FirmDraft) -> None:
        """All fields; pictures are fetched when they changed."""
        self.form["country"].set_value(draft.country)
        self._name_numbers(draft.country)
        self.papers["language"].set_choices(language_choices(draft.language))
        for form in self._forms:
            form.set_values(
                **{name: getattr(draft, name) for name in form.names if name not in (*_ENDPOINT, *_PICTURES)}
            )
        scheme, identifier = draft.endpoint or ("", "")
        self.reach.set_values(endpoint_scheme=scheme, endpoint_id=identifier)
        country = draft.address.country or draft.country
        self.address.set_value(replace(draft.address, country=country))
        self.small.set_value(draft.small_business)
        self.cash.set_value(draft.vat_basis == "payment")
        which: Picture
        for which in ("logo", "signature"):
            self._show_picture(which, getattr(draft, which))
        note = law.seller_note(draft.country, self.desk.today(), small_business=draft.small_business)
        self.law_note.setVisible(note is not None)
        if note is not None:
            self.law_note.set_text(self.t.message(note))
        self._doubt(draft)

    def _show_picture(self, which: Picture, digest: str) -> None:
        if self._pictures.get(which, "") == digest:
            return
        self._pictures[which] = digest
        if digest:
            self.firm.picture(which, self.papers[which].set_value)
        else:
            self.papers[which].set_value(None)

    def _doubt(self, draft: FirmDraft) -> None:
        """Doubts stand under their fields; what passed its check digits says so."""
        hints = {_input_of(hint.field): self.t.message(hint.message) for hint in firm_hints(draft)}
        for form in (*self._forms, self.address.form):
            for name in form.names:
                good = name in _PROVED and bool(getattr(draft, name)) and name not in hints
                fact = self.t("Looks right") if good else self._fact(name)
                form.field(name).set_help(hints.get(name, fact), good=good)

    def _fact(self, name: str) -> str:
        return self.t("For lines and headings") if name == "accent" else ""

    # editing

    def _edited(self, form: Form, name: str) -> None:
        if name in _ENDPOINT:
            pair = tuple(str(self.reach.value(each) or "").strip() for each in _ENDPOINT)
            self.firm.change("endpoint", endpoint=pair if any(pair) else None)
            return
        if name in _PICTURES:
            which: Picture = "logo" if name == "logo" else "signature"
            self.firm.set_picture(which, form[name].value(), self.show_error)
            return
        value: Any = form.value(name)
        fields: dict[str, Any] = {name: value or ""}
        if name == "country":
            fields["address"] = replace(self.address.value(), country=value or "")
        self.firm.change(name, **fields)

    def show_error(self, error: UserError) -> None:
        """At its field, wherever that stands."""
        field = _input_of(error.field or "")
        if field.startswith("address."):
            self.address.show_error(error)
            return
        for form in self._forms:
            if field in form.names:
                form.show_error(UserError(error.message, field))
                return
        if not field:
            self.form.show_error(error)


def _input_of(field: str) -> str:
    """The electronic address has two inputs; what is said of it stands under the second."""
    return "endpoint_id" if field == "endpoint" else field
