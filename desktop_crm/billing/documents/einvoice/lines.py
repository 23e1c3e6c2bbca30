"""Invoice lines (BG-25): quantity, net price, allowances, and the net amount that follows from them."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from desktop_crm.billing.documents.einvoice.tree import UDT, Node, decimal, say, say_date, under
from desktop_crm.billing.rules.facts import AdjustmentFacts, DocumentFacts, LineFacts
from desktop_crm.values import money
from desktop_crm.values.messages import Translator


def add_lines(transaction: Node, facts: DocumentFacts, t: Translator) -> None:
    """One element a counted line, numbered as printed."""
    number = 0
    for line in facts.lines:
        if line.is_section:
            continue
        number += 1
        if not line.is_optional:
            _add_line(transaction, facts, line, number, t)


def _add_line(transaction: Node, facts: DocumentFacts, line: LineFacts, number: int, t: Translator) -> None:
    qty, price, base = _priced(facts, line)
    node = under(transaction, "IncludedSupplyChainTradeLineItem")
    say(node, "AssociatedDocumentLineDocument/LineID", str(number))
    product = under(node, "SpecifiedTradeProduct")
    say(product, "SellerAssignedID", line.code)
    say(product, "Name", line.name.replace("\n", " ") or t("Item"))
    say(product, "Description", line.details)
    cost = under(node, "SpecifiedLineTradeAgreement", "NetPriceProductTradePrice")
    say(cost, "ChargeAmount", decimal(price))
    if base != 1:
        say(cost, "BasisQuantity", decimal(base), unitCode=line.unit or "C62")
    say(
        under(node, "SpecifiedLineTradeDelivery"), "BilledQuantity", decimal(qty), unitCode=line.unit or "C62"
    )
    settlement = under(node, "SpecifiedLineTradeSettlement")
    add_category(under(settlement, "ApplicableTradeTax"), line.category, line.rate)
    if line.period_from is not None or line.period_to is not None:
        period = under(settlement, "BillingSpecifiedPeriod")
        say_date(period, "StartDateTime", line.period_from)
        say_date(period, "EndDateTime", line.period_to)
    if facts.price_mode == "net":
        for one in line.adjustments:
            add_adjustment(settlement, facts, one, t)
    say(
        settlement,
        "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",
        money.plain(line.net, facts.currency),
    )


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


def add_category(node: Node, category: str, rate: Decimal | None) -> None:
    """BT-151/BT-152 and their like; what is not subject to VAT has no rate (BR-O-05)."""
    say(node, "TypeCode", "VAT")
    say(node, "CategoryCode", category)
    if category != "O":
        say(node, "RateApplicablePercent", decimal(rate or Decimal(0)))


def add_adjustment(parent: Node, facts: DocumentFacts, one: AdjustmentFacts, t: Translator) -> Node:
    """One allowance or charge; it always has a reason (BR-33, BR-38, BR-42, BR-44)."""
    node = under(parent, "SpecifiedTradeAllowanceCharge")
    indicator = etree.SubElement(under(node, "ChargeIndicator"), f"{{{UDT}}}Indicator")
    indicator.text = "true" if one.is_charge else "false"
    if one.percent is not None and one.base is not None:
        say(node, "CalculationPercent", decimal(one.percent))
        say(node, "BasisAmount", money.plain(one.base, facts.currency))
    say(node, "ActualAmount", money.plain(one.amount, facts.currency))
    say(node, "ReasonCode", one.reason_code)
    say(node, "Reason", one.reason or (t("Surcharge") if one.is_charge else t("Discount")))
    return node
