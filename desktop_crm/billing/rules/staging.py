"""An order billed in stages: deposits before anything is supplied, progress invoices, and the final invoice.

Every stage bills a part of each VAT group. Its VAT is that of one invoice over everything so far less what
the stages before it charged, so that all stages together come to exactly the net and VAT of the order; what
that moves, a cent at most, stands in the VAT of the group. The final invoice shows the whole order and takes
off each stage by name, one line a VAT group: the structured invoice is the remainder. As a choice it is the
invoice over the whole, with the stages as prepaid (no structured format can say their VAT; the paper does).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from desktop_crm.billing.rules import printed
from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft, LineSource
from desktop_crm.billing.rules.facts import DEPOSIT, FINAL, INVOICE, PROGRESS, Form
from desktop_crm.billing.rules.pricing import counts, numbered, totals_of
from desktop_crm.billing.rules.settling import Quantities, settled
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _
from desktop_crm.values.totals import Moved, Totals
from desktop_crm.values.totals.rounding import half_away, toward_zero

Key = tuple[str, Decimal]
HUNDRED: Final = Decimal(100)
_QTY_DIGITS: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """A deposit or progress invoice by what is left of it after its credit notes; amounts in minor units."""

    id: int
    number: str
    issued_on: date
    form: Form = DEPOSIT
    paid: int = 0
    groups: Mapping[Key, tuple[int, int]] = field(default_factory=dict)
    """Base and tax of each VAT group."""
    extra_taxes: Mapping[str, int] = field(default_factory=dict)
    """By code."""

    @property
    def net(self) -> int:
        return sum(base for base, _tax in self.groups.values())

    @property
    def tax(self) -> int:
        return sum(tax for _base, tax in self.groups.values())

    @property
    def gross(self) -> int:
        return self.net + self.tax + sum(self.extra_taxes.values())


# ------------------------------------------------------------------------------------------------- the stages


def deposit_of(
    order: DocumentDraft,
    order_id: int,
    name: str,
    earlier: Sequence[Billed],
    *,
    percent: Decimal | None = None,
    amount: int | None = None,
) -> DocumentDraft:
    """A deposit invoice over `percent` of the order's net, or over `amount` (what is to be paid, VAT
    included). `name` is the order's number.

    Raises UserError at "percent" or "amount" for more than is left and for nothing.
    """
    whole = totals_of(as_invoice(order, order_id))
    billed, total = sum(each.gross for each in earlier), whole.gross
    if percent is not None:
        if not percent.is_finite() or not 0 < percent <= HUNDRED:
            raise UserError(_("Give a percentage between 0 and 100"), "percent")
        wanted = {key: _percent(_shown(order, whole, key), percent) for key in _keys(whole)}
        shares: dict[Key, int] = {}
    else:
        if amount is None or amount <= 0:
            raise UserError(_("Give the percentage or the amount of the deposit"), "amount")
        if order.extra_taxes:
            raise UserError(_("Give the deposit in percent: this order carries a second tax"), "amount")
        if amount > total - billed:
            left = f"{money.plain(max(total - billed, 0), order.currency)} {order.currency}"
            raise UserError(_("No more than {left} is left of it", left=left), "amount")
        shares = spread(amount, {key: _gross_of(whole, key) for key in _keys(whole)})
        wanted = {key: _part(order, key, gross, earlier) for key, gross in shares.items()}
    text = printed.deposit(printed.paper_words(order.language), name, percent)
    lines = tuple(
        LineDraft(description=text, price=money.major(value, order.currency), category=key[0], rate=key[1])
        for key, value in wanted.items()
        if value
    )
    draft = replace(
        as_invoice(order, order_id),
        form=DEPOSIT,
        lines=lines,
        adjustments=(),
        prepaid=0,
        rounding_amount=0,
        early_percent=None,
        early_days=None,
        share=percent,
        delivered_on=None,
        period_from=None,
        period_to=None,
    )
    if shares:
        return _with_gross(draft, shares, earlier)
    draft = with_settled_tax(draft, earlier)
    if totals_of(draft).gross > total - billed:
        raise UserError(_("Together the deposits come to more than the order"), "percent")
    return draft


def progress_of(
    order: DocumentDraft,
    order_id: int,
    wanted: Quantities,
    before: Quantities,
    earlier: Sequence[Billed],
    form: Form = PROGRESS,
) -> DocumentDraft:
    """An invoice over `wanted` of the ordered lines, after `before` of them."""
    invoice = as_invoice(order, order_id)
    completes = all(
        before.get(number, Decimal(0)) + wanted.get(number, Decimal(0)) == line.qty
        for number, line in numbered(invoice).items()
        if counts(line)
    )
    draft = settled(invoice, wanted, before, completes=completes)
    lines = tuple(
        replace(line, of=LineSource(order_id, number))
        for number, line in zip(sorted(wanted), draft.lines, strict=True)
    )
    draft = replace(draft, form=form, lines=lines)
    return with_settled_tax(replace(draft, moved=()), earlier)


def final_of(
    order: DocumentDraft,
    order_id: int,
    earlier: Sequence[Billed],
    *,
    is_full: bool = False,
    before: Quantities = MappingProxyType({}),
    others: Sequence[Billed] = (),
) -> DocumentDraft:
    """The final invoice: all of the order less each stage before it (or, `is_full`, with them as prepaid).

    `before` are the quantities that plain invoices (`others`) billed already: they are not billed again.
    """
    plain = as_invoice(order, order_id)
    if before:
        rest = {
            number: line.qty - before.get(number, Decimal(0))
            for number, line in numbered(plain).items()
            if counts(line) and line.qty != before.get(number, Decimal(0))
        }
        if not rest:
            raise UserError(_("All of it has been billed"), "id")
        invoice = progress_of(order, order_id, rest, before, others, FINAL)
    else:
        invoice = replace(plain, form=FINAL, lines=ordered_lines(order, order_id))
    invoice = replace(invoice, settles=tuple(each.id for each in earlier), is_full=is_full)
    if is_full:
        return replace(invoice, prepaid=invoice.prepaid + sum(each.gross for each in earlier))
    if not earlier:
        return invoice
    invoice = replace(invoice, adjustments=fixed_adjustments(invoice))
    t = printed.paper_words(order.language)
    taken = [line for each in earlier for line in deduction_lines(each, order, t)]
    return with_settled_tax(replace(invoice, lines=(*invoice.lines, *taken)), (*earlier, *others))


def ordered_lines(order: DocumentDraft, order_id: int) -> tuple[LineDraft, ...]:
    """The lines that were agreed, each naming the one it fulfils; options not taken are left out."""
    number = 0
    lines: list[LineDraft] = []
    for line in order.lines:
        if line.kind == "item":
            number += 1
        if not line.is_optional:
            source = LineSource(order_id, number) if line.kind == "item" else None
            lines.append(replace(line, of=source))
    return tuple(lines)


def deduction_lines(billed: Billed, paper: DocumentDraft, t: Translator) -> Iterable[LineDraft]:
    """One line a VAT group that takes a stage off by name, under it the amounts with their VAT."""
    word = printed.taken_off(t, billed.form, billed.number, billed.issued_on)
    for (category, rate), (base, tax) in billed.groups.items():
        if not base and not tax:
            continue
        shown = base + tax if paper.price_mode == "gross" else base
        amounts = printed.with_vat(t, base, tax, paper.currency)
        yield LineDraft(
            description=f"{word}\n{amounts}" if tax else word,
            qty=Decimal(-1),
            price=money.major(shown, paper.currency),
            category=category,
            rate=rate,
            deducts=billed.id,
        )


def with_settled_tax(draft: DocumentDraft, earlier: Sequence[Billed]) -> DocumentDraft:
    """The draft whose VAT is that of one invoice over all stages less what those before it charged."""
    plain = totals_of(replace(draft, moved=()))
    before = summed(earlier)
    moved: list[Moved] = []
    for group in plain.tax_breakdown:
        key = (group.category, group.rate)
        base, tax = before.get(key, (0, 0))
        if draft.price_mode == "gross":
            together = base + tax + group.base + group.tax
        else:
            together = base + group.base
        target = tax_of(draft, together, group.rate) - tax
        if target != group.tax:
            moved.append(Moved("tax", target - group.tax, *key))
    taxes = {
        each.code: sum(one.extra_taxes.get(each.code, 0) for one in earlier) for each in draft.extra_taxes
    }
    for place, extra in enumerate(draft.extra_taxes):
        done = taxes[extra.code]
        base = plain.extra_taxes[place].base + sum(
            base
            for one in earlier
            for (category, rate), (base, _tax) in one.groups.items()
            if extra.category in ("", category) and extra.on_rate in (None, rate)
        )
        target = _on_top(draft, base, extra.rate) - done
        if target != plain.extra_taxes[place].amount:
            moved.append(Moved("extra_tax", target - plain.extra_taxes[place].amount, place=place))
    return replace(draft, moved=tuple(moved))


# ------------------------------------------------------------------------------------------------- amounts


def summed(billed: Iterable[Billed]) -> dict[Key, tuple[int, int]]:
    """Base and tax of each VAT group over all of them."""
    found: dict[Key, tuple[int, int]] = {}
    for each in billed:
        for key, (base, tax) in each.groups.items():
            known = found.get(key, (0, 0))
            found[key] = (known[0] + base, known[1] + tax)
    return found


def tax_of(draft: DocumentDraft, amount: int, rate: Decimal) -> int:
    """VAT on a net amount, or out of one that includes it, as the draft's prices do."""
    return _out_of(draft, amount, rate) if draft.price_mode == "gross" else _on_top(draft, amount, rate)


