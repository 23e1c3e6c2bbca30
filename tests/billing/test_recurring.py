"""What recurs: right days, right prices, right words, each once, until its end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice, pairwise
from typing import Any

import pytest

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents import recurring_json
from desktop_crm.billing.rules import checks, recurring, rhythms
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft
from desktop_crm.billing.rules.recurring import PriceStep, RecurringDraft, Turn
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.paging import ListView
from desktop_crm.values.totals import totals_of
from tests.billing.conftest import CALLER, Books, line

D = Decimal
HOSTING = line("1", "100.00", "19", description="Hosting {period}")


def agreed(books: Books | None = None, **values: Any) -> RecurringDraft:
    customer = books.customer if books else 1
    document = values.pop("document", None) or DocumentDraft(contact_id=customer, lines=(HOSTING,))
    return RecurringDraft(**{"document": document, "starts_on": date(2027, 1, 31), **values})


def on(draft: RecurringDraft, count: int = 20) -> list[str]:
    return [bill.on.isoformat() for bill in islice(recurring.bills(draft), count)]


def spans(draft: RecurringDraft, count: int = 3) -> list[tuple[str, str]]:
    found = [bill.period for bill in islice(recurring.bills(draft), count)]
    return [(span[0].isoformat(), span[1].isoformat()) for span in found if span]


# ---------------------------------------------------------------------------------------------------- days


@pytest.mark.parametrize(
    ("rule", "start", "wanted"),
    [
        ("FREQ=MONTHLY", "2027-01-31", ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"]),
        ("FREQ=MONTHLY", "2028-01-31", ["2028-01-31", "2028-02-29", "2028-03-31", "2028-04-30"]),
        ("FREQ=MONTHLY", "2027-01-30", ["2027-01-30", "2027-02-28", "2027-03-30", "2027-04-30"]),
        (
            "FREQ=MONTHLY;BYMONTHDAY=31",
            "2027-01-10",
            ["2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30"],
        ),
        ("FREQ=MONTHLY;INTERVAL=3", "2026-11-30", ["2026-11-30", "2027-02-28", "2027-05-30", "2027-08-30"]),
        ("FREQ=YEARLY", "2028-02-29", ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("FREQ=YEARLY;BYMONTH=4,10", "2027-01-31", ["2027-04-30", "2027-10-31", "2028-04-30"]),
        ("FREQ=WEEKLY;INTERVAL=2", "2027-01-01", ["2027-01-01", "2027-01-15", "2027-01-29"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", "2027-01-01", ["2027-01-29", "2027-02-26", "2027-03-26"]),
        ("FREQ=DAILY;INTERVAL=10", "2027-01-25", ["2027-01-25", "2027-02-04"]),
    ],
)
def test_every_rhythm_meets_its_days(rule: str, start: str, wanted: list[str]) -> None:
    found = islice(rhythms.days(rhythms.check_rule(rule), date.fromisoformat(start)), len(wanted))
    assert [day.isoformat() for day in found] == wanted


@pytest.mark.parametrize(
    "rule",
    [
        "", "often", "FREQ=HOURLY", "FREQ=MONTHLY;COUNT=3", "FREQ=MONTHLY;UNTIL=20300101", "INTERVAL=2",
        "FREQ=MONTHLY;INTERVAL=0", "FREQ=MONTHLY;INTERVAL=500", "FREQ=MONTHLY;BYMONTHDAY=99",
        "FREQ=MONTHLY;BYDAY=XX",
        "FREQ=MONTHLY;FREQ=DAILY", "FREQ=YEARLY;INTERVAL=2;BYMONTH=4,10;BYMONTHDAY=31",
        "FREQ=MONTHLY\nFREQ=DAILY",
        "FREQ=YEARLY;BYMONTH=13", "FREQ=MONTHLY;BYSETPOS=400;BYDAY=MO",
    ],
)  # fmt: skip
def test_what_is_no_rhythm_is_refused_at_its_field(rule: str) -> None:
    with pytest.raises(UserError) as refused:
        rhythms.check_rule(rule)
    assert refused.value.field == "rule"


def test_a_bill_covers_what_was_agreed() -> None:
    month_end = agreed(covers="months")
    assert spans(month_end, 2) == [("2027-01-01", "2027-01-31"), ("2027-02-01", "2027-02-28")]
    quarter = agreed(rule="FREQ=MONTHLY;INTERVAL=3", starts_on=date(2027, 1, 1))
    assert spans(quarter, 2) == [("2027-01-01", "2027-03-31"), ("2027-04-01", "2027-06-30")]
    behind = replace(quarter, starts_on=date(2027, 3, 31), covers="behind")
    assert spans(behind, 2) == [("2027-01-01", "2027-03-31"), ("2027-04-01", "2027-06-30")]
    ahead = agreed(covers="ahead", starts_on=date(2027, 1, 15))
    assert spans(ahead, 2) == [("2027-01-15", "2027-02-14"), ("2027-02-15", "2027-03-14")]
    assert spans(agreed(covers="none")) == []


def test_a_first_period_in_part_costs_its_days() -> None:
    draft = recurring.checked(agreed(starts_on=date(2027, 2, 1), service_from=date(2027, 1, 15)))
    first, second = islice(recurring.bills(draft), 2)
    assert (first.on, first.period, first.share) == (
        date(2027, 1, 15),
        (date(2027, 1, 15), date(2027, 1, 31)),
        (17, 31),
    )
    assert (second.on, second.share) == (date(2027, 2, 1), None)
    paper = recurring.paper_of(draft, first)
    assert (paper.lines[0].price, paper.lines[0].description) == (D("54.84"), "Hosting {period} (17/31)")
    at_the_end = recurring.checked(agreed(service_from=date(2027, 1, 15)))
    assert next(recurring.bills(at_the_end)).share == (17, 31)
    with pytest.raises(UserError) as refused:
        recurring.checked(agreed(starts_on=date(2027, 2, 1), service_from=date(2026, 12, 31)))
    assert refused.value.field == "service_from"


@pytest.mark.parametrize(
    ("qty", "price", "base", "currency", "wanted", "net"),
    [
        ("1", "100.00", "1", "EUR", "54.84", 5484),
        ("2", "9.99", "1", "EUR", "5.48", 1096),
        ("3", "9.99", "1", "EUR", "5.48", 1644),
        ("1000", "0.05", "1", "EUR", "0.02742", 2742),
        ("1000", "0.05", "100", "EUR", "0.027", 27),
        ("12.5", "-80.00", "1", "EUR", "-43.871", -54839),
        ("7", "1000", "1", "JPY", "548.4", 3839),
        ("3", "1.000", "1", "KWD", "0.5484", 1645),
    ],
)
def test_a_part_of_a_period_is_right_to_the_cent_of_the_line(
    qty: str, price: str, base: str, currency: str, wanted: str, net: int
) -> None:
    item = replace(line(qty, price, "19"), base_qty=D(base))
    document = DocumentDraft(contact_id=1, currency=currency, lines=(item,))
    draft = recurring.checked(agreed(document=document, service_from=date(2027, 1, 15)))
    paper = recurring.paper_of(draft, next(recurring.bills(draft)))
    assert paper.lines[0].price == D(wanted)
    assert totals_of(checks.check_draft(paper)).net == net


@pytest.mark.parametrize(
    "rule", ["weekly", "FREQ=DAILY", "FREQ=MONTHLY;BYMONTHDAY=1,15", "FREQ=YEARLY;BYMONTH=4,10"]
)
def test_bills_that_come_more_often_cover_no_months(rule: str) -> None:
    with pytest.raises(UserError) as refused:
        recurring.checked(agreed(rule=rule))
    assert refused.value.field == "covers"
    draft = agreed(rule=rule)
    data = {"rule": rule, "starts_on": "2027-01-31"}
    read = recurring.checked(recurring_json.recurring_from_json(data, draft.document))
    bills = list(islice(recurring.bills(read), 8))
    spans = [bill.period for bill in bills if bill.period is not None]
    assert len(spans) == 8
    assert all(later[0] > earlier[1] for earlier, later in pairwise(spans))


def test_amounts_given_off_and_on_cover_the_part_too() -> None:
    off = AdjustmentDraft(amount=1000, reason="Loyal")
    tenth = AdjustmentDraft(percent=D(10), reason="Volume")
    fee = AdjustmentDraft(amount=310, is_charge=True, reason="Fee", category="S", rate=D(19))
    document = DocumentDraft(
        contact_id=1, lines=(replace(HOSTING, adjustments=(off, tenth)),), adjustments=(fee,)
    )
    draft = recurring.checked(agreed(document=document, service_from=date(2027, 1, 15)))
    first, second = (recurring.paper_of(draft, bill) for bill in islice(recurring.bills(draft), 2))
    assert [each.amount for each in first.lines[0].adjustments] == [548, None]
    assert [each.amount for each in second.lines[0].adjustments] == [1000, None]
    assert (first.adjustments[0].amount, second.adjustments[0].amount) == (170, 310)
    assert totals_of(checks.check_draft(first)).net == 5484 - 548 - 494 + 170


def test_it_ends_by_count_or_by_day() -> None:
    assert on(agreed(times=2)) == ["2027-01-31", "2027-02-28"]
    assert on(agreed(last_on=date(2027, 3, 30))) == ["2027-01-31", "2027-02-28"]
    assert on(agreed(times=5, last_on=date(2027, 2, 28))) == ["2027-01-31", "2027-02-28"]


def test_a_contract_says_when_it_renews_and_when_it_ends() -> None:
    renewing = agreed(starts_on=date(2027, 1, 1), renews_months=12)
    assert recurring.next_turn(renewing, date(2027, 5, 1)) == Turn(date(2028, 1, 1), is_end=False)
    assert recurring.next_turn(renewing, date(2028, 1, 2)) == Turn(date(2029, 1, 1), is_end=False)
    ending = agreed(starts_on=date(2027, 1, 1), times=12)
    assert recurring.next_turn(ending, date(2027, 5, 1)) == Turn(date(2027, 12, 31), is_end=True)
    assert recurring.next_turn(ending, date(2028, 1, 1)) is None
    assert recurring.next_turn(agreed(), date(2027, 5, 1)) is None


@pytest.mark.parametrize(
    ("rule", "yearly"),
    [("FREQ=MONTHLY", 120_000), ("FREQ=MONTHLY;INTERVAL=3", 40_000), ("FREQ=YEARLY", 10_000),
     ("FREQ=YEARLY;INTERVAL=3", 3_333), ("FREQ=DAILY", 3_652_500), ("FREQ=MONTHLY;INTERVAL=5", 24_000)],
)  # fmt: skip
def test_what_comes_in_a_year_is_counted_by_the_rhythm(rule: str, yearly: int) -> None:
    assert recurring.a_year(agreed(rule=rule, starts_on=date(2027, 1, 31)), date(2027, 1, 31)) == yearly


# --------------------------------------------------------------------------------------------------- bills


def papers(books: Books) -> list[Any]:
    ids = raw().execute("SELECT id FROM document WHERE kind = 'invoice' ORDER BY issued_on, id").fetchall()
    return [queries.get_document(CALLER, row[0], date(2029, 1, 1)) for row in ids]


def test_twelve_months_from_the_31st_of_january(books: Books) -> None:
    """New price from April, the program closed for six weeks: right dates, prices and words, none twice, and
    then it stops."""
    document = books.draft(lines=(HOSTING,), language="pt_BR", delivered_on=None)
    draft = agreed(
        books, document=document, times=12, issues=True,
        steps=(PriceStep(valid_from=date(2027, 4, 1), line=1, price=D("110.00")),),
    )  # fmt: skip
    made = service.create_recurring(CALLER, draft, date(2027, 1, 20))
    closed = (date(2027, 3, 20), date(2027, 5, 3))
    day, numbers = date(2027, 1, 20), []
    while day < date(2028, 6, 1):
        if not closed[0] <= day < closed[1]:
            run = service.run_recurring(CALLER, day, render=books.paper)
            again = service.run_recurring(CALLER, day, render=books.paper)
            assert (run.failed, again.made, again.failed) == ((), (), ())
            numbers += [bill.number for bill in run.made]
        day += timedelta(days=1)
    found = papers(books)
    assert [str(view.row.issued_on) for view in found] == [
        "2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-30", "2027-07-31",
        "2027-08-31", "2027-09-30", "2027-10-31", "2027-11-30", "2027-12-31",
    ]  # fmt: skip
    assert numbers == [f"2027-{number:04}" for number in range(1, 13)]
    assert [view.row.net for view in found] == [10_000] * 3 + [11_000] * 9
    words = [view.facts.lines[0].name for view in found]
    assert words[:4] == [
        "Hosting janeiro de 2027", "Hosting fevereiro de 2027", "Hosting março de 2027",
        "Hosting abril de 2027",
    ]  # fmt: skip
    row = queries.get_recurring(CALLER, made.id).row
    assert (row.state, row.next_on, row.made) == ("ended", None, 12)
    assert service.verify(CALLER).findings == ()


def test_in_a_leap_year_february_has_its_29th(books: Books) -> None:
    service.create_recurring(CALLER, agreed(books, starts_on=date(2028, 1, 31)), date(2028, 1, 1))
    service.run_recurring(CALLER, date(2028, 3, 1))
    assert [str(view.row.issued_on) for view in papers(books)] == ["2028-01-31", "2028-02-29"]
    assert {view.row.state for view in papers(books)} == {"draft"}


def test_a_draft_that_was_thrown_away_does_not_come_back(books: Books) -> None:
    made = service.create_recurring(CALLER, agreed(books), date(2027, 1, 1))
    (bill,) = service.run_recurring(CALLER, date(2027, 2, 1)).made
    service.delete_draft(CALLER, bill.document_id, 1)
    assert service.run_recurring(CALLER, date(2027, 2, 1)).made == ()
    (run,) = queries.get_recurring(CALLER, made.id).runs
    assert (run.on, run.document_id) == (date(2027, 1, 31), None)


def test_one_that_fails_stops_no_other_and_is_told(books: Books) -> None:
    untaxed = replace(HOSTING, category="AE", rate=D(0))  # reverse charge needs a VAT id that is not there
    bad = agreed(books, issues=True, document=books.draft(lines=(untaxed,)))
    first = service.create_recurring(CALLER, bad, date(2027, 1, 1))
    service.create_recurring(CALLER, agreed(books, issues=True), date(2027, 1, 1))
    run = service.run_recurring(CALLER, date(2027, 3, 1), render=books.paper)
    assert [str(bill.on) for bill in run.made] == ["2027-01-31", "2027-02-28"]
    assert [(each.recurring_id, str(each.on)) for each in run.failed] == [(first.id, "2027-01-31")]
    (row,) = queries.failed_recurring(CALLER)
    assert (row.id, str(row.next_on), row.made) == (first.id, "2027-01-31", 0)
    assert row.problem
    assert len(papers(books)) == 2  # nothing half made


def test_numbers_stay_in_the_order_of_their_days(books: Books) -> None:
    """An invoice written by hand on a later day: what is caught up takes its day, the period stays."""
    service.create_recurring(CALLER, agreed(books, issues=True), date(2027, 1, 1))
    books.issued(on=date(2027, 2, 10), delivered_on=date(2027, 2, 9))
    (bill,) = service.run_recurring(CALLER, date(2027, 2, 15), render=books.paper).made
    view = queries.get_document(CALLER, bill.document_id, date(2027, 2, 15))
    assert (str(view.row.issued_on), bill.number) == ("2027-02-10", "2027-0002")
    assert str(view.draft.period_to) == "2027-01-31"


def test_who_may_not_issue_leaves_it_to_who_may(books: Books) -> None:
    helper = Caller("eve", "assistant", "en", "desk")
    ref = service.create_recurring(CALLER, agreed(books, issues=True), date(2027, 1, 1))
    assert service.run_recurring(helper, date(2026, 12, 31)).left == ()
    assert service.run_recurring(helper, date(2027, 2, 1)) == service.Run((), (), (ref.id,))
    with pytest.raises(UserError):
        service.create_recurring(helper, agreed(books, issues=True), date(2027, 1, 1))
    service.create_recurring(helper, agreed(books), date(2027, 1, 1))
    assert len(service.run_recurring(helper, date(2027, 2, 1)).made) == 1


def test_a_change_is_for_what_comes_and_an_end_ends(books: Books) -> None:
    made = service.create_recurring(CALLER, agreed(books), date(2027, 1, 1))
    service.run_recurring(CALLER, date(2027, 2, 1))
    view = queries.get_recurring(CALLER, made.id)
    paused = replace(view.draft, is_paused=True)
    version = service.save_recurring(CALLER, made.id, view.row.version, paused, date(2027, 2, 1))
    assert service.run_recurring(CALLER, date(2027, 4, 1)).made == ()
    with pytest.raises(Conflict):
        service.save_recurring(CALLER, made.id, view.row.version, view.draft, date(2027, 4, 1))
    weekly = replace(view.draft, rule="weekly", covers="ahead", starts_on=date(2027, 3, 20))
    version = service.save_recurring(CALLER, made.id, version, weekly, date(2027, 4, 1))
    bills = service.run_recurring(CALLER, date(2027, 4, 1)).made
    assert [str(bill.on) for bill in bills] == ["2027-03-20", "2027-03-27"]
    version = queries.get_recurring(CALLER, made.id).row.version
    service.end_recurring(CALLER, made.id, version, date(2027, 4, 1))
    assert service.run_recurring(CALLER, date(2027, 6, 1)).made == ()


def test_lists_and_shown_agreements_say_the_words_of_the_next_bill(books: Books) -> None:
    lines = (HOSTING, line("1", "5.00", "19", description="Care {month} {year}, then {next_month}"))
    document = DocumentDraft(contact_id=books.customer, language="pt_BR", lines=lines)
    made = service.create_recurring(CALLER, agreed(books, document=document, times=2), date(2027, 1, 1))

    def row() -> Any:
        return queries.list_recurring(CALLER, ListView()).rows(0, 1)[0]

    assert row().title == "Hosting janeiro de 2027"
    view = queries.get_recurring(CALLER, made.id)
    assert view.words == ("Hosting janeiro de 2027", "Care janeiro de 2027 2027, then fevereiro de 2027")
    assert view.draft.document.lines[0].description == "Hosting {period}"
    service.run_recurring(CALLER, date(2027, 2, 1))
    assert (row().title, row().state) == ("Hosting fevereiro de 2027", "active")
    service.run_recurring(CALLER, date(2027, 3, 1))
    assert (row().title, row().state) == ("Hosting fevereiro de 2027", "ended")
    ids = [each.document_id for each in queries.get_recurring(CALLER, made.id).runs]
    titles = [queries.get_document(CALLER, each or 0, date(2027, 3, 1)).row.title for each in ids]
    assert titles == ["Hosting fevereiro de 2027", "Hosting janeiro de 2027"]


def test_the_customers_language_words_a_bill_and_its_search_entry(books: Books) -> None:
    contact = contacts.get_contact(CALLER, books.customer)
    contacts_service.save_contact(
        CALLER, books.customer, contact.version, replace(contact.draft, language="tr")
    )
    service.create_recurring(CALLER, agreed(books, issues=True), date(2027, 1, 1))
    (bill,) = service.run_recurring(CALLER, date(2027, 2, 1)).made
    view = queries.get_document(CALLER, bill.document_id, date(2027, 2, 1))
    assert view.row.title == "Hosting Ocak 2027"
    assert view.draft.lines[0].description == "Hosting {period}"


def test_what_recurs_is_listed_summed_and_announced(books: Books) -> None:
    today = date(2027, 1, 1)
    service.create_recurring(CALLER, agreed(books, starts_on=date(2027, 1, 31)), today)
    yearly = agreed(books, rule="yearly", starts_on=date(2027, 1, 31), renews_months=12, remind_days=60)
    service.create_recurring(CALLER, yearly, today)
    (total,) = queries.sum_recurring(CALLER)
    assert (total.currency, total.count, total.yearly, total.monthly) == ("EUR", 2, 130_000, 10_833)
    rows = queries.list_recurring(CALLER, ListView(sort="yearly", descending=True)).rows(0, 10)
    assert [(row.customer, row.net, row.yearly) for row in rows] == [
        ("Konserven GmbH", 10_000, 120_000),
        ("Konserven GmbH", 10_000, 10_000),
    ]
    assert queries.count_recurring(CALLER) == {"active": 2, "all": 2}
    assert queries.turning_soon(CALLER, date(2027, 12, 1)) == []
    (soon,) = queries.turning_soon(CALLER, date(2027, 12, 2))
    assert (str(soon.turn.on), soon.turn.is_end) == ("2028-01-31", False)


def test_what_can_never_be_right_is_refused_at_its_field(books: Books) -> None:
    for field, values in {
        "times": {"times": 0},
        "last_on": {"last_on": date(2027, 1, 1)},
        "renews_months": {"renews_months": 0},
        "remind_days": {"remind_days": 1000},
        "steps[1].line": {"steps": (PriceStep(valid_from=date(2027, 4, 1), line=2, price=D(1)),)},
        "contact_id": {"document": DocumentDraft(lines=(HOSTING,))},
        "lines": {"document": DocumentDraft(contact_id=books.customer)},
        "rule": {"rule": "now and then"},
    }.items():
        with pytest.raises(UserError) as refused:
            service.create_recurring(CALLER, agreed(books, **values), date(2027, 1, 1))
        assert refused.value.field == field
