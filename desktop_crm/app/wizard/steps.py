"""The five pages. Each shows answers, and gives back answers; none knows the others."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from desktop_crm.app.wizard.answers import Answers
from desktop_crm.company.rules import addresses, identifiers, law
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.numbering import default_series, format_number
from desktop_crm.values.caller import account_name
from desktop_crm.values.messages import LANGUAGES, PROGRAM, Translator
from desktop_crm.values.money import DIGITS
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, SettingRow
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import (
    Choice,
    ChoiceInput,
    IntegerInput,
    PictureInput,
    RadioInput,
    SwitchInput,
    TextInput,
)
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.strips import Strip

OWN_NAMES = {"en": "English", "pt_BR": "Português (Brasil)", "tr": "Türkçe"}
"""Languages in their own words: who cannot read the present one finds theirs."""


class Step(QWidget):
    """A page: its place in the rail, its words, its form."""

    changed = Signal()

    def __init__(self, t: Translator, today: date) -> None:
        super().__init__()
        self.t, self.today = t, today
        self.form = Form(t, roomy=False)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(16)
        self.column.addWidget(self.form)
        self.build()
        self.column.addStretch(1)
        self.form.changed.connect(lambda _name: self.changed.emit())

    @abstractmethod
    def build(self) -> None:
        """Make the inputs."""

    @abstractmethod
    def show_answers(self, answers: Answers) -> None:
        """Put the answers into the inputs."""

    @abstractmethod
    def collect(self, answers: Answers) -> Answers:
        """The answers with what stands here; UserError names a field of the form."""

    def first(self) -> QWidget | None:
        """What has the focus when the page opens."""
        names = self.form.names
        return self.form[names[0]] if names else None


class LanguageStep(Step):
    """Language of the program, country of the firm, how the person is called."""

    def build(self) -> None:
        t = self.t
        languages = [Choice(code, OWN_NAMES[code]) for code in LANGUAGES[PROGRAM]]
        names = addresses.country_names(t.language)
        countries = sorted(names.items(), key=lambda item: item[1])
        known = law.countries()
        first = [Choice(code, name) for code, name in countries if code in known]
        rest = [Choice(code, name) for code, name in countries if code not in known]
        self.form.add("language", t("Language of the program"), ChoiceInput(languages), span=6)
        self.form.add("country", t("Country of your firm"), ChoiceInput([*first, *rest]), span=6)
        self.form.add(
            "person",
            t("Your name (optional)"),
            TextInput(placeholder=account_name(), longest=100),
            help=t("Stands beside your notes, replies and payments and signs your mails."),
        )
        self.note = Strip("info", "")
        self.column.addWidget(self.note)
        self.form.changed.connect(lambda _name: self._tell())

    def show_answers(self, answers: Answers) -> None:
        self.form.set_values(language=answers.language, country=answers.country, person=answers.person)
        self._tell()

    def _tell(self) -> None:
        country = self.form["country"].value()
        elsewhere = law.seller_note(country or "", self.today)
        self.note.setVisible(elsewhere is not None)
        if elsewhere is not None:
            self.note.set_text(self.t.message(elsewhere))

    def collect(self, answers: Answers) -> Answers:
        language = self.form["language"].value() or answers.language
        country = self.form["country"].value() or ""
        if country != answers.country:
            answers = answers.of_country(country)
        return replace(answers, language=language, person=self.form["person"].value().strip())


class CompanyStep(Step):
    """Who sends the papers: name, tax ids, address in the country's form, logo."""

    def build(self) -> None:
        self.logo = PictureInput(self.t, self.t("Logo"), hint=self.t("PNG or JPEG"))
        self._rows: QWidget | None = None
        self._address: dict[str, TextInput | ChoiceInput] = {}
        t = self.t
        self.column.removeWidget(self.form)
        head = QGridLayout()
        head.setContentsMargins(0, 0, 0, 0)
        head.setHorizontalSpacing(16)
        self.form.add("name", t("Company or your own name"), TextInput())
        self.form.add("vat_id", t("VAT ID"), TextInput(), span=6)  # the country names both: `show_answers`
        self.form.add("tax_number", t("Tax number"), TextInput(), span=6)
        picture = QVBoxLayout()
        picture.setSpacing(4)
        picture.addWidget(Label(t("Logo (optional)"), "caption"))
        picture.addWidget(self.logo)
        picture.addStretch(1)
        head.addWidget(self.form, 0, 0)
        head.addLayout(picture, 0, 1)
        head.setColumnStretch(0, 408)
        head.setColumnStretch(1, 176)
        self.column.addLayout(head)
        self.place = QVBoxLayout()
        self.column.addLayout(self.place)
        self.small = SwitchInput(t("Small-business exemption"))
        row = SettingRow(
            t("Small-business exemption"),
            t("No VAT is charged; the legal sentence is printed on every invoice."),
            self.small,
        )
        self.column.addWidget(Card(row, padding=8))
        self.form.changed.connect(lambda name: self._doubt() if name in ("vat_id", "tax_number") else None)

    def show_answers(self, answers: Answers) -> None:
        self.form.set_values(name=answers.name, vat_id=answers.vat_id, tax_number=answers.tax_number)
        self._country = answers.country
        for field, name in (
            ("vat_id", identifiers.vat_id_name(answers.country)),
            ("tax_number", identifiers.tax_number_name(answers.country)),
        ):
            self.form.field(field).set_label(self.t("{name} (optional)", name=self.t.message(name)))
        self._show_address(answers.address)
        self.small.set_value(answers.small_business)
        self.logo.set_value(answers.logo)
        self._doubt()

    def _show_address(self, address: Address) -> None:
        if self._rows is not None:
            self._rows.deleteLater()
        form = Form(self.t, roomy=False)
        self._address = {}
        for field in addresses.address_form(self._country).fields:
            control: TextInput | ChoiceInput
            if field.choices:
                control = ChoiceInput([Choice(code, name) for code, name in field.choices])
            else:
                control = TextInput(placeholder=field.example)
            wide = field.name in ("street", "attention")
            label = self.t.message(field.marked_label)
            form.add(field.name, label, control, span=12 if wide else 6)
            control.set_value(getattr(address, field.name))
            self._address[field.name] = control
        self._rows = form
        self.place.addWidget(form)
        self._order_tabs()

    def _order_tabs(self) -> None:
        """As the eye goes: name, ids, the address's rows, the exemption, then the logo."""
        chain = [self.form[name] for name in self.form.names]
        chain += [*self._address.values(), self.small, self.logo]
        for before, after in pairwise(chain):
            QWidget.setTabOrder(before, after)

    def _doubt(self) -> None:
        for name, check in (("vat_id", identifiers.vat_id_hint), ("tax_number", identifiers.tax_number_hint)):
            value = self.form[name].value()
            hint = check(self._country, value, name) if value else None
            words = self.t("Looks right") if value else ""
            self.form.field(name).set_help(
                self.t.message(hint.message) if hint else words, good=bool(value) and hint is None
            )

    def collect(self, answers: Answers) -> Answers:
        values = self.form.values()
        parts = {name: control.value() or "" for name, control in self._address.items()}
        return replace(
            answers,
            **values,
            address=Address(**{"country": self._country, **parts}),
            small_business=self.small.value(),
            logo=self.logo.value(),
        )


