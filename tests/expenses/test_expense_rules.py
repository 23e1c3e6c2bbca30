"""Expenses as rules: sums, VAT in what was paid, what is refused, rhythms, lines that bill on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.expenses.rules import rebilling, recurring
from desktop_crm.expenses.rules.expenses import (
    ExpenseDraft,
    VatLine,
    check_expense,
    doubts,
    line_of_gross,
    line_of_net,
    tidy,
)
from desktop_crm.expenses.rules.rebilling import COST, PASS_THROUGH, Item, Rate
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator

D = Decimal
TODAY = date(2026, 11, 30)
LINE = VatLine(rate=D(19), net=10000, tax=1900)
GOOD = ExpenseDraft(supplier="Papier Müller", spent_on=TODAY, lines=(LINE,))


@given(st.integers(-(10**9), 10**9), st.sampled_from([D(0), D("2.5"), D(7), D(19), D("8.1"), D(23)]))
def test_vat_in_what_was_paid_never_loses_a_cent(gross: int, rate: Decimal) -> None:
    line = line_of_gross(gross, rate)
    assert line.gross == gross
    assert abs(line.tax * (100 + rate) - gross * rate) <= (100 + rate) / 2


@given(st.integers(-(10**9), 10**9), st.sampled_from([D(0), D(7), D(19)]))
def test_vat_on_top_is_rounded_half_away(net: int, rate: Decimal) -> None:
    line = line_of_net(net, rate)
    assert (line.net, abs(line.tax * 100 - net * rate) <= 50) == (net, True)


def test_sums_are_those_of_the_lines() -> None:
    draft = replace(GOOD, lines=(LINE, line_of_gross(10700, D(7))))
    assert (draft.net, draft.tax, draft.gross) == (20000, 2600, 22600)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"supplier": "", "description": ""}, "supplier"),
        ({"supplier": "a\x00"}, "supplier"),
        ({"category": "cats"}, "category"),
        ({"country": "GER"}, "country"),
        ({"currency": "EURO"}, "currency"),
        ({"spent_on": None}, "spent_on"),
        ({"spent_on": date(2027, 3, 1)}, "spent_on"),
        ({"spent_on": date(1200, 1, 1)}, "spent_on"),
        ({"paid_on": date(2026, 12, 1)}, "paid_on"),
        ({"method": "cash"}, "paid_on"),
        ({"paid_on": TODAY, "method": "gold"}, "method"),
        ({"lines": ()}, "lines[1].gross"),
        ({"lines": (LINE,) * 21}, "lines"),
        ({"lines": (VatLine(net=1, category="Q"),)}, "lines[1].category"),
        ({"lines": (LINE, VatLine(net=1, rate=D(101)))}, "lines[2].rate"),
        ({"lines": (VatLine(net=100, tax=19, rate=D(19), category="AE"),)}, "lines[1].rate"),
        ({"lines": (VatLine(net=100, tax=-19, rate=D(19)),)}, "lines[1].tax"),
        ({"lines": (VatLine(net=-100, tax=119, rate=D(19)),)}, "lines[1].tax"),
        ({"lines": (VatLine(net=10**16),)}, "lines[1].gross"),
        ({"kind": "mileage"}, "trip"),
        ({"kind": "loan"}, "kind"),
    ],
)
def test_what_can_never_be_right_names_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        check_expense(replace(GOOD, **changes), TODAY)
    assert refused.value.field == field


def test_a_doubtful_vat_is_told_and_keeps_nothing_back() -> None:
    check_expense(GOOD, TODAY)
    assert doubts(GOOD) == ()
    odd = replace(GOOD, lines=(VatLine(rate=D(19), net=10000, tax=1000),), due_on=date(2026, 1, 1))
    check_expense(odd, TODAY)
    assert [field for field, _why in doubts(odd)] == ["lines[1].tax", "due_on"]


def test_lines_of_nothing_go() -> None:
    assert tidy(replace(GOOD, supplier="  A  B ", lines=(LINE, VatLine(net=0)))).lines == (LINE,)


def test_the_31st_means_a_months_last_day() -> None:
    draft = RhythmDraft(expense=GOOD, starts_on=date(2027, 1, 31), times=3)
    days = [recurring.day_after(draft, made) for made in range(4)]
    assert days == [date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), None]


def test_a_rhythm_ends_by_its_day_and_pays_by_itself() -> None:
    draft = RhythmDraft(
        expense=replace(GOOD, method="direct_debit"), starts_on=TODAY, last_on=TODAY, is_paid=True
    )
    draft = recurring.checked(draft, TODAY)
    assert recurring.day_after(draft, 1) is None
    made = recurring.expense_on(draft, TODAY)
    assert (made.spent_on, made.paid_on, made.method) == (TODAY, TODAY, "direct_debit")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"rule": "now and then"}, "rule"),
        ({"last_on": date(2020, 1, 1)}, "last_on"),
        ({"times": 0}, "times"),
        ({"expense": replace(GOOD, lines=())}, "expense.lines[1].gross"),
    ],
)
def test_a_rhythm_that_can_never_be_right_names_its_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(UserError) as refused:
        recurring.checked(replace(RhythmDraft(expense=GOOD, starts_on=TODAY), **changes), TODAY)
    assert refused.value.field == field


ITEM = Item(
    id=1, supplier="Bahn", description="Ticket to Berlin", number="B-7", spent_on=TODAY, currency="EUR",
    net=10000, gross=10700,
)  # fmt: skip
RATE = Rate(category="S", rate=D(19))


def line(way: str, percent: str = "0", mode: Any = "net") -> LineDraft:
    draft = DocumentDraft(currency="EUR", price_mode=mode)
    return rebilling.line_of(ITEM, way, RATE, D(percent), draft, Translator("en"))


def test_cost_is_the_net_with_our_vat_and_pass_through_the_whole_outside_it() -> None:
    cost, passed = line(COST), line(PASS_THROUGH)
    assert (cost.price, cost.category, cost.rate) == (D("100.00"), "S", D(19))
    assert (passed.price, passed.category, passed.rate) == (D("107.00"), "O", D(0))
    assert cost.description == "Ticket to Berlin\nBahn, B-7, 30/11/2026"
    assert line(COST, "10").price == D("110.00")
    assert line(COST, mode="gross").price == D("119.00")


@pytest.mark.parametrize(
    ("way", "percent", "field"),
    [
        ("gift", "0", "way"),
        (COST, "-1", "percent"),
        (COST, "1001", "percent"),
        (PASS_THROUGH, "5", "percent"),
    ],
)
def test_a_way_that_is_none_is_refused(way: str, percent: str, field: str) -> None:
    with pytest.raises(UserError) as refused:
        rebilling.check_way(way, D(percent))
    assert refused.value.field == field


def test_what_is_passed_through_stands_alone() -> None:
    taxed, outside = LineDraft(category="S", rate=D(19)), LineDraft(category="O")
    for lines, way in (((taxed,), PASS_THROUGH), ((outside,), COST)):
        with pytest.raises(UserError, match="invoice of its own"):
            rebilling.check_together(DocumentDraft(lines=lines), way)
    rebilling.check_together(DocumentDraft(lines=(outside,)), PASS_THROUGH)
    rebilling.check_together(DocumentDraft(), PASS_THROUGH)


def test_other_currencies_and_money_back_are_not_billed_on() -> None:
    with pytest.raises(UserError, match="in EUR, the invoice in USD"):
        rebilling.line_of(ITEM, COST, RATE, D(0), DocumentDraft(currency="USD"), Translator("en"))
    for items in ((), (ITEM, replace(ITEM, currency="USD")), (replace(ITEM, gross=-1),)):
        with pytest.raises(UserError):
            rebilling.check_items(items)
