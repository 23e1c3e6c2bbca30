"""Credit notes over parts of an invoice: together they are the invoice, to the cent and by VAT rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop_crm.billing import queries, service
from desktop_crm.billing.documents.einvoice.sums import check_xml_sums
from desktop_crm.billing.rules.checks import check_draft
from desktop_crm.billing.rules.crediting import (
    Credit,
    CreditLine,
    credit_of,
    left_to_credit,
    wanted_quantities,
)
from desktop_crm.billing.rules.drafts import (
    AdjustmentDraft,
    DocumentDraft,
    ExtraTaxDraft,
    LineDraft,
    WithholdingDraft,
)
from desktop_crm.billing.rules.facts import PartyFacts
from desktop_crm.billing.rules.freezing import Surroundings, completed, freeze
from desktop_crm.billing.rules.pricing import totals_of
from desktop_crm.values import canonical
from desktop_crm.values.errors import UserError
from desktop_crm.values.totals import Totals
from tests.billing.conftest import CALLER, TODAY, Books, line

D = Decimal
AROUND = Surroundings(seller=PartyFacts(name="Seller"), buyer=PartyFacts(name="Buyer"))
SERIES = st.randoms(use_true_random=False)

adjustment = st.builds(
    AdjustmentDraft, is_charge=st.booleans(), percent=st.integers(1, 40).map(D)
) | st.builds(AdjustmentDraft, is_charge=st.booleans(), amount=st.integers(1, 90))
lines = st.builds(
    LineDraft,
    description=st.just("Thing"),
    qty=st.integers(-3, 12).filter(bool).map(D),
    price=st.decimals("0.01", 300, places=3),
    rate=st.sampled_from([D(6), D("8.1"), D(23)]),
    adjustments=st.lists(adjustment, max_size=2).map(tuple),
)
bound = st.builds(
    AdjustmentDraft,
    is_charge=st.booleans(),
    amount=st.integers(1, 90),
    category=st.just("S"),
    rate=st.sampled_from([D(6), D(23)]),
)
invoices = st.builds(
    DocumentDraft,
    currency=st.sampled_from(["EUR", "EUR", "JPY", "KWD"]),
    price_mode=st.sampled_from(["net", "gross"]),
    lines=st.lists(lines, min_size=1, max_size=4).map(tuple),
    adjustments=st.lists(adjustment | bound, max_size=3).map(tuple),
    round_due_to=st.sampled_from([0, 0, 5]),
    prepaid=st.sampled_from([0, 0, 7]),
    tax_rounding=st.sampled_from(["half_up", "down"]),
    withholdings=st.lists(
        st.builds(
            WithholdingDraft,
            code=st.just("IRPF"),
            base=st.sampled_from(["net", "tax", "gross"]),
            rate=st.just(D(15)),
        ),
        max_size=2,
    ).map(tuple),
    extra_taxes=st.lists(
        st.builds(ExtraTaxDraft, code=st.just("RE"), rate=st.just(D("5.2"))), max_size=1
    ).map(tuple),
    tax_currency=st.just("TRY"),
    exchange_rate=st.just(D("34.1234")),
)


def notes_of(invoice: DocumentDraft, chance: Any) -> list[Credit]:
    """Credit notes over random lines and quantities until nothing is left."""
    before: dict[int, D] = {}
    notes: list[Credit] = []
    while left := left_to_credit(invoice, before):
        some = [place for place in left if chance.random() < 0.6] or [min(left)]
        parts = tuple(
            CreditLine(place, D(chance.randint(*sorted((int(left[place]), (left[place] > 0) * 2 - 1)))))
            for place in some
        )
        wanted = wanted_quantities(invoice, before, parts)
        notes.append(credit_of(invoice, 1, wanted, before=before))
        before = {place: before.get(place, D(0)) + wanted.get(place, D(0)) for place in {*before, *wanted}}
    return notes


def by_rate(result: Totals) -> Counter[tuple[str, str, D]]:
    found: Counter[tuple[str, str, D]] = Counter()
    for group in result.tax_breakdown:
        found["base", group.category, group.rate] += group.base
        found["tax", group.category, group.rate] += group.tax
    return found


def sums(result: Totals) -> Mapping[str, Any]:
    """All that must add up; rates that come to nothing are the same as absent ones."""
    groups = by_rate(result)
    return {
        **{name: getattr(result, name) for name in ("net", "tax", "gross", "prepaid", "rounding", "due")},
        **{f"extra {place}": each.amount for place, each in enumerate(result.extra_taxes)},
        **{f"withheld {place}": each.amount for place, each in enumerate(result.withholdings)},
        "tax_currency": result.tax_in_tax_currency,
        **{str(key): amount for key, amount in groups.items() if amount},
    }


@settings(max_examples=75, deadline=None)
@given(invoices, SERIES)
def test_credits_in_any_parts_take_back_exactly_the_bases_and_taxes_of_every_rate(
    invoice: DocumentDraft, chance: Any
) -> None:
    together: Counter[str] = Counter()
    for note in notes_of(invoice, chance):
        together.update(sums(totals_of(note.draft)))
    assert {k: v for k, v in together.items() if v} == {
        k: v for k, v in sums(totals_of(invoice)).items() if v
    }


@settings(max_examples=75, deadline=None)
@given(invoices, SERIES)
def test_every_note_is_a_paper_that_adds_up(invoice: DocumentDraft, chance: Any) -> None:
    notes = notes_of(invoice, chance)
    rounding = totals_of(invoice).rounding
    for number, note in enumerate(notes, 1):
        draft = note.draft
        check_draft(draft)
        assert canonical.load(DocumentDraft, canonical.dump(draft)) == draft
        check_xml_sums(freeze(completed(draft, AROUND, date(2026, 3, 1)), AROUND, number="CN-1"))
        assert draft.rounding_amount == (rounding if number == len(notes) > 1 else 0)
        assert all(abs(each.amount) <= 1 for each in draft.moved if each.what == "tax")
        assert number > 1 or not draft.moved


def test_cents_lost_by_parts_stand_beside_the_line_and_in_the_vat() -> None:
    """3 x 0.335 is 1.01, thrice 0.34 would be 1.02; 23 % of 1.01 is 0.23, thrice 0.08 would be 0.24."""
    invoice = DocumentDraft(language="tr", lines=(line("3", "0.335", "23"),))
    taken: dict[int, D] = {}
    found = []
    for _part in range(3):
        draft = credit_of(invoice, 1, {1: D(1)}, before=taken).draft
        taken = {1: taken.get(1, D(0)) + 1}
        extra = [(each.reason, each.is_charge, each.amount) for each in draft.lines[0].adjustments]
        result = totals_of(draft)
        found.append((extra, result.net, result.tax))
    assert found == [
        ([], 34, 8),
        ([("Yuvarlama", False, 1)], 33, 7),
        ([], 34, 8),
    ]


def test_an_altered_vat_of_a_credit_note_does_not_pass_as_settled_rounding() -> None:
    invoice = DocumentDraft(lines=(line("3", "0.335", "23"),))
    draft = credit_of(invoice, 1, {1: D(1)}, before={1: D(1)}).draft
    facts = freeze(completed(draft, AROUND, date(2026, 3, 1)), AROUND, number="CN-1")
    check_xml_sums(facts)
    tax = facts.taxes[0]
    for wrong in (
        replace(tax, moved=1),
        replace(tax, tax=tax.tax + 1),
        replace(tax, tax=tax.tax + 2, moved=2),
    ):
        with pytest.raises(UserError, match="add up"):
            check_xml_sums(replace(facts, taxes=(wrong,)))


def test_a_percentage_stays_one_where_it_comes_to_the_very_share() -> None:
    invoice = DocumentDraft(
        lines=(line("4", "100", "20"),), adjustments=(AdjustmentDraft(percent=D(10), reason="Loyal"),)
    )
    second = credit_of(invoice, 1, {1: D(1)}, before={1: D(1)}).draft
    assert second.adjustments == invoice.adjustments
    assert second.moved == ()


def test_a_discount_bound_to_a_rate_does_not_keep_other_lines_from_being_credited() -> None:
    invoice = DocumentDraft(
        lines=(line("1", "100", "20"), line("1", "50", "10")),
        adjustments=(AdjustmentDraft(percent=D(10), rate=D(20)),),
    )
    note = credit_of(invoice, 1, {2: D(1)}, before={}).draft
    check_draft(note)
    assert totals_of(note).gross == 5500


def test_a_fixed_discount_goes_back_in_proportion() -> None:
    invoice = DocumentDraft(
        lines=(line("4", "100", "20"), line("1", "600", "10")), adjustments=(AdjustmentDraft(amount=10000),)
    )
    first = credit_of(invoice, 1, {1: D(1)}, before={})
    assert [(each.amount, each.rate) for each in first.draft.adjustments] == [(1000, D(20))]
    assert totals_of(first.draft).gross == 10800


def test_the_journal_of_partial_credits_adds_up_to_the_invoices(books: Books) -> None:
    invoice = books.issued(lines=(line("3", "0.335", "23"), line("7", "19.99", "6")))
    for part in (
        (CreditLine(1, D(1)), CreditLine(2, D(3))),
        (CreditLine(1, D(1)), CreditLine(2, D(2))),
        None,
    ):
        service.credit_invoice(CALLER, invoice, part, today=TODAY, render=books.paper)
    rows = queries.journal_rows(CALLER, TODAY, TODAY)
    for rate in (D(23), D(6)):
        assert sum(row.base for row in rows if row.rate == rate) == 0
        assert sum(row.tax for row in rows if row.rate == rate) == 0
    assert sum(row.gross or 0 for row in rows) == 0
    view = queries.get_document(CALLER, invoice, TODAY)
    assert (view.open, view.row.state) == (0, "credited")
    assert service.verify(CALLER).is_clean


def test_what_was_only_taken_off_is_no_credit_note_by_itself(books: Books) -> None:
    """It would ask the customer for money; together with the line that it reduces it is one."""
    lines = (line("1", "100.00", "23"), line("-1", "30.00", "23"))
    invoice = books.issued(lines=lines)
    with pytest.raises(UserError) as refused:
        service.credit_invoice(CALLER, invoice, (CreditLine(2),), today=TODAY)
    assert refused.value.field == "lines"
    assert queries.get_document(CALLER, invoice, TODAY).credited == 0
    service.credit_invoice(CALLER, invoice, (CreditLine(1, D("0.5")), CreditLine(2)), today=TODAY)
    assert queries.get_document(CALLER, invoice, TODAY).credited == 2460
    service.cancel_invoice(CALLER, invoice, today=TODAY)
    assert queries.get_row(CALLER, invoice, TODAY).state == "credited"
