"""Lines of the bank as a person answers them: several at once, passed over, undone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_crm.accounting.queries.money import bank_lines_table
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.rules.remittances import RemittanceDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, TODAY, Books
from tests.receivables.test_remittances import corrected, owed, view

HEAD = "Date,Amount,Currency,Name,Description\n"


def take(*rows: str) -> None:
    service.import_statements(CALLER, "bank.csv", (HEAD + "\n".join(rows) + "\n").encode(), TODAY)


def bank(books: Books) -> tuple[int, int]:
    """A line with the number of an invoice, one with the payer's name only, and one that nobody knows."""
    first, second = owed(books, "100.00"), owed(books, "250.50")
    number = view(first).row.number
    name = view(first).row.customer
    day = TODAY.isoformat()
    take(f"{day},100.00,EUR,,{number}", f"{day},250.50,EUR,{name},thanks", f"{day},9.00,EUR,Who,x")
    return first, second


def test_what_was_looked_at_is_booked_as_proposed(books: Books) -> None:
    first, second = bank(books)
    rows = queries.waiting_rows(CALLER)
    assert [(row.is_certain, row.is_proposed) for row in rows] == [
        (True, True),
        (False, True),
        (False, False),
    ]
    assert rows[1].invoices == (view(second).row.number,) and rows[1].customer
    made = service.book_proposed(CALLER, [row.id for row in rows[:2]], TODAY)
    assert sorted(made) == [row.id for row in rows[:2]]
    assert [view(each).open for each in (first, second)] == [0, 0]
    booked = queries.settled_rows(CALLER, "booked")
    assert {row.invoices for row in booked} == {(view(each).row.number,) for each in (first, second)}
    assert queries.count_lines(CALLER) == {"open": 1, "booked": 2}


def test_where_one_has_no_proposal_none_is_booked(books: Books) -> None:
    first, _second = bank(books)
    rows = queries.waiting_rows(CALLER)
    with pytest.raises(UserError, match="Nothing is proposed for Who"):
        service.book_proposed(CALLER, [row.id for row in rows], TODAY)
    assert view(first).open == 10000 and queries.count_lines(CALLER) == {"open": 3}
    service.book_proposed(CALLER, [rows[0].id], TODAY)
    with pytest.raises(UserError, match="dealt with already"):
        service.book_proposed(CALLER, [rows[0].id], TODAY)


def test_a_line_that_was_skipped_can_wait_again(books: Books) -> None:
    bank(books)
    row = queries.waiting_rows(CALLER)[2]
    service.skip_line(CALLER, row.id)
    assert [each.id for each in queries.settled_rows(CALLER, "skipped")] == [row.id]
    service.wait_again(CALLER, row.id)
    service.wait_again(CALLER, row.id)
    assert queries.count_lines(CALLER) == {"open": 3}


def test_a_line_booked_wrongly_waits_again_once_its_sum_is_taken_back(books: Books) -> None:
    first, _second = bank(books)
    line = queries.waiting_rows(CALLER)[0]
    made = service.book_certain(CALLER, TODAY)[line.id]
    with pytest.raises(UserError):
        service.wait_again(CALLER, line.id)
    service.take_back(CALLER, made, TODAY, "Wrong")
    assert view(first).open == 10000
    again = queries.waiting_rows(CALLER)[0]
    assert (again.id, again.is_certain) == (line.id, True)
    service.book_line(CALLER, line.id, (), books.customer, TODAY)
    assert queries.credit_of(CALLER, books.customer) == {"EUR": 10000}


def test_a_table_is_looked_into_before_anybody_says_what_its_columns_are(books: Books) -> None:
    odd = b"Account;4711\n;\nWhen;How much;Who\n03/04/2026;1.234;Ana\n"
    preview = service.look_into(CALLER, "odd.csv", odd)
    assert preview is not None
    assert (preview.headers, preview.samples) == (("When", "How much", "Who"), ("03/04/2026", "1.234", "Ana"))
    assert preview.known == {}
    known = service.look_into(CALLER, "b.csv", (HEAD + "2026-11-20,1,EUR,Ana,x\n").encode())
    assert known is not None and known.known["amount"] == "Amount"
    assert service.look_into(CALLER, "a.ofx", b"OFXHEADER:100\n<OFX></OFX>") is None


def test_all_money_is_one_list_and_nothing_stands_twice(books: Books) -> None:
    from desktop_crm.billing import service as billing
    from desktop_crm.billing.rules.payments import PaymentDraft

    first, second = bank(books)
    service.book_certain(CALLER, TODAY)
    single = billing.record_payment(CALLER, second, PaymentDraft(amount=5000, paid_on=TODAY), TODAY)
    more = RemittanceDraft(amount=900, currency="EUR", paid_on=TODAY, shares=(), contact_id=books.customer)
    service.receive(CALLER, more, TODAY)
    service.refund_credit(CALLER, books.customer, 400, "EUR", TODAY, TODAY)
    rows = queries.list_money(CALLER, ListView(sort="amount")).rows(0, 10)
    assert [(row.kind, row.amount) for row in rows] == [
        ("refund", 400), ("received", 900), ("received", 5000), ("received", 10000),
    ]  # fmt: skip
    assert rows[2].document_id == second and rows[2].remittance_id is None
    assert [number for _key, number in rows[3].invoices] == [view(first).row.number]
    assert queries.count_money(CALLER) == {"received": 3, "refund": 1, "all": 4}
    billing.void_payment(CALLER, single, TODAY)
    back = queries.list_money(CALLER, ListView(filters=(("kind", "received"),), sort="amount")).rows(0, 10)
    assert [row.is_undone for row in back] == [False, True, False]
    assert queries.list_money(CALLER, ListView(search="nobody like this")).count() == 0


def test_a_booked_line_names_the_invoice_in_the_place_of_the_wrong_one(books: Books) -> None:
    first, _second = bank(books)
    service.book_certain(CALLER, TODAY)
    right = corrected(first)
    assert [row.invoices for row in queries.settled_rows(CALLER, "booked")] == [(view(right).row.number,)]
    span = PeriodDraft(TODAY - timedelta(days=60), TODAY)
    told = [row[-1] for row in bank_lines_table(CALLER, span).rows]
    assert view(right).row.number in told and view(first).row.number not in told


def test_who_may_not_record_payments_answers_no_line(books: Books) -> None:
    bank(books)
    other = replace(CALLER, role="accountant")
    with pytest.raises(UserError):
        service.book_proposed(other, [1], TODAY)
    with pytest.raises(UserError):
        service.wait_again(other, 1)