class MoneyStep(Step):
    """Currency, the taxes that apply, the next number, the account to pay to."""

    def build(self) -> None:
        t = self.t
        self.form.add(
            "currency", t("Currency"), ChoiceInput([Choice(code, code) for code in sorted(DIGITS)]), span=4
        )
        self.form.add("next_invoice", t("Number of the next invoice"), IntegerInput(t), span=8)
        self.form.add("iban", t("IBAN (optional)"), TextInput(), span=8)
        self.form.add("bic", t("BIC (optional)"), TextInput(), span=4)
        self.form.add("pix_key", t("Pix key (optional)"), TextInput())
        self.taxes = Label("", "muted", wrap=True)
        self.column.addWidget(self.taxes)
        self.form.changed.connect(lambda _name: self._tell())

    def show_answers(self, answers: Answers) -> None:
        self._answers = answers
        self.form.set_values(
            currency=answers.currency, next_invoice=answers.next_invoice, iban=answers.iban, bic=answers.bic,
            pix_key=answers.pix_key,
        )  # fmt: skip
        pix = answers.country == "BR"
        for name, shown in (("iban", not pix), ("bic", not pix), ("pix_key", pix)):
            self.form.field(name).setVisible(shown)
        self._tell()

    def _tell(self) -> None:
        t, answers = self.t, self._answers
        number = self.form["next_invoice"]
        pattern = default_series("invoice").pattern
        text = format_number(pattern, number.value() or 1, self.today)
        self.form.field("next_invoice").set_help(t("The next invoice will be {number}", number=text))
        iban = self.form["iban"].value()
        hint = identifiers.iban_hint(iban, "iban") if iban else None
        self.form.field("iban").set_help(t.message(hint.message) if hint else "", good=False)
        pix = self.form["pix_key"].value()
        doubt = identifiers.pix_key_hint(pix) if pix else None
        self.form.field("pix_key").set_help(t.message(doubt.message) if doubt else "", good=False)
        rates = law.default_rates(
            answers.country, self.today, t.language, small_business=answers.small_business
        )
        shown = ", ".join(f"{rate.label}" for rate in rates[:6])
        self.taxes.setText(
            t("Taxes to choose from: {rates}. You can change them in the settings.", rates=shown)
        )
        self.taxes.setVisible(bool(shown))

    def collect(self, answers: Answers) -> Answers:
        values = self.form.values()
        values["next_invoice"] = max(1, values["next_invoice"] or 1)
        values["currency"] = values["currency"] or answers.currency
        return replace(answers, **values)


