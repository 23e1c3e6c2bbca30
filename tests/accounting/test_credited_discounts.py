"""An invoice that was paid in part, the rest discounted or given up, and is credited wholly: what came goes
back, no more and no less."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop_crm.accounting.queries import vat_books
from desktop_crm.accounting.queries.money import open_items_table
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.company.rules.profile import VatBasis
from desktop_crm.receivables import queries as receivables
from desktop_crm.receivables import service as money
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from tests.accounting.test_vat_report import JULY, JUNE
from tests.billing.conftest import CALLER, TODAY, Books, line

PAID, KEPT = 11_662, 238
WAYS: dict[str, Callable[[int], object]] = {
    "cancelled": lambda key: service.cancel_invoice(CALLER, key, today=TODAY, issued_on=JULY),
    "all lines": lambda key: service.credit_invoice(CALLER, key, today=TODAY, issued_on=JULY),
    "the amount": lambda key: service.credit_invoice(
        CALLER, key, today=TODAY, issued_on=JULY, amount=PAID + KEPT
    ),
}


def owed(basis: VatBasis, period: str = "2026") -> int:
    return vat_books(CALLER, span_of(period), basis).report.sums[0].payable


def paid_early(books: Books) -> tuple[int, int]:
    """An invoice over 100.00 and 19 %, paid less 2 %; it and the sum."""
    invoice = books.issued(on=JUNE, lines=(line("1", "100.00", "19"),))
    share = Share(document_id=invoice, amount=PAID, discount=KEPT)
    draft = RemittanceDraft(
        amount=PAID, currency="EUR", paid_on=JUNE, contact_id=books.customer, shares=(share,)
    )
    return invoice, money.receive(CALLER, draft, TODAY)


@pytest.mark.parametrize("way", WAYS)
def test_what_came_is_paid_back_and_no_vat_is_left(books: Books, way: str) -> None:
    invoice, _sum = paid_early(books)
    assert (owed("issue"), owed("payment")) == (1_862, 1_862)
    WAYS[way](invoice)
    row = queries.get_row(CALLER, invoice, TODAY)
    assert (row.state, row.open) == ("credited", -PAID)
    assert (owed("issue", "2026-06"), owed("issue")) == (1_862, 0)
    service.record_payment(CALLER, invoice, PaymentDraft(amount=-PAID, paid_on=TODAY), TODAY)
    assert owed("payment") == 0
    account = receivables.get_account(CALLER, books.customer, "EUR", JUNE - timedelta(days=1), TODAY)
    assert account.closing == 0


def test_the_sum_can_still_be_taken_back(books: Books) -> None:
    invoice, made = paid_early(books)
    service.cancel_invoice(CALLER, invoice, today=TODAY, issued_on=JULY)
    money.take_back(CALLER, made, TODAY)
    assert queries.get_document(CALLER, invoice, TODAY).paid == 0


def test_a_corrected_invoice_keeps_it_on_the_one_in_its_place(books: Books) -> None:
    invoice, _sum = paid_early(books)
    draft = service.correct_invoice(CALLER, invoice, today=TODAY).draft
    right = service.issue_invoice(CALLER, draft.id, today=TODAY, issued_on=TODAY).id
    assert queries.get_row(CALLER, right, TODAY).state == "paid"
    assert owed("issue") == 1_862


def test_what_came_before_the_rest_was_given_up_is_paid_back_when_all_is_credited(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(line("1", "100.00", "19"),))
    service.record_payment(CALLER, invoice, PaymentDraft(amount=1_900, paid_on=JUNE), TODAY)
    service.write_off(CALLER, invoice, queries.get_row(CALLER, invoice, TODAY).version, JULY)
    service.credit_invoice(CALLER, invoice, today=TODAY, issued_on=JULY, amount=9_000)
    assert queries.get_row(CALLER, invoice, TODAY).state == "written_off"  # 10.00 are given up still
    service.cancel_invoice(CALLER, invoice, today=TODAY, issued_on=JULY)
    row = queries.get_row(CALLER, invoice, TODAY)
    assert (row.state, row.open) == ("credited", -1_900)
    account = receivables.get_account(CALLER, books.customer, "EUR", JUNE - timedelta(days=1), TODAY)
    billed = [each.entry.amount for each in account.lines if each.entry.kind == "invoice"]
    assert (billed, account.closing) == ([11_900], -1_900)
    service.record_payment(CALLER, invoice, PaymentDraft(amount=-1_900, paid_on=TODAY), TODAY)
    assert (owed("issue"), owed("payment")) == (0, 0)


def test_a_part_that_is_credited_leaves_the_discount(books: Books) -> None:
    invoice, _sum = paid_early(books)
    service.credit_invoice(CALLER, invoice, today=TODAY, issued_on=JULY, amount=5_000)
    assert queries.get_row(CALLER, invoice, TODAY).open == -5_000


def test_a_sum_taken_back_after_the_invoice_was_credited_takes_what_it_gave_up_along(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(line("1", "100.00", "19"),))
    share = Share(document_id=invoice, amount=11_897, write_off=True)
    draft = RemittanceDraft(
        amount=11_897, currency="EUR", paid_on=JUNE, contact_id=books.customer, shares=(share,)
    )
    made = money.receive(CALLER, draft, JUNE)
    service.cancel_invoice(CALLER, invoice, today=TODAY, issued_on=JULY)
    money.take_back(CALLER, made, TODAY)
    span = span_of("2026-06")
    assert [row[8] for row in open_items_table(CALLER, PeriodDraft(JUNE, JUNE)).rows] == [119]
    assert "write_off" not in {row.key.sort for row in vat_books(CALLER, span, "issue").report.rows}
    assert receivables.get_account(CALLER, books.customer, "EUR", JUNE, JUNE).closing == 11_900
