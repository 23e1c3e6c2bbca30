"""Net amounts out of tax-inclusive ones, for the XML: the prices include tax, the e-invoice must not."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from desktop_crm.values.totals.rounding import fill_up


def net_lines(gross: Sequence[int], rate: Decimal, total: int) -> tuple[int, ...]:
    """Net amounts of the lines of one VAT group whose net sum is `total`, by largest remainder.

    Lines of one sign share `total` in proportion. With returns among them the proportion may be any number
    (100.00 and -99.99 have a sum of 0.01), so each line then starts from its own exact net.
    """
    whole = sum(gross)
    if whole < 0:
        return tuple(-net for net in net_lines([-amount for amount in gross], rate, -total))
    if whole and min(gross) >= 0:
        return fill_up([total * amount for amount in gross], whole, total)
    return net_shares(gross, rate, total)


def net_shares(gross: Sequence[int], rate: Decimal, total: int) -> tuple[int, ...]:
    """As `net_lines`, from the exact net of each amount (gross x 100 / (100 + rate)), whatever the signs."""
    numerator, denominator = rate.as_integer_ratio()
    return fill_up([amount * 100 * denominator for amount in gross], 100 * denominator + numerator, total)
