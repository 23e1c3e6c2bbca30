"""The VAT report on real books: each part of every paper once, in the row of its kind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.accounting.queries import vat_books
from desktop_crm.accounting.queries.vat import VatBooks
from desktop_crm.accounting.rules.spans import span_of
from desktop_crm.accounting.rules.vat import Row, entries_of_row
from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import ExtraTaxDraft
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.exchange import Rate
from desktop_crm.company.rules.periods import period_of
from desktop_crm.company.rules.profile import TaxRateDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import AddressDraft, ContactDraft
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.ubl_writing import write_ubl
from desktop_crm.expenses import service as expenses
from desktop_crm.expenses.rules.expenses import ExpenseDraft, VatLine
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.rights import Forbidden
from tests.billing.conftest import CALLER, TODAY, Books, line
from tests.expenses.conftest import to_us

D = Decimal
JUNE = date(2026, 6, 15)
JULY = date(2026, 7, 15)
WHOLE = line("1", "1000.00", "19", description="Work")


def report(period: str = "2026", basis: Any = "issue") -> VatBooks:
    return vat_books(CALLER, span_of(period), basis)


def tax(period: str = "2026", basis: Any = "issue") -> int:
    return report(period, basis).report.sums[0].papers_tax


def said(rows: tuple[Row, ...]) -> list[tuple[str, str, int, int, int]]:
    return [(row.key.sort, row.key.case, row.base, row.tax, row.papers) for row in rows]


def pay(document: int, amount: int, on: date, **more: Any) -> None:
    draft = PaymentDraft(amount=amount, paid_on=on)
    service.record_payment(CALLER, document, draft, TODAY, **more)


def customer(country: str, vat_id: str = "", kind: str = "company", name: str = "") -> int:
    address = Address(street="1", postal_code="1000", city="X", country=country)
    draft = ContactDraft(
        kind=kind,
        name=name or f"Buyer {country}",
        vat_id=vat_id,
        addresses=(AddressDraft(address=address),),  # type: ignore[arg-type]
    )
    return int(contacts.create_contact(CALLER, draft))


def in_balance(books: VatBooks) -> None:
    """Report, journal and papers say the same."""
    span = books.report.standing.span
    journal = [row for row in queries.journal_rows(CALLER, span.starts_on, span.ends_on) if not row.is_sample]
    sorts = ("invoice", "deposit", "credit_note")
    papers = [e for e in books.report.entries if e.sort in sorts and e.case != "further"]
    for currency in {row.currency for row in journal}:
        mine = [each for each in papers if each.own_currency == currency]
        theirs = [row for row in journal if row.currency == currency]
        assert sum(each.own_base for each in mine) == sum(row.base for row in theirs)
        assert sum(each.own_tax for each in mine) == sum(row.tax for row in theirs)
    for row in books.report.rows:
        behind = entries_of_row(books.report.entries, row.key)
        assert (sum(each.base for each in behind), sum(each.tax for each in behind)) == (row.base, row.tax)


@pytest.mark.parametrize("is_full", [False, True])
def test_a_deposit_and_its_final_invoice_count_each_part_once(books: Books, is_full: bool) -> None:
    quote = books.sent(on=JUNE, lines=(line("1", "2000.00", "23", description="Website"),))
    deposit = books.issue(service.deposit_invoice(CALLER, quote, TODAY, percent=D(30)).id, on=JUNE).id
    draft = service.final_invoice(CALLER, quote, TODAY, is_full=is_full).id
    final = books.issue(draft, on=JULY).id
    found = report()
    assert said(found.report.rows) == [
        ("invoice", "taxed", 140_000, 32_200, 1),
        ("deposit", "taxed", 60_000, 13_800, 1),
    ]
    assert found.report.sums[0].payable == 46_000
    assert [each.document_id for each in found.report.entries] == [deposit, final]
    assert (tax("2026-06"), tax("2026-07")) == (13_800, 32_200)
    in_balance(found)
    assert tax("2026", "payment") == 0
    pay(deposit, 73_800, JUNE)
    pay(final, 100_000, JULY)
    assert (tax("2026-06", "payment"), tax("2026-07", "payment")) == (13_800, 18_699)
    pay(final, 72_200, date(2026, 8, 1))
    assert (tax("2026-08", "payment"), tax("2026", "payment")) == (13_501, 46_000)
    assert [row.key.sort for row in report("2026", "payment").report.rows] == ["payment", "deposit_paid"]


def test_cancelling_a_final_invoice_over_the_whole_leaves_its_deposits(books: Books) -> None:
    quote = books.sent(on=JUNE, lines=(line("1", "2000.00", "23", description="Website"),))
    deposit = books.issue(service.deposit_invoice(CALLER, quote, TODAY, percent=D(30)).id, on=JUNE).id
    final = books.issue(service.final_invoice(CALLER, quote, TODAY, is_full=True).id, on=JULY).id
    pay(deposit, 73_800, JUNE)
    again = service.correct_invoice(CALLER, final, today=date(2026, 8, 1), render=books.paper)
    assert (tax("2026-08"), tax(), tax("2026", "payment")) == (-32_200, 13_800, 13_800)
    new = books.issue(again.draft.id, on=date(2026, 9, 1)).id
    assert (tax("2026-09"), tax()) == (32_200, 46_000)
    in_balance(report())
    pay(new, 172_200, date(2026, 9, 2))
    assert tax("2026", "payment") == 46_000


def test_more_than_is_open_is_credited_by_amount_and_paid_back(books: Books) -> None:
    quote = books.sent(on=JUNE, lines=(line("1", "2000.00", "23", description="Website"),))
    deposit = books.issue(service.deposit_invoice(CALLER, quote, TODAY, percent=D(30)).id, on=JUNE).id
    final = books.issue(service.final_invoice(CALLER, quote, TODAY, is_full=True).id, on=JULY).id
    pay(deposit, 73_800, JUNE)
    service.credit_invoice(CALLER, final, None, today=JULY, amount=246_000, render=books.paper)
    assert (tax(), tax("2026", "payment")) == (0, 13_800)
    pay(final, -73_800, date(2026, 8, 1))
    assert tax("2026", "payment") == 0
    in_balance(report())


def test_a_credit_note_counts_on_its_own_day_and_in_its_own_row(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(WHOLE, line("1", "100.00", "7")))
    service.credit_invoice(CALLER, invoice, None, today=JULY, amount=11_900, render=books.paper)
    assert (tax("2026-06"), tax("2026-07"), tax()) == (19_700, -1_807, 17_893)
    found = report()
    assert [row.key.sort for row in found.report.rows] == ["invoice", "invoice", "credit_note", "credit_note"]
    in_balance(found)


def test_a_corrected_invoice_counts_once(books: Books) -> None:
    wrong = books.issued(on=JUNE, lines=(WHOLE,))
    pay(wrong, 59_500, JUNE)
    ref = service.correct_text(CALLER, wrong, today=JULY)
    books.issue(ref.id, on=JULY)
    assert (tax("2026-06"), tax("2026-07")) == (19_000, 0)
    assert report("2026-07").report.rows == ()
    assert tax("2026", "payment") == 9_500
    in_balance(report())


def test_a_discount_kept_back_has_a_row_of_its_own_and_lowers_what_is_owed(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(WHOLE,), early_percent=D(2), early_days=60)
    pay(invoice, 116_620, JULY, discount=2_380)
    found = report().report
    assert said(found.rows) == [
        ("invoice", "taxed", 100_000, 19_000, 1),
        ("discount", "taxed", -2_000, -380, 1),
    ]
    assert (found.sums[0].papers_tax, found.sums[0].output_tax) == (19_000, 18_620)
    paid = report("2026", "payment").report
    assert said(paid.rows) == [("payment", "taxed", 98_000, 18_620, 1)]
    assert paid.sums[0].payable == 18_620
    in_balance(report())


def test_what_was_given_up_is_told_and_not_taken_off(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(WHOLE,))
    pay(invoice, 59_500, JUNE)
    row = queries.get_row(CALLER, invoice, TODAY)
    service.write_off(CALLER, invoice, row.version, JULY)
    found = report().report
    assert said(found.rows)[1] == ("write_off", "taxed", -50_000, -9_500, 1)
    assert (found.sums[0].payable, found.sums[0].given_up_tax) == (19_000, -9_500)
    assert report("2026", "payment").report.sums[0].payable == 9_500
    in_balance(report())


def test_what_is_paid_back_falls_in_its_own_period(books: Books) -> None:
    invoice = books.issued(on=JUNE, lines=(WHOLE,))
    pay(invoice, 119_000, JUNE)
    service.cancel_invoice(CALLER, invoice, today=JULY, render=books.paper)
    assert (tax("2026-07"), tax("2026-07", "payment")) == (-19_000, 0)
    pay(invoice, -119_000, date(2026, 8, 3))
    assert said(report("2026-08", "payment").report.rows) == [("refund", "taxed", -100_000, -19_000, 1)]
    assert (tax(), tax("2026", "payment")) == (0, 0)


def test_a_paper_in_another_currency_counts_at_home_by_the_rate_it_was_stored_with(books: Books) -> None:
    rate = Rate("EUR", "USD", date(2026, 6, 12), D("1.25"), "ecb")
    company_service.save_rate(CALLER, rate, TODAY)
    invoice = books.issued(on=JUNE, currency="USD", lines=(WHOLE,))
    company_service.save_rate(CALLER, replace(rate, rate=D("2")), TODAY)
    (row,) = report().report.rows
    assert (row.key.currency, row.base, row.tax) == ("EUR", 80_000, 15_200)
    pay(invoice, 59_500, JULY)
    assert tax("2026", "payment") == 7_600
    in_balance(report())


def test_a_paper_without_a_rate_stands_in_its_own_currency(books: Books) -> None:
    books.issued(on=JUNE, currency="USD", lines=(line("1", "1000.00", "0", category="Z"),))
    found = report().report
    assert [(each.currency, each.papers_base) for each in found.sums] == [("EUR", 0), ("USD", 100_000)]
    (finding,) = map(str, found.findings)
    assert f"no rate into EUR is known for {found.entries[0].number} (USD)" in finding
    in_balance(report())


def test_every_treatment_stands_in_its_own_row(books: Books) -> None:
    exempt = TaxRateDraft(label="Exempt", category="E", reason=(("en", "Exempt, art. 132"),))
    company_service.save_tax_rate(CALLER, exempt, None, None)
    for category, country, vat_id in (
        ("K", "FR", "FR40303265045"),
        ("AE", "AT", "ATU13585627"),
        ("G", "US", ""),
        ("O", "CH", ""),
        ("E", "DE", ""),
        ("Z", "DE", ""),
    ):
        books.issued(
            on=JUNE,
            contact_id=customer(country, vat_id),
            lines=(line("1", "50.00", "0", category=category),),
            vat_unchecked=True,
            buyer_is="business",
        )
    found = report()
    assert [(row.key.case, row.base, row.tax) for row in found.report.rows] == [
        (case, 5_000, 0)
        for case in ("zero", "reverse_charge", "intra_community", "export", "exempt", "outside")
    ]
    in_balance(found)
    assert [
        (each.country, each.vat_id, each.supplied, each.base, each.proof) for each in found.sales_list
    ] == [
        ("AT", "ATU13585627", "services", 5_000, "unchecked"),
        ("FR", "FR40303265045", "goods", 5_000, "unchecked"),
    ]


def test_a_further_tax_stands_apart_and_counts_where_the_law_knows_it(books: Books) -> None:
    firm = company.get_firm(CALLER)
    spain = replace(firm.draft.address, country="ES")
    company_service.save_firm(
        CALLER, replace(firm.draft, country="ES", address=spain, vat_id="ESB58378431"), firm.version
    )
    recargo = ExtraTaxDraft(code="RE", rate=D("5.2"), category="S", on_rate=D(21))
    other = ExtraTaxDraft(code="XX", rate=D(1))
    invoice = books.issued(
        on=JUNE, lines=(line("1", "1000.00", "21"),), extra_taxes=(recargo, other), contact_id=customer("ES")
    )
    found = report().report
    assert [(row.key.case, row.key.category, row.key.counts, row.tax) for row in found.rows] == [
        ("taxed", "S", True, 21_000),
        ("further", "RE", True, 5_200),
        ("further", "XX", False, 1_000),
    ]
    assert (found.sums[0].papers_tax, found.sums[0].payable) == (21_000, 26_200)
    pay(invoice, 63_600, JULY)
    assert report("2026", "payment").report.sums[0].payable == 13_100
    service.credit_invoice(CALLER, invoice, None, today=date(2026, 8, 1), render=books.paper)
    assert report().report.sums[0].payable == 0


def test_a_small_business_has_a_row_of_its_own_and_deducts_nothing(books: Books) -> None:
    firm = company.get_firm(CALLER)
    company_service.save_firm(CALLER, replace(firm.draft, small_business=True), firm.version)
    books.issued(on=JUNE, lines=(line("1", "50.00", "0", category="E"),))
    expenses.take_in(CALLER, "in.xml", write_cii(to_us(issued_on=JUNE)))
    found = report().report
    assert next((row.key.sort, row.key.case) for row in found.rows) == ("invoice", "small_business")
    assert not found.may_deduct and found.sums[0].input_tax == 0 and found.sums[0].payable == 0


def test_invoices_received_are_input_vat_with_their_files_behind_them(books: Books) -> None:
    taken = expenses.take_in(CALLER, "in.xml", write_cii(to_us(issued_on=JUNE)))
    for basis in ("issue", "payment"):
        found = report("2026-06", basis).report
        (row,) = found.rows
        (entry,) = entries_of_row(found.entries, row.key)
        assert (row.direction, entry.kind, entry.document_id) == ("input", "received_invoice", taken.id)
        assert found.sums[0].payable == -row.tax < 0
    assert report("2026-07").report.rows == ()


def test_an_expense_stands_for_the_invoice_that_it_was_made_of(books: Books) -> None:
    taken = expenses.take_in(CALLER, "in.xml", write_cii(to_us(issued_on=JUNE)))
    expenses.expense_from_received(CALLER, taken.id, TODAY)
    lines = (VatLine(category="S", rate=D(7), net=5_000, tax=350),)
    bought = ExpenseDraft(
        supplier="Buchladen", category="other", country="DE", spent_on=JUNE, lines=lines, paid_on=JULY,
        method="cash",
    )  # fmt: skip
    expenses.create_expense(CALLER, bought, TODAY)
    found = report("2026-06").report
    assert [(each.kind, each.tax) for each in found.entries] == [("expense", 1_900), ("expense", 350)]
    assert found.sums[0].input_tax == 2_250
    assert report("2026-06", "payment").report.sums[0].input_tax == 2_250  # in Germany on the invoice's day


def test_one_invoice_in_several_files_counts_once(books: Books) -> None:
    invoice = to_us(issued_on=JUNE)
    first = expenses.take_in(CALLER, "in.xml", write_cii(invoice))
    for name, content in {
        "twin.xml": write_ubl(invoice),
        "own.xml": write_cii(
            replace(invoice, number="R-9", seller=replace(invoice.seller, vat_id="DE136695976"))
        ),
        "wrong.xml": write_cii(
            replace(invoice, number="R-10", totals=replace(invoice.totals, tax=D("91.00"), gross=D("191.00")))
        ),
    }.items():
        expenses.take_in(CALLER, name, content)
    found = report("2026-06").report
    assert [(each.document_id, each.tax) for each in found.entries] == [(first.id, 1_900)]
    assert found.left_out == {"received": 3}
    expenses.expense_from_received(CALLER, first.id, TODAY)
    assert report("2026-06").report.sums[0].input_tax == 1_900
    expenses.take_in(CALLER, "later.xml", write_cii(replace(invoice, issued_on=JULY)))
    assert report("2026-07").report.sums[0].input_tax == 1_900  # another day: another invoice


@pytest.mark.parametrize(
    ("country", "june", "july"),
    [("ES", 0, 2_100), ("FR", 0, 2_100), ("IE", 2_100, 0), ("NL", 2_100, 0), ("DE", 2_100, 0)],
)
def test_on_payment_an_expense_counts_when_it_was_paid_unless_the_law_says_otherwise(
    books: Books, country: str, june: int, july: int
) -> None:
    firm = company.get_firm(CALLER)
    there = replace(firm.draft.address, country=country)
    moved = replace(firm.draft, country=country, address=there, vat_id="")
    company_service.save_firm(CALLER, moved, firm.version)
    lines = (VatLine(category="S", rate=D(21), net=10_000, tax=2_100),)
    bought = ExpenseDraft(
        supplier="Librería", category="other", country=country, spent_on=JUNE, lines=lines, paid_on=JULY,
        method="cash",
    )  # fmt: skip
    expenses.create_expense(CALLER, bought, TODAY)

    def input_tax(month: str, basis: str) -> int:
        return sum(each.input_tax for each in report(month, basis).report.sums)

    assert [input_tax(month, "payment") for month in ("2026-06", "2026-07")] == [june, july]
    assert input_tax("2026-06", "issue") == 2_100


def test_samples_and_papers_of_other_programs_are_left_out_and_counted(books: Books) -> None:
    books.issued(on=JUNE, lines=(WHOLE,), is_sample=True)
    found = report().report
    assert (found.rows, found.left_out) == ((), {"sample": 1})


def test_a_closed_period_is_shown_as_closed(books: Books) -> None:
    assert report("2026-Q2").report.standing.state == "open"
    company_service.close_period(CALLER, period_of("2026-05"), TODAY)
    assert report("2026-Q2").report.standing.state == "partly"
    assert report("2026-05").report.standing.state == "closed"


def test_owner_and_accountant_read_it_and_nobody_else(books: Books) -> None:
    for role, may in (("owner", True), ("accountant", True), ("member", False), ("assistant", False)):
        caller = Caller("ana", role, "en", "desk")
        if may:
            assert vat_books(caller, span_of("2026")).report.rows == ()
        else:
            with pytest.raises(Forbidden):
                vat_books(caller, span_of("2026"))


def test_days_that_cannot_be_meant_are_refused(books: Books) -> None:
    wrong = replace(span_of("2026"), ends_on=date(2025, 1, 1))
    with pytest.raises(UserError) as refusal:
        vat_books(CALLER, wrong)
    assert refusal.value.field == "end"
