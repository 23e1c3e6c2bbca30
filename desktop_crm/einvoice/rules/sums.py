"""The arithmetic of an invoice (BR-CO-10 to BR-CO-17, BR-DEC, quantity times price), to the cent.

The norm's own rules tolerate a whole unit of VAT and never multiply quantity by price. Here every sum must
follow; the VAT of a rate may differ by what rounding it line by line can move.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Final

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Adjustment, Invoice, Line
from desktop_crm.einvoice.rules.saying import Findings, differs
from desktop_crm.einvoice.terms import term
from desktop_crm.values.messages import _

NONE: Final = Decimal(0)
CENT: Final = Decimal("0.01")
TWO_CENTS: Final = Decimal("0.02")
HALF: Final = Decimal("0.005")
LINE_RULE: Final = "PEPPOL-EN16931-R120"
_PRECISION: Final = 90  # a hostile number has forty digits at most


def check_sums(invoice: Invoice) -> Findings:
    """Every sum that does not follow from the others, and every amount with more than two decimals."""
    with localcontext() as context:
        context.prec = _PRECISION
        yield from _totals(invoice)
        yield from _taxes(invoice)
        yield from _decimals(invoice)
        for number, line in enumerate(invoice.lines, 1):
            yield from _line(line, number)
            for one in line.adjustments:
                yield from _percent(one, number)
        for one in invoice.adjustments:
            yield from _percent(one, 0)


def cents(value: Decimal) -> Decimal:
    """Rounded half away from zero to two decimals."""
    return value.quantize(CENT, rounding=ROUND_HALF_UP)


def _totals(invoice: Invoice) -> Findings:
    sums = invoice.totals
    allowances = sum((one.amount or NONE for one in invoice.adjustments if not one.is_charge), NONE)
    charges = sum((one.amount or NONE for one in invoice.adjustments if one.is_charge), NONE)
    nets = sum((line.net or NONE for line in invoice.lines), NONE)
    taxes = sum((group.tax or NONE for group in invoice.taxes), NONE)
    net = (sums.lines or NONE) - (sums.allowances or NONE) + (sums.charges or NONE)
    gross = (sums.net or NONE) + (sums.tax or NONE)
    due = (sums.gross or NONE) - (sums.prepaid or NONE) + (sums.rounding or NONE)
    for rule, number, said, reckoned in (
        ("BR-CO-10", "BT-106", sums.lines, nets),
        ("BR-CO-11", "BT-107", sums.allowances or (NONE if allowances else None), allowances),
        ("BR-CO-12", "BT-108", sums.charges or (NONE if charges else None), charges),
        ("BR-CO-13", "BT-109", sums.net, net),
        ("BR-CO-14", "BT-110", sums.tax or (NONE if taxes else None), taxes),
        ("BR-CO-15", "BT-112", sums.gross, gross),
        ("BR-CO-16", "BT-115", sums.due, due),
    ):
        if said is not None and cents(said) != cents(reckoned):
            yield differs(rule, number, said, reckoned)


def _taxes(invoice: Invoice) -> Findings:
    for group in invoice.taxes:
        if group.tax is None or group.base is None or group.rate is None:
            continue
        exact = group.base * group.rate / 100
        lines = sum(1 for line in invoice.lines if (line.category, line.rate) == (group.category, group.rate))
        difference = abs(group.tax - exact)
        if difference >= CENT:
            tolerable = difference <= max(CENT, HALF * (lines + 1)) or _is_whole(group.tax, exact)
            yield differs("BR-CO-17", "BT-117", group.tax, cents(exact), is_warning=tolerable)


def _is_whole(said: Decimal, exact: Decimal) -> bool:
    """Whether an amount was rounded to a whole unit, as forints and yens are."""
    return said == exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)


def _line(line: Line, number: int) -> Findings:
    """BT-131 is what is to be paid; where quantity times price says otherwise, somebody should look."""
    if line.qty is None or line.price is None or line.net is None:
        return
    base = line.base_qty if line.base_qty is not None else Decimal(1)
    if base <= 0:
        yield Finding("PEPPOL-EN16931-R121", "BT-149", _("The price is for no quantity"), number)
        return
    exact = line.qty * line.price / base
    for one in line.adjustments:
        exact += (one.amount or NONE) * (1 if one.is_charge else -1)
    difference = abs(line.net - exact)
    if difference >= CENT:
        tolerable = difference <= TWO_CENTS or _is_whole(line.net, exact)
        yield differs(LINE_RULE, "BT-131", line.net, cents(exact), number, is_warning=tolerable)
    if line.gross_price is not None and line.price_discount is not None:
        price = line.gross_price - line.price_discount
        if price != line.price:
            yield differs("PEPPOL-EN16931-R046", "BT-146", line.price, price, number)


def _percent(one: Adjustment, number: int) -> Findings:
    """PEPPOL-EN16931-R040: the percentage of the base is the amount."""
    if one.percent is None or one.base is None or one.amount is None:
        return
    exact = one.base * one.percent / 100
    if abs(one.amount - exact) > TWO_CENTS:
        yield differs("PEPPOL-EN16931-R040", "BT-92", one.amount, cents(exact), number)


def _decimals(invoice: Invoice) -> Findings:
    """BR-DEC-*: two decimals at most."""
    sums = invoice.totals
    amounts: list[tuple[str, str, Decimal | None, int]] = [
        ("BR-DEC-09", "BT-106", sums.lines, 0),
        ("BR-DEC-10", "BT-107", sums.allowances, 0),
        ("BR-DEC-11", "BT-108", sums.charges, 0),
        ("BR-DEC-12", "BT-109", sums.net, 0),
        ("BR-DEC-13", "BT-110", sums.tax, 0),
        ("BR-DEC-15", "BT-111", sums.tax_in_tax_currency, 0),
        ("BR-DEC-14", "BT-112", sums.gross, 0),
        ("BR-DEC-16", "BT-113", sums.prepaid, 0),
        ("BR-DEC-17", "BT-114", sums.rounding, 0),
        ("BR-DEC-18", "BT-115", sums.due, 0),
    ]
    for group in invoice.taxes:
        amounts += (("BR-DEC-19", "BT-116", group.base, 0), ("BR-DEC-20", "BT-117", group.tax, 0))
    for one in invoice.adjustments:
        rules = ("BR-DEC-05", "BR-DEC-06") if one.is_charge else ("BR-DEC-01", "BR-DEC-02")
        amounts += ((rules[0], "BT-92", one.amount, 0), (rules[1], "BT-93", one.base, 0))
    for number, line in enumerate(invoice.lines, 1):
        amounts.append(("BR-DEC-23", "BT-131", line.net, number))
        for one in line.adjustments:
            rules = ("BR-DEC-27", "BR-DEC-28") if one.is_charge else ("BR-DEC-24", "BR-DEC-25")
            amounts += ((rules[0], "BT-92", one.amount, number), (rules[1], "BT-93", one.base, number))
    for rule, which, amount, number in amounts:
        if amount is not None and _places(amount) > 2:
            message = _("More than two decimals: {what} ({said})", what=term(which), said=f"{amount:f}")
            yield Finding(rule, which, message, number)


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0
