"""However an order is billed in stages, all of them together come to its net and VAT, to the cent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from desktop_crm.billing.documents.einvoice import check_xml_sums, cii
from desktop_crm.billing.queries.following import deducted_facts
from desktop_crm.billing.rules.crediting import CreditLine, credit_by_amount, credit_of, less_reductions
from desktop_crm.billing.rules.crediting import wanted_quantities as to_credit
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts, Preceding
from desktop_crm.billing.rules.freezing import Surroundings, completed, freeze
from desktop_crm.billing.rules.pricing import counts, numbered, totals_of
from desktop_crm.billing.rules.staging import (
    Billed,
    deposit_of,
    final_of,
    progress_of,
    progress_quantities,
)
from desktop_crm.values.errors import UserError
from tests.billing.documents.papers import BUYER, SELLER
from tests.judges import schematron

D = Decimal
ON = date(2026, 3, 1)
AROUND = Surroundings(seller=SELLER, buyer=BUYER)
RATES = (D(23), D(6), D(19), D("5.5"), D(0))


def prices() -> st.SearchStrategy[Decimal]:
    return st.integers(1, 500_000).map(lambda cents: D(cents) / 100)


@st.composite
def orders(draw: st.DrawFn) -> DocumentDraft:
    lines = draw(
        st.lists(
            st.builds(
                lambda qty, price, rate: LineDraft(
                    description="Work", qty=qty, price=price, category="S" if rate else "Z", rate=rate
                ),
                st.integers(1, 40).map(lambda n: D(n) / 4),
                prices(),
                st.sampled_from(RATES),
            ),
            min_size=1,
            max_size=5,
        )
    )
    discounts = draw(
        st.lists(
            st.one_of(
                st.integers(1, 30).map(lambda percent: AdjustmentDraft(percent=D(percent), reason="Rebate")),
                st.integers(1, 90).map(lambda cents: AdjustmentDraft(amount=cents, is_charge=True)),
            ),
            max_size=2,
        )
    )
    mode = draw(st.sampled_from(("net", "gross")))
    return DocumentDraft(
        kind="order", contact_id=1, price_mode=mode, lines=tuple(lines), adjustments=tuple(discounts)
    )


def billed(draft: DocumentDraft, number: int) -> Billed:
    """What the books would know of an issued stage."""
    return Billed(
        id=number,
        number=f"D-2026-{number:04}",
        issued_on=ON,
        form=draft.form,
        groups={(g.category, g.rate): (g.base, g.tax) for g in totals_of(draft).tax_breakdown},
    )


def facts_of(draft: DocumentDraft, taken: tuple[Billed, ...] = ()) -> DocumentFacts:
    around = replace(AROUND, deducted=tuple(map(deducted_facts, taken)))
    if draft.kind == "credit_note":
        around = replace(around, preceding=Preceding(number="2026-0001", issued_on=ON))
    whole = completed(replace(draft, delivered_on=ON), around, ON)
    return freeze(whole, around, number=f"X-{draft.form or draft.kind}")


Step = tuple[str, int]


def stage(
    order: DocumentDraft, step: Step, done: list[Billed], quantities: dict[int, Decimal]
) -> DocumentDraft | None:
    """The next stage, or None where nothing is left for it."""
    what, size = step
    try:
        if what == "percent":
            return deposit_of(order, 9, "OC-2026-0001", done, percent=D(size))
        if what == "amount":
            return deposit_of(order, 9, "OC-2026-0001", done, amount=size * 137)
        left = {
            number: line.qty - quantities.get(number, D(0))
            for number, line in numbered(order).items()
            if counts(line)
        }
        if what == "share":
            wanted = {
                number: min(qty, left[number])
                for number, qty in progress_quantities(order, D(size)).items()
                if left[number] > 0
            }
        else:
            number = size % len(left) + 1
            wanted = {number: left[number] / 2} if left[number] else {}
        if not wanted:
            return None
        return progress_of(order, 9, wanted, dict(quantities), done)
    except UserError:
        return None


steps = st.lists(
    st.tuples(st.sampled_from(("percent", "amount", "share", "line")), st.integers(1, 45)), max_size=4
)


def run(order: DocumentDraft, plan: list[Step]) -> tuple[list[DocumentDraft], list[Billed]]:
    done: list[Billed] = []
    drafts: list[DocumentDraft] = []
    quantities: dict[int, Decimal] = {}
    for step in plan:
        made = stage(order, step, done, quantities)
        if made is None:
            continue
        for line in made.lines:
            if line.of is not None:
                quantities[line.of.line] = quantities.get(line.of.line, D(0)) + line.qty
        drafts.append(made)
        done.append(billed(made, len(done) + 1))
    return drafts, done


def groups(draft: DocumentDraft) -> dict[tuple[str, Decimal], tuple[int, int]]:
    return {(g.category, g.rate): (g.base, g.tax) for g in totals_of(draft).tax_breakdown}


@settings(max_examples=120, deadline=None)
@given(order=orders(), plan=steps)
@example(  # the case of the books: 30 % of 2,000.00 + 23 %
    DocumentDraft(
        kind="order", contact_id=1, lines=(LineDraft(description="Site", price=D(2000), rate=D(23)),)
    ),
    [("percent", 30)],
)
def test_all_stages_together_are_the_order(order: DocumentDraft, plan: list[Step]) -> None:
    drafts, done = run(order, plan)
    final = final_of(order, 9, done)
    whole = groups(replace(order, kind="invoice"))
    for key, (base, tax) in whole.items():
        parts = [groups(each).get(key, (0, 0)) for each in (*drafts, final)]
        assert sum(part[0] for part in parts) == base
        assert sum(part[1] for part in parts) == tax
    for draft in (*drafts, final):
        assert all(abs(each.amount) <= 1 for each in draft.moved)
        check_xml_sums(facts_of(draft, tuple(done) if draft is final else ()))


@settings(max_examples=80, deadline=None)
@given(order=orders(), plan=steps)
def test_the_final_invoice_over_the_whole_asks_for_the_same(order: DocumentDraft, plan: list[Step]) -> None:
    _drafts, done = run(order, plan)
    rest, full = final_of(order, 9, done), final_of(order, 9, done, is_full=True)
    assert totals_of(full).due == totals_of(rest).due
    assert groups(full) == groups(replace(order, kind="invoice"))
    check_xml_sums(facts_of(full, tuple(done)))


@settings(max_examples=80, deadline=None)
@given(order=orders(), amounts=st.lists(st.integers(1, 4_000), max_size=3), lines=st.booleans())
def test_notes_over_amounts_and_lines_take_back_exactly_the_invoice(
    order: DocumentDraft, amounts: list[int], lines: bool
) -> None:
    invoice = replace(order, kind="invoice")
    notes: list[Billed] = []
    drafts: list[DocumentDraft] = []
    before: dict[int, Decimal] = {}

    def keep(draft: DocumentDraft) -> None:
        drafts.append(draft)
        notes.append(replace(billed(draft, len(notes) + 1), form=""))

    is_done = False
    for amount in amounts:
        try:
            draft, is_done = credit_by_amount(invoice, 9, "2026-0001", amount, notes)
        except UserError:
            break
        keep(draft)
    if not is_done:
        wanted = to_credit(invoice, before, None)
        credit = credit_of(invoice, 9, wanted, before=before)
        assert credit.completes
        keep(less_reductions(credit.draft, invoice, notes) if notes else credit.draft)
    for key, (base, tax) in groups(invoice).items():
        assert sum(groups(each).get(key, (0, 0))[0] for each in drafts) == base
        assert sum(groups(each).get(key, (0, 0))[1] for each in drafts) == tax


def test_the_rules_of_the_norm_have_nothing_to_say() -> None:
    """Every form of invoice, in net and gross prices, over several rates and with discounts."""
    invoices: dict[str, bytes] = {}
    for mode in ("net", "gross"):
        order: Any = DocumentDraft(
            kind="order",
            contact_id=1,
            price_mode=mode,  # type: ignore[arg-type]
            lines=(
                LineDraft(description="Site", qty=D(3), price=D("333.33"), rate=D(23)),
                LineDraft(description="Book", qty=D(7), price=D("19.99"), rate=D(6)),
            ),
            adjustments=(AdjustmentDraft(percent=D(3), reason="Rebate"),),
        )
        plan: list[Step] = [("percent", 30), ("share", 25), ("amount", 3), ("line", 1)]
        drafts, done = run(order, plan)
        assert len(drafts) == 4
        for number, draft in enumerate(drafts):
            invoices[f"{mode} {number} {draft.form}"] = cii(facts_of(draft))
        for is_full in (False, True):
            final = final_of(order, 9, done, is_full=is_full)
            invoices[f"{mode} final {is_full}"] = cii(facts_of(final, tuple(done)))
        invoice = replace(order, kind="invoice")
        note, _done = credit_by_amount(invoice, 9, "2026-0001", 5000, ())
        invoices[f"{mode} by amount"] = cii(facts_of(note))
        whole = credit_of(invoice, 9, to_credit(invoice, {}, None), before={})
        rest = less_reductions(whole.draft, invoice, (replace(billed(note, 1), form=""),))
        invoices[f"{mode} the rest"] = cii(facts_of(rest))
        partly = credit_of(invoice, 9, to_credit(invoice, {}, (CreditLine(1, D(1)),)), before={})
        invoices[f"{mode} by line"] = cii(facts_of(replace(partly.draft, form="cancellation")))
        corrected = replace(invoice, is_corrected=True, corrects_id=3)
        facts = replace(facts_of(corrected), preceding=Preceding(number="2026-0001", issued_on=ON))
        invoices[f"{mode} corrected"] = cii(facts)
    assert schematron.faults(invoices) == {name: [] for name in invoices}
    codes = {name: xml.split(b"<ram:TypeCode>")[1][:3].decode() for name, xml in invoices.items()}
    assert codes["net 0 deposit"] == "386"
    assert codes["net 1 progress"] == "326"
    assert codes["net final False"] == codes["net final True"] == "380"
    assert codes["net by line"] == codes["net by amount"] == "381"
    assert codes["net corrected"] == "384"
