"""Invoice lines, allowances, charges and periods (BG-25 to BG-32, BG-20, BG-21, BG-14) in CII."""

from __future__ import annotations

from decimal import Decimal

from lxml import etree

from desktop_crm.einvoice.cii_reading import OBJECT, UDT
from desktop_crm.einvoice.model import Adjustment, Invoice, Line, Period
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.writing import Pen, stamp


def add_lines(pen: Pen, trade: Node, invoice: Invoice) -> None:
    for line in invoice.lines:
        _add_line(pen, trade, line)


def _add_line(pen: Pen, trade: Node, line: Line) -> None:
    node = pen.under(trade, "IncludedSupplyChainTradeLineItem")
    document = pen.under(node, "AssociatedDocumentLineDocument")
    pen.say(document, "LineID", line.id)
    pen.say(document, "IncludedNote/Content", line.note)
    _add_product(pen, node, line)
    _add_prices(pen, pen.under(node, "SpecifiedLineTradeAgreement"), line)
    pen.amount(pen.under(node, "SpecifiedLineTradeDelivery"), "BilledQuantity", line.qty, unitCode=line.unit)
    settled = pen.under(node, "SpecifiedLineTradeSettlement")
    add_category(pen, pen.under(settled, "ApplicableTradeTax"), line.category, line.rate)
    add_period(pen, settled, line.period)
    for one in line.adjustments:
        add_adjustment(pen, settled, one)
    pen.amount(settled, "SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount", line.net)
    if line.object_id is not None:
        document = pen.under(settled, "AdditionalReferencedDocument")
        pen.say(document, "IssuerAssignedID", line.object_id.id)
        pen.say(document, "TypeCode", OBJECT)
        pen.say(document, "ReferenceTypeCode", line.object_id.scheme)
    pen.say(settled, "ReceivableSpecifiedTradeAccountingAccount/ID", line.accounting_reference)


def _add_product(pen: Pen, parent: Node, line: Line) -> None:
    product = pen.under(parent, "SpecifiedTradeProduct")
    if line.standard_code is not None:
        pen.say(product, "GlobalID", line.standard_code.id, schemeID=line.standard_code.scheme)
    pen.say(product, "SellerAssignedID", line.seller_code)
    pen.say(product, "BuyerAssignedID", line.buyer_code)
    pen.say(product, "Name", line.name)
    pen.say(product, "Description", line.description)
    for name, value in line.attributes:
        node = pen.under(product, "ApplicableProductCharacteristic")
        pen.say(node, "Description", name)
        pen.say(node, "Value", value)
    for each in line.classifications:
        pen.say(product, "DesignatedProductClassification/ClassCode", each.id, listID=each.scheme)
    pen.say(product, "OriginTradeCountry/ID", line.origin)


def _add_prices(pen: Pen, agreed: Node, line: Line) -> None:
    pen.say(agreed, "BuyerOrderReferencedDocument/LineID", line.order_line)
    if line.gross_price is not None:
        gross = pen.under(agreed, "GrossPriceProductTradePrice")
        pen.amount(gross, "ChargeAmount", line.gross_price)
        if line.price_discount is not None:
            discount = pen.under(gross, "AppliedTradeAllowanceCharge")
            _say_indicator(pen, discount, is_charge=False)
            pen.amount(discount, "ActualAmount", line.price_discount)
    net = pen.under(agreed, "NetPriceProductTradePrice")
    pen.amount(net, "ChargeAmount", line.price)
    if line.base_qty is not None:
        pen.amount(net, "BasisQuantity", line.base_qty, unitCode=line.base_unit)


def add_category(pen: Pen, node: Node, category: str, rate: Decimal | None) -> None:
    """BT-151/BT-152 and their like."""
    pen.say(node, "TypeCode", "VAT")
    pen.say(node, "CategoryCode", category)
    pen.amount(node, "RateApplicablePercent", rate)


def add_period(pen: Pen, parent: Node, period: Period | None) -> None:
    if period is None:
        return
    node = pen.under(parent, "BillingSpecifiedPeriod")
    for name, day in (("StartDateTime", period.start), ("EndDateTime", period.end)):
        if day is not None:
            text = etree.SubElement(pen.under(node, name), f"{{{UDT}}}DateTimeString", format="102")
            text.text = stamp(day)


def add_adjustment(pen: Pen, parent: Node, one: Adjustment) -> None:
    """One allowance or charge; on the document with its category."""
    node = pen.under(parent, "SpecifiedTradeAllowanceCharge")
    _say_indicator(pen, node, is_charge=one.is_charge)
    pen.amount(node, "CalculationPercent", one.percent)
    pen.amount(node, "BasisAmount", one.base)
    pen.amount(node, "ActualAmount", one.amount)
    pen.say(node, "ReasonCode", one.reason_code)
    pen.say(node, "Reason", one.reason)
    if one.category:
        add_category(pen, pen.under(node, "CategoryTradeTax"), one.category, one.rate)


def _say_indicator(pen: Pen, node: Node, *, is_charge: bool) -> None:
    indicator = etree.SubElement(pen.under(node, "ChargeIndicator"), f"{{{UDT}}}Indicator")
    indicator.text = "true" if is_charge else "false"
