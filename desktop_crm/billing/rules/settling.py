"""What a credit note over a part of an invoice comes to, so that all notes together give back the whole.

A note is the difference of two papers: the invoice over everything credited so far, and over what had been
credited before. The first note is thus plain arithmetic. What rounding moves on a later one (by parts, 3 x
0.335 is 1.02, at once 1.01) stands where it arises: beside the line, as an amount instead of a percentage,
and in the VAT of a rate, a cent at most. No note needs a rounding amount (BT-114) that the invoice had not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from desktop_crm.billing.rules.drafts import AdjustmentDraft, DocumentDraft, LineDraft
from desktop_crm.billing.rules.pricing import counts, numbered, priced_line, totals_of
from desktop_crm.values import money, totals
from desktop_crm.values.messages import DOCUMENTS, _, translator_for
from desktop_crm.values.totals import Moved, Totals
from desktop_crm.values.totals.adjusting import line_part
from desktop_crm.values.totals.rounding import half_away

Quantities = Mapping[int, Decimal]
"""Quantity by the line's number as it stands on the paper: from 1, headings have none."""
Key = tuple[str, Decimal]
Share = tuple[int, Key]
"""A discount or charge of the document (its place in the draft, from 0) and a VAT group it falls on."""

ROUNDING: Final = _("Rounding")
_NOTHING: Final = Decimal(0)


def settled(
    invoice: DocumentDraft, wanted: Quantities, before: Quantities, *, completes: bool
) -> DocumentDraft:
    """The draft over `wanted` of the invoice (already a credit note), after `before` of it.

    With the note that `completes` the series go the prepaid amount and the rounding of the invoice.
    """
    after = {
        number: before.get(number, _NOTHING) + wanted.get(number, _NOTHING) for number in {*before, *wanted}
    }
    earlier, now = _paper_over(invoice, before), _paper_over(invoice, after)
    if completes:
        now = _paper(invoice, tuple(range(len(invoice.adjustments))))
    printed = numbered(invoice)
    lines = tuple(
        _settled_line(printed[number], wanted[number], before.get(number, _NOTHING), invoice)
        for number in sorted(wanted)
    )
    draft = replace(
        invoice,
        lines=lines,
        adjustments=(),
        prepaid=invoice.prepaid if completes else 0,
        round_due_to=0,
        rounding_amount=totals_of(invoice).rounding if completes else 0,
    )
    draft = _with_shares(draft, invoice.adjustments, _difference(now.shares, earlier.shares))
    for settle in (_moved_vat, _moved_extra_taxes, _moved_rest):  # each is reckoned from the one before
        moved = settle(totals_of(draft), now.totals, earlier.totals)
        draft = replace(draft, moved=draft.moved + tuple(each for each in moved if each.amount))
    return draft


# ------------------------------------------------------------------------------------------------ papers


@dataclass(frozen=True, slots=True)
class _Paper:
    """A paper that was calculated, and what each discount or charge of the invoice took off which group."""

    totals: Totals
    shares: Mapping[Share, int]


def _paper_over(invoice: DocumentDraft, quantities: Quantities) -> _Paper:
    """The invoice as it would be over these quantities alone; fixed amounts in proportion."""
    printed = numbered(invoice)
    lines = tuple(_scaled(printed[number], qty) for number, qty in sorted(quantities.items()) if qty)
    adjustments: list[AdjustmentDraft] = []
    origins: list[int] = []
    portions = _fixed_portions(invoice, lines)
    for place, each in enumerate(invoice.adjustments):
        parts = [each] if each.amount is None else portions.get(place, [])
        adjustments += parts
        origins += [place] * len(parts)
    return _paper(replace(invoice, lines=lines, adjustments=tuple(adjustments)), origins)


def _paper(draft: DocumentDraft, origins: Sequence[int]) -> _Paper:
    """`origins`: for each discount and charge of the draft its place in the invoice."""
    result = totals_of(replace(draft, prepaid=0, round_due_to=0, rounding_amount=0))
    return _Paper(result, _shares(draft.adjustments, origins, result))


def _shares(
    adjustments: Sequence[AdjustmentDraft], origins: Sequence[int], result: Totals
) -> dict[Share, int]:
    """Signed: what each discount (less) and charge (more) of the invoice does to each VAT group."""
    of_kind = {
        is_charge: [
            origin for each, origin in zip(adjustments, origins, strict=True) if each.is_charge is is_charge
        ]
        for is_charge in (False, True)
    }
    shares: dict[Share, int] = {}
    for split in result.doc_split:
        is_charge = split.kind == "doc_charges"
        share = of_kind[is_charge][split.index], (split.category, split.rate)
        shares[share] = shares.get(share, 0) + (split.amount if is_charge else -split.amount)
    return shares


def _fixed_portions(invoice: DocumentDraft, lines: Sequence[LineDraft]) -> dict[int, list[AdjustmentDraft]]:
    """The part of each fixed discount or charge that falls on these lines, by place: one a VAT group."""
    if all(each.amount is None for each in invoice.adjustments):
        return {}
    wholes = _group_amounts(invoice, [line for line in invoice.lines if counts(line)])
    parts = _group_amounts(invoice, lines)
    shares = _shares(invoice.adjustments, range(len(invoice.adjustments)), totals_of(invoice))
    portions: dict[int, list[AdjustmentDraft]] = {}
    for (place, key), share in shares.items():
        each, whole = invoice.adjustments[place], wholes.get(key, 0)
        if each.amount is None or not whole:
            continue
        amount = _portion(share, Decimal(parts.get(key, 0)), Decimal(whole))
        if amount:
            portions.setdefault(place, []).append(_fixed(each, amount, key))
    return portions


