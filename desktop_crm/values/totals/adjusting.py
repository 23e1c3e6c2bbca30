"""Discounts and charges, on a line and over the VAT groups of a document.

On both levels they work in the order typed, discounts before charges, a percentage on what is then left: 10 %
and 5 % off 100.00 leave 85.50.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from desktop_crm.values.totals.document import Adjustment, PricedDocument, PricedLine
from desktop_crm.values.totals.result import LinePart, SplitAmount, SplitKind
from desktop_crm.values.totals.rounding import half_away, percent_of, split, to_minor

Key = tuple[str, Decimal]
"""A VAT group: category and rate."""


@dataclass(frozen=True, slots=True)
class Share:
    """What one VAT group bears of a document discount or charge, in the document's price mode."""

    kind: SplitKind
    index: int
    key: Key
    amount: int
    typed: Decimal | None

    @property
    def sign(self) -> int:
        return -1 if self.kind == "doc_allowances" else 1

    @property
    def signed(self) -> int:
        return self.sign * self.amount

    def split_amount(self, net: int) -> SplitAmount:
        return SplitAmount(self.kind, self.index, *self.key, self.amount, net, self.typed)


def line_part(line: PricedLine, unit: int) -> LinePart:
    """BT-131 = round(quantity x price / base quantity) - allowances + charges, in the price mode."""
    qty, qty_scale = line.qty.as_integer_ratio()
    price, price_scale = line.price.as_integer_ratio()
    numerator, denominator = qty * price * unit, qty_scale * price_scale
    if line.base_qty != 1:
        base, base_scale = line.base_qty.as_integer_ratio()
        numerator, denominator = numerator * base_scale, denominator * base
    amount = half_away(numerator, denominator)
    if not line.allowances and not line.charges:
        return LinePart(amount, (), (), amount)
    left = amount
    allowances, charges = [], []
    for adjustment in line.allowances:
        allowances.append(_amount_of(adjustment, left, unit))
        left -= allowances[-1]
    for adjustment in line.charges:
        charges.append(_amount_of(adjustment, left, unit))
        left += charges[-1]
    return LinePart(amount, tuple(allowances), tuple(charges), left)


def _amount_of(adjustment: Adjustment, left: int, unit: int) -> int:
    if adjustment.percent is not None:
        return percent_of(left, adjustment.percent)
    return to_minor(adjustment.amount or Decimal(0), unit)


def adjust_groups(
    document: PricedDocument, line_sums: dict[Key, int], unit: int
) -> tuple[dict[Key, int], list[Share]]:
    """What the document's discounts and charges leave of each VAT group, and the share each one bore."""
    left = dict(line_sums)
    shares: list[Share] = []
    for index, adjustment in enumerate(document.doc_allowances):
        shares += _shares("doc_allowances", index, adjustment, left, unit)
    for index, adjustment in enumerate(document.doc_charges):
        shares += _shares("doc_charges", index, adjustment, left, unit)
    return left, shares


def _shares(
    kind: SplitKind, index: int, adjustment: Adjustment, left: dict[Key, int], unit: int
) -> list[Share]:
    """Apply one adjustment to `left`; category and rate together may name a group that no line has yet."""
    typed = None
    if adjustment.category is not None and adjustment.rate is not None:
        left.setdefault((adjustment.category, adjustment.rate), 0)
        typed = adjustment.amount
    keys = matching_groups(adjustment, left)
    if adjustment.percent is not None:
        amounts: Iterable[int] = [percent_of(left[key], adjustment.percent) for key in keys]
    else:
        amount = to_minor(adjustment.amount or Decimal(0), unit)
        amounts = split(amount, [left[key] for key in keys]) if keys else ()
    shares = [Share(kind, index, key, amount, typed) for key, amount in zip(keys, amounts, strict=True)]
    for share in shares:
        left[share.key] += share.signed
    return shares


def matching_groups(adjustment: Adjustment, groups: Iterable[Key]) -> list[Key]:
    """The VAT groups an adjustment of the document falls on, in their order of appearance."""
    return [
        (category, rate)
        for category, rate in groups
        if adjustment.category in (None, category) and adjustment.rate in (None, rate)
    ]
