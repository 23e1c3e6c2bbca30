"""From a priced document to its totals. Rounded once a line, once a discount or charge, once a VAT group."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from desktop_crm.values import money
from desktop_crm.values.totals.adjusting import Key, Share, adjust_groups, line_part
from desktop_crm.values.totals.document import PricedDocument, Withholding
from desktop_crm.values.totals.inclusive import net_lines, net_shares
from desktop_crm.values.totals.result import (
    EarlyPayment,
    ExtraTaxAmount,
    LinePart,
    SplitAmount,
    TaxGroup,
    Totals,
    Withheld,
)
from desktop_crm.values.totals.rounding import half_away, percent_of, to_minor, toward_zero


def totals_of(document: PricedDocument) -> Totals:
    """The totals of a document that `check_priced` accepts; a draft without lines comes to zero."""
    unit = 10 ** money.digits(document.currency)
    parts = tuple(line_part(line, unit) for line in document.lines)
    keys = [(line.category, line.rate) for line in document.lines]
    line_sums: dict[Key, int] = {}
    for key, part in zip(keys, parts, strict=True):
        line_sums[key] = line_sums.get(key, 0) + part.total
    group_sums, shares = adjust_groups(document, line_sums, unit)
    groups = tuple(_tax_group(document, key, amount) for key, amount in group_sums.items())
    line_nets, doc_split = _net_amounts(document, keys, parts, shares, groups)
    return _assemble(document, unit, parts, line_nets, doc_split, groups)


def _tax_group(document: PricedDocument, key: Key, amount: int) -> TaxGroup:
    """Tax on the whole group: on top of a net amount, or out of a tax-inclusive one."""
    category, rate = key
    inclusive = document.price_mode == "gross"
    tax = _tax(document, amount, rate, inclusive=inclusive) + _moved_tax(document, key)
    return TaxGroup(category, rate, amount - tax if inclusive else amount, tax)


def _tax(document: PricedDocument, amount: int, rate: Decimal, *, inclusive: bool = False) -> int:
    numerator, denominator = rate.as_integer_ratio()
    whole = 100 * denominator + (numerator if inclusive else 0)
    rounded = toward_zero if document.tax_rounding == "down" else half_away
    return rounded(amount * numerator, whole)


def _moved_tax(document: PricedDocument, key: Key) -> int:
    return sum(
        each.amount for each in document.moved if each.what == "tax" and (each.category, each.rate) == key
    )


def _moved(document: PricedDocument, what: str, place: int = 0) -> int:
    return sum(each.amount for each in document.moved if each.what == what and each.place == place)


def _net_amounts(
    document: PricedDocument,
    keys: Sequence[Key],
    parts: Sequence[LinePart],
    shares: Sequence[Share],
    groups: Sequence[TaxGroup],
) -> tuple[tuple[int, ...], tuple[SplitAmount, ...]]:
    """Net lines (BT-131) and document discounts (BT-92/BT-99), such that they add up to the group's base."""
    gross_lines = [part.total for part in parts]
    if document.price_mode == "net":
        return tuple(gross_lines), tuple(share.split_amount(share.amount) for share in shares)
    line_nets = list(gross_lines)
    share_nets = [share.amount for share in shares]
    for group in groups:
        key = (group.category, group.rate)
        own_lines = [i for i, line_key in enumerate(keys) if line_key == key]
        own_shares = [i for i, share in enumerate(shares) if share.key == key]
        before = [gross_lines[i] for i in own_lines]
        net_before = group.base
        if own_shares:
            net_before = sum(before) - _tax(document, sum(before), group.rate, inclusive=True)
        for i, net in zip(own_lines, net_lines(before, group.rate, net_before), strict=True):
            line_nets[i] = net
        signed = [shares[i].signed for i in own_shares]
        for i, net in zip(own_shares, net_shares(signed, group.rate, group.base - net_before), strict=True):
            share_nets[i] = net * shares[i].sign
    return tuple(line_nets), tuple(
        share.split_amount(net) for share, net in zip(shares, share_nets, strict=True)
    )


