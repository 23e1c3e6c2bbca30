"""Texts that nobody should type and somebody does."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing.documents import einvoice, paper
from desktop_crm.billing.rules.facts import DocumentFacts, LineFacts, NamedAmount
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values.errors import UserError
from tests.billing.documents import papers
from tests.billing.documents.reading import text_of

MARKUP = '<b>bold</b> <img src="file:///etc/passwd"/> & <Ltd> {name} %s (paren) \\ [x] "q" \'a\' ET EMC'


def with_text(text: str) -> DocumentFacts:
    """The same text wherever a person can type one."""
    line = LineFacts(name=text, details=text, code=text[:50], price=Decimal(10), rate=Decimal(19))
    facts = papers.paper((LineFacts(name=text, is_section=True), line))
    return replace(
        facts, intro=text, notes=text, terms=text, legal_texts=(text,), order_number=text, project=text,
        payment_reference=text, buyer=replace(papers.BUYER, customer_number=text, contact_name=text),
        seller=replace(papers.SELLER, phone=text), bank=replace(papers.BANK, holder=text, text=text),
        footer=((text,), (text, text)),
    )  # fmt: skip


def test_markup_is_printed_as_it_was_typed() -> None:
    text = text_of(paper.render(with_text(MARKUP)).pdf)
    assert "<b>bold</b>" in text
    assert "& <Ltd> {name} %s (paren) \\ [x]" in text


def test_control_characters_and_marks_of_direction_never_reach_the_page_or_the_xml() -> None:
    facts = with_text("a\x00b\x07c\x1b[31m\u202egnp.exe\u200b\u2066d\ufeff")
    rendered = paper.render(facts)
    text = text_of(rendered.pdf)
    assert "abc[31mgnp.exed" in text
    assert rendered.xml is not None
    assert "abc[31mgnp.exed" in rendered.xml.decode()


@pytest.mark.parametrize("letters", ["x", "W ", "Straße-", "a\u00ad"])
def test_ten_thousand_characters_anywhere_are_printed_or_refused_by_name(letters: str) -> None:
    long = (letters * 10_000)[:10_000].strip()
    assert paper.render(with_text(long)).pages > 2


@pytest.mark.parametrize("name", ["N" * 10_000, "word " * 2_000])
def test_a_name_too_long_for_the_window_is_refused_and_names_the_field(name: str) -> None:
    facts = papers.paper(buyer=replace(papers.BUYER, name=name.strip()))
    with pytest.raises(UserError) as refused:
        paper.render(facts)
    assert refused.value.field == "customer"
    assert paper.draft_pdf(facts).startswith(b"%PDF-")


def test_six_address_lines_fit_and_a_seventh_is_refused() -> None:
    six = Address(attention="A", street="S 1\nS 2", postal_code="1", city="C", country="DE")
    paper.check_paper(papers.paper(buyer=replace(papers.BUYER, address=six)))
    seven = replace(six, street="S 1\nS 2\nS 3")
    with pytest.raises(UserError) as refused:
        paper.check_paper(papers.paper(buyer=replace(papers.BUYER, address=seven)))
    assert refused.value.field == "customer"


@pytest.mark.parametrize(
    ("text", "character"), [("Hi 😀", "😀"), ("漢字", "漢"), ("שלום", "ש"), ("سلام", "س"), ("हिन्दी", "ह")]
)
def test_letters_that_cannot_be_printed_are_named_with_their_field(text: str, character: str) -> None:
    facts = papers.paper()
    facts = replace(facts, lines=(facts.lines[0], replace(facts.lines[1], name=text), facts.lines[2]))
    assert paper.missing_glyphs(facts)[0] == paper.MissingGlyph(character, "lines[2].name")
    with pytest.raises(UserError) as refused:
        paper.render(facts)
    assert refused.value.field == "lines[2].name"
    assert character in str(refused.value)
    assert paper.draft_pdf(facts).startswith(b"%PDF-")


def test_each_field_that_is_printed_is_looked_at() -> None:
    found = {one.field for one in paper.missing_glyphs(with_text("漢"))}
    looked_at = (
        "buyer.customer_number seller.phone bank.holder bank.text lines[1].name lines[2].details intro notes "
        "terms legal_texts[1] order_number footer[2][2] payment_reference"
    )
    assert set(looked_at.split()) <= found


@pytest.mark.parametrize(
    "text", ["Łódź Čapek Ğüneş Ærø", "Ελληνικά", "Київ Жук", "₺ ₴ ₦ ₹ ₽ → ☑ m³ ½ Ω", "ı̇"]
)
def test_the_scripts_of_europe_and_common_signs_are_printed(text: str) -> None:
    facts = papers.paper((LineFacts(name=text, price=Decimal(1), rate=Decimal(19)),))
    assert paper.missing_glyphs(facts) == []
    import unicodedata

    assert unicodedata.normalize("NFC", text) in text_of(paper.render(facts).pdf)


def test_letters_typed_in_two_parts_are_joined() -> None:
    facts = papers.paper((LineFacts(name="Café Zürich", price=Decimal(1), rate=Decimal(19)),))
    assert "Café Zürich" in text_of(paper.render(facts).pdf)


@given(text=st.text(max_size=80))
def test_any_text_at_all_gives_a_draft_and_never_a_crash(text: str) -> None:
    assert paper.draft_pdf(with_text(text)).startswith(b"%PDF-")
    if paper.missing_glyphs(with_text(text)):
        with pytest.raises(UserError) as refused:
            paper.render(with_text(text))
        assert refused.value.field
    else:
        assert paper.render(with_text(text)).xml is not None


@pytest.mark.parametrize("price", ["0", "0.000001", "-0.01", "9999999999.99"])
@pytest.mark.parametrize("qty", ["0", "-1", "0.000001", "1000"])
def test_absurd_amounts_are_printed_within_the_margins(price: str, qty: str) -> None:
    line = LineFacts(name="Thing", qty=Decimal(qty), price=Decimal(price), rate=Decimal(19))
    assert paper.render(papers.paper((line,))).pages == 1


def test_sums_that_do_not_add_up_are_never_printed_as_an_invoice() -> None:
    facts = papers.paper()
    with pytest.raises(UserError):
        paper.render(replace(facts, withholdings=(NamedAmount(name="X", amount=5),)))


def test_an_empty_paper_is_drawn() -> None:
    nobody = replace(papers.BUYER, name="", address=Address(), vat_id="", customer_number="")
    seller = replace(papers.SELLER, name="", address=Address(), vat_id="", tax_number="", legal_id="")
    facts = papers.paper((), buyer=nobody, seller=seller, bank=None, intro="", number="")
    assert paper.draft_pdf(facts).startswith(b"%PDF-")
    assert not einvoice.has_xml(facts)
