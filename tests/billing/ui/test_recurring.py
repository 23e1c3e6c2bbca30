"""The screens of what recurs: begun from an invoice, listed, changed, ended."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.billing import queries, service
from desktop_crm.billing.ui.document_page import DocumentPage
from desktop_crm.billing.ui.issued_page import IssuedPage
from desktop_crm.billing.ui.recurring_dialog import RecurringDialog
from desktop_crm.billing.ui.recurring_page import RecurringPage
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
    dialog.form.set_values(is_paused=True, rule="FREQ=YEARLY")
    dialog.primary.click()
    view = queries.get_recurring(CALLER, row.id)
    assert (view.row.state, view.row.yearly) == ("paused", view.row.net)
    assert [item.text for item in page.verbs_for([view.row]) if item] == ["End\u2026"]
    page._end([view.row])
    ended = queries.get_recurring(CALLER, row.id).row
    assert (ended.state, page.verbs_for([ended])) == ("ended", [])


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