def _on_top(draft: DocumentDraft, amount: int, rate: Decimal) -> int:
    numerator, denominator = rate.as_integer_ratio()
    rounded = toward_zero if draft.tax_rounding == "down" else half_away
    return rounded(amount * numerator, 100 * denominator)


def _out_of(draft: DocumentDraft, amount: int, rate: Decimal) -> int:
    numerator, denominator = rate.as_integer_ratio()
    rounded = toward_zero if draft.tax_rounding == "down" else half_away
    return rounded(amount * numerator, 100 * denominator + numerator)


def as_invoice(order: DocumentDraft, order_id: int) -> DocumentDraft:
    """An invoice's head with everything that was agreed; its dates begin anew."""
    return replace(
        order.without_rate(),
        kind=INVOICE,
        form="",
        issued_on=None,
        due_on=None,
        valid_until=None,
        from_id=order_id,
        corrects_id=None,
        lines=tuple(line for line in order.lines if not line.is_optional),
        deliveries=(),
        cover="",
        appended=(),
        internal_notes="",
    )


def _keys(whole: Totals) -> list[Key]:
    return [(group.category, group.rate) for group in whole.tax_breakdown]


def _shown(order: DocumentDraft, whole: Totals, key: Key) -> int:
    """What a VAT group comes to in the order's price mode."""
    for group in whole.tax_breakdown:
        if (group.category, group.rate) == key:
            return group.base + group.tax if order.price_mode == "gross" else group.base
    return 0


