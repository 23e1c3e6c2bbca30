"""The structured invoice: every VAT category, every kind of sum, judged by the norm's own rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from desktop_crm.billing.documents import einvoice, paper
from desktop_crm.billing.rules.facts import (
    AdjustmentFacts,
    BankFacts,
    DocumentFacts,
    LineFacts,
    NamedAmount,
    PartyFacts,
    Preceding,
)
from desktop_crm.company.rules.addresses import Address
from desktop_crm.einvoice.cii_reading import SPACES
from desktop_crm.values.errors import UserError
from tests.billing.documents import papers
from tests.billing.documents.languages import kinds
from tests.judges import schematron


def one(category: str, rate: int = 0, **changes: object) -> DocumentFacts:
    line = LineFacts(name="Thing", qty=Decimal(2), price=Decimal(10), category=category, rate=Decimal(rate))
    return papers.paper((line,), **changes)


def everything() -> dict[str, DocumentFacts]:
    """One paper for whatever can stand in an e-invoice."""
    rated = {"S": 19, "Z": 0, "E": 0, "AE": 0, "K": 0, "G": 0, "O": 0, "L": 7, "M": 4}
    cases = {f"category {category}": one(category, rate) for category, rate in rated.items()}
    screws = LineFacts(
        name="Screws",
        qty=Decimal(250),
        price=Decimal("4.99"),
        base_qty=Decimal(100),
        rate=Decimal(19),
        code="A-1",
        details="two\nlines",
        period_from=date(2026, 10, 1),
        period_to=date(2026, 10, 31),
        adjustments=(
            AdjustmentFacts(amount=0, percent=Decimal(5)),
            AdjustmentFacts(amount=100, is_charge=True),
        ),
    )
    returned = (
        LineFacts(name="A", qty=Decimal(2), price=Decimal(100), rate=Decimal(19)),
        LineFacts(name="Back", qty=Decimal(-1), price=Decimal("33.33"), rate=Decimal(19)),
        LineFacts(name="Minus", price=Decimal("-5.55"), rate=Decimal(7)),
    )
    gross = (
        LineFacts(name="Part", qty=Decimal("0.333"), price=Decimal("19.99"), rate=Decimal(23)),
        LineFacts(name="Mite", qty=Decimal(7), price=Decimal("0.01"), rate=Decimal(23)),
        LineFacts(name="Back", qty=Decimal(-2), price=Decimal("3.33"), rate=Decimal(6)),
    )
    deducted = {
        "discount": Decimal(3),
        "charge": Decimal("12.50"),
        "prepaid": Decimal(500),
        "early": Decimal(2),
    }
    other = BankFacts(holder="X", pix_key="key", lines=(("Account", "1"),))
    place = PartyFacts(
        name="Store", address=Address(street="Kai 1", postal_code="20457", city="Hamburg", country="DE")
    )
    in_turn = {
        "de": "invoice",
        "es": "credit note",
        "fr": "deductions",
        "it": "gross",
        "nl": "invoice",
        "pl": "paid",
    }
    cases |= {f"{kind} in {language}": dict(kinds(language))[kind] for language, kind in in_turn.items()}
    return cases | {
        "story": papers.paper(),
        "all deductions": papers.paper(**deducted, withholding=Decimal(5), rounding=Decimal("-0.01")),
        "lines with all": papers.paper((screws,)),
        "returns and negative prices": papers.paper(returned),
        "gross prices": papers.paper(gross, price_mode="gross", charge=Decimal(5), discount=Decimal(10)),
        "dollars, tax in euros": papers.paper(
            currency="USD", tax_currency="EUR", exchange_rate=Decimal("0.92")
        ),
        "yen": papers.paper((LineFacts(name="S", price=Decimal(1005), rate=Decimal(10)),), currency="JPY"),
        "credit note": papers.paper(
            kind="credit_note",
            number="CN-1",
            preceding=Preceding(number="2026-0042", issued_on=date(2026, 11, 22)),
        ),
        "references": papers.paper(
            buyer_reference="B",
            project="P",
            contract="C",
            delivered_on=date(2026, 11, 1),
            delivery=place,
            terms="30 days net",
            notes="Thank you",
            legal_texts=("Retention of title.",),
        ),
        "account without IBAN": papers.paper(bank=other),
        "nothing but the least": papers.paper(bank=None, due_on=None, period_from=None, period_to=None),
        "markup and quotes": papers.paper(
            (LineFacts(name="<b>&amp;\x00\u202e“A”", price=Decimal(1), rate=Decimal(19)),), notes="]]>&"
        ),
        "sections and options": papers.paper(
            (LineFacts(name="S", is_section=True), *papers.STORY, LineFacts(name="O", is_optional=True))
        ),
    }


@pytest.mark.judge
@pytest.mark.slow
def test_every_kind_of_invoice_passes_the_schema_and_the_rules_of_the_norm() -> None:
    found = schematron.faults({name: einvoice.cii(facts) for name, facts in everything().items()})
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.judge
@pytest.mark.slow
def test_the_judge_fails_what_is_wrong() -> None:
    good = einvoice.cii(papers.paper())
    broken = {
        "total": (
            good.replace(b"1570.21</ram:GrandTotalAmount>", b"1570.22</ram:GrandTotalAmount>"),
            "BR-CO-15",
        ),
        "lines": (
            good.replace(b"1284.88</ram:LineTotalAmount>", b"1284.89</ram:LineTotalAmount>"),
            "BR-CO-10",
        ),
        "number": (good.replace(b"<ram:ID>2026-0042</ram:ID>", b""), "BR-02"),
        "schema": (
            good.replace(b"ram:TypeCode>380", b"ram:TypoCode>380", 1).replace(
                b"380</ram:TypeCode", b"380</ram:TypoCode"
            ),
            "XSD",
        ),
        "reason": (
            einvoice.cii(one("E")).replace(
                b"<ram:ExemptionReason>Exempt from VAT</ram:ExemptionReason>", b""
            ),
            "BR-E-10",
        ),
    }
    found = schematron.faults({name: xml for name, (xml, _rule) in broken.items()})
    for name, (_xml, rule) in broken.items():
        assert any(fault.startswith(rule) or rule in fault for fault in found[name]), (name, found[name])


@pytest.mark.judge
@pytest.mark.slow
def test_files_that_must_fail_do_fail_at_a_judge(shared: Path) -> None:
    """Two rule sets share the work: the norm's finds what breaks a rule, the cent-exact one what it
    tolerates.
    """
    files = {path.name: path.read_bytes() for path in (shared / "data/einvoice/must-fail").glob("cii_*.xml")}
    assert files
    for name, faults in schematron.faults(files).items():
        assert faults, f"{name} passes"


def test_the_sums_in_the_xml_are_those_on_the_paper() -> None:
    facts = papers.paper()
    root = etree.fromstring(einvoice.cii(facts))

    def said(path: str) -> list[str]:
        return [node.text for node in root.iterfind(f".//{path}", SPACES)]

    assert said("ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount") == [
        "1000.00",
        "224.91",
        "59.97",
    ]
    assert said("ram:TaxBasisTotalAmount") == ["1284.88"]
    assert said("ram:CalculatedAmount") == ["281.73", "3.60"]
    assert said("ram:GrandTotalAmount") == ["1570.21"]
    assert said("ram:DuePayableAmount") == ["1570.21"]
    assert said("ram:IBANID") == ["PT50000201231234567890154"]
    assert said("ram:SpecifiedTradeSettlementPaymentMeans/ram:TypeCode") == ["58"]


def test_early_payment_stands_in_the_terms_with_date_and_both_amounts() -> None:
    xml = einvoice.cii(papers.paper(early=Decimal(2))).decode()
    assert "2% discount when paid until 02/12/2026: €31.40 less, €1,538.81 to pay" in xml


def test_terms_that_say_the_early_payment_themselves_are_not_said_twice() -> None:
    own = "\u20ac1,538.81 until 02/12/2026 (\u20ac31.40 less), in full until 22/12/2026"
    xml = einvoice.cii(papers.paper(early=Decimal(2), terms=own)).decode()
    assert f"<ram:Description>{own}</ram:Description>" in xml


def test_withheld_tax_stays_out_of_the_amount_due_and_is_told_in_words() -> None:
    facts = papers.paper(withholding=Decimal(5))
    xml = einvoice.cii(facts).decode()
    assert "<ram:DuePayableAmount>1570.21</ram:DuePayableAmount>" in xml
    assert "Withheld: IRS: €64.24" in xml
    assert "Amount due: €1,505.97" in xml


@pytest.mark.parametrize("currency", ["KWD", "BHD"])
def test_three_decimals_give_a_pdf_without_xml_and_a_reason(currency: str) -> None:
    facts = papers.paper((LineFacts(name="A", price=Decimal("1.234")),), currency=currency)
    rendered = paper.render(facts)
    assert rendered.xml is None
    assert rendered.pdf.startswith(b"%PDF-")
    with pytest.raises(UserError) as refused:
        einvoice.cii(facts)
    assert refused.value.field == "currency"
    assert currency in str(refused.value)
    assert einvoice.why_no_xml(facts) is not None


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"seller": replace(papers.SELLER, vat_id="", tax_number="", legal_id="")}, "seller.vat_id"),
        ({"buyer": replace(papers.BUYER, address=Address())}, "customer"),
        ({"extra_taxes": (NamedAmount(name="RE", amount=1),)}, "extra_taxes"),
    ],
)
def test_what_the_norm_cannot_express_names_its_field(changes: dict[str, object], field: str) -> None:
    with pytest.raises(UserError) as refused:
        einvoice.cii(replace(papers.paper(), **changes))
    assert refused.value.field == field


def test_the_standard_rate_is_never_zero() -> None:
    with pytest.raises(UserError) as refused:
        einvoice.cii(one("S", 0))
    assert refused.value.field == "lines"
    assert paper.render(one("S", 0)).xml is None


def test_reverse_charge_needs_both_vat_ids_and_community_supply_its_date() -> None:
    with pytest.raises(UserError) as refused:
        einvoice.cii(one("AE", buyer=replace(papers.BUYER, vat_id="")))
    assert refused.value.field == "buyer.vat_id"
    with pytest.raises(UserError) as refused:
        einvoice.cii(one("K", period_from=None, period_to=None))
    assert refused.value.field == "delivered_on"


@pytest.mark.parametrize(
    "changes", [{"kind": "quote"}, {"is_draft": True}, {"is_fiscal": False}, {"number": ""}], ids=str
)
def test_quotes_drafts_and_papers_that_are_not_fiscal_have_no_xml(changes: dict[str, object]) -> None:
    assert not einvoice.has_xml(replace(papers.paper(), **changes))


SUMS = ("sum_lines", "allowances", "charges", "net", "tax", "gross", "payable", "due")


@pytest.mark.parametrize("name", SUMS)
def test_one_cent_too_much_in_any_sum_is_refused(name: str) -> None:
    facts = papers.paper(discount=Decimal(3), charge=Decimal(5), prepaid=Decimal(10))
    einvoice.check_xml_sums(facts)
    wrong = replace(facts, totals=replace(facts.totals, **{name: getattr(facts.totals, name) + 1}))
    with pytest.raises(UserError):
        einvoice.check_xml_sums(wrong)
    with pytest.raises(UserError):
        paper.render(wrong)


def test_a_wrong_line_is_named() -> None:
    facts = papers.paper()
    lines = (facts.lines[0], replace(facts.lines[1], net=facts.lines[1].net + 1), facts.lines[2])
    with pytest.raises(UserError) as refused:
        einvoice.check_xml_sums(replace(facts, lines=lines))
    assert refused.value.field == "lines[2].price"


def test_a_wrong_tax_is_refused_although_the_norm_tolerates_it() -> None:
    facts = papers.paper()
    first = replace(facts.taxes[0], tax=facts.taxes[0].tax + 90)
    sums = replace(
        facts.totals,
        tax=facts.totals.tax + 90,
        gross=facts.totals.gross + 90,
        payable=facts.totals.payable + 90,
        due=facts.totals.due + 90,
    )
    with pytest.raises(UserError) as refused:
        einvoice.check_xml_sums(replace(facts, taxes=(first, *facts.taxes[1:]), totals=sums))
    assert refused.value.field == "taxes"


PRICES = st.decimals(min_value=Decimal("-500"), max_value=Decimal("5000"), places=4)
LINES = st.builds(
    LineFacts,
    name=st.just("Thing"),
    qty=st.decimals(min_value=Decimal("-20"), max_value=Decimal("200"), places=3),
    price=PRICES,
    rate=st.sampled_from([Decimal(4), Decimal(7), Decimal("8.1"), Decimal(23)]),
)


@given(
    lines=st.lists(LINES, min_size=1, max_size=6),
    mode=st.sampled_from(["net", "gross"]),
    percent=st.integers(0, 30),
)
def test_any_paper_of_the_totals_passes_the_cent_exact_check(
    lines: list[LineFacts], mode: str, percent: int
) -> None:
    facts = papers.paper(tuple(lines), price_mode=mode, discount=Decimal(percent) or None)
    einvoice.check_xml_sums(facts)
    root = etree.fromstring(einvoice.cii(facts))
    for item in root.iterfind(".//ram:IncludedSupplyChainTradeLineItem", SPACES):
        price = Decimal(item.findtext(".//ram:ChargeAmount", "", SPACES))
        base = Decimal(item.findtext(".//ram:BasisQuantity", "1", SPACES))
        qty = Decimal(item.findtext(".//ram:BilledQuantity", "", SPACES))
        net = Decimal(item.findtext(".//ram:LineTotalAmount", "", SPACES))
        assert price >= 0
        assert abs(qty * price / base - net) <= Decimal("0.005")
