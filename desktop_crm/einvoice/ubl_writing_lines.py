"""Invoice lines, allowances and charges in UBL."""

from __future__ import annotations

from decimal import Decimal

from desktop_crm.einvoice.model import Adjustment, Line
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.ubl_reading import OBJECT
from desktop_crm.einvoice.writing import Pen, decimal


def add_line(pen: Pen, root: Node, line: Line, currency: str, *, is_credit: bool) -> None:
    """BG-25."""
    node = pen.under(root, "cac:CreditNoteLine" if is_credit else "cac:InvoiceLine")
    pen.say(node, "ID", line.id)
    pen.say(node, "Note", line.note)
    pen.amount(node, "CreditedQuantity" if is_credit else "InvoicedQuantity", line.qty, unitCode=line.unit)
    pen.amount(node, "LineExtensionAmount", line.net, currencyID=currency)
    pen.say(node, "AccountingCost", line.accounting_reference)
    if line.period is not None:
        period = pen.under(node, "cac:InvoicePeriod")
        for name, day in (("StartDate", line.period.start), ("EndDate", line.period.end)):
            pen.say(period, name, day.isoformat() if day else "")
    pen.say(node, "cac:OrderLineReference/LineID", line.order_line)
    if line.object_id is not None:
        document = pen.under(node, "cac:DocumentReference")
        pen.say(document, "ID", line.object_id.id, schemeID=line.object_id.scheme)
        pen.say(document, "DocumentTypeCode", OBJECT)
    for one in line.adjustments:
        add_adjustment(pen, node, one, currency)
    _add_item(pen, node, line)
    _add_price(pen, node, line, currency)


def _add_item(pen: Pen, parent: Node, line: Line) -> None:
    item = pen.under(parent, "cac:Item")
    pen.say(item, "Description", line.description)
    pen.say(item, "Name", line.name)
    pen.say(item, "cac:BuyersItemIdentification/ID", line.buyer_code)
    pen.say(item, "cac:SellersItemIdentification/ID", line.seller_code)
    if line.standard_code is not None:
        pen.say(
            item,
            "cac:StandardItemIdentification/ID",
            line.standard_code.id,
            schemeID=line.standard_code.scheme,
        )
    pen.say(item, "cac:OriginCountry/IdentificationCode", line.origin)
    for each in line.classifications:
        pen.say(item, "cac:CommodityClassification/ItemClassificationCode", each.id, listID=each.scheme)
    add_category(pen, item, "cac:ClassifiedTaxCategory", line.category, line.rate)
    for name, value in line.attributes:
        node = pen.under(item, "cac:AdditionalItemProperty")
        pen.say(node, "Name", name)
        pen.say(node, "Value", value)


def _add_price(pen: Pen, parent: Node, line: Line, currency: str) -> None:
    price = pen.under(parent, "cac:Price")
    pen.amount(price, "PriceAmount", line.price, currencyID=currency)
    pen.amount(price, "BaseQuantity", line.base_qty, unitCode=line.base_unit)
    if line.gross_price is not None:
        discount = pen.under(price, "cac:AllowanceCharge")
        pen.say(discount, "ChargeIndicator", "false")
        pen.amount(discount, "Amount", line.price_discount or Decimal(0), currencyID=currency)
        pen.amount(discount, "BaseAmount", line.gross_price, currencyID=currency)


def add_adjustment(pen: Pen, parent: Node, one: Adjustment, currency: str) -> None:
    """BG-20, BG-21, BG-27, BG-28; on the document with its category."""
    node = pen.under(parent, "cac:AllowanceCharge")
    pen.say(node, "ChargeIndicator", "true" if one.is_charge else "false")
    pen.say(node, "AllowanceChargeReasonCode", one.reason_code)
    pen.say(node, "AllowanceChargeReason", one.reason)
    if one.percent is not None:
        pen.say(node, "MultiplierFactorNumeric", decimal(one.percent))
    pen.amount(node, "Amount", one.amount, currencyID=currency)
    pen.amount(node, "BaseAmount", one.base, currencyID=currency)
    if one.category:
        add_category(pen, node, "cac:TaxCategory", one.category, one.rate)


def add_category(
    pen: Pen,
    parent: Node,
    name: str,
    category: str,
    rate: Decimal | None,
    reason: tuple[str, str] = ("", ""),
) -> None:
    """A VAT category with its rate; `reason` is the code and text of the exemption."""
    node = pen.under(parent, name)
    pen.say(node, "ID", category)
    pen.amount(node, "Percent", rate)
    pen.say(node, "TaxExemptionReasonCode", reason[0])
    pen.say(node, "TaxExemptionReason", reason[1])
    pen.say(node, "cac:TaxScheme/ID", "VAT")
