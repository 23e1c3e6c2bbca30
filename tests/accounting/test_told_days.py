"""What was told of a day stays told: corrections, credit notes and money of later days change nothing of it,
not in the VAT report, not in the open items, not in the customer's account."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from desktop_crm.accounting.queries import vat_books
from desktop_crm.accounting.queries.money import open_items_table, payments_table
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import service as company
from desktop_crm.company.rules.periods import PeriodDraft, period_of
from desktop_crm.database.connection import raw
from desktop_crm.receivables import queries as receivables
from desktop_crm.receivables import service as money
from desktop_crm.receivables.queries import cash
from desktop_crm.receivables.rules.accounts import REPLACED
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from tests.accounting.test_vat_report import JULY, JUNE
from tests.billing.conftest import CALLER, TODAY, Books, line

END = date(2026, 6, 30)
DUE, PAID, KEPT = 11_900, 11_662, 238
Act = Callable[[Books, int], object]


def pay(invoice: int, amount: int, on: date, discount: int = 0) -> int:
    draft = PaymentDraft(amount=amount, paid_on=on)
    return service.record_payment(CALLER, invoice, draft, TODAY, discount=discount)


def correct(books: Books, invoice: int) -> None:
    draft = service.correct_invoice(CALLER, invoice, today=JULY).draft
    books.issue(draft.id, on=JULY)


def correct_twice(books: Books, invoice: int) -> None:
    correct(books, invoice)
    correct(books, latest())


def latest() -> int:
    """The invoice that was begun last."""
    return int(raw().execute("SELECT max(id) FROM document WHERE kind = 'invoice'").fetchone()[0])


def say_it_in_other_words(books: Books, invoice: int) -> None:
    books.issue(service.correct_text(CALLER, invoice, today=JULY).id, on=JULY)


def credit(books: Books, invoice: int) -> None:
    service.credit_invoice(CALLER, invoice, today=JULY, issued_on=JULY, render=books.paper)


def take_the_moved_payment_back(books: Books, invoice: int) -> None:
    correct(books, invoice)
    moved = queries.get_document(CALLER, latest(), TODAY).payments[0]
    service.void_payment(CALLER, moved.id, TODAY)


LATER: dict[str, Act] = {
    "corrected": correct,
    "corrected twice": correct_twice,
    "in other words": say_it_in_other_words,
    "credited": credit,
    "cancelled": lambda books, key: service.cancel_invoice(
        CALLER, key, today=JULY, issued_on=JULY, render=books.paper
    ),
    "corrected, the payment taken back": take_the_moved_payment_back,
}
BEFORE: dict[str, Callable[[int], object]] = {
    "paid": lambda key: pay(key, DUE, JUNE),
    "paid in part": lambda key: pay(key, 1_900, JUNE),
    "paid early": lambda key: pay(key, PAID, JUNE, KEPT),
    "given up": lambda key: service.write_off(CALLER, key, queries.get_row(CALLER, key, JUNE).version, JUNE),
    "paid in part, the rest given up": lambda key: (
        pay(key, 1_900, JUNE),
        service.write_off(CALLER, key, queries.get_row(CALLER, key, JUNE).version, JUNE),
    ),
}


def told(books: Books) -> dict[str, Any]:
    """What books and accounts say of June."""
    span = PeriodDraft(date(2026, 6, 1), END)
    account = receivables.get_account(CALLER, books.customer, "EUR", span.starts_on, END)
    return {
        "issue": vat_books(CALLER, span_of("2026-06"), "issue").report.rows,
        "payment": vat_books(CALLER, span_of("2026-06"), "payment").report.rows,
        "open": [row[8] for row in open_items_table(CALLER, span).rows],
        "payments": list(payments_table(CALLER, span).rows),
        "account": (account.closing, account.ages, account.credit),
        "lines": [(each.entry.on, each.entry.kind, each.entry.amount) for each in account.lines],
    }


CASES = [
    (before, later)
    for before in BEFORE
    for later in LATER
    if "given up" not in before or not ("words" in later or "taken back" in later)
]
"""What was given up is not corrected, and then nothing moves."""


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize(("before", "later"), CASES)
def test_june_stays_as_it_was_told(books: Books, before: str, later: str, is_closed: bool) -> None:
    invoice = books.issued(on=JUNE, lines=(line("1", "100.00", "19"),))
    BEFORE[before](invoice)
    june = told(books)
    if is_closed:
        company.close_period(CALLER, period_of("2026-06"), JULY)
    LATER[later](books, invoice)
    assert told(books) == june
    account = receivables.get_account(CALLER, books.customer, "EUR", JUNE, TODAY)
    assert account.closing == sum(each.open for each in queries.documents_of(CALLER, books.customer, TODAY))


def test_money_after_a_mistyped_payment_counts_on_its_own_day(books: Books) -> None:
    """The same sum on the corrected invoice, right after the mistyped one was taken back, is no move."""
    invoice = books.issued(on=JUNE, lines=(line("1", "100.00", "19"),))
    service.void_payment(CALLER, pay(invoice, DUE, JUNE), TODAY)
    correct(books, invoice)
    pay(latest(), DUE, JULY)
    account = receivables.get_account(CALLER, books.customer, "EUR", JUNE, TODAY)
    assert [each.entry.on for each in account.lines if each.entry.kind == "payment"] == [JULY]


def test_an_account_goes_on_where_the_one_before_ended(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(line("1", "100.00", "19"),))
    before = receivables.get_account(CALLER, books.customer, "EUR", JUNE, END)
    say_it_in_other_words(books, invoice)
    after = receivables.get_account(CALLER, books.customer, "EUR", END + timedelta(days=1), TODAY)
    assert (before.closing, after.opening, after.closing) == (DUE, DUE, DUE)
    assert [(each.entry.kind, each.entry.amount) for each in after.lines] == [
        (REPLACED, -DUE), ("invoice", DUE),
    ]  # fmt: skip
    assert (after.billed, after.settled) == (0, 0)


def test_cash_that_never_came_lies_in_the_box_on_no_day(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(line("1", "100.00", "19"),))
    draft = RemittanceDraft(
        amount=DUE + 500, currency="EUR", paid_on=JUNE, contact_id=books.customer, method="cash",
        shares=(Share(document_id=invoice, amount=DUE),),
    )  # fmt: skip
    made = money.receive(CALLER, draft, JUNE)
    assert cash.cash_in_box(CALLER, JUNE) == DUE + 500
    money.take_back(CALLER, made, TODAY)
    assert [cash.cash_in_box(CALLER, day) for day in (JUNE, JULY, TODAY)] == [0, 0, 0]
