"""Two people in the settings at once: rates, terms, accounts, series, the firm itself."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.company import queries, service
from desktop_crm.company.rules.profile import BankAccountDraft, TaxRateDraft, TermsDraft
from desktop_crm.company.ui.accounts_section import AccountDialog
from desktop_crm.company.ui.numbering_section import NumberingSection
from desktop_crm.company.ui.settings_page import SettingsPage
from desktop_crm.company.ui.taxes_section import TaxDialog
from desktop_crm.company.ui.terms_section import TermsDialog
from desktop_crm.company.ui.texts_section import TextsSection
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.conflict_dialog import ConflictDialog
from desktop_crm.widgets.desk import Desk
from tests.company.conftest import TODAY
from tests.company.ui.test_settings import company, desk, page, themed, type_into

__all__ = ["desk", "page", "themed"]


def asked(widget: QWidget) -> ConflictDialog | None:
    found = [each for each in widget.window().findChildren(ConflictDialog) if each.isVisible()]
    return found[-1] if found else None


def words(dialog: ConflictDialog) -> list[tuple[str, str, str]]:
    return [
        (pair.key, pair.cells["mine"].words.text(), pair.cells["theirs"].words.text())
        for pair in dialog._pairs
    ]


@pytest.fixture
def host(qtbot: QtBot) -> QWidget:
    host = QWidget()
    qtbot.addWidget(host)
    host.show()
    return host


def test_terms_of_both_are_joined(desk: Desk, host: QWidget, caller: Caller) -> None:
    key = service.save_terms(caller, TermsDraft(label="Soon", days=14))
    row = queries.get_terms(caller, key)
    dialog = TermsDialog(desk, row, lambda: None, parent=host)
    service.save_terms(caller, replace(row.draft, texts=(("de", "Danke"),)), key, row.version)
    dialog.form.set_values(label="Very soon", texts={"en": "Thanks"})
    dialog.accept_primary()
    draft = queries.get_terms(caller, key).draft
    assert (draft.label, dict(draft.texts)) == ("Very soon", {"de": "Danke", "en": "Thanks"})


def test_terms_that_met_are_asked_and_closing_the_question_keeps_the_dialog(
    desk: Desk, host: QWidget, caller: Caller
) -> None:
    key = service.save_terms(caller, TermsDraft(label="Soon", days=14))
    row = queries.get_terms(caller, key)
    dialog = TermsDialog(desk, row, lambda: None, parent=host)
    dialog.open()
    service.save_terms(caller, replace(row.draft, days=30, end_of_month=True), key, row.version)
    dialog.form.set_values(days=7)
    dialog.accept_primary()
    question = asked(dialog)
    assert question is not None
    assert words(question) == [("days", "7, No", "30, Yes")]
    question.reject()
    assert dialog.isVisible()
    assert dialog.primary.isEnabled()
    dialog.accept_primary()
    question = asked(dialog)
    assert question is not None
    question.choose_all("mine")
    question.accept_primary()
    assert queries.get_terms(caller, key).draft.days == 7
    assert not dialog.isVisible()


def test_a_joined_record_that_is_refused_is_shown_joined(desk: Desk, host: QWidget, caller: Caller) -> None:
    key = service.save_tax_rate(caller, TaxRateDraft(label="Old", rate=Decimal(7)))
    row = queries.get_tax_rate(caller, key)
    dialog = TaxDialog(desk, row, "DE", lambda: None, parent=host)
    dialog.open()
    service.save_tax_rate(caller, replace(row.draft, rate=Decimal(8)), key, row.version)
    dialog.form.set_values(label="")
    dialog.accept_primary()
    assert dialog.form.errors == ["label"]
    dialog.form.set_values(label="New")
    dialog.accept_primary()
    draft = queries.get_tax_rate(caller, key).draft
    assert (draft.label, draft.rate) == ("New", Decimal(8))


def test_an_account_is_archived_although_others_changed_it(desk: Desk, host: QWidget, caller: Caller) -> None:
    key = service.save_bank_account(caller, BankAccountDraft(label="A", text="B"))
    row = next(each for each in queries.list_bank_accounts(caller) if each.id == key)
    dialog = AccountDialog(desk, row, lambda: None, parent=host)
    service.save_bank_account(caller, replace(row.draft, text="C"), key, row.version)
    dialog.archive_button.click()
    row = next(each for each in queries.list_bank_accounts(caller, archived=True) if each.id == key)
    assert (row.draft.text, row.is_archived) == ("C", True)


def test_a_series_half_typed_meets_the_other_one_when_it_is_left(
    page: SettingsPage, qtbot: QtBot, caller: Caller
) -> None:
    page.show_section("numbering")
    section = page.current
    assert isinstance(section, NumberingSection)
    row = section.rows["invoice"]
    assert row.stored is not None
    with qtbot.waitActive(page):
        page.activateWindow()
    row.pattern.setFocus()
    type_into({"p": row.pattern}, "p", "R-{year}-{number}")
    theirs = replace(row.stored.draft, pattern="X-{number}", restarts="never")
    service.save_series(caller, theirs, row.stored.version, TODAY)
    section.reload()
    assert row.pattern.text() == "R-{year}-{number}"
    section.store(row)
    question = asked(page)
    assert question is not None
    assert words(question) == [("pattern", "R-{year}-{number}", "X-{number}")]
    question.choose_all("mine")
    question.accept_primary()
    draft = queries.series(caller, "invoice").draft
    assert (draft.pattern, draft.restarts) == ("R-{year}-{number}", "never")
    assert row.restarts.value() == "never"


def test_the_firm_of_both_is_joined_field_by_field(page: SettingsPage, caller: Caller) -> None:
    section = company(page)
    row = queries.get_firm(caller)
    theirs = replace(row.draft, phone="+49 30 1", website="lima.example", invoice_notes=(("de", "Danke"),))
    service.save_firm(caller, theirs, row.version)
    type_into(section.reach, "phone", "+49 30 2")
    type_into(section.reach, "email", "hi@lima.example")
    page.firm.flush()
    question = asked(page)
    assert question is not None
    assert words(question) == [("phone", "+49 30 2", "+49 30 1")]
    assert question._pairs[0].cells["mine"].radio.accessibleName().startswith("Phone: ")
    question.choose_all("theirs")
    question.accept_primary()
    draft = queries.get_firm(caller).draft
    assert (draft.phone, draft.website, draft.email) == ("+49 30 1", "lima.example", "hi@lima.example")
    assert dict(draft.invoice_notes) == {"de": "Danke"}


def test_texts_meet_by_their_language(page: SettingsPage, caller: Caller) -> None:
    page.show_section("texts")
    section = page.current
    assert isinstance(section, TextsSection)
    row = queries.get_firm(caller)
    theirs = replace(row.draft, quote_intro=(("de", "Guten Tag"),), footer=("", "", "USt"))
    service.save_firm(caller, theirs, row.version)
    page.firm.change(None, quote_intro=(("de", "Hallo"), ("en", "Hello")), footer=("Lima",))
    page.firm.flush()
    question = asked(page)
    assert question is not None
    assert words(question) == [("quote_intro.de", "Hallo", "Guten Tag")]
    assert (
        question._pairs[0]
        .cells["mine"]
        .radio.accessibleName()
        .startswith("Above the lines of a quote (Deutsch): ")
    )


def test_a_record_that_went_meanwhile_is_said_and_the_dialog_can_be_closed(
    desk: Desk, host: QWidget, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = service.save_terms(caller, TermsDraft(label="Soon", days=14))
    row = queries.get_terms(caller, key)
    dialog = TermsDialog(desk, row, lambda: None, parent=host)
    dialog.open()
    service.save_terms(caller, replace(row.draft, days=30), key, row.version)
    monkeypatch.setattr(dialog, "rows", list)  # restored from an older backup, say
    dialog.form.set_values(label="Later")
    dialog.accept_primary()
    assert dialog.form.strip.text == "This record was deleted in the meantime."
    assert dialog.primary.isEnabled()
