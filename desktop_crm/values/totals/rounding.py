"""Exact rounding and sharing on integers. A fraction is a numerator and a positive denominator."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def half_away(numerator: int, denominator: int) -> int:
    """Nearest integer, halves away from zero: 5/2 is 3, -5/2 is -3."""
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def toward_zero(numerator: int, denominator: int) -> int:
    """The integer part: what "round down" means on both sides of zero."""
    return -(-numerator // denominator) if numerator < 0 else numerator // denominator


def to_minor(amount: Decimal, unit: int) -> int:
    """A typed amount in minor units, `unit` of them to the major one; anything finer is rounded."""
    numerator, denominator = amount.as_integer_ratio()
    return half_away(numerator * unit, denominator)


def percent_of(amount: int, percent: Decimal) -> int:
    """`percent` of a minor-unit amount, half away from zero."""
    numerator, denominator = percent.as_integer_ratio()
    return half_away(amount * numerator, 100 * denominator)


def fill_up(numerators: Sequence[int], denominator: int, total: int) -> tuple[int, ...]:
    """Integers near `numerators[i] / denominator` whose sum is `total`, near the sum of the fractions.

    All are rounded down; then the largest remainders gain what is missing, the earlier of equals first.
    """
    shares = [numerator // denominator for numerator in numerators]
    missing = total - sum(shares)
    if missing:
        everyone, some = divmod(missing, len(shares))
        by_remainder = sorted(range(len(shares)), key=lambda i: -(numerators[i] % denominator))
        for place, i in enumerate(by_remainder):
            shares[i] += everyone + (place < some)
    return tuple(shares)


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """`total` in proportion to `weights` by largest remainder; the first takes it all if all are zero.

    Only weights of the prevailing sign take part: 10.00 off goods of 100.00 with a return of -99.99 in
    another VAT group belongs to the goods, instead of becoming a hundred thousand here and its opposite
    there.
    """
    sign = -1 if sum(weights) < 0 else 1
    signed = [max(0, sign * weight) for weight in weights]
    whole = sum(signed)
    if not whole:
        return (total, *(0 for _ in weights[1:]))
    if total < 0:
        return tuple(-share for share in split(-total, weights))
    return fill_up([total * weight for weight in signed], whole, total)
