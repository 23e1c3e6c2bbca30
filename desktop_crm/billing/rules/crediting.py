"""Credit notes: which part of an invoice is taken back, calculated by the same rules as the invoice.

Fixed discounts go back in proportion to what is credited. The shares are taken as differences of running
sums, so that many partial credits together give back exactly the whole, and never a cent more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.pricing import counts, numbered, price, totals_of
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.values.totals.rounding import half_away

Quantities = Mapping[int, Decimal]
"""Quantity by the line's number as it stands on the paper: from 1, headings have none."""


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One line to be credited: its number on the paper and how much of it (None: all that is left)."""

    line: int
    qty: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit note to be issued, and for each of its lines the number of the invoice's and the quantity."""

    draft: DocumentDraft
    quantities: Quantities


def left_to_credit(invoice: DocumentDraft, before: Quantities) -> dict[int, Decimal]:
    """What can still be credited of each counted line; lines that are credited wholly are left out."""
    left = {}
    for number, line in numbered(invoice).items():
        if counts(line) and (rest := line.qty - before.get(number, Decimal(0))):
            left[number] = rest
    return left


def wanted_quantities(
    invoice: DocumentDraft, before: Quantities, lines: tuple[CreditLine, ...] | None
) -> dict[int, Decimal]:
    """The quantities to credit now; all that is left where `lines` is None.

    Raises UserError naming "lines[1].line" or "lines[1].qty" for a line that the invoice lacks and for
    more than is left.
    """
    left = left_to_credit(invoice, before)
    if not left:
        raise UserError(_("This invoice has been credited wholly"))
    if lines is None:
        return left
    if not lines:
        raise UserError(_("Choose at least one line to credit"), "lines")
    wanted: dict[int, Decimal] = {}
    printed = numbered(invoice)
    for number, credit in enumerate(lines, 1):
        if credit.line not in printed or not counts(printed[credit.line]):
            raise UserError(_("The invoice has no line {n}", n=credit.line), f"lines[{number}].line")
        if credit.line in wanted:
            raise UserError(_("Line {n} is named twice", n=credit.line), f"lines[{number}].line")
        wanted[credit.line] = _checked_qty(credit, left.get(credit.line, Decimal(0)), f"lines[{number}].qty")
    return wanted


def _checked_qty(credit: CreditLine, left: Decimal, field: str) -> Decimal:
    qty = left if credit.qty is None else credit.qty
    if not left:
        raise UserError(_("Line {n} has been credited wholly", n=credit.line), field)
    if not qty.is_finite() or not qty or (qty > 0) is not (left > 0):
        raise UserError(_("Give a quantity between 0 and {left}", left=left), field)
    if abs(qty) > abs(left):
        raise UserError(_("Only {left} of line {n} can still be credited", left=left, n=credit.line), field)
    return qty


def credit_of(
    invoice: DocumentDraft,
    invoice_id: int,
    wanted: Quantities,
    *,
    before: Quantities,
    credited: int = 0,
) -> Credit:
    """The credit note over `wanted`. `before` are the quantities and `credited` the amount of earlier
    credit notes.

    The one that takes back the last of an invoice brings the sum of all to exactly what the invoice asked
    for; cents that rounding by parts has moved stand as the rounding amount (BT-114).
    """
    completes = all(wanted.get(line) == rest for line, rest in left_to_credit(invoice, before).items())
    if completes and not before:
        return Credit(_as_credit(invoice, invoice_id), dict(wanted))
    printed = numbered(invoice)
    lines = tuple(_part(printed[line], wanted[line], before.get(line, Decimal(0))) for line in sorted(wanted))
    draft = replace(
        _as_credit(invoice, invoice_id),
        lines=lines,
        adjustments=_document_shares(invoice, wanted, before),
        prepaid=invoice.prepaid if completes else 0,
        round_due_to=0,
        rounding_amount=0,
    )
    if completes:
        missing = totals_of(invoice).due - credited - totals_of(draft).due
        draft = replace(draft, rounding_amount=missing)
    return Credit(draft, dict(wanted))


