"""What the law wants said on the paper beside figures: why no VAT, where the goods went, who answers."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from lxml import etree
from pypdf import PdfReader

from desktop_crm.billing.documents import paper as papers_of
from desktop_crm.billing.rules.facts import DocumentFacts, LineFacts, PartyFacts
from desktop_crm.company.rules.addresses import Address
from desktop_crm.einvoice.cii_reading import SPACES
from tests.billing.documents import papers
from tests.billing.documents.reading import text_of


def printed(facts: DocumentFacts) -> str:
    return text_of(papers_of.render(facts).pdf)


def untaxed(category: str, reason: str, **changes: object) -> DocumentFacts:
    lines = (LineFacts(name="Work", qty=Decimal(1), price=Decimal(900), category=category, rate=Decimal(0)),)
    facts = papers.paper(lines, delivered_on=date(2026, 10, 30), **changes)
    return replace(facts, taxes=tuple(replace(tax, reason=reason) for tax in facts.taxes))


@pytest.mark.parametrize("category", ["E", "AE", "K", "G", "O"])
def test_the_reason_for_no_vat_stands_between_the_totals_and_the_payment(category: str) -> None:
    text = printed(untaxed(category, "This is why no tax is charged"))
    assert text.count("This is why no tax is charged") == 1
    assert text.index("Invoice total") < text.index("This is why") < text.index("Payment until")


def test_a_reason_that_is_also_a_wording_of_the_seller_is_said_once() -> None:
    text = printed(untaxed("E", "Small business", legal_texts=("Small business", "And more")))
    assert text.count("Small business") == 1
    assert "And more" in text


def test_a_place_of_delivery_other_than_the_buyers_address_is_printed() -> None:
    place = PartyFacts(name="Depot", address=Address(street="Kai 8", city="Lyon", country="FR"))
    assert "Delivery to: Depot, Kai 8, Lyon, FRANCE" in printed(papers.paper(delivery=place))
    same = PartyFacts(name=papers.BUYER.name, address=papers.BUYER.address)
    assert "Delivery to" not in printed(papers.paper(delivery=same))


@pytest.mark.parametrize("language", ["en", "pt_PT", "pt_BR", "tr"])
def test_no_date_of_payment_runs_into_what_is_deducted(language: str) -> None:
    from desktop_crm.billing.documents import measures as m

    facts = papers.paper(early=Decimal(2), language=language)
    spots: dict[str, tuple[float, float]] = {}

    def note(text: str, _cm: object, matrix: list[float], _font: object, _size: object) -> None:
        if text.strip():
            spots.setdefault(text.strip(), (matrix[4], matrix[5]))

    PdfReader(io.BytesIO(papers_of.render(facts).pdf)).pages[0].extract_text(visitor_text=note)
    when = [text for text in spots if text.startswith(("until", "até", "0", "2")) and "2026" in text]
    beside = [
        (text, other)
        for text in when
        for other, (x, y) in spots.items()
        if abs(y - spots[text][1]) < 0.1 and x > spots[text][0]
    ]
    assert beside
    for text, other in beside:
        end = spots[text][0] + m.room(text, m.sheet().body_size) * 72 / 25.4
        assert end < spots[other][0], (text, other)


def test_a_small_business_without_tax_numbers_goes_by_its_register_number_in_the_xml() -> None:
    seller = replace(papers.SELLER, vat_id="", tax_number="", legal_id="404 833 048")
    xml = papers_of.render(untaxed("E", "Small business", seller=seller)).xml
    assert xml is not None
    found = etree.fromstring(xml).xpath(
        "//ram:SellerTradeParty/ram:SpecifiedTaxRegistration/ram:ID[@schemeID='FC']/text()", namespaces=SPACES
    )
    assert found == ["404 833 048"]


def test_the_total_of_a_rounded_credit_note_is_named_once() -> None:
    facts = papers.paper(kind="credit_note", due_on=None)
    sums = replace(facts.totals, rounding=1, due=facts.totals.due + 1, payable=facts.totals.payable + 1)
    text = printed(replace(facts, totals=sums))
    assert "Total including VAT 1,570.21 Rounding 0.01 Credit total EUR 1,570.22" in text