def _assemble(
    document: PricedDocument,
    unit: int,
    parts: tuple[LinePart, ...],
    line_nets: tuple[int, ...],
    doc_split: tuple[SplitAmount, ...],
    groups: tuple[TaxGroup, ...],
) -> Totals:
    inclusive = document.price_mode == "gross"
    net, tax = sum(group.base for group in groups), sum(group.tax for group in groups)
    extra_taxes = tuple(_extra_tax(document, place, groups) for place in range(len(document.extra_taxes)))
    gross = net + tax + sum(extra.amount for extra in extra_taxes)
    bases = {"net": net, "tax": tax, "gross": gross}
    withholdings = tuple(
        _withheld(held, bases[held.base], _moved(document, "withholding", place))
        for place, held in enumerate(document.withholdings)
    )
    withheld, prepaid = sum(held.amount for held in withholdings), to_minor(document.prepaid, unit)
    rounding = _cash_rounding(document, gross - prepaid - withheld, unit)
    due = gross - prepaid - withheld + rounding
    line_gross = tuple(part.total for part in parts) if inclusive else ()
    allowances = [split for split in doc_split if split.kind == "doc_allowances"]
    charges = [split for split in doc_split if split.kind == "doc_charges"]
    return Totals(
        line_nets=line_nets,
        line_gross=line_gross,
        line_parts=parts,
        sum_lines=sum(line_nets),
        sum_lines_gross=sum(line_gross),
        allowance_total=sum(split.amount for split in allowances),
        charge_total=sum(split.amount for split in charges),
        allowance_net=sum(split.net for split in allowances),
        charge_net=sum(split.net for split in charges),
        net=net,
        tax_breakdown=groups,
        tax=tax,
        gross=gross,
        prepaid=prepaid,
        withheld=withheld,
        withholdings=withholdings,
        rounding=rounding,
        due=due,
        en16931_due=gross - prepaid + rounding,
        tax_in_tax_currency=_tax_in_tax_currency(document, tax, unit),
        doc_split=doc_split,
        early_payment=_early_payment(document, due),
        extra_taxes=extra_taxes,
    )


def _extra_tax(document: PricedDocument, place: int, groups: Sequence[TaxGroup]) -> ExtraTaxAmount:
    extra = document.extra_taxes[place]
    base = sum(
        group.base
        for group in groups
        if extra.category in (None, group.category) and extra.on_rate in (None, group.rate)
    )
    amount = _tax(document, base, extra.rate) + _moved(document, "extra_tax", place)
    return ExtraTaxAmount(extra.code, extra.rate, base, amount)


def _withheld(withholding: Withholding, base: int, moved: int) -> Withheld:
    if withholding.fraction is not None:
        numerator, denominator = withholding.fraction
        return Withheld(withholding.code, half_away(base * numerator, denominator) + moved)
    return Withheld(withholding.code, percent_of(base, withholding.rate or Decimal(0)) + moved)


def _cash_rounding(document: PricedDocument, payable: int, unit: int) -> int:
    """BT-114: what was decided, or what leads to the nearest coin, a half coin away from zero."""
    if document.rounding_amount:
        return to_minor(document.rounding_amount, unit)
    coin = to_minor(document.round_due_to, unit) if document.round_due_to else 0
    return half_away(payable, coin) * coin - payable if coin else 0


def _tax_in_tax_currency(document: PricedDocument, tax: int, unit: int) -> int | None:
    if document.tax_currency is None:
        return None
    numerator, denominator = document.tax_currency.rate.as_integer_ratio()
    amount = half_away(tax * numerator * 10 ** money.digits(document.tax_currency.code), denominator * unit)
    return amount + _moved(document, "tax_currency")


def _early_payment(document: PricedDocument, due: int) -> EarlyPayment | None:
    """A discount on what is really to be paid; nothing to be paid, nothing taken off."""
    if document.early_discount is None:
        return None
    discount = percent_of(max(due, 0), document.early_discount.percent)
    return EarlyPayment(discount, due - discount)