def _group_amounts(invoice: DocumentDraft, lines: Sequence[LineDraft]) -> dict[Key, int]:
    amounts: dict[Key, int] = {}
    for line in lines:
        key = (line.category, line.rate)
        amounts[key] = amounts.get(key, 0) + _part_of(line, invoice.currency).total
    return amounts


# ------------------------------------------------------------------------------------------------- lines


def _part_of(line: LineDraft, currency: str) -> totals.LinePart:
    return line_part(priced_line(line, currency), 10 ** money.digits(currency))


def _scaled(line: LineDraft, qty: Decimal, before: Decimal = _NOTHING) -> LineDraft:
    """`qty` of the line, after `before` of it; fixed amounts in proportion, percentages as they are."""
    adjustments = tuple(
        each if each.amount is None else replace(each, amount=_share(each.amount, before, qty, line.qty))
        for each in line.adjustments
    )
    return replace(line, qty=qty, adjustments=tuple(each for each in adjustments if each.amount != 0))


def _settled_line(line: LineDraft, qty: Decimal, before: Decimal, invoice: DocumentDraft) -> LineDraft:
    """The line over `qty`, with what brings the running sum of its notes to that of the invoice."""
    currency = invoice.currency
    target = _part_of(_scaled(line, before + qty), currency).total
    if before:
        target -= _part_of(_scaled(line, before), currency).total
    plain = _scaled(line, qty, before)
    part = _part_of(plain, currency)
    if part.total == target:
        return plain
    amounts = {False: iter(part.allowances), True: iter(part.charges)}
    said = [
        _fixed(each, (1 if each.is_charge else -1) * next(amounts[each.is_charge]))
        for each in plain.adjustments
    ]
    word = translator_for(invoice.language, DOCUMENTS).message(ROUNDING)
    said.append(_fixed(AdjustmentDraft(reason=word), target - part.total))
    return replace(plain, adjustments=tuple(each for each in said if each.amount))


def _fixed(each: AdjustmentDraft, signed: int, key: Key | None = None) -> AdjustmentDraft:
    """A discount (below zero) or charge of that amount, for that VAT group."""
    category, rate = key or (each.category, each.rate)
    return replace(each, is_charge=signed > 0, percent=None, amount=abs(signed), category=category, rate=rate)


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


# ---------------------------------------------------------------------------------------------- document


def _with_shares(
    draft: DocumentDraft, typed: Sequence[AdjustmentDraft], wanted: Mapping[Share, int]
) -> DocumentDraft:
    """The draft with the invoice's discounts and charges: in percent where that comes to the very shares."""
    groups = {(line.category, line.rate) for line in draft.lines}
    for keeps_percent in (True, False):
        adjustments: list[AdjustmentDraft] = []
        origins: list[int] = []
        for place, each in enumerate(typed):
            own = {key: amount for (origin, key), amount in wanted.items() if origin == place}
            if keeps_percent and each.amount is None and groups & own.keys():
                made = [each]
            else:
                made = [_fixed(each, amount, key) for key, amount in own.items()]
            adjustments += made
            origins += [place] * len(made)
        draft = replace(draft, adjustments=tuple(adjustments))
        if _difference(_shares(adjustments, origins, totals_of(draft)), {}) == wanted:
            break
    return draft


def _difference(now: Mapping[Share, int], earlier: Mapping[Share, int]) -> dict[Share, int]:
    """Without what did not change; in the order of the paper."""
    found = {share: now.get(share, 0) - earlier.get(share, 0) for share in {**now, **earlier}}
    return {share: amount for share, amount in found.items() if amount}


def _moved_vat(plain: Totals, now: Totals, earlier: Totals) -> list[Moved]:
    """The cents between what the note would charge by itself and the difference of the two papers."""
    return [
        Moved("tax", _tax_of(now, key) - _tax_of(earlier, key) - _tax_of(plain, key), *key)
        for key in ((group.category, group.rate) for group in plain.tax_breakdown)
    ]


def _moved_extra_taxes(plain: Totals, now: Totals, earlier: Totals) -> list[Moved]:
    triples = zip(plain.extra_taxes, now.extra_taxes, earlier.extra_taxes, strict=True)
    return [
        Moved("extra_tax", after.amount - before.amount - own.amount, place=place)
        for place, (own, after, before) in enumerate(triples)
    ]


def _moved_rest(plain: Totals, now: Totals, earlier: Totals) -> list[Moved]:
    triples = zip(plain.withholdings, now.withholdings, earlier.withholdings, strict=True)
    found = [
        Moved("withholding", after.amount - before.amount - own.amount, place=place)
        for place, (own, after, before) in enumerate(triples)
    ]
    if plain.tax_in_tax_currency is not None:
        change = (now.tax_in_tax_currency or 0) - (earlier.tax_in_tax_currency or 0)
        found.append(Moved("tax_currency", change - plain.tax_in_tax_currency))
    return found


def _tax_of(result: Totals, key: Key) -> int:
    return sum(group.tax for group in result.tax_breakdown if (group.category, group.rate) == key)
