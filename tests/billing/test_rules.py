"""States, the seal, and what may be saved or issued."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from desktop_crm.billing.rules import chain, states
from desktop_crm.billing.rules.checks import check_draft, check_issue, problems, tidy
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts, PartyFacts
from desktop_crm.billing.rules.freezing import Surroundings, completed, freeze
from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.profile import TermsDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

D = Decimal
TODAY = date(2026, 11, 22)
ADDRESS = Address(street="Rua da Sota 14", city="Coimbra", country="PT")
AROUND = Surroundings(
    seller=PartyFacts(name="Atelier", address=ADDRESS, vat_id="PT500000000"),
    buyer=PartyFacts(name="Conservas", address=ADDRESS),
    terms=TermsDraft(label="30", days=30, early_percent=D(2), early_days=10),
)
DRAFT = DocumentDraft(
    contact_id=1,
    lines=(
        LineDraft(kind="section", description="Site"),
        LineDraft(description="Work", price=D(100), rate=D(20)),
    ),
)


@pytest.mark.parametrize(
    ("stored", "due", "paid", "credited", "due_on", "state"),
    [
        ("draft", 100, 0, 0, None, "draft"),
        ("issued", 100, 0, 0, None, "open"),
        ("issued", 100, 0, 0, TODAY, "open"),
        ("issued", 100, 0, 0, date(2026, 11, 21), "overdue"),
        ("issued", 100, 40, 0, TODAY, "partly_paid"),
        ("issued", 100, 40, 0, date(2026, 11, 21), "overdue"),
        ("issued", 100, 100, 0, date(2026, 11, 21), "paid"),
        ("issued", 100, 40, 60, date(2026, 11, 21), "paid"),
        ("issued", 100, 0, 100, date(2026, 11, 21), "credited"),
        ("issued", 100, 100, 100, date(2026, 11, 21), "credited"),
        ("issued", 100, 0, 40, None, "open"),
        ("issued", 0, 0, 0, None, "paid"),
        ("written_off", 100, 0, 0, None, "written_off"),
    ],
)
def test_states_of_money_follow_from_amounts_and_dates(
    stored: str, due: int, paid: int, credited: int, due_on: date | None, state: str
) -> None:
    assert states.money_state(stored, due, paid, credited, due_on, TODAY) == state


def test_a_quote_expires_on_the_day_after_its_last() -> None:
    assert states.quote_state("sent", TODAY, TODAY) == "sent"
    assert states.quote_state("sent", date(2026, 11, 21), TODAY) == "expired"
    assert states.quote_state("accepted", date(2026, 11, 21), TODAY) == "accepted"


def test_the_seal_is_the_hash_of_its_parts() -> None:
    parts = bytes(32) + b"facts" + hashlib.sha256(b"pdf").digest() + bytes(32)
    first = chain.seal(chain.START, b"facts", hashlib.sha256(b"pdf").hexdigest(), "")
    assert first == hashlib.sha256(parts).hexdigest()
    assert chain.seal(first, b"facts", "", "") != chain.seal(chain.START, b"facts", "", "")


def changed(**values: Any) -> DocumentDraft:
    return replace(DRAFT, **values)


def with_line(**values: Any) -> DocumentDraft:
    return changed(lines=(DRAFT.lines[0], replace(DRAFT.lines[1], **values)))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (changed(currency="XYZ"), "currency"),
        (changed(issued_on=TODAY, due_on=date(2026, 11, 21)), "due_on"),
        (changed(issued_on=date(1969, 12, 31)), "issued_on"),
        (changed(period_from=TODAY, period_to=date(2026, 1, 1)), "period_to"),
        (changed(order_number="a\x00b"), "order_number"),
        (changed(notes="bell\x07"), "notes"),
        (with_line(rate=D("100.01")), "lines[2].rate"),
        (with_line(rate=D("-1")), "lines[2].rate"),
        (with_line(price=D("1e13")), "lines[2].price"),
        (with_line(price=D("NaN")), "lines[2].price"),
        (with_line(qty=D("0.0000001")), "lines[2].qty"),
        (with_line(category="X"), "lines[2].category"),
        (with_line(description="\x1b[31m"), "lines[2].description"),
        (with_line(description="lone \ud800"), "lines[2].description"),
        (with_line(unit="a b"), "lines[2].unit"),
        (with_line(adjustments=(AdjustmentDraft(percent=D(101)),)), "lines[2].allowances[1].percent"),
        (with_line(is_optional=True, rate=D(101)), "lines[2].rate"),
        (changed(adjustments=(AdjustmentDraft(),)), "doc_allowances[1].percent"),
        (changed(tax_currency="USD"), "exchange_rate"),
    ],
)
def test_what_can_never_be_right_is_refused_where_it_stands(draft: DocumentDraft, field: str) -> None:
    with pytest.raises(UserError) as refusal:
        check_draft(draft)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "text", ["x" * 10_000, '<b>bold</b> & "quotes" \'', "مرحبا", "😀 emoji", "{period} {"]
)
def test_odd_texts_are_kept_as_they_are(text: str) -> None:
    draft = with_line(description=text)
    check_draft(draft)
    assert tidy(draft).lines[1].description == text


def test_line_breaks_of_other_systems_become_ours() -> None:
    assert tidy(changed(notes="one\r\ntwo\rthree ")).notes == "one\ntwo\nthree"
    assert tidy(changed(order_number=" A\tB ")).order_number == "A B"


def facts_of(draft: DocumentDraft, around: Surroundings = AROUND) -> tuple[DocumentDraft, DocumentFacts]:
    whole = completed(draft, around, TODAY)
    return whole, freeze(whole, around, number="2026-0001")


DEMANDED = [(("delivered_on", "period_from"), _("Say when it was delivered"))]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (changed(contact_id=None), "contact_id"),
        (changed(lines=()), "lines"),
        (changed(lines=DRAFT.lines[:1]), "lines"),
        (with_line(description=" "), "lines[2].description"),
        (with_line(qty=D(0)), "lines[2].qty"),
        (with_line(qty=D(-1)), "lines"),
        (with_line(rate=D(0), category="AE"), "buyer.vat_id"),
        (with_line(rate=D(0), category="E"), "lines[2].category"),
        (changed(prepaid=99999), "prepaid"),
        (DRAFT, "delivered_on"),
    ],
)
def test_issuing_names_the_field_that_is_missing(draft: DocumentDraft, field: str) -> None:
    whole, facts = facts_of(draft)
    with pytest.raises(UserError) as refusal:
        check_issue(whole, facts, DEMANDED, today=TODAY)
    assert refusal.value.field == field


@pytest.mark.parametrize(
    "draft",
    [
        changed(delivered_on=TODAY),
        changed(period_from=TODAY, period_to=TODAY),
        changed(lines=(replace(DRAFT.lines[1], period_from=TODAY),)),
    ],
)
def test_a_day_or_a_period_of_supply_will_do(draft: DocumentDraft) -> None:
    whole, facts = facts_of(draft)
    check_issue(whole, facts, DEMANDED, today=TODAY)


def test_a_date_in_the_future_is_only_a_warning() -> None:
    whole, facts = facts_of(changed(delivered_on=TODAY))
    found = problems(whole, facts, DEMANDED, today=date(2026, 11, 1))
    assert [(problem.field, problem.is_warning) for problem in found] == [("issued_on", True)]


def test_a_discount_without_days_is_for_whoever_pays_in_time() -> None:
    whole, facts = facts_of(replace(DRAFT, early_percent=D(3)))
    assert whole.early_days == 30
    assert facts.early_payment is not None
    assert (facts.early_payment.until, facts.early_payment.discount) == (date(2026, 12, 22), 360)


def test_terms_decide_the_due_date_and_the_discount() -> None:
    whole, facts = facts_of(DRAFT)
    assert whole.due_on == facts.due_on == date(2026, 12, 22)
    assert facts.early_payment is not None
    assert (facts.early_payment.discount, facts.early_payment.pay) == (240, 11760)
    assert facts.early_payment.until == date(2026, 12, 2)
    assert "117.60" in facts.terms


def test_a_due_date_typed_by_hand_stays() -> None:
    _whole, facts = facts_of(changed(due_on=date(2027, 1, 5)))
    assert facts.due_on == date(2027, 1, 5)
    assert "05/01/2027" in facts.terms


def doubts(draft: DocumentDraft, around: Surroundings) -> list[tuple[str, bool]]:
    """Fields named, and whether only as a warning."""
    whole = completed(draft, around, TODAY)
    return [
        (each.field, each.is_warning)
        for each in problems(whole, freeze(whole, around), (), today=TODAY)
        if "category" in each.field
    ]


def test_zero_percent_is_no_rate_of_category_s() -> None:
    """EN 16931 BR-S-05."""
    rateless = replace(DRAFT, lines=(*DRAFT.lines, LineDraft(description="Gift", price=D(5))))
    assert doubts(rateless, AROUND) == [("lines[3].category", False)]
    assert doubts(replace(rateless, kind="quote"), AROUND) == [("lines[3].category", True)]
    assert doubts(rateless, replace(AROUND, is_fiscal=False)) == [("lines[3].category", True)]
    for category in ("Z", "L", "M"):
        line = LineDraft(description="Gift", price=D(5), category=category)
        assert doubts(replace(DRAFT, lines=(line,)), AROUND) == []
    bound = replace(DRAFT, adjustments=(AdjustmentDraft(amount=5, category="S", rate=D(0)),))
    assert doubts(bound, AROUND) == [("adjustments[1].category", False)]


@pytest.mark.parametrize(
    ("category", "country", "named"),
    [("K", "PT", True), ("K", "CH", True), ("K", "ES", False), ("G", "ES", True), ("G", "CH", False)],
)
def test_a_supply_that_goes_elsewhere_than_its_vat_category_says_is_doubted(
    category: str, country: str, named: bool
) -> None:
    line = LineDraft(description="Cork", price=D(5), category=category)
    around = replace(
        AROUND,
        buyer=PartyFacts(name="X", address=replace(ADDRESS, country=country), vat_id="ES1"),
        reasons={(category, D(0)): ("Because", "")},
    )
    found = doubts(replace(DRAFT, lines=(line,)), around)
    assert found == ([("lines[1].category", True)] if named else [])


def test_terms_without_a_discount_do_not_deny_that_of_the_paper() -> None:
    terms = TermsDraft(label="30", days=30, texts=(("en", "Net cash without any deduction"),))
    draft = replace(DRAFT, early_percent=D(2), early_days=5, language="en")
    around = replace(AROUND, terms=terms)
    said = freeze(completed(draft, around, TODAY), around).terms
    assert "Net cash" not in said
    assert "27/11/2026" in said
    assert "\u20ac117.60" in said
    plain = replace(DRAFT, language="en")
    assert freeze(completed(plain, around, TODAY), around).terms == "Net cash without any deduction"
