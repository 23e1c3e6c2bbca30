"""The screens of what recurs: begun from an invoice, listed, changed, ended."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.rules.recurring import PriceStep, RecurringDraft
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.recurring_dialog import RecurringDialog
from desktop_crm.billing.ui.recurring_page import RecurringPage
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.periods import period_of
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.dialogs import ConfirmDialog
from desktop_crm.widgets.strips import Strip
from tests.billing.test_vat_proof import buyer
from tests.billing.ui.conftest import CALLER, TODAY, D, Office, QuickPaper


@pytest.fixture(autouse=True)
def quick_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_crm.billing.service.issuing.PRINTER", QuickPaper())


def asked(office: Office, qtbot: QtBot) -> RecurringDialog:
    """The dialog over an issued invoice of the 22nd of November."""
    page = DocumentPage(office.desk, office.issued())
    qtbot.addWidget(page)
    page.show()
    assert isinstance(page.inner, IssuedPage)
    page.inner.around = page  # a window would hold it
    page.inner.verbs.ask_to_repeat()
    dialog = page.window().findChild(RecurringDialog)
    assert dialog is not None
    return dialog


def shown(office: Office, qtbot: QtBot) -> RecurringPage:
    page = RecurringPage(office.desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    return page


def test_an_invoice_is_billed_again_and_again(office: Office, qtbot: QtBot) -> None:
    dialog = asked(office, qtbot)
    assert dialog.form.value("starts_on") == date(2026, 12, 22)
    dialog.form.set_values(times=3, price=D(90), valid_from=date(2027, 2, 1))
    dialog.primary.click()
    view = queries.get_recurring(CALLER, 1)
    assert (view.draft.times, view.row.next_on, view.row.state) == (3, date(2026, 12, 22), "active")
    (step,) = view.draft.steps
    assert (step.line, step.price, step.valid_from) == (1, D(90), date(2027, 2, 1))
    made = service.run_recurring(CALLER, date(2027, 6, 1)).made
    assert [str(bill.on) for bill in made] == ["2026-12-22", "2027-01-22", "2027-02-22"]
    prices = [queries.get_document(CALLER, bill.document_id, TODAY).draft.lines[1].price for bill in made]
    assert prices == [D(80), D(80), D(90)]


def test_the_dialog_says_the_words_of_the_next_bill(office: Office, qtbot: QtBot) -> None:
    dialog = asked(office, qtbot)
    first = dialog.before.document.lines[1]
    words = replace(first, description="Care {period}")
    document = replace(dialog.before.document, lines=(words,))
    begun = replace(dialog.before, document=document, starts_on=date(2026, 12, 22))
    other = RecurringDialog(
        office.desk, begun, lambda _made: None, language="de", parent=dialog.parentWidget()
    )
    qtbot.addWidget(other)
    assert other.words.text == "Care Dezember 2026"
    other.form["starts_on"].set_value(date(2027, 3, 1))
    other.form.changed.emit("starts_on")
    assert other.words.text == "Care März 2027"
    other.form.set_values(starts_on=None)
    other.form.changed.emit("starts_on")
    assert other.words.isHidden()


def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(office: Office, qtbot: QtBot) -> None:
    dialog = asked(office, qtbot)
    dialog.form.set_values(last_on=date(2026, 1, 1))
    dialog.primary.click()
    assert dialog.form.field("last_on").error
    dialog.form.set_values(last_on=None, price=D(5))
    dialog.primary.click()
    assert dialog.form.field("valid_from").error
    assert queries.count_recurring(CALLER)["all"] == 0


def test_the_list_says_what_it_brings_and_ends_it(office: Office, qtbot: QtBot) -> None:
    asked(office, qtbot).primary.click()
    page = shown(office, qtbot)
    rows = page.table.table_model
    qtbot.waitUntil(lambda: rows.rowCount() == 1)
    (row,) = queries.list_recurring(CALLER, page.table.table_model.view).rows(0, 5)
    assert row.yearly == 12 * row.net
    page.open_row(row)
    dialog = page.window().findChild(RecurringDialog)
    assert dialog is not None
    dialog.form.set_values(rule="FREQ=YEARLY")
    dialog.primary.click()
    view = queries.get_recurring(CALLER, row.id)
    assert (view.row.state, view.row.yearly) == ("active", view.row.net)
    verbs = [item.text for item in page.acts.verbs_for([view.row]) if item]
    assert verbs == ["Skip the next bill\u2026", "Pause", "End\u2026"]
    page.acts.end([view.row])
    ended = queries.get_recurring(CALLER, row.id).row
    assert (ended.state, page.acts.verbs_for([ended])) == ("ended", [])


def opened(office: Office, qtbot: QtBot) -> RecurringDialog:
    """The dialog over the only agreement."""
    page = shown(office, qtbot)
    page.open_row(row_of(1))
    dialog = page.window().findChild(RecurringDialog)
    assert dialog is not None
    dialog.setProperty("page", page)  # which goes with it
    return dialog


def test_the_lines_of_a_newer_invoice_are_taken_over_with_their_prices(office: Office, qtbot: QtBot) -> None:
    step = PriceStep(valid_from=date(2027, 1, 1), price=D(95))
    agreed(office, steps=(step,), times=5)
    lines = (LineDraft(description="Care of the garden", price=D(50), rate=D(23)),)
    newer = service.create_draft(CALLER, replace(office.draft(), lines=lines), TODAY).id
    dialog = opened(office, qtbot)
    assert any("95.00" in label.text() for label in dialog.findChildren(QLabel))
    dialog.form.set_values(like=newer, price=D(5), valid_from=date(2027, 1, 1))
    dialog.primary.click()
    assert dialog.form.field("price").error
    dialog.form.set_values(price=None, valid_from=None)
    dialog.primary.click()
    draft = queries.get_recurring(CALLER, 1).draft
    assert [line.description for line in draft.document.lines] == ["Care of the garden"]
    assert (draft.steps, draft.times) == ((), 5)
    made = service.run_recurring(CALLER, date(2026, 11, 1)).made
    assert [queries.get_document(CALLER, bill.document_id, TODAY).row.net for bill in made] == [5000, 5000]


def row_of(key: int) -> queries.RecurringRow:
    return queries.get_recurring(CALLER, key).row


def press(page: RecurringPage, text: str) -> None:
    """The verb of the only agreement, by its words."""
    (item,) = [each for each in page.acts.verbs_for([row_of(1)]) if each and each.text == text]
    item.run()


def agreed(office: Office, **values: object) -> None:
    document = office.draft(delivered_on=None)
    draft = RecurringDraft(document=document, starts_on=date(2026, 9, 30), **values)  # type: ignore[arg-type]
    service.create_recurring(CALLER, draft, TODAY)


def test_a_pause_asks_about_the_days_that_passed(office: Office, qtbot: QtBot) -> None:
    agreed(office)
    page = shown(office, qtbot)
    press(page, "Pause")
    assert row_of(1).state == "paused"
    press(page, "Continue")
    dialog = page.window().findChild(ConfirmDialog)
    assert dialog is not None
    dialog.primary.click()
    assert (row_of(1).state, row_of(1).next_on) == ("active", date(2026, 11, 30))
    dialog.deleteLater()


def test_a_bill_is_skipped_after_its_day_was_named(office: Office, qtbot: QtBot) -> None:
    agreed(office)
    page = shown(office, qtbot)
    press(page, "Skip the next bill\u2026")
    dialog = page.window().findChild(ConfirmDialog)
    assert dialog is not None
    assert "30 Sep 2026" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.primary.click()
    assert row_of(1).next_on == date(2026, 10, 30)


def test_what_stands_still_is_billed_today(office: Office, qtbot: QtBot) -> None:
    agreed(office, issues=True)
    company_service.close_period(CALLER, period_of("2026-09"), TODAY)
    assert service.run_recurring(CALLER, TODAY).failed
    page = shown(office, qtbot)
    page.show_part({"state": "failed"})
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 1)
    press(page, "Bill it today")
    assert (row_of(1).made, row_of(1).problem) == (1, "")
    (run,) = queries.get_recurring(CALLER, 1).runs
    assert run.document_id is not None
    assert office.view(run.document_id).row.issued_on == TODAY


def test_a_dialog_shows_what_was_agreed(office: Office, qtbot: QtBot) -> None:
    dialog = asked(office, qtbot)
    dialog.form.set_values(rule="FREQ=MONTHLY;INTERVAL=3", covers="ahead", renews_months=12, issues=True)
    dialog.primary.click()
    draft = queries.get_recurring(CALLER, 1).draft
    assert (draft.rule, draft.covers, draft.renews_months, draft.issues) == (
        "FREQ=MONTHLY;INTERVAL=3",
        "ahead",
        12,
        True,
    )


def test_where_it_is_changed_it_says_why_it_stands_still_and_bills_it(office: Office, qtbot: QtBot) -> None:
    agreed(office, issues=True)
    company_service.close_period(CALLER, period_of("2026-09"), TODAY)
    assert service.run_recurring(CALLER, TODAY).failed
    page = shown(office, qtbot)
    page.open_row(row_of(1))
    dialog = page.window().findChild(RecurringDialog)
    assert dialog is not None
    (strip,) = [each for each in dialog.findChildren(Strip) if each.accessibleName() == row_of(1).problem]
    (verb,) = strip.findChildren(Button)
    verb.click()
    assert (row_of(1).made, row_of(1).problem) == (1, "")


def test_a_vat_id_that_was_not_checked_is_asked_about(office: Office, qtbot: QtBot) -> None:
    untaxed = LineDraft(description="Advice", price=D(900), category="AE", rate=D(0))
    document = office.draft(contact_id=buyer(), lines=(untaxed,), delivered_on=None)
    draft = RecurringDraft(document=document, starts_on=date(2026, 9, 30), times=1, issues=True)
    service.create_recurring(CALLER, draft, TODAY)
    assert service.run_recurring(CALLER, TODAY).failed
    page = shown(office, qtbot)
    press(page, "Bill it today")
    dialog = page.window().findChild(ConfirmDialog)
    assert dialog is not None
    assert row_of(1).made == 0
    dialog.primary.click()
    assert (row_of(1).made, row_of(1).state) == (1, "ended")
