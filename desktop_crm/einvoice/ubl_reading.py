"""UBL 2.1 Invoice and CreditNote to the model, as the syntax binding CEN/TS 16931-3-2 says."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from typing import Final

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import (
    Account,
    Address,
    Adjustment,
    Attachment,
    Delivery,
    Identifier,
    Invoice,
    Line,
    Note,
    Party,
    Payment,
    Period,
    Preceding,
    Totals,
    Vat,
)
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.said import Said
from desktop_crm.einvoice.terms import term
from desktop_crm.values.messages import _

INVOICE_SPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CREDIT_NOTE_SPACE: Final = "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2"
SPACES: Final = {
    "cac": "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2",
    "cbc": "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2",
}
INVOICE_TAG: Final = f"{{{INVOICE_SPACE}}}Invoice"
CREDIT_NOTE_TAG: Final = f"{{{CREDIT_NOTE_SPACE}}}CreditNote"
OBJECT: Final = "130"
PROJECT: Final = "50"
NO_ORDER: Final = "NA"
"""What UBL says as BT-13 where there is only BT-14."""
_ID: Final = "cbc:ID"
_IBAN: Final = re.compile(r"[A-Z]{2}\d{2}[A-Z0-9]{10,30}")


def read_ubl(root: Node, findings: list[Finding]) -> Invoice:
    """The invoice that the tree says; what cannot be read joins `findings`."""
    said = Said(root, SPACES, findings)
    is_credit = root.tag == CREDIT_NOTE_TAG
    line, kind = ("CreditNoteLine", "CreditNote") if is_credit else ("InvoiceLine", "Invoice")
    means = list(said.all("cac:PaymentMeans"))
    currency, tax_currency = said.text("cbc:DocumentCurrencyCode"), said.text("cbc:TaxCurrencyCode")
    seller = _party(said.at("cac:AccountingSupplierParty/cac:Party"))
    documents = list(said.all("cac:AdditionalDocumentReference"))
    projects = [each.text(_ID) for each in documents if each.text("cbc:DocumentTypeCode") == PROJECT]
    return Invoice(
        number=said.text(_ID),
        issued_on=said.day("cbc:IssueDate", "BT-2"),
        type=said.text(f"cbc:{kind}TypeCode"),
        currency=currency,
        tax_currency=tax_currency,
        tax_point_on=said.day("cbc:TaxPointDate", "BT-7"),
        tax_point_code=said.text("cac:InvoicePeriod/cbc:DescriptionCode"),
        due_on=said.day("cbc:DueDate", "BT-9") or said.day("cac:PaymentMeans/cbc:PaymentDueDate", "BT-9"),
        buyer_reference=said.text("cbc:BuyerReference"),
        project=said.text("cac:ProjectReference/cbc:ID") or (projects[0] if is_credit and projects else ""),
        contract=said.text("cac:ContractDocumentReference/cbc:ID"),
        order=""
        if said.text("cac:OrderReference/cbc:ID") == NO_ORDER
        else said.text("cac:OrderReference/cbc:ID"),
        sales_order=said.text("cac:OrderReference/cbc:SalesOrderID"),
        receiving_advice=said.text("cac:ReceiptDocumentReference/cbc:ID"),
        despatch_advice=said.text("cac:DespatchDocumentReference/cbc:ID"),
        tender=said.text("cac:OriginatorDocumentReference/cbc:ID"),
        object_id=next(
            (each.identifier(_ID) for each in documents if each.text("cbc:DocumentTypeCode") == OBJECT), None
        ),
        accounting_reference=said.text("cbc:AccountingCost"),
        terms="\n".join(each.text() for each in said.all("cac:PaymentTerms/cbc:Note")),
        notes=tuple(_note(each.text()) for each in said.all("cbc:Note")),
        process=said.text("cbc:ProfileID"),
        specification=said.text("cbc:CustomizationID"),
        preceding=tuple(
            Preceding(
                number=each.text("cac:InvoiceDocumentReference/cbc:ID"),
                issued_on=each.day("cac:InvoiceDocumentReference/cbc:IssueDate", "BT-26"),
            )
            for each in said.all("cac:BillingReference")
        ),
        seller=seller,
        buyer=_party(said.at("cac:AccountingCustomerParty/cac:Party")),
        payee=_payee(said.at("cac:PayeeParty")),
        representative=_representative(said.at("cac:TaxRepresentativeParty")),
        delivery=_delivery(said.at("cac:Delivery")),
        period=_period(said.at("cac:InvoicePeriod"), "BT-73", "BT-74"),
        payment_reference=next(
            (each.text("cbc:PaymentID") for each in means if each.text("cbc:PaymentID")), ""
        ),
        payment=_payment(means, said),
        adjustments=tuple(_adjustment(each) for each in said.all("cac:AllowanceCharge")),
        totals=_totals(said, currency, tax_currency),
        taxes=tuple(_vat(each) for each in _subtotals(said, currency)),
        attachments=tuple(
            _attachment(each)
            for each in documents
            if each.text("cbc:DocumentTypeCode") not in ((OBJECT, PROJECT) if is_credit else (OBJECT,))
            or not each.text(_ID)
        ),
        lines=tuple(
            _line(Said(each.node, SPACES, findings, number), line)
            for number, each in enumerate(said.all(f"cac:{line}"), 1)
        ),
    )


def _note(text: str) -> Note:
    """UBL has no element for BT-21: the code stands in the text as "#ADU#"."""
    if text.startswith("#") and text[4:5] == "#" and text[1:4].isalpha():
        return Note(text=text[5:].strip(), subject=text[1:4])
    return Note(text=text)


def _party(said: Said | None) -> Party:
    if said is None:
        return Party()
    vat, other = _tax_schemes(said)
    return Party(
        name=said.text("cac:PartyLegalEntity/cbc:RegistrationName"),
        trading_name=said.text("cac:PartyName/cbc:Name"),
        ids=_ids(said),
        legal_id=said.identifier("cac:PartyLegalEntity/cbc:CompanyID"),
        vat_id=vat,
        tax_number=other,
        legal_form=said.text("cac:PartyLegalEntity/cbc:CompanyLegalForm"),
        endpoint=said.identifier("cbc:EndpointID"),
        address=_address(said.at("cac:PostalAddress")),
        contact_name=said.text("cac:Contact/cbc:Name"),
        phone=said.text("cac:Contact/cbc:Telephone"),
        email=said.text("cac:Contact/cbc:ElectronicMail"),
    )


def _ids(said: Said) -> tuple[Identifier, ...]:
    found = (each.identifier(_ID) for each in said.all("cac:PartyIdentification"))
    return tuple(each for each in found if each is not None and each.scheme != "SEPA")


def _tax_schemes(said: Said) -> tuple[str, str]:
    """BT-31 and BT-32: the id of the scheme VAT, and that of another scheme."""
    vat = other = ""
    for each in said.all("cac:PartyTaxScheme"):
        if not (each.text("cbc:CompanyID") and each.text("cac:TaxScheme/cbc:ID")):
            each.note("BT-31", _("A tax number of a party is said only in part"))
        if each.text("cac:TaxScheme/cbc:ID").upper() == "VAT":
            vat = vat or each.text("cbc:CompanyID")
        else:
            other = other or each.text("cbc:CompanyID")
    return vat, other


def _payee(said: Said | None) -> Party | None:
    if said is None:
        return None
    return Party(
        name=said.text("cac:PartyName/cbc:Name"),
        ids=_ids(said),
        legal_id=said.identifier("cac:PartyLegalEntity/cbc:CompanyID"),
    )


def _representative(said: Said | None) -> Party | None:
    if said is None:
        return None
    return Party(
        name=said.text("cac:PartyName/cbc:Name"),
        vat_id=_tax_schemes(said)[0],
        address=_address(said.at("cac:PostalAddress")),
    )


def _address(said: Said | None) -> Address | None:
    if said is None:
        return None
    return Address(
        street=said.text("cbc:StreetName"),
        second=said.text("cbc:AdditionalStreetName"),
        third=said.text("cac:AddressLine/cbc:Line"),
        city=said.text("cbc:CityName"),
        postal_code=said.text("cbc:PostalZone"),
        region=said.text("cbc:CountrySubentity"),
        country=said.text("cac:Country/cbc:IdentificationCode"),
    )


def _delivery(said: Said | None) -> Delivery | None:
    if said is None:
        return None
    return Delivery(
        name=said.text("cac:DeliveryParty/cac:PartyName/cbc:Name"),
        place=said.identifier("cac:DeliveryLocation/cbc:ID"),
        day=said.day("cbc:ActualDeliveryDate", "BT-72"),
        address=_address(said.at("cac:DeliveryLocation/cac:Address")),
    )


def _period(said: Said | None, start: str, end: str) -> Period | None:
    if said is None or (
        said.text("cbc:DescriptionCode") and not (said.text("cbc:StartDate") or said.text("cbc:EndDate"))
    ):
        return None
    return Period(start=said.day("cbc:StartDate", start), end=said.day("cbc:EndDate", end))


def _payment(means: list[Said], said: Said) -> Payment | None:
    if not means:
        return None
    first = means[0]
    card = first.at("cac:CardAccount")
    accounts = (_account(each.at("cac:PayeeFinancialAccount")) for each in means)
    creditors = (
        each.text(_ID)
        for path in ("cac:AccountingSupplierParty/cac:Party", "cac:PayeeParty")
        for each in said.all(f"{path}/cac:PartyIdentification")
        if each.attribute(_ID, "schemeID") == "SEPA"
    )
    return Payment(
        means=first.text("cbc:PaymentMeansCode"),
        means_text=first.attribute("cbc:PaymentMeansCode", "name"),
        accounts=tuple(each for each in accounts if each is not None),
        card=None if card is None else (card.text("cbc:PrimaryAccountNumberID"), card.text("cbc:HolderName")),
        mandate=first.text("cac:PaymentMandate/cbc:ID"),
        creditor=next(creditors, ""),
        debited=first.text("cac:PaymentMandate/cac:PayerFinancialAccount/cbc:ID"),
    )


def _account(said: Said | None) -> Account | None:
    if said is None:
        return None
    number = said.text(_ID)
    return Account(
        id=number,
        is_iban=_IBAN.fullmatch(number.replace(" ", "")) is not None,
        holder=said.text("cbc:Name"),
        bic=said.text("cac:FinancialInstitutionBranch/cbc:ID"),
    )


def _category(said: Said, path: str) -> str:
    """The category of VAT; that of another tax is none to the norm."""
    is_vat = said.text(f"{path}/cac:TaxScheme/cbc:ID").upper() == "VAT"
    return said.text(f"{path}/cbc:ID") if is_vat else ""


def _adjustment(said: Said) -> Adjustment:
    return Adjustment(
        is_charge=said.is_true("cbc:ChargeIndicator"),
        amount=said.number("cbc:Amount", "BT-92"),
        base=said.number("cbc:BaseAmount", "BT-93"),
        percent=said.number("cbc:MultiplierFactorNumeric", "BT-94"),
        category=_category(said, "cac:TaxCategory"),
        rate=said.number("cac:TaxCategory/cbc:Percent", "BT-96"),
        reason=said.text("cbc:AllowanceChargeReason"),
        reason_code=said.text("cbc:AllowanceChargeReasonCode"),
    )


def _totals(said: Said, currency: str, tax_currency: str) -> Totals:
    sums = said.at("cac:LegalMonetaryTotal")
    for each in said.all("cac:TaxTotal"):
        if each.at("cbc:TaxAmount") is None:
            each.note("BT-110", _("Missing: {what}", what=term("BT-110")))
    taxes = {
        each.attribute("cbc:TaxAmount", "currencyID"): each.number("cbc:TaxAmount", "BT-110")
        for each in said.all("cac:TaxTotal")
    }
    tax = taxes.get(currency)
    foreign = taxes.get(tax_currency) if tax_currency and tax_currency != currency else None
    if sums is None:
        return Totals(tax=tax, tax_in_tax_currency=foreign)
    return Totals(
        lines=sums.number("cbc:LineExtensionAmount", "BT-106"),
        allowances=sums.number("cbc:AllowanceTotalAmount", "BT-107"),
        charges=sums.number("cbc:ChargeTotalAmount", "BT-108"),
        net=sums.number("cbc:TaxExclusiveAmount", "BT-109"),
        tax=tax,
        tax_in_tax_currency=foreign,
        gross=sums.number("cbc:TaxInclusiveAmount", "BT-112"),
        prepaid=sums.number("cbc:PrepaidAmount", "BT-113"),
        rounding=sums.number("cbc:PayableRoundingAmount", "BT-114"),
        due=sums.number("cbc:PayableAmount", "BT-115"),
    )


def _subtotals(said: Said, currency: str) -> Iterator[Said]:
    """The breakdown in the invoice's own currency."""
    totals = [each for each in said.all("cac:TaxTotal") if each.at("cac:TaxSubtotal") is not None]
    own = [each for each in totals if each.attribute("cbc:TaxAmount", "currencyID") == currency]
    for total in own or totals[:1]:
        yield from total.all("cac:TaxSubtotal")


