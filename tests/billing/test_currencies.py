"""Papers in other currencies: VAT at home with rate and source, sums at home, yen and dinars."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree

from desktop_crm.billing import queries, service
from desktop_crm.billing.rules.drafts import LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.profile import BankAccountDraft
from desktop_crm.values.errors import UserError
from tests.billing.conftest import CALLER, TODAY, Books, know
from tests.billing.documents.reading import text_of

D = Decimal
FRIDAY = date(2026, 11, 20)
LINE = LineDraft(description="Advice", qty=D(1), price=D("1000.00"), category="S", rate=D(19))


def facts_of(document: int) -> DocumentFacts:
    facts = queries.get_document(CALLER, document, TODAY).facts
    assert facts is not None
    return facts


def test_without_a_rate_it_is_not_issued_and_says_what_is_missing(books: Books) -> None:
    found = queries.problems(CALLER, books.draft(currency="USD", lines=(LINE,)), TODAY)
    (missing,) = [each for each in found if each.field == "tax_currency"]
    assert not missing.is_warning
    assert "art. 230" in str(missing.message)
    with pytest.raises(UserError, match="No exchange rate EUR/USD on 22 Nov 2026"):
        books.issued(currency="USD", lines=(LINE,))
    know("EUR", "USD", "1.25", "ecb", FRIDAY)
    found = queries.problems(CALLER, books.draft(currency="USD", lines=(LINE,)), TODAY)
    assert [each for each in found if each.field == "tax_currency"] == []


def doubts(books: Books, **values: Any) -> dict[str, str]:
    found = queries.problems(CALLER, books.draft(**values), TODAY)
    return {each.field: str(each.message) for each in found if each.is_warning}


def test_a_missing_rate_is_named_with_the_day_of_the_supply(books: Books) -> None:
    supplied = date(2026, 3, 1)
    untaxed = LineDraft(description="Lathe", price=D(1000), category="G", rate=D(0))
    said = doubts(books, currency="KWD", lines=(untaxed,), delivered_on=supplied)
    assert "EUR/KWD on 1 Mar 2026" in said["exchange_rate"]
    found = queries.problems(CALLER, books.draft(currency="USD", lines=(LINE,), delivered_on=supplied), TODAY)
    asked = {each.field: str(each.message) for each in found}
    assert "EUR/USD on 1 Mar 2026" in asked["tax_currency"]
    assert "exchange_rate" not in asked  # said once
    assert "exchange_rate" not in doubts(books, lines=(LINE,))
    know("USD", "EUR", "0.80", day=supplied)
    assert "exchange_rate" not in doubts(books, currency="USD", lines=(untaxed,), delivered_on=supplied)


def test_a_currency_that_no_account_takes_is_told_before_issue(books: Books) -> None:
    know("USD", "EUR", "0.80", day=FRIDAY)
    assert "USD" in doubts(books, currency="USD", lines=(LINE,))["bank_account_id"]
    assert "bank_account_id" not in doubts(books, lines=(LINE,))
    account = BankAccountDraft(label="Dollars", text="Bank of the Hudson, 12-34", currency="USD")
    company_service.save_bank_account(CALLER, account)
    assert "bank_account_id" not in doubts(books, currency="USD", lines=(LINE,))


def test_a_known_rate_is_taken_by_itself_and_kept_with_source_and_day(books: Books) -> None:
    know("EUR", "USD", "1.25", "ecb", FRIDAY)
    facts = facts_of(books.issued(currency="USD", lines=(LINE,)))
    assert (facts.tax_currency, facts.exchange_rate, facts.tax_in_tax_currency) == ("EUR", D("0.8"), 15200)
    home = facts.home
    assert home is not None
    assert (home.currency, home.rate, home.source, home.day) == ("EUR", D("0.8"), "ecb", FRIDAY)
    assert (home.net, home.tax, home.gross) == (80000, 15200, 95200)


def test_a_typed_rate_wins_and_names_no_source(books: Books) -> None:
    know("EUR", "USD", "1.25", "ecb", FRIDAY)
    facts = facts_of(books.issued(currency="USD", lines=(LINE,), tax_currency="EUR", exchange_rate=D("0.9")))
    assert facts.home is not None
    assert (facts.home.rate, facts.home.source, facts.home.tax) == (D("0.9"), "", 17100)


def test_what_is_issued_keeps_its_rate_whatever_is_typed_later(books: Books) -> None:
    know("USD", "EUR", "0.80", day=FRIDAY)
    document = books.issued(currency="USD", lines=(LINE,))
    know("USD", "EUR", "0.50", day=FRIDAY)
    home = facts_of(document).home
    assert home is not None
    assert home.rate == D("0.8")
    assert service.verify(CALLER).findings == ()


def test_a_credit_note_takes_the_rate_of_its_invoice(books: Books) -> None:
    know("EUR", "USD", "1.25", "ecb", FRIDAY)
    document = books.issued(currency="USD", lines=(LINE,))
    know("EUR", "USD", "1.60", "ecb")
    note = facts_of(service.credit_invoice(CALLER, document, today=TODAY, render=books.paper).id)
    assert note.home is not None
    assert (note.exchange_rate, note.home.day, note.home.tax) == (D("0.8"), FRIDAY, 15200)


def test_without_vat_the_sums_at_home_are_kept_all_the_same(books: Books) -> None:
    know("EUR", "USD", "1.25", "ecb", FRIDAY)
    line = LineDraft(description="Lathe", price=D(1000), category="G", rate=D(0))
    facts = facts_of(books.issued(currency="USD", lines=(line,)))
    assert facts.tax_currency == ""
    assert facts.home is not None
    assert (facts.home.net, facts.home.tax, facts.home.gross) == (80000, 0, 80000)


def test_at_home_there_is_nothing_to_convert(books: Books) -> None:
    assert facts_of(books.issued()).home is None


def xml_of(document: int) -> Any:
    return etree.fromstring(queries.stored_xml(CALLER, document))


@pytest.mark.file
def test_the_paper_prints_the_rate_with_its_source_and_the_xml_bt_111(books: Books) -> None:
    know("EUR", "USD", "1.25", "ecb", FRIDAY)
    document = books.new(currency="USD", lines=(LINE,), language="de")
    service.issue_invoice(CALLER, document, today=TODAY)
    text = text_of(queries.stored_pdf(CALLER, document))
    assert "1 USD = 0,8 EUR (ECB, 20.11.2026)" in text
    assert "152,00" in text
    sums = {node.get("currencyID"): node.text for node in xml_of(document).iter("{*}TaxTotalAmount")}
    assert sums == {"USD": "190.00", "EUR": "152.00"}
    assert next(xml_of(document).iter("{*}TaxCurrencyCode")).text == "EUR"


@pytest.mark.file
def test_yen_have_no_decimals_on_paper_and_in_the_xml(books: Books) -> None:
    know("EUR", "JPY", "160")
    line = LineDraft(description="Advice", qty=D(3), price=D(3333), category="S", rate=D(19))
    document = books.new(currency="JPY", lines=(line,))
    service.issue_invoice(CALLER, document, today=TODAY)
    facts = facts_of(document)
    assert (facts.totals.net, facts.totals.tax, facts.totals.gross) == (9999, 1900, 11899)
    assert facts.tax_in_tax_currency == 1188  # 1900 / 160 = 11.875 EUR
    text = text_of(queries.stored_pdf(CALLER, document))
    assert "11,899" in text
    assert "11,899.00" not in text
    assert next(xml_of(document).iter("{*}GrandTotalAmount")).text == "11899"


@pytest.mark.file
def test_dinars_have_three_decimals_and_a_paper_without_xml(books: Books) -> None:
    know("EUR", "KWD", "0.333")
    line = LineDraft(description="Advice", qty=D(1), price=D("100.005"), category="S", rate=D(19))
    document = books.new(currency="KWD", lines=(line,))
    service.issue_invoice(CALLER, document, today=TODAY)
    facts = facts_of(document)
    assert (facts.totals.net, facts.totals.tax, facts.totals.gross) == (100005, 19001, 119006)
    assert not queries.get_document(CALLER, document, TODAY).has_xml
    assert "119.006" in text_of(queries.stored_pdf(CALLER, document))
    assert facts.home is not None
    assert facts.home.net == 30032  # 100.005 / 0.333 = 300.315...


def again(document: int) -> int:
    return service.duplicate(CALLER, document, TODAY).id


def next_month(document: int) -> int:
    (made,) = service.copy_as_next_month(CALLER, [document], TODAY)
    return made


@pytest.mark.parametrize("copy", [again, next_month])
def test_a_copy_takes_the_rate_of_its_own_day(books: Books, copy: Callable[[int], int]) -> None:
    know("USD", "EUR", "0.90", day=date(2026, 9, 1))
    know("USD", "EUR", "0.80", day=FRIDAY)
    first = books.issued(on=date(2026, 9, 1), currency="USD", lines=(LINE,))
    assert facts_of(first).tax_in_tax_currency == 17_100
    view = queries.get_document(CALLER, copy(first), TODAY)
    assert (view.draft.tax_currency, view.draft.exchange_rate) == ("", None)
    facts = queries.preview_facts(CALLER, replace(view.draft, issued_on=TODAY, delivered_on=TODAY), TODAY)
    assert (facts.exchange_rate, facts.tax_in_tax_currency) == (D("0.80"), 15_200)


def test_what_is_billed_of_an_order_takes_the_rate_of_its_own_day(books: Books) -> None:
    know("USD", "EUR", "0.90", day=date(2026, 9, 1))
    know("USD", "EUR", "0.80", day=FRIDAY)
    order = books.new(kind="order", currency="USD", lines=(LINE,))
    service.issue_paper(CALLER, order, today=date(2026, 9, 1), render=books.paper)
    deposit = service.deposit_invoice(CALLER, order, TODAY, percent=D(30)).id
    books.issue(deposit, on=date(2026, 9, 1))
    final = service.final_invoice(CALLER, order, TODAY).id
    books.issue(final, on=TODAY)
    assert [facts_of(each).tax_in_tax_currency for each in (deposit, final)] == [5_130, 10_640]


def test_a_corrected_invoice_and_a_typed_rate_keep_it(books: Books) -> None:
    know("USD", "EUR", "0.90", day=date(2026, 9, 1))
    know("USD", "EUR", "0.80", day=FRIDAY)
    first = books.issued(on=date(2026, 9, 1), currency="USD", lines=(LINE,))
    draft = service.correct_text(CALLER, first, today=TODAY).id
    books.issue(draft, on=TODAY)
    assert facts_of(draft).exchange_rate == D("0.90")
    typed = books.issued(currency="USD", lines=(LINE,), tax_currency="EUR", exchange_rate=D("0.85"))
    assert queries.get_document(CALLER, again(typed), TODAY).draft.exchange_rate == D("0.85")
