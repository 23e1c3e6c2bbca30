"""What recurs is paused, goes on, leaves a bill out, and is freed where it stands still."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules import recurring
from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import period_of
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, Books
from tests.billing.test_recurring import HOSTING, agreed, on
from tests.billing.test_vat_proof import buyer


def begun(books: Books, **values: Any) -> int:
    return service.create_recurring(CALLER, agreed(books, **values), date(2027, 1, 1)).id


def version(key: int) -> int:
    return queries.get_recurring(CALLER, key).row.version


def days_made(today: date, books: Books) -> list[str]:
    return [str(bill.on) for bill in service.run_recurring(CALLER, today, render=books.paper).made]


def test_a_skipped_day_is_not_billed_and_does_not_count(books: Books) -> None:
    key = begun(books, times=3)
    service.skip_recurring(CALLER, key, version(key), date(2027, 1, 1))
    assert queries.get_recurring(CALLER, key).row.next_on == date(2027, 2, 28)
    assert days_made(date(2027, 12, 31), books) == ["2027-02-28", "2027-03-31", "2027-04-30"]
    view = queries.get_recurring(CALLER, key)
    assert (view.row.state, view.draft.skipped) == ("ended", (date(2027, 1, 31),))


def test_skipping_the_last_bill_ends_it(books: Books) -> None:
    key = begun(books, last_on=date(2027, 1, 31))
    service.skip_recurring(CALLER, key, version(key), date(2027, 1, 1))
    assert queries.get_recurring(CALLER, key).row.state == "ended"
    for act in (service.skip_recurring, service.pause_recurring, service.continue_recurring):
        with pytest.raises(UserError) as refused:
            act(CALLER, key, version(key), date(2027, 1, 1))
        assert refused.value.field == "id"


def test_the_period_of_a_skipped_day_is_on_no_bill(books: Books) -> None:
    draft = agreed(covers="behind", starts_on=date(2027, 1, 31), skipped=(date(2027, 2, 28),))
    assert on(replace(draft, times=2)) == ["2027-01-31", "2027-03-31"]
    _first, second = recurring.bills(replace(draft, times=2))
    assert second.period == (date(2027, 3, 1), date(2027, 3, 31))


def test_a_pause_leaves_its_days_out_unless_they_are_wanted(books: Books) -> None:
    left, wanted = begun(books), begun(books)
    for key in (left, wanted):
        service.pause_recurring(CALLER, key, version(key), date(2027, 1, 1))
    assert days_made(date(2027, 4, 1), books) == []
    service.continue_recurring(CALLER, left, version(left), date(2027, 4, 30))
    service.continue_recurring(CALLER, wanted, version(wanted), date(2027, 4, 30), catch_up=True)
    service.run_recurring(CALLER, date(2027, 4, 30), render=books.paper)
    made = {key: [str(run.on) for run in queries.get_recurring(CALLER, key).runs] for key in (left, wanted)}
    assert made[left] == ["2027-04-30"]
    assert made[wanted] == ["2027-04-30", "2027-03-31", "2027-02-28", "2027-01-31"]


def test_who_read_it_before_somebody_else_wrote_is_told(books: Books) -> None:
    key = begun(books)
    read = version(key)
    service.pause_recurring(CALLER, key, read, date(2027, 1, 1))
    with pytest.raises(Conflict):
        service.skip_recurring(CALLER, key, read, date(2027, 1, 1))


def closed(books: Books, **values: Any) -> int:
    """One whose first bill lies in a closed month, and stands still."""
    key = begun(books, issues=True, **values)
    company.close_period(CALLER, period_of("2027-01"), date(2027, 2, 5))
    run = service.run_recurring(CALLER, date(2027, 2, 5), render=books.paper)
    assert [(each.recurring_id, str(each.on)) for each in run.failed] == [(key, "2027-01-31")]
    return key


def test_a_bill_of_a_closed_month_is_told_and_skipped(books: Books) -> None:
    key = closed(books)
    (row,) = queries.failed_recurring(CALLER)
    assert "2027" in row.problem
    failed = ListView(filters=(("state", "failed"),))
    assert [each.id for each in queries.list_recurring(CALLER, failed).rows(0, 9)] == [key]
    assert queries.count_recurring(CALLER) == {"active": 1, "failed": 1, "all": 1}
    service.skip_recurring(CALLER, key, version(key), date(2027, 2, 5))
    assert queries.failed_recurring(CALLER) == []
    assert days_made(date(2027, 3, 1), books) == ["2027-02-28"]


def test_a_bill_of_a_closed_month_is_issued_today_over_its_own_period(books: Books) -> None:
    document = books.draft(delivered_on=None, issued_on=date(2027, 1, 31), due_on=date(2027, 2, 14))
    key = closed(books, document=document)
    made = service.bill_recurring(CALLER, key, version(key), date(2027, 2, 5), render=books.paper)
    view = queries.get_document(CALLER, made.document_id, date(2027, 2, 5))
    assert (view.row.issued_on, view.row.due_on, made.number) == (
        date(2027, 2, 5), date(2027, 2, 19), "2027-0001",
    )  # fmt: skip
    assert (view.draft.period_from, view.draft.period_to) == (date(2027, 1, 1), date(2027, 1, 31))
    assert queries.failed_recurring(CALLER) == []
    assert days_made(date(2027, 3, 1), books) == ["2027-02-28"]


def test_a_bill_cannot_be_dated_into_a_closed_month_by_hand(books: Books) -> None:
    key = closed(books)
    with pytest.raises(UserError) as refused:
        service.bill_recurring(
            CALLER, key, version(key), date(2027, 2, 5), on=date(2027, 1, 31), render=books.paper
        )
    assert refused.value.field == "issued_on"
    assert queries.get_recurring(CALLER, key).row.made == 0


def test_a_vat_id_that_was_not_checked_stops_it_until_somebody_takes_it_on(books: Books) -> None:
    untaxed = replace(HOSTING, category="AE", rate=Decimal(0))
    document = books.draft(contact_id=buyer(), lines=(untaxed,), delivered_on=None)
    key = begun(books, issues=True, document=document)
    today = date(2027, 2, 5)
    (failed,) = service.run_recurring(CALLER, today, render=books.paper).failed
    assert failed.error.field == "vat_check"
    with pytest.raises(UserError) as refused:
        service.bill_recurring(CALLER, key, version(key), today, render=books.paper)
    assert refused.value.field == "vat_check"
    made = service.bill_recurring(CALLER, key, version(key), today, unchecked=True, render=books.paper)
    facts = queries.get_document(CALLER, made.document_id, today).facts
    assert facts is not None
    assert facts.vat_unchecked


def test_a_run_takes_on_what_was_agreed_without_a_check(books: Books) -> None:
    untaxed = replace(HOSTING, category="AE", rate=Decimal(0))
    document = books.draft(contact_id=buyer(), lines=(untaxed,), delivered_on=None, vat_unchecked=True)
    begun(books, issues=True, document=document)
    run = service.run_recurring(CALLER, date(2027, 2, 5), render=books.paper)
    assert (len(run.made), run.failed) == (1, ())


def test_what_is_not_due_or_paused_is_not_billed_by_hand(books: Books) -> None:
    key = begun(books)
    with pytest.raises(UserError) as early:
        service.bill_recurring(CALLER, key, version(key), date(2027, 1, 30))
    assert early.value.field == "id"
    service.pause_recurring(CALLER, key, version(key), date(2027, 1, 1))
    with pytest.raises(UserError):
        service.bill_recurring(CALLER, key, version(key), date(2027, 2, 1))


def test_who_may_not_issue_lets_none_go_on_that_issues(books: Books) -> None:
    helper = Caller("eve", "assistant", "en", "desk")
    key = begun(books, issues=True)
    with pytest.raises(rights.Forbidden):
        service.bill_recurring(helper, key, version(key), date(2027, 2, 1))
    service.pause_recurring(helper, key, version(key), date(2027, 1, 1))
    with pytest.raises(rights.Forbidden):
        service.continue_recurring(helper, key, version(key), date(2027, 2, 1))


def test_an_agreement_kept_before_days_could_be_skipped_is_read(books: Books) -> None:
    key = begun(books)
    text = raw().execute("SELECT draft FROM recurring").fetchone()[0]
    old = {name: value for name, value in json.loads(text).items() if name != "skipped"}
    raw().execute("UPDATE recurring SET draft = ?", (json.dumps(old),))
    assert "skipped" not in raw().execute("SELECT draft FROM recurring").fetchone()[0]
    assert queries.get_recurring(CALLER, key).draft.skipped == ()
