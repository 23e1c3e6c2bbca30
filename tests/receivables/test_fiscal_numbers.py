"""Where the tax office's portal numbers an invoice, money and reminders go by that number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.fiscal import FiscalDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.receivables import queries, service
from desktop_crm.receivables.queries import cash, dunning
from desktop_crm.receivables.rules.matching import OpenInvoice, propose
from desktop_crm.receivables.rules.remittances import RemittanceDraft, Share
from desktop_crm.receivables.rules.statements import StatementLine
from desktop_crm.values.paging import ListView
from tests.billing.conftest import CALLER, TODAY, Books, line
from tests.billing.test_fiscal_documents import move_firm

OWN, FISCAL = "2026-0001", "FT A/12"


@pytest.fixture
def certified(books: Books) -> int:
    """A Portuguese seller's invoice over 100.00, overdue, with its certified document taken in."""
    move_firm("PT")
    day = TODAY - timedelta(days=60)
    made = books.issued(on=day, delivered_on=day, lines=(line("1", "100", "0", category="Z"),))
    billing_service.take_in_fiscal(CALLER, made, FiscalDraft(number=FISCAL, issued_on=day), TODAY)
    return made


def test_the_statement_of_account_and_the_reminder_name_the_fiscal_number(
    books: Books, certified: int
) -> None:
    service.run_dunning(CALLER, TODAY)
    assert [each.invoice for each in dunning.tray(CALLER, TODAY)] == [FISCAL]
    payment = PaymentDraft(amount=4000, paid_on=TODAY, method="cash")
    billing_service.record_payment(CALLER, certified, payment, TODAY)
    account = queries.get_account(CALLER, books.customer, "EUR", TODAY - timedelta(days=90), TODAY)
    assert {each.entry.number for each in account.lines} == {FISCAL}
    assert [each.text for each in cash.open_movements(CALLER)] == [FISCAL]


def test_a_sum_names_the_fiscal_number(books: Books, certified: int) -> None:
    draft = RemittanceDraft(amount=10000, currency="EUR", paid_on=TODAY, contact_id=books.customer,
                            shares=(Share(document_id=certified, amount=10000),))  # fmt: skip
    made = service.receive(CALLER, draft, TODAY)
    assert [each.number for each in queries.get_remittance(CALLER, made).shares] == [FISCAL]
    rows = queries.list_money(CALLER, ListView()).rows(0, 10)
    assert [each.invoices for each in rows] == [((certified, FISCAL),)]


@pytest.mark.parametrize("said", [FISCAL, "FT A12", OWN])
def test_a_bank_onemay_say_either_number(books: Books, certified: int, said: str) -> None:
    assert billing.get_row(CALLER, certified, TODAY).number == FISCAL
    csv = f"Booking date,Amount,Currency,Name,Description\n{TODAY},100.00,EUR,Somebody,{said}\n"
    service.import_statements(CALLER, "bank.csv", csv.encode(), TODAY)
    (found,) = queries.waiting_lines(CALLER)
    assert found.proposal is not None and found.proposal.is_certain
    assert [each.document_id for each in found.proposal.shares] == [certified]


def test_the_fiscal_number_of_one_invoice_goes_before_our_number_of_another() -> None:
    invoices = [
        OpenInvoice(id=1, number="FT 1", own_number="2026-0002", contact_id=1, customer="Ana", currency="EUR",
                    open=5000, issued_on=TODAY),
        OpenInvoice(id=2, number="2026/0002", own_number="2026-0001", contact_id=2, customer="Bea",
                    currency="EUR", open=5000, issued_on=TODAY),
    ]  # fmt: skip
    paid = StatementLine(booked_on=TODAY, amount=5000, currency="EUR", text="2026-0002")
    (found,) = propose([paid], invoices, {})
    assert [each.document_id for each in found.shares] == [2]


def test_a_number_of_a_few_digits_books_nothing_by_itself() -> None:
    """Portals count 1, 2, 3; a day in a text is no number of an invoice."""
    twelfth = OpenInvoice(id=1, number="12", own_number="2026-0012", contact_id=1, customer="Ana",
                          currency="EUR", open=5000, issued_on=TODAY)  # fmt: skip
    paid = StatementLine(booked_on=TODAY, amount=5000, currency="EUR", name="Other", text="Pago 12/10")
    (found,) = propose([paid], [twelfth], {})
    assert not found.is_certain


@pytest.mark.parametrize(("amounts", "paid"), [((5000, 7000), [1]), ((5000, 5000), []), ((7000, 9000), [])])
def test_a_number_that_two_invoices_bear_says_which_one_only_by_its_amount(
    amounts: tuple[int, int], paid: list[int]
) -> None:
    """Portals begin anew with each year and series."""
    invoices = [
        OpenInvoice(id=key, number="0012/A", own_number=f"2026-000{key}", contact_id=key, customer="Ana",
                    currency="EUR", open=amount, issued_on=TODAY)
        for key, amount in enumerate(amounts, 1)
    ]  # fmt: skip
    one = StatementLine(booked_on=TODAY, amount=5000, currency="EUR", name="Other", text="Fattura 0012/A")
    (found,) = propose([one], invoices, {})
    assert [each.document_id for each in found.shares if found.is_certain] == paid
