"""Invoice lines (BG-25): quantity, net price, allowances, and the net amount that follows from them."""

from __future__ import annotations

from decimal import Decimal

from desktop_crm.billing.rules.facts import AdjustmentFacts, DocumentFacts, LineFacts
from desktop_crm.einvoice import model
from desktop_crm.einvoice.writing import decimal, shown
from desktop_crm.values import money, units
from desktop_crm.values.messages import Translator


def lines_of(facts: DocumentFacts, t: Translator) -> tuple[model.Line, ...]:
    """One line for each that is counted, numbered as printed."""
    items = [line for line in facts.lines if not line.is_section]
    return tuple(
        _line(facts, line, number, t) for number, line in enumerate(items, 1) if not line.is_optional
    )


def _line(facts: DocumentFacts, line: LineFacts, number: int, t: Translator) -> model.Line:
    qty, price, base = _priced(facts, line)
    unit = line.unit or units.DEFAULT
    has_period = line.period_from is not None or line.period_to is not None
    return model.Line(
        id=str(number),
        qty=plain(qty),
        unit=unit,
        net=money.major(line.net, facts.currency),
        period=model.Period(start=line.period_from, end=line.period_to) if has_period else None,
        adjustments=tuple(adjustment(facts, one, t) for one in line.adjustments)
        if facts.price_mode == "net"
        else (),
        price=plain(price),
        base_qty=plain(base) if base != 1 else None,
        base_unit=unit if base != 1 else "",
        category=line.category,
        rate=None if line.category == "O" else plain(line.rate or Decimal(0)),
        name=shown(line.name.replace("\n", " ")) or t("Item"),
        description=shown(line.details),
        seller_code=shown(line.code),
    )


def plain(value: Decimal) -> Decimal:
    """The same number without idle zeros and exponent."""
    return Decimal(decimal(value))


def _priced(facts: DocumentFacts, line: LineFacts) -> tuple[Decimal, Decimal, Decimal]:
    """Quantity, net price and base quantity. A price is never negative (BR-27): a negative one turns the
    quantity.
    """
    if facts.price_mode == "gross":
        return _net_price(facts, line)
    sign = -1 if line.price < 0 else 1
    return line.qty * sign, abs(line.price), line.base_qty


def _net_price(facts: DocumentFacts, line: LineFacts) -> tuple[Decimal, Decimal, Decimal]:
    """The price without tax that gives the line's net amount: as few decimals as do it, else per the whole
    quantity.
    """
    net = money.major(line.net, facts.currency)
    if not line.qty:
        return line.qty, Decimal(0), Decimal(1)
    qty = abs(line.qty) if net >= 0 else -abs(line.qty)
    for places in range(2, money.PRICE_DIGITS + 3):
        price = money.round_half_away(net / qty, places)
        if money.round_half_away(price * qty, money.digits(facts.currency)) == net:
            return qty, price, Decimal(1)
    return qty, abs(net), abs(qty)


def adjustment(facts: DocumentFacts, one: AdjustmentFacts, t: Translator) -> model.Adjustment:
    """One allowance or charge; it always has a reason (BR-33, BR-38, BR-42, BR-44)."""
    has_percent = one.percent is not None and one.base is not None
    return model.Adjustment(
        is_charge=one.is_charge,
        amount=money.major(one.amount, facts.currency),
        base=money.major(one.base, facts.currency) if has_percent and one.base is not None else None,
        percent=plain(one.percent) if has_percent and one.percent is not None else None,
        reason=shown(one.reason) or (t("Surcharge") if one.is_charge else t("Discount")),
        reason_code=one.reason_code,
    )
