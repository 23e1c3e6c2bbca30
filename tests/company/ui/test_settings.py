"""The settings on the screen: found, applied at once, refused at the field."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.company import queries, service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import FirmDraft, TaxRateDraft
from desktop_crm.company.rules.setup import SetupDraft
from desktop_crm.company.ui.accounts_section import AccountDialog, AccountsSection
from desktop_crm.company.ui.company_section import CompanySection
from desktop_crm.company.ui.law_section import LawSection
from desktop_crm.company.ui.navigation import Navigation
from desktop_crm.company.ui.numbering_section import NumberingSection
from desktop_crm.company.ui.sections import Section, SectionBody
from desktop_crm.company.ui.settings_page import SettingsPage
from desktop_crm.company.ui.taxes_section import TaxDialog
from desktop_crm.company.ui.terms_section import TermsDialog
from desktop_crm.company.ui.texts_section import TextsSection
from desktop_crm.database.connection import OpenDatabase, transaction
from desktop_crm.values.caller import Caller
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.local_settings import LANGUAGE, THEME_SCHEME
from desktop_crm.widgets.theme import THEME
from tests.company.conftest import TODAY
from tests.widgets.conftest import make_desk

FIRM = FirmDraft(
    name="Atelier Lima",
    address=Address(street="Ahornweg 1", postal_code="10115", city="Berlin", country="DE"),
    country="DE",
    vat_id="DE136695976",
)


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


@pytest.fixture
def desk(firm_file: OpenDatabase, caller: Caller, themed: QApplication) -> Desk:
    service.set_up(caller, SetupDraft(firm=FIRM), TODAY)
    return replace(make_desk(), changes=firm_file.hub)


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> SettingsPage:
    page = SettingsPage(desk)
    qtbot.addWidget(page)
    page.resize(1228, 840)
    page.show()
    return page


def company(page: SettingsPage) -> CompanySection:
    page.show_section("company")
    assert isinstance(page.current, CompanySection)
    return page.current


def type_into(form: object, name: str, text: str) -> None:
    field = form[name]  # type: ignore[index]
    field.setText(text)
    field.textEdited.emit(text)


def test_the_search_finds_single_settings(page: SettingsPage) -> None:
    navigation = page.navigation
    navigation.search.setText("next num")
    assert navigation.found == ["numbering"]
    navigation.search.setText("TAXES")
    assert navigation.found == ["taxes"]
    navigation.search.setText("nothing like it")
    assert navigation.found == []
    assert navigation._nothing.isVisibleTo(page)
    navigation.search.setText("")
    assert len(navigation.found) == 12
    navigation.search.setText("your name")
    assert navigation.found == ["yourself"]


def test_the_search_does_not_mind_marks(themed: QApplication, qtbot: QtBot) -> None:
    section = Section("n", "Firma", "Numera\u00e7\u00e3o", "hash", lambda _saved: QWidget())
    navigation = Navigation(make_desk().t, [section])
    qtbot.addWidget(navigation)
    navigation.search.setText("numeracao")
    assert navigation.found == ["n"]


def test_a_section_of_the_app_joins_its_group_and_says_saved(desk: Desk, qtbot: QtBot) -> None:
    told: list[object] = []

    def make(saved: object) -> QWidget:
        told.append(saved)
        return SectionBody("Data and backup")

    extra = Section("data", desk.t("Program"), "Data and backup", "hard-drive", make, ("Restore",))
    page = SettingsPage(desk, [extra])
    qtbot.addWidget(page)
    assert told == []
    page.show_section("data")
    told[0]()  # type: ignore[operator]
    assert page.saved_word.words.text().startswith("Saved ")


def test_a_name_is_stored_by_itself(page: SettingsPage, caller: Caller, qtbot: QtBot) -> None:
    section = company(page)
    type_into(section.form, "name", "Atelier Lima Nova")
    qtbot.waitUntil(lambda: queries.get_firm(caller).draft.name == "Atelier Lima Nova")
    assert page.saved_word.words.text().startswith("Saved ")


def test_leaving_stores_what_was_typed_last(page: SettingsPage, caller: Caller) -> None:
    type_into(company(page).reach, "phone", "+49 30 1234567")
    assert page.may_leave()
    assert queries.get_firm(caller).draft.phone == "+49 30 1234567"


def test_a_wrong_vat_id_is_doubted_and_kept(page: SettingsPage, caller: Caller) -> None:
    section = company(page)
    assert section.form.field("vat_id").help.text == "Looks right"
    type_into(section.form, "vat_id", "DE136695977")
    assert section.form.field("vat_id").help.text not in ("", "Looks right")
    page.firm.flush()
    assert queries.get_firm(caller).draft.vat_id == "DE136695977"
    assert section.form.errors == []


def test_an_empty_name_is_refused_at_the_field(page: SettingsPage, caller: Caller) -> None:
    section = company(page)
    type_into(section.form, "name", "")
    page.firm.flush()
    assert section.form.errors == ["name"]
    assert queries.get_firm(caller).draft.name == "Atelier Lima"


def test_another_country_brings_its_address(page: SettingsPage) -> None:
    section = company(page)
    assert "address.region" not in section.address.form.names
    country = section.form["country"]
    country.set_value("BR")
    country.changed.emit()
    assert "address.region" in section.address.form.names
    assert section.address.form["address.city"].value() == "Berlin"


def test_a_picture_that_is_none_is_refused_at_its_field(page: SettingsPage) -> None:
    section = company(page)
    section.papers["logo"].set_value(b"no picture")
    section.papers["logo"].changed.emit()
    assert section.papers.errors == ["logo"]


def numbering(page: SettingsPage) -> NumberingSection:
    page.show_section("numbering")
    assert isinstance(page.current, NumberingSection)
    return page.current


def test_the_next_number_is_shown_while_the_pattern_is_typed(page: SettingsPage, caller: Caller) -> None:
    row = numbering(page).rows["invoice"]
    row.pattern.setText("RE{yy}-{number:05}")
    assert row.next_will_be.text == "RE26-00001"
    row.counter.setText("42")
    assert row.next_will_be.text == "RE26-00042"
    row.pattern.editingFinished.emit()
    assert queries.series(caller, "invoice").draft.next_number == 42


def test_a_pattern_without_number_says_why(page: SettingsPage, caller: Caller) -> None:
    row = numbering(page).rows["invoice"]
    row.pattern.setText("{year}")
    row.pattern.editingFinished.emit()
    assert row.error.isVisibleTo(page)
    assert queries.series(caller, "invoice").draft.pattern == "{year}-{number:04}"


def test_the_counter_is_locked_once_a_number_was_given(page: SettingsPage, caller: Caller) -> None:
    section = numbering(page)
    assert section.rows["invoice"].counter.isVisibleTo(page)
    with transaction():
        service.next_number(caller, "invoice", TODAY)
    section.reload()
    row = section.rows["invoice"]
    assert not row.counter.isVisibleTo(page)
    assert row.lock.isVisibleTo(page)
    assert row.next_will_be.text == "2026-0002"


def test_a_wrong_iban_is_doubted_and_kept(page: SettingsPage, desk: Desk, caller: Caller) -> None:
    dialog = AccountDialog(desk, None, page.say_saved, parent=page)
    dialog.accept_primary()
    assert dialog.form.errors == ["iban"]
    type_into(dialog.form, "iban", "DE89370400440532013001")
    assert dialog.form.field("iban").help.text not in ("", "Looks right")
    dialog.accept_primary()
    account = queries.list_bank_accounts(caller)[0]
    assert (account.draft.iban, account.draft.is_default) == ("DE89370400440532013001", True)


def test_an_account_says_which_code_invoices_get(page: SettingsPage, desk: Desk, caller: Caller) -> None:
    dialog = AccountDialog(desk, None, page.say_saved, parent=page)
    dialog.form.set_values(label="Franken", currency="CHF")
    type_into(dialog.form, "iban", "CH5800791123000889012")
    assert dialog.form.field("iban").help.text == "Invoices get: QR-bill with creditor reference (RF)"
    type_into(dialog.form, "qr_iban", "CH5800791123000889012")
    assert "no QR-IBAN" in dialog.form.field("qr_iban").help.text
    type_into(dialog.form, "qr_iban", "CH44 3199 9123 0008 8901 2")
    assert dialog.form.field("qr_iban").help.text == "Invoices get: QR-bill with QR reference"
    assert dialog.form.field("iban").help.text == "Looks right"
    dialog.accept_primary()
    assert queries.list_bank_accounts(caller)[0].draft.qr_iban == "CH4431999123000889012"
    page.show_section("accounts")
    section = page.findChild(AccountsSection)
    section.reload()
    said = "CH58 0079 1123 0008 8901 2 · QR-bill with QR reference"
    assert [row for row in section.rows if said in row.accessibleName()]


def test_local_account_lines_are_name_and_value(page: SettingsPage, desk: Desk, caller: Caller) -> None:
    dialog = AccountDialog(desk, None, page.say_saved, parent=page)
    dialog.form.set_values(lines="no colon")
    dialog.accept_primary()
    assert dialog.form.errors == ["lines"]
    dialog.form.set_values(lines="Sort code: 00-00-00\nAccount: 12345678")
    dialog.accept_primary()
    lines = queries.list_bank_accounts(caller)[0].draft.lines
    assert lines == (("Sort code", "00-00-00"), ("Account", "12345678"))


def test_an_exemption_brings_the_laws_words(page: SettingsPage, desk: Desk, caller: Caller) -> None:
    dialog = TaxDialog(desk, None, "DE", page.say_saved, parent=page)
    dialog.form.set_values(label="Reverse charge abroad", category="AE")
    dialog.form["category"].changed.emit()
    assert dialog.form["reason"].value()
    dialog.accept_primary()
    made = next(r for r in queries.list_tax_rates(caller) if r.draft.label == "Reverse charge abroad")
    assert (made.draft.category, made.draft.rate) == ("AE", Decimal(0))
    assert made.draft.reason


def test_archived_rates_are_out_of_sight_and_come_back(page: SettingsPage, caller: Caller) -> None:
    key = service.save_tax_rate(caller, TaxRateDraft(label="Old 16%", rate=Decimal(16)))
    page.show_section("taxes")
    section = page.current
    before = len(section.rows)  # type: ignore[attr-defined]
    service.archive_tax_rate(caller, key, 1)
    section.reload()  # type: ignore[attr-defined]
    assert len(section.rows) == before - 1  # type: ignore[attr-defined]
    section.archived_button.click()  # type: ignore[attr-defined]
    assert len(section.rows) == before  # type: ignore[attr-defined]


def test_a_discount_needs_its_days(page: SettingsPage, desk: Desk, caller: Caller) -> None:
    dialog = TermsDialog(desk, None, page.say_saved, parent=page)
    dialog.form.set_values(label="30 days, 3 %", days=30, early_percent=Decimal(3))
    dialog.accept_primary()
    assert dialog.form.errors == ["early_days"]
    dialog.form.set_values(early_days=10)
    dialog.accept_primary()
    made = next(row for row in queries.list_terms(caller) if row.draft.label == "30 days, 3 %")
    assert made.draft.early_days == 10


def test_the_file_name_shows_its_example_and_its_error(page: SettingsPage, caller: Caller) -> None:
    page.show_section("texts")
    section = page.current
    assert isinstance(section, TextsSection)
    type_into(section.files, "file_name_pattern", "{date} {number}")
    assert "2026-11-22 2026-0042.pdf" in section.files.field("file_name_pattern").help.text
    type_into(section.files, "file_name_pattern", "{date}")
    page.firm.flush()
    assert section.files.errors == ["file_name_pattern"]


def test_colours_and_language_are_remembered_on_this_computer(desk: Desk, qtbot: QtBot) -> None:
    rebuilt: list[int] = []
    page = SettingsPage(desk, rebuild=lambda: rebuilt.append(1))
    qtbot.addWidget(page)
    page.show_section("appearance")
    page.current.scheme.set_value("dark")  # type: ignore[attr-defined]
    page.current.scheme.changed.emit()  # type: ignore[attr-defined]
    assert desk.local.get(THEME_SCHEME) == "dark"
    THEME.choose("light")
    page.show_section("language")
    page.current.choice.set_value("tr")  # type: ignore[attr-defined]
    page.current.choice.changed.emit()  # type: ignore[attr-defined]
    assert (desk.local.get(LANGUAGE), rebuilt) == ("tr", [1])


def test_the_law_section_says_what_was_read_and_what_was_not(page: SettingsPage, qtbot: QtBot) -> None:
    page.show_section("law")
    section = page.current
    assert isinstance(section, LawSection)
    qtbot.waitUntil(lambda: bool(section.rows))
    names = [row.accessibleName() for row in section.rows]
    first_read = next(place for place, name in enumerate(names) if "haufe.de" in name)
    assert "not read at its source" in names[0]
    assert first_read > 0
    assert "have not been read" in section.verdict.accessibleName()
    section.show_country("JP")
    assert section.rows == []
    assert "ask your accountant" in section.verdict.accessibleName()


def test_a_row_that_was_read_opens_its_page(
    page: SettingsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("desktop_crm.company.ui.law_section.open_link", opened.append)
    page.show_section("law")
    section = page.current
    assert isinstance(section, LawSection)
    qtbot.waitUntil(lambda: bool(section.rows))
    row = next(row for row in section.rows if "haufe.de" in row.accessibleName())
    row.activated.emit()
    assert opened[0].startswith("https://haufe.de/")
