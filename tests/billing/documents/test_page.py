"""What stands on the paper."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from pypdf import PdfReader

from desktop_crm.billing.documents import paper as papers_of
from desktop_crm.billing.rules.facts import AdjustmentFacts, BankFacts, DocumentFacts, LineFacts, Preceding
from tests.billing.documents import papers
from tests.billing.documents.reading import page_texts, text_of


def printed(facts: DocumentFacts) -> str:
    return text_of(papers_of.render(facts).pdf)


def test_the_story_prints_every_figure_of_its_sums() -> None:
    text = printed(papers.paper())
    for figure in ("12.5", "80.00", "1,000.00", "249.90", "10%", "224.91", "19.99", "59.97"):
        assert figure in text
    assert "Net amount 1,284.88" in text
    assert "VAT 23% on 1,224.91 281.73" in text
    assert "VAT 6% on 59.97 3.60" in text
    assert "Invoice total EUR 1,570.21" in text


def test_who_to_whom_number_dates_and_references_are_there() -> None:
    text = printed(papers.paper(buyer_reference="04011000-1234512345-35", project="P-7", contract="C-9"))
    for part in (
        "Invoice 2026-0042",
        "22/11/2026",
        "01/10/2026 – 31/10/2026",
        "4500381177",
        "04011000-1234512345-35",
        "P-7",
        "C-9",
        "10482",
        "DE811569869",
        "Müller & Söhne Großhandelsgesellschaft mbH",
        "Frau Özdemir-Łukasiewicz",
        "70173 Stuttgart",
        "GERMANY",
        "VAT ID PT501964843",
        "Page 1 of 1",
    ):
        assert part in text


def test_early_payment_prints_its_date_and_both_amounts() -> None:
    text = printed(papers.paper(early=Decimal(2)))
    assert "until 02/12/2026 less 2% (−€31.40) €1,538.81" in text
    assert "until 22/12/2026 in full €1,570.21" in text


def test_the_account_is_printed_in_groups_with_its_reference() -> None:
    text = printed(papers.paper())
    assert "PT50 0002 0123 1234 5678 9015 4" in text
    assert "BEXAPTPL · Banco Exemplo" in text
    assert "2026-0042 / 10482" in text


def test_accounts_without_iban_print_what_they_have() -> None:
    bank = BankFacts(
        holder="Ateliê",
        pix_key="chave@example",
        lines=(("Agency", "0912"), ("Account", "45120-7")),
        text="Thanks!",
    )
    text = printed(papers.paper(bank=bank, payment_reference=""))
    for part in ("Pix key chave@example", "Agency 0912", "Account 45120-7", "Thanks!"):
        assert part in text


def test_discounts_charges_prepaid_rounding_and_withholding_each_have_a_row() -> None:
    facts = papers.paper(
        discount=Decimal(3),
        charge=Decimal("12.50"),
        prepaid=Decimal(500),
        withholding=Decimal(5),
        rounding=Decimal("-0.02"),
    )
    text = printed(facts)
    t = facts.totals
    assert "Sum of the lines 1,284.88" in text
    assert "Loyalty 3% −38.55" in text
    assert "Freight 12.50" in text
    assert f"Total including VAT {t.gross / 100:,.2f}" in text
    assert "Already paid −500.00" in text
    assert "Rounding −0.02" in text
    assert f"Withheld: IRS 5% −{t.withheld / 100:,.2f}" in text
    assert f"Amount due EUR {t.due / 100:,.2f}" in text


def test_prices_with_tax_say_which_tax_is_in_them() -> None:
    line = LineFacts(name="All in", price=Decimal(500), rate=Decimal(23))
    text = printed(papers.paper((line,), price_mode="gross"))
    assert "Invoice total EUR 500.00 of which VAT 23% on 406.50 93.50" in text
    assert "Net amount" not in text


def test_tax_in_the_firms_own_currency_is_printed_with_the_rate() -> None:
    facts = papers.paper(currency="USD", tax_currency="EUR", exchange_rate=Decimal("0.92"))
    assert f"VAT in EUR 1 USD = 0.92 EUR {facts.tax_in_tax_currency / 100:,.2f}" in printed(facts)


def test_sections_have_subtotals_and_optional_lines_do_not_count() -> None:
    lines = (
        LineFacts(name="Design", is_section=True),
        LineFacts(name="Logo", price=Decimal(100)),
        LineFacts(name="Print", is_section=True),
        LineFacts(name="Flyer", price=Decimal(50)),
        LineFacts(name="Poster", price=Decimal(70), is_optional=True),
    )
    facts = papers.paper(lines, kind="quote", valid_until=date(2026, 12, 31), due_on=None)
    text = printed(facts)
    assert "Subtotal Design 100.00" in text
    assert "Subtotal Print 50.00" in text
    assert "Optional: Poster" in text
    assert "Not included in the total" in text
    assert "Total EUR 150.00" in text
    assert "We accept this quote" in text
    assert "This quote is valid until 31/12/2026." in text


def test_a_column_without_any_value_does_not_appear() -> None:
    plain = printed(papers.paper((LineFacts(name="Thing", price=Decimal(1), rate=Decimal(19)),)))
    assert "Discount" not in plain
    assert "Discount" in printed(papers.paper())


def test_line_discounts_with_reasons_and_surcharges_stand_under_the_line() -> None:
    line = LineFacts(
        name="Thing",
        price=Decimal(100),
        base_qty=Decimal(10),
        qty=Decimal(20),
        code="A-1",
        adjustments=(
            AdjustmentFacts(amount=500, reason="Scratch"),
            AdjustmentFacts(amount=250, is_charge=True),
        ),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 1, 31),
    )
    text = printed(papers.paper((line,)))
    for part in (
        "Scratch: −5.00",
        "Surcharge: 2.50",
        "197.50",
        "Price per 10 pcs.",
        "Item no. A-1",
        "01/01/2026 – 31/01/2026",
    ):
        assert part in text


def test_a_credit_note_names_the_invoice_and_has_positive_amounts() -> None:
    facts = papers.paper(
        kind="credit_note",
        number="CN-2026-0001",
        due_on=None,
        preceding=Preceding(number="2026-0042", issued_on=date(2026, 11, 22)),
    )
    text = printed(facts)
    assert "Credit note CN-2026-0001 for invoice 2026-0042 of 22/11/2026" in text
    assert "Credit total EUR 1,570.21" in text
    assert "IBAN PT50 0002" in text.split("Page 1 of 1")[1]
    assert "Scan to pay" not in text


def test_the_lines_of_a_paper_that_is_not_fiscal_add_up_to_its_total() -> None:
    text = printed(papers.paper(is_fiscal=False, discount=Decimal(3)))
    assert "Sum of the lines 1,570.21" in text
    assert "Loyalty 3% −47.11" in text
    assert "Total to pay BRL" not in text
    assert "Total to pay EUR 1,523.10" in text


@pytest.mark.parametrize("kind", ["invoice", "quote", "credit_note"])
def test_an_internal_note_says_so_and_offers_no_way_to_pay_or_accept(kind: str) -> None:
    preceding = Preceding(number="7", issued_on=date(2026, 1, 1)) if kind == "credit_note" else None
    facts = papers.paper(is_fiscal=False, is_internal=True, kind=kind, intro="", preceding=preceding)
    rendered = papers_of.render(facts, papers_of.Pictures(papers.logo(), papers.logo()))
    text = text_of(rendered.pdf)
    assert "Internal note – not for the customer · 2026-0042" in text
    assert "Total EUR 1,570.21" in text
    assert rendered.xml is None
    for word in ("Scan to pay", "Payment", "We accept", "Quote", "Invoice", "Signature", "281.73"):
        assert word not in text


def test_drafts_and_samples_are_marked_and_have_no_payment_code() -> None:
    draft = text_of(papers_of.draft_pdf(papers.paper(number="")))
    assert "Invoice – draft" in draft
    assert "Scan to pay" not in draft
    sample = printed(papers.paper(is_sample=True))
    assert "Sample for trial only" in sample


def test_a_paid_invoice_says_that_nothing_is_left() -> None:
    facts = papers.paper(prepaid=Decimal("1570.21"))
    assert facts.totals.due == 0
    assert "Nothing is left to pay." in printed(facts)


def test_legal_wordings_stand_between_totals_and_payment_and_notes_after_it() -> None:
    text = printed(papers.paper(legal_texts=("Reverse charge applies.",), notes="See you soon."))
    order = [
        text.index(part) for part in ("Invoice total", "Reverse charge applies.", "Payment", "See you soon.")
    ]
    assert order == sorted(order)


def test_pictures_stand_on_the_page_with_words_for_those_who_do_not_see_them() -> None:
    pdf = papers_of.render(papers.paper(), papers_of.Pictures(papers.logo(), papers.logo())).pdf
    reader = PdfReader(io.BytesIO(pdf))
    assert len(reader.pages[0].images) >= 1
    alts = _alts(reader)
    assert "Logo of Falkenberg Design Lda." in alts
    assert "Signature or stamp of Falkenberg Design Lda." in alts
    assert any(
        alt.startswith("QR code for a bank transfer to Falkenberg Design Lda., €1,570.21") for alt in alts
    )


def _alts(reader: PdfReader) -> list[str]:
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]["/K"].get_object()]
    while waiting:
        item = waiting.pop()
        if "/Alt" in item:
            found.append(str(item["/Alt"]))
        kids = item.get("/K", [])
        kids = kids if isinstance(kids, list) else [kids]
        waiting += [kid.get_object() for kid in kids if not isinstance(kid, int) and "/S" in kid.get_object()]
    return found


def test_later_pages_repeat_number_customer_and_date() -> None:
    lines = tuple(LineFacts(name=f"Service {n}", price=Decimal(10), rate=Decimal(23)) for n in range(60))
    pages = page_texts(papers_of.render(papers.paper(lines)).pdf)
    assert len(pages) == 3
    for number, text in enumerate(pages, 1):
        assert f"Page {number} of 3" in text
        assert "Invoice 2026-0042" in text
    assert "Müller & Söhne Großhandelsgesellschaft mbH · 22/11/2026" in pages[1]
    assert "Subtotal" in pages[0]
    assert "Carried forward" in pages[1]


def test_a_price_with_many_decimals_and_a_quantity_keep_them() -> None:
    line = LineFacts(name="Click", qty=Decimal("1250000.375"), price=Decimal("0.0088"), rate=Decimal(19))
    text = printed(papers.paper((line,)))
    assert "1,250,000.375" in text
    assert "0.0088" in text


def test_the_same_facts_with_another_colour_are_the_same_text() -> None:
    facts = papers.paper()
    assert printed(replace(facts, accent="#FFEE00")) == printed(facts)
