"""A customer's account: every paper and payment once, a running balance, and how old the rest is."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing import service as billing
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.rules.accounts import (
    AGES,
    INVOICE,
    KINDS,
    PAYMENT,
    Entry,
    account_of,
    age_of,
)
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books
from tests.receivables.test_remittances import owed, sum_of, view

START = TODAY - timedelta(days=60)
entries = st.lists(
    st.builds(
        lambda ago, kind, amount, invoice: Entry(
            on=TODAY - timedelta(days=ago),
            kind=kind,
            amount=amount if kind == INVOICE else -amount,
            due_on=TODAY - timedelta(days=ago - 14),
            invoice=invoice if kind != "credit" else None,
        ),
        st.integers(0, 200),
        st.sampled_from(KINDS),
        st.integers(1, 10**6),
        st.integers(1, 9),
    ),
    max_size=30,
)


@given(entries)
def test_the_balance_runs_and_its_ages_come_to_it(found: list[Entry]) -> None:
    account = account_of(found, "EUR", START, TODAY)
    assert account.closing == sum(each.amount for each in found if each.on <= TODAY)
    assert account.opening + account.billed - account.settled == account.closing
    assert sum(account.ages) - account.credit == account.closing
    balance = account.opening
    for line in account.lines:
        balance += line.entry.amount
        assert line.balance == balance


@pytest.mark.parametrize(
    ("late", "place"), [(-3, 0), (0, 0), (1, 1), (30, 1), (31, 2), (60, 2), (61, 3), (90, 3), (91, 4)]
)
def test_an_age_ends_with_its_last_day(late: int, place: int) -> None:
    assert age_of(TODAY - timedelta(days=late), TODAY) == place
    assert len(AGES) == 4


def test_what_is_of_one_day_stands_in_order() -> None:
    same = [Entry(on=TODAY, kind=kind, amount=100, invoice=1) for kind in (PAYMENT, INVOICE)]
    lines = account_of(same, "EUR", TODAY, TODAY).lines
    assert [line.entry.kind for line in lines] == [INVOICE, PAYMENT]


def everything(books: Books) -> list[int]:
    """Paid, partly paid, reversed, credited, given up, too much, used, paid back."""
    ids = [owed(books, price) for price in ("100.00", "80.00", "60.00", "40.00", "20.00", "10.00")]
    service.receive(CALLER, sum_of(books, 13_000, Share(document_id=ids[0], amount=10_000)), TODAY)
    mistake = service.receive(CALLER, sum_of(books, 9_000, Share(document_id=ids[1], amount=8_000)), TODAY)
    service.take_back(CALLER, mistake, TODAY)
    billing.record_payment(CALLER, ids[1], PaymentDraft(amount=3_000, paid_on=TODAY), TODAY)
    single = billing.record_payment(CALLER, ids[2], PaymentDraft(amount=1_000, paid_on=TODAY), TODAY)
    billing.void_payment(CALLER, single, TODAY)
    billing.write_off(CALLER, ids[3], view(ids[3]).row.version, TODAY)
    service.use_credit(CALLER, books.customer, "EUR", [Share(document_id=ids[4], amount=1_500)], TODAY, TODAY)
    service.refund_credit(CALLER, books.customer, 500, "EUR", TODAY, TODAY)
    billing.credit_invoice(CALLER, ids[5], today=TODAY)
    return ids


def test_the_account_ends_with_what_is_open_less_what_is_to_the_customer_s_credit(books: Books) -> None:
    ids = everything(books)
    account = queries.get_account(CALLER, books.customer, "EUR", START, TODAY)
    credit = queries.credit_of(CALLER, books.customer)["EUR"]
    assert credit == 1_000
    assert account.closing == sum(view(each).open for each in ids) - credit
    assert (account.opening, account.credit) == (0, credit)
    kinds = [line.entry.kind for line in account.lines]
    assert kinds.count("invoice") == 6 and kinds.count("credit_note") == 1 and kinds.count("write_off") == 1
    assert queries.account_currencies(CALLER, books.customer) == ["EUR"]
    later = queries.get_account(CALLER, books.customer, "EUR", TODAY, TODAY)
    assert later.closing == account.closing


def test_a_customer_without_anything_has_an_empty_account(books: Books) -> None:
    account = queries.get_account(CALLER, books.customer, "EUR", START, TODAY)
    assert (account.opening, account.closing, account.lines, account.credit) == (0, 0, (), 0)
    assert service.statement_pdf(CALLER, books.customer, "EUR", START, TODAY, TODAY).startswith(b"%PDF-1.7")


def test_the_table_has_the_same_numbers(books: Books) -> None:
    everything(books)
    account = queries.get_account(CALLER, books.customer, "EUR", START, TODAY)
    data = service.statement_csv(CALLER, books.customer, "EUR", START, TODAY, TODAY)
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == len(account.lines) + 2
    assert (rows[0]["kind"], rows[-1]["kind"]) == ("opening", "closing")
    assert Decimal(rows[-1]["balance"]) * 100 == account.closing
    assert sum(Decimal(row["amount"]) for row in rows[1:-1]) * 100 == account.closing


@pytest.mark.parametrize(
    ("start", "end", "currency", "field"),
    [
        (TODAY, TODAY + timedelta(days=1), "EUR", "end"),
        (TODAY, TODAY - timedelta(days=1), "EUR", "start"),
        (START, TODAY, "XXX", "currency"),
    ],
)
def test_what_makes_no_sense_is_refused_by_its_field(
    books: Books, start: date, end: date, currency: str, field: str
) -> None:
    with pytest.raises(UserError) as refused:
        service.statement_csv(CALLER, books.customer, currency, start, end, TODAY)
    assert refused.value.field == field


def test_currencies_are_kept_apart(books: Books) -> None:
    owed(books, "100.00")
    service.receive(
        CALLER,
        RemittanceDraft(amount=700, currency="USD", paid_on=TODAY, shares=(), contact_id=books.customer),
        TODAY,
    )
    assert queries.account_currencies(CALLER, books.customer) == ["EUR", "USD"]
    assert queries.get_account(CALLER, books.customer, "USD", START, TODAY).closing == -700
    assert queries.get_account(CALLER, books.customer, "EUR", START, TODAY).closing == 10_000
