"""A final invoice over the whole, and what takes it back, in the books of the accountant: each part once, in
every layout, to the cent also where the paper is in another currency."""

from __future__ import annotations

from decimal import Decimal

import pytest

from desktop_crm.accounting import service
from desktop_crm.accounting.documents import reading
from desktop_crm.accounting.queries import vat_books
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.billing import queries
from desktop_crm.billing import service as billing
from desktop_crm.company.rules.periods import period_of
from desktop_crm.expenses.queries import costs
from desktop_crm.values.messages import translator_for
from tests.billing.conftest import CALLER, TODAY, Books, know, line

D = Decimal
YEAR = period_of("2026")
LINES = (line("1", "818.03", "19"), line("3", "43.33", "7"), line("1", "0.05", "19"))


def stages(books: Books, currency: str) -> int:
    """Two deposits and the final invoice over the whole; its id."""
    quote = books.sent(lines=LINES, currency=currency)
    for percent in (D(12), D("16.66")):
        books.issue(billing.deposit_invoice(CALLER, quote, TODAY, percent=percent).id)
    return books.issue(billing.final_invoice(CALLER, quote, TODAY, is_full=True).id).id


def booked(layout: str) -> int:
    """What customers owe by a file, read back."""
    made = service.journal_files(CALLER, YEAR, layout, TODAY, translator_for("en"))
    content = next(iter(made.files.values()))
    if layout == "datev":
        return sum(row.amount for row in reading.read_bookings(content).rows)
    return sum(line.debit - line.credit for line in reading.read_ventes(content) if line.customer)


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["stands", "cancelled"])
@pytest.mark.parametrize("rate", ["", "0.83712", "0.91337", "1.00001"])
def test_every_layout_comes_to_the_report(books: Books, rate: str, is_cancelled: bool) -> None:
    if rate:
        know("USD", "EUR", rate)
    final = stages(books, "USD" if rate else "EUR")
    if is_cancelled:
        billing.cancel_invoice(CALLER, final, today=TODAY, issued_on=TODAY, render=books.paper)
    entries = vat_books(CALLER, span_of("2026"), "issue").report.entries
    owed = sum(each.base + each.tax for each in entries)
    assert [booked("datev"), booked("ventes")] == [owed, owed]


@pytest.mark.parametrize("is_cancelled", [False, True], ids=["stands", "cancelled"])
def test_a_customer_brought_in_what_the_journal_says(books: Books, is_cancelled: bool) -> None:
    quote = books.sent(lines=LINES)
    deposit = books.issue(billing.deposit_invoice(CALLER, quote, TODAY, percent=D(30)).id).id
    billing.credit_invoice(CALLER, deposit, today=TODAY, issued_on=TODAY, amount=5_000, render=books.paper)
    final = books.issue(billing.final_invoice(CALLER, quote, TODAY, is_full=True).id).id
    if is_cancelled:
        billing.cancel_invoice(CALLER, final, today=TODAY, issued_on=TODAY, render=books.paper)
    net = sum(row.base for row in queries.journal_rows(CALLER, YEAR.starts_on, YEAR.ends_on))
    (page,) = queries.contact_money(CALLER, books.customer, TODAY)
    (profit,) = costs.contact_profit(CALLER, books.customer, TODAY)
    assert (page.revenue_12_months, profit.revenue) == (net, net)


def test_the_papers_of_the_journal_have_its_rows(books: Books) -> None:
    billing.cancel_invoice(CALLER, stages(books, "EUR"), today=TODAY, issued_on=TODAY, render=books.paper)
    papers = queries.journal_entries(CALLER, YEAR.starts_on, YEAR.ends_on)
    rows = queries.journal_rows(CALLER, YEAR.starts_on, YEAR.ends_on)
    assert [row for each in papers for row in each.rows] == rows
