"""The window makes what recurs by itself, says so once, and names what failed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from desktop_crm.app.today import TodayPage
from desktop_crm.app.window import MainWindow
from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.recurring import RecurringDraft
from desktop_crm.billing.ui.recurring_page import RecurringPage
from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.expenses import service as expenses
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import ListView
from tests.app.conftest import TODAY


def agreed(caller: Caller) -> RecurringDraft:
    customer = contacts.list_contacts(caller, ListView()).rows(0, 1)[0].id
    document = DocumentDraft(contact_id=int(customer), lines=(LineDraft(description="Care {period}"),))
    return RecurringDraft(document=document, starts_on=TODAY - timedelta(days=40))


def test_what_was_missed_is_made_when_it_is_agreed_and_only_once(window: MainWindow, caller: Caller) -> None:
    made = service.create_recurring(caller, agreed(caller), TODAY)
    window.attention.recurring.keep_up()
    runs = queries.get_recurring(caller, made.id).runs
    assert [run.on for run in runs] == [date(2026, 11, 13), date(2026, 10, 13)]
    window.attention.recurring.keep_up()
    assert len(queries.get_recurring(caller, made.id).runs) == 2


def test_today_names_what_could_not_be_billed(window: MainWindow, caller: Caller) -> None:
    draft = agreed(caller)
    untaxed = replace(draft.document.lines[0], category="AE")
    broken = replace(draft, issues=True, document=replace(draft.document, lines=(untaxed,)))
    service.create_recurring(caller, broken, TODAY)
    window.attention.recurring.keep_up()
    (failed,) = queries.failed_recurring(caller)
    window.go("today", None)
    page = window.page
    assert isinstance(page, TodayPage)
    page.reload()
    shown = [row.what for row in page.list.rows() if row is not None]
    assert failed.problem in shown
    next(row for row in page.list.rows() if row is not None and row.what == failed.problem).act()
    assert isinstance(window.page, RecurringPage)
    assert window.page.chips.current == "failed"


def test_what_failed_and_what_waits_for_another_is_said_once(
    window: MainWindow, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    window.desk.notices.said.connect(said.append)
    draft = agreed(caller)
    untaxed = replace(draft.document.lines[0], category="AE")
    service.create_recurring(
        caller, replace(draft, document=replace(draft.document, lines=(untaxed,)), issues=True), TODAY
    )
    window.attention.recurring.keep_up()
    assert said[-1].startswith("1 recurring invoice could not be made. ")
    window.attention.recurring.keep_up()
    assert len([each for each in said if "could not be made" in each]) == 1
    service.create_recurring(caller, replace(draft, issues=True), TODAY)
    monkeypatch.setattr(window.desk, "caller", replace(window.desk.caller, role="assistant"))
    window.attention.recurring.keep_up()
    assert said[-1].startswith("2 recurring invoices are due and were left out. Issue invoices")
    window.attention.recurring.keep_up()
    assert len([each for each in said if "left out" in each]) == 1


def test_an_expense_that_could_not_be_written_down_is_said_once(window: MainWindow, caller: Caller) -> None:
    said: list[str] = []
    window.desk.notices.said.connect(said.append)
    rent = ExpenseDraft(spent_on=TODAY, supplier="Landlord", category="rent", lines=(VatLine(net=50000),))
    draft = RhythmDraft(expense=rent, starts_on=date(2026, 9, 30))
    company.close_period(caller, PeriodDraft(date(2026, 9, 1), date(2026, 9, 30)), TODAY)
    expenses.create_rhythm(caller, draft, TODAY)
    window.attention.recurring.keep_up()
    told = [each for each in said if each.startswith("1 recurring expense could not be written down. ")]
    assert len(told) == 1
    window.attention.recurring.keep_up()
    assert len([each for each in said if "could not be written down" in each]) == 1