def _vat(said: Said) -> Vat:
    return Vat(
        base=said.number("cbc:TaxableAmount", "BT-116"),
        tax=said.number("cbc:TaxAmount", "BT-117"),
        category=_category(said, "cac:TaxCategory"),
        rate=said.number("cac:TaxCategory/cbc:Percent", "BT-119"),
        reason=said.text("cac:TaxCategory/cbc:TaxExemptionReason"),
        reason_code=said.text("cac:TaxCategory/cbc:TaxExemptionReasonCode"),
    )


def _attachment(said: Said) -> Attachment:
    embedded = said.at("cac:Attachment/cbc:EmbeddedDocumentBinaryObject")
    return Attachment(
        id=said.text(_ID),
        description=said.text("cbc:DocumentDescription"),
        url=said.text("cac:Attachment/cac:ExternalReference/cbc:URI"),
        content=None if embedded is None else decoded(embedded),
        media_type="" if embedded is None else embedded.attribute(".", "mimeCode"),
        name="" if embedded is None else embedded.attribute(".", "filename"),
    )


def decoded(said: Said) -> bytes | None:
    """The bytes that stand as base64 in an element; None where there are none, with a note if damaged."""
    try:
        return base64.b64decode("".join(said.raw().split()), validate=True) or None
    except (binascii.Error, ValueError):
        said.note("BT-125", _("An attached document is damaged: it is no base64"))
        return None


