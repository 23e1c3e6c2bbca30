"""The cash book: without a gap by day, each movement once, and what is closed never changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database.connection import raw
from desktop_crm.receivables import service
from desktop_crm.receivables.queries import cash as queries
from desktop_crm.receivables.rules.cash import CashDraft, Movement, days_of
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books
from tests.receivables.test_remittances import owed, sum_of

FIRST = TODAY - timedelta(days=9)


def enter(amount: int, on: date = FIRST, kind: str = "other", text: str = "x", **more: Any) -> int:
    return service.enter_cash(
        CALLER, CashDraft(amount=amount, booked_on=on, kind=kind, text=text), TODAY, **more
    )


def pay(document: int, amount: int, on: date) -> int:
    draft = PaymentDraft(amount=amount, paid_on=on, method="cash")
    return billing.record_payment(CALLER, document, draft, TODAY)


def book(start: date = FIRST, end: date = TODAY) -> list[Any]:
    return queries.cash_book(CALLER, start, end)


movements = st.lists(
    st.builds(
        lambda at, ago, amount: Movement(
            source=f"entry:{at}", on=TODAY - timedelta(days=ago), kind="other", amount=amount
        ),
        st.integers(), st.integers(-3, 40), st.integers(-1000, 1000).filter(bool),
    ),
    max_size=30, unique_by=lambda each: each.source,
)  # fmt: skip


@given(movements, st.integers(0, 10_000))
def test_every_day_goes_on_where_the_one_before_ended(found: list[Movement], opening: int) -> None:
    start = TODAY - timedelta(days=20)
    days = days_of(found, opening, start, TODAY)
    assert [each.day for each in days] == [start + timedelta(days=at) for at in range(21)]
    balance = opening
    for each in days:
        assert each.opening == balance
        for line in each.lines:
            balance += line.movement.amount
            assert line.balance == balance
        assert each.closing == balance
    assert balance == opening + sum(each.amount for each in found if each.on <= TODAY)


def test_cash_payments_stand_in_the_book_and_others_do_not(books: Books) -> None:
    enter(20_000, kind="withdrawal")
    first = owed(books, "100.00")
    pay(first, 4_000, FIRST + timedelta(days=2))
    billing.record_payment(CALLER, first, PaymentDraft(amount=1_000, paid_on=TODAY), TODAY)
    wrong = pay(first, 500, TODAY)
    billing.void_payment(CALLER, wrong, TODAY)
    service.receive(CALLER, sum_of(books, 900, method="cash"), TODAY)
    service.refund_credit(CALLER, books.customer, 400, "EUR", TODAY, TODAY, method="cash")
    enter(-1_250, TODAY, "expense", "Stamps")
    days = book()
    assert len(days) == 10 and not any(each.is_closed for each in days)
    assert [each.closing for each in days[:3]] == [20_000, 20_000, 24_000]
    assert sorted(line.movement.amount for line in days[-1].lines) == [-1_250, -500, -400, 500, 900]
    assert days[-1].closing == queries.cash_in_box(CALLER, TODAY) == 23_250


def test_a_closed_day_never_changes_and_what_comes_later_stands_on_the_next(books: Books) -> None:
    enter(10_000, kind="opening")
    day = FIRST + timedelta(days=3)
    assert service.close_cash(CALLER, day, TODAY, counted=10_000) == 4
    before = book(FIRST, day)
    assert [each.number for each in before] == [1, 2, 3, 4] and before[-1].counted == 10_000
    pay(owed(books, "100.00"), 2_500, FIRST)  # known only afterwards
    with pytest.raises(UserError, match="closed up to") as refused:
        enter(100, day)
    assert refused.value.field == "booked_on"
    days = book()
    assert days[:4] == before
    late = days[4].lines[0]
    assert (late.movement.on, late.movement.amount, days[4].day) == (FIRST, 2_500, day + timedelta(days=1))
    assert service.close_cash(CALLER, TODAY, TODAY) == 6
    assert [each.number for each in book()] == list(range(1, 11))
    assert queries.open_movements(CALLER) == [] and queries.broken_seal(CALLER) is None


def test_what_somebody_else_changed_is_found(books: Books) -> None:
    enter(10_000, kind="opening")
    service.close_cash(CALLER, TODAY, TODAY)
    for table in ("cash_entry", "cash_day", "cash_line"):
        with pytest.raises(Exception, match="never changes"):
            raw().execute(f"DELETE FROM {table}")
    raw().execute(
        "INSERT INTO cash_line (cash_day_id, source, moved_on, kind, amount, balance, text)"
        f" VALUES (1, 'entry:99', '{TODAY.isoformat()}', 'other', 1, 10001, '')"
    )
    assert queries.broken_seal(CALLER) == 1


@pytest.mark.parametrize(
    ("day", "counted", "field"),
    [
        (TODAY + timedelta(days=1), None, "day"),
        (FIRST - timedelta(days=1), None, "day"),
        (TODAY, 9_999, "counted"),
    ],
)
def test_what_cannot_be_closed_is_refused_and_nothing_is_closed(
    books: Books, day: date, counted: int | None, field: str
) -> None:
    enter(10_000, FIRST, "opening")
    service.close_cash(CALLER, FIRST, TODAY)
    with pytest.raises(UserError) as refused:
        service.close_cash(CALLER, day, TODAY, counted)
    assert refused.value.field == field
    assert queries.last_closed(CALLER) == FIRST


def test_less_than_nothing_never_lies_in_the_box(books: Books) -> None:
    enter(-100, FIRST, "expense", "Stamps")
    enter(10_000, TODAY, "withdrawal")
    with pytest.raises(UserError, match="less than nothing"):
        service.close_cash(CALLER, TODAY, TODAY)
    assert queries.last_closed(CALLER) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"amount": 0}, "amount"),
        ({"amount": 10**16}, "amount"),
        ({"kind": "shells"}, "kind"),
        ({"kind": "expense", "amount": 5}, "amount"),
        ({"kind": "withdrawal", "amount": -5}, "amount"),
        ({"kind": "expense", "amount": -5, "text": " "}, "text"),
        ({"text": "a\nb"}, "text"),
        ({"booked_on": TODAY + timedelta(days=1)}, "booked_on"),
        ({"booked_on": date(1890, 1, 1)}, "booked_on"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_by_its_field(
    books: Books, change: dict[str, Any], field: str
) -> None:
    draft = replace(CashDraft(amount=100, booked_on=TODAY, text="x"), **change)
    with pytest.raises(UserError) as refused:
        service.enter_cash(CALLER, draft, TODAY)
    assert refused.value.field == field


def test_a_key_writes_once_and_a_closed_period_nothing(books: Books) -> None:
    assert enter(100, key="k") == enter(100, key="k")
    month = PeriodDraft(starts_on=date(2026, 1, 1), ends_on=date(2026, 1, 31))
    company_service.close_period(CALLER, month, TODAY)
    with pytest.raises(UserError) as refused:
        enter(100, date(2026, 1, 5))
    assert refused.value.field == "booked_on"


def test_the_book_is_a_table_and_a_paper(books: Books) -> None:
    enter(10_000, kind="opening")
    service.close_cash(CALLER, FIRST + timedelta(days=1), TODAY)
    rows = service.cash_table(CALLER, FIRST, TODAY).decode("utf-8-sig").splitlines()
    assert len(rows) == 11 and rows[1].startswith(f"1,{FIRST.isoformat()},0.00,")
    assert service.cash_pdf(CALLER, FIRST, TODAY, TODAY).startswith(b"%PDF-1.7")


def test_who_may_not_record_payments_writes_nothing(books: Books) -> None:
    other = replace(CALLER, role="accountant")
    with pytest.raises(UserError):
        service.enter_cash(other, CashDraft(amount=1, booked_on=TODAY, text="x"), TODAY)
    with pytest.raises(UserError):
        service.close_cash(other, TODAY, TODAY)