def _gross_of(whole: Totals, key: Key) -> int:
    return sum(g.base + g.tax for g in whole.tax_breakdown if (g.category, g.rate) == key)


def _percent(amount: int, percent: Decimal) -> int:
    numerator, denominator = percent.as_integer_ratio()
    return half_away(amount * numerator, 100 * denominator)


def spread(amount: int, weights: Mapping[Key, int]) -> dict[Key, int]:
    """`amount` in parts as the weights, summing exactly (largest remainder)."""
    whole = sum(weights.values())
    if not whole:
        return {}
    parts = {key: amount * weight // whole for key, weight in weights.items()}
    order = sorted(weights, key=lambda key: -(amount * weights[key] % whole))
    for key in order[: amount - sum(parts.values())]:
        parts[key] += 1
    return parts


def _part(order: DocumentDraft, key: Key, gross: int, earlier: Sequence[Billed]) -> int:
    """What of a group's amount with VAT stands on the line: in net prices that without it."""
    if order.price_mode == "gross":
        return gross
    base, tax = summed(earlier).get(key, (0, 0))
    together = base + tax + gross
    return together - _out_of(order, together, key[1]) - base


def _with_gross(draft: DocumentDraft, shares: Mapping[Key, int], earlier: Sequence[Billed]) -> DocumentDraft:
    """The deposit whose groups come to exactly these amounts with VAT."""
    if draft.price_mode == "gross":
        return with_settled_tax(draft, earlier)
    moved = tuple(
        Moved("tax", shares[group.category, group.rate] - group.base - group.tax, group.category, group.rate)
        for group in totals_of(draft).tax_breakdown
        if shares[group.category, group.rate] != group.base + group.tax
    )
    return replace(draft, moved=moved)


def fixed_adjustments(draft: DocumentDraft) -> tuple[AdjustmentDraft, ...]:
    """The discounts and charges of the whole as amounts: a percentage would take from the deductions, too."""
    result = totals_of(draft)
    if not result.doc_split:
        return draft.adjustments
    t = printed.paper_words(draft.language)
    typed = {
        is_charge: [each for each in draft.adjustments if each.is_charge is is_charge]
        for is_charge in (False, True)
    }
    found = []
    for split in result.doc_split:
        is_charge = split.kind == "doc_charges"
        each = typed[is_charge][split.index]
        word = printed.adjustment(t, each.percent, each.reason, is_charge=is_charge)
        if split.amount:
            found.append(
                replace(
                    each,
                    percent=None,
                    amount=split.amount,
                    category=split.category,
                    rate=split.rate,
                    reason=word,
                )
            )
    return tuple(found)


def progress_quantities(order: DocumentDraft, percent: Decimal) -> dict[int, Decimal]:
    """`percent` of each ordered line, by its number. UserError at "percent"."""
    if not percent.is_finite() or not 0 < percent <= HUNDRED:
        raise UserError(_("Give a percentage between 0 and 100"), "percent")
    step = Decimal(1).scaleb(-_QTY_DIGITS)
    found = {}
    for number, line in numbered(order).items():
        if counts(line) and (qty := (line.qty * percent / HUNDRED).quantize(step)):
            found[number] = qty.normalize()
    return found