def _as_credit(invoice: DocumentDraft, invoice_id: int) -> DocumentDraft:
    """The invoice's parties, prices and references, without what belongs to a demand for payment."""
    return replace(
        invoice,
        kind="credit_note",
        issued_on=None,
        due_on=None,
        valid_until=None,
        terms_id=None,
        early_percent=None,
        early_days=None,
        corrects_id=invoice_id,
        from_id=None,
        intro="",
        notes="",
        internal_notes="",
    )


def _part(line: LineDraft, qty: Decimal, before: Decimal) -> LineDraft:
    """`qty` of the line, after `before` of it; fixed amounts in proportion, percentages as they are."""
    if not any(each.amount is not None for each in line.adjustments):
        return replace(line, qty=qty)
    adjustments = tuple(
        each if each.amount is None else replace(each, amount=_share(each.amount, before, qty, line.qty))
        for each in line.adjustments
    )
    return replace(line, qty=qty, adjustments=tuple(each for each in adjustments if each.amount != 0))


def _share(amount: int, before: Decimal, now: Decimal, whole: Decimal) -> int:
    """The share of `amount` that falls on `now` of `whole`, after `before`: a difference of two rounded
    running sums."""
    return _portion(amount, before + now, whole) - _portion(amount, before, whole)


def _portion(amount: int, part: Decimal, whole: Decimal) -> int:
    numerator, scale = part.as_integer_ratio()
    denominator, whole_scale = whole.as_integer_ratio()
    if denominator < 0:
        numerator, denominator = -numerator, -denominator
    return half_away(amount * numerator * whole_scale, denominator * scale) if denominator else 0


def _document_shares(
    invoice: DocumentDraft, wanted: Quantities, before: Quantities
) -> tuple[AdjustmentDraft, ...]:
    """The document's fixed discounts and charges, one for each VAT group, by the line amounts credited in
    that group."""
    if all(each.amount is None for each in invoice.adjustments):
        return invoice.adjustments
    groups = _group_amounts(invoice, wanted, before)
    splits = totals_of(invoice).doc_split
    shares: list[AdjustmentDraft] = []
    seen = {True: 0, False: 0}
    for each in invoice.adjustments:
        kind, index = "doc_charges" if each.is_charge else "doc_allowances", seen[each.is_charge]
        seen[each.is_charge] += 1
        if each.amount is None:
            shares.append(each)
            continue
        for split in splits:
            if split.kind != kind or split.index != index:
                continue
            whole, earlier, now = groups.get((split.category, split.rate), (0, 0, 0))
            share = _share(split.amount, Decimal(earlier), Decimal(now), Decimal(whole)) if whole else 0
            if share > 0:
                shares.append(replace(each, amount=share, category=split.category, rate=split.rate))
    return tuple(shares)


def _group_amounts(
    invoice: DocumentDraft, wanted: Quantities, before: Quantities
) -> dict[tuple[str, Decimal], tuple[int, int, int]]:
    """By VAT group: amount of the invoice's lines, of what was credited before, and of what is credited
    now."""
    facts = [fact for fact in price(invoice).lines if not fact.is_section]
    groups: dict[tuple[str, Decimal], tuple[int, int, int]] = {}
    for (number, line), fact in zip(numbered(invoice).items(), facts, strict=True):
        if not counts(line):
            continue
        shown = fact.shown
        qty_before, qty_now = before.get(number, Decimal(0)), wanted.get(number, Decimal(0))
        whole, earlier, now = groups.get((line.category, line.rate), (0, 0, 0))
        groups[line.category, line.rate] = (
            whole + shown,
            earlier + _portion(shown, qty_before, line.qty),
            now + _share(shown, qty_before, qty_now, line.qty),
        )
    return groups
