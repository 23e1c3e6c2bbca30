"""Drafts and their amounts: the same numbers on screen, on paper and in the books."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.billing.rules import pricing
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft

D = Decimal


def line(qty: str, price: str, rate: str, **more: Any) -> LineDraft:
    return LineDraft(description="Work", qty=D(qty), price=D(price), rate=D(rate), **more)


STORY = DocumentDraft(
    lines=(
        LineDraft(kind="section", description="Site"),
        line("12.5", "80.00", "23"),
        line("1", "249.90", "23", adjustments=(AdjustmentDraft(percent=D(10)),)),
        LineDraft(kind="section", description="Print"),
        line("3", "19.99", "6"),
    )
)


def test_the_story_comes_to_1570_21() -> None:
    result = pricing.price(STORY)
    assert (result.sums.net, result.sums.tax, result.sums.gross) == (128488, 28533, 157021)
    assert [(tax.rate, tax.base, tax.tax) for tax in result.taxes] == [
        (D(23), 122491, 28173),
        (D(6), 5997, 360),
    ]


def test_headings_keep_their_place_and_have_no_amount() -> None:
    lines = pricing.price(STORY).lines
    assert [line.is_section for line in lines] == [True, False, False, True, False]
    assert [line.net for line in lines] == [0, 100000, 22491, 0, 5997]


def test_an_optional_line_shows_its_amount_but_does_not_count() -> None:
    draft = DocumentDraft(lines=(line("1", "100", "20"), line("2", "50", "20", is_optional=True)))
    result = pricing.price(draft)
    assert result.sums.net == 10000
    assert result.lines[1].shown == 10000
    assert result.lines[1].is_optional


def test_a_percentage_says_what_it_was_taken_of() -> None:
    result = pricing.price(STORY)
    (discount,) = result.lines[2].adjustments
    assert (discount.amount, discount.base, discount.percent) == (2499, 24990, D(10))


def test_a_document_discount_stands_once_in_each_vat_group() -> None:
    draft = DocumentDraft(
        lines=(line("1", "100", "20"), line("1", "300", "10")),
        adjustments=(AdjustmentDraft(amount=4000, reason="Fair"), AdjustmentDraft(percent=D(10))),
    )
    rows = [(row.rate, row.amount, row.base, row.reason) for row in pricing.price(draft).adjustments]
    assert rows == [
        (D(20), 1000, None, "Fair"),
        (D(10), 3000, None, "Fair"),
        (D(20), 900, 9000, ""),
        (D(10), 2700, 27000, ""),
    ]


def test_tax_inclusive_adjustments_carry_the_net_for_the_xml_and_the_gross_for_print() -> None:
    draft = DocumentDraft(
        price_mode="gross", lines=(line("1", "119", "19"),), adjustments=(AdjustmentDraft(amount=1190),)
    )
    (row,) = pricing.price(draft).adjustments
    assert (row.amount, row.shown) == (1000, 1190)


adjustments = st.builds(
    AdjustmentDraft,
    is_charge=st.booleans(),
    percent=st.decimals(0, 50, places=2),
) | st.builds(AdjustmentDraft, is_charge=st.booleans(), amount=st.integers(0, 2000))
lines = st.builds(
    LineDraft,
    kind=st.sampled_from(["item", "item", "item", "section"]),
    description=st.just("Thing"),
    qty=st.decimals(-5, 50, places=3),
    price=st.decimals(0, 500, places=4),
    rate=st.sampled_from([D(0), D(6), D("8.1"), D(20), D(23)]),
    adjustments=st.lists(adjustments, max_size=2).map(tuple),
    is_optional=st.booleans(),
)
drafts = st.builds(
    DocumentDraft,
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    price_mode=st.sampled_from(["net", "gross"]),
    issued_on=st.just(date(2026, 1, 1)),
    lines=st.lists(lines, min_size=1, max_size=8).map(tuple),
    adjustments=st.lists(adjustments, max_size=3).map(tuple),
)


@settings(max_examples=150, deadline=None)
@given(drafts)
def test_the_facts_of_any_document_add_up(draft: DocumentDraft) -> None:
    result = pricing.price(draft)
    sums = result.sums
    assert pricing.recalculated(draft) == (sums, [row.net for row in result.lines])
    assert sums.sum_lines == sum(row.net for row in result.lines if not row.is_optional)
    assert sums.allowances == sum(row.amount for row in result.adjustments if not row.is_charge)
    assert sums.charges == sum(row.amount for row in result.adjustments if row.is_charge)
    assert (
        sums.net == sums.sum_lines - sums.allowances + sums.charges == sum(tax.base for tax in result.taxes)
    )
    assert sums.gross == sums.net + sums.tax == sums.net + sum(tax.tax for tax in result.taxes)
    assert sums.due == sums.payable - sums.withheld
    for row in result.lines:
        if draft.price_mode == "net" and not row.is_section:
            left = sum(each.amount if each.is_charge else -each.amount for each in row.adjustments)
            first = pricing.totals.totals_of(
                pricing.PricedDocument((pricing.PricedLine(row.qty, row.price),), draft.currency)
            )
            assert row.net == first.net + left