def _line(said: Said, kind: str) -> Line:
    quantity = "cbc:CreditedQuantity" if kind == "CreditNoteLine" else "cbc:InvoicedQuantity"
    item, price = said.part("cac:Item"), said.part("cac:Price")
    reference = said.at("cac:DocumentReference")
    return Line(
        id=said.text(_ID),
        note="\n".join(each.text() for each in said.all("cbc:Note")),
        object_id=None if reference is None else reference.identifier(_ID),
        qty=said.number(quantity, "BT-129"),
        unit=said.attribute(quantity, "unitCode"),
        net=said.number("cbc:LineExtensionAmount", "BT-131"),
        order_line=said.text("cac:OrderLineReference/cbc:LineID"),
        accounting_reference=said.text("cbc:AccountingCost"),
        period=_period(said.at("cac:InvoicePeriod"), "BT-134", "BT-135"),
        adjustments=tuple(_adjustment(each) for each in said.all("cac:AllowanceCharge")),
        price=price.number("cbc:PriceAmount", "BT-146"),
        price_discount=price.number("cac:AllowanceCharge/cbc:Amount", "BT-147"),
        gross_price=price.number("cac:AllowanceCharge/cbc:BaseAmount", "BT-148"),
        base_qty=price.number("cbc:BaseQuantity", "BT-149"),
        base_unit=price.attribute("cbc:BaseQuantity", "unitCode"),
        category=_category(item, "cac:ClassifiedTaxCategory"),
        rate=item.number("cac:ClassifiedTaxCategory/cbc:Percent", "BT-152"),
        name=item.text("cbc:Name"),
        description=item.text("cbc:Description"),
        seller_code=item.text("cac:SellersItemIdentification/cbc:ID"),
        buyer_code=item.text("cac:BuyersItemIdentification/cbc:ID"),
        standard_code=item.identifier("cac:StandardItemIdentification/cbc:ID"),
        classifications=tuple(
            code
            for each in item.all("cac:CommodityClassification")
            if (code := each.identifier("cbc:ItemClassificationCode", "listID")) is not None
        ),
        origin=item.text("cac:OriginCountry/cbc:IdentificationCode"),
        attributes=tuple(
            (each.text("cbc:Name"), each.text("cbc:Value")) for each in item.all("cac:AdditionalItemProperty")
        ),
    )