class PlaceStep(Step):
    """Where the firm's one file lies."""

    def build(self) -> None:
        t = self.t
        self.form.add("path", t("File of your firm"), TextInput())
        choose = Button(t("Choose another place…"), self._choose, icon="folder-open")
        row = QHBoxLayout()
        row.addWidget(choose)
        row.addStretch(1)
        self.column.addLayout(row)
        self.column.addWidget(
            Label(
                t(
                    "Everything lies in this one file on your computer: nothing is sent anywhere. "
                    "A checked copy is made every day into a folder beside it."
                ),
                "muted",
                wrap=True,
            )
        )

    def show_answers(self, answers: Answers) -> None:
        self.form.set_values(path=str(answers.path or ""))

    def _choose(self) -> None:
        name, _kind = QFileDialog.getSaveFileName(
            self, self.t("File of your firm"), self.form["path"].value(), self.t("Firms (*.crm)")
        )
        if name:
            self.form.set_values(path=str(Path(name).with_suffix(".crm")))

    def collect(self, answers: Answers) -> Answers:
        text = str(self.form["path"].value()).strip()
        return replace(answers, path=Path(text).expanduser() if text else answers.path)


class StartStep(Step):
    """What to begin with."""

    def build(self) -> None:
        t = self.t
        self.choices = {
            "empty": RadioInput(t("Start empty"), True),
            "sample": RadioInput(t("Look around with sample data first")),
            "import": RadioInput(t("Bring my contacts from another program")),
        }
        notes = {
            "empty": t("Write your first invoice right away."),
            "sample": t(
                "A fictional firm with customers, invoices and tickets. One click takes it out again."
            ),
            "import": t("A file from Google Contacts, a spreadsheet or address cards (vCard)."),
        }
        for key, button in self.choices.items():
            self.column.addWidget(Card(button, Label(notes[key], "muted", wrap=True), padding=12, gap=2))

    def show_answers(self, answers: Answers) -> None:
        self.choices[answers.start].set_value(True)

    def collect(self, answers: Answers) -> Answers:
        chosen = next(key for key, button in self.choices.items() if button.value())
        return replace(answers, start=chosen)  # type: ignore[arg-type]

    def first(self) -> QWidget | None:
        return next(button for button in self.choices.values() if button.value())
