"""CII (UN/CEFACT Cross Industry Invoice, D16B to D22B) to the model, as CEN/TS 16931-3-3 says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.einvoice.cii_parties import delivery_of, identifiers, party_of
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import (
    Account,
    Adjustment,
    Attachment,
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
from desktop_crm.einvoice.ubl_reading import decoded
from desktop_crm.values.messages import _

RSM: Final = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
RAM: Final = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"
UDT: Final = "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100"
QDT: Final = "urn:un:unece:uncefact:data:standard:QualifiedDataType:100"
SPACES: Final = {"rsm": RSM, "ram": RAM, "udt": UDT, "qdt": QDT}
TAG: Final = f"{{{RSM}}}CrossIndustryInvoice"
TENDER, OBJECT, SUPPORTING = "50", "130", "916"
_STAMP: Final = "/udt:DateTimeString"
_ID: Final = "/ram:IssuerAssignedID"
TAX_POINTS: Final = {"5": "3", "29": "35", "72": "432"}
"""BT-8: the codes of CII (UNTDID 2475) as those of the norm (UNTDID 2005)."""


def read_cii(root: Node, findings: list[Finding]) -> Invoice:
    """The invoice that the tree says; what cannot be read joins `findings`."""
    said = Said(root, SPACES, findings)
    context = said.part("rsm:ExchangedDocumentContext")
    document = said.part("rsm:ExchangedDocument")
    trade = said.part("rsm:SupplyChainTradeTransaction")
    agreed = trade.part("ram:ApplicableHeaderTradeAgreement")
    delivered = trade.part("ram:ApplicableHeaderTradeDelivery")
    settled = trade.part("ram:ApplicableHeaderTradeSettlement")
    currency, tax_currency = settled.text("ram:InvoiceCurrencyCode"), settled.text("ram:TaxCurrencyCode")
    others = list(agreed.all("ram:AdditionalReferencedDocument"))
    return Invoice(
        number=document.text("ram:ID"),
        issued_on=document.day(f"ram:IssueDateTime{_STAMP}", "BT-2"),
        type=document.text("ram:TypeCode"),
        currency=currency,
        tax_currency=tax_currency,
        tax_point_on=_tax_point(settled),
        tax_point_code=_tax_point_code(settled),
        due_on=_due(settled),
        buyer_reference=agreed.text("ram:BuyerReference"),
        project=agreed.text("ram:SpecifiedProcuringProject/ram:ID"),
        contract=agreed.text(f"ram:ContractReferencedDocument{_ID}"),
        order=agreed.text(f"ram:BuyerOrderReferencedDocument{_ID}"),
        sales_order=agreed.text(f"ram:SellerOrderReferencedDocument{_ID}"),
        receiving_advice=delivered.text(f"ram:ReceivingAdviceReferencedDocument{_ID}"),
        despatch_advice=delivered.text(f"ram:DespatchAdviceReferencedDocument{_ID}"),
        tender=next((each.text("ram:IssuerAssignedID") for each in _of_type(others, TENDER)), ""),
        object_id=next((_object(each) for each in _of_type(others, OBJECT)), None),
        accounting_reference=settled.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        terms="\n".join(
            text
            for each in settled.all("ram:SpecifiedTradePaymentTerms")
            if (text := each.text("ram:Description"))
        ),
        notes=tuple(
            Note(text=each.text("ram:Content"), subject=each.text("ram:SubjectCode"))
            for each in document.all("ram:IncludedNote")
        ),
        process=context.text("ram:BusinessProcessSpecifiedDocumentContextParameter/ram:ID"),
        specification=context.text("ram:GuidelineSpecifiedDocumentContextParameter/ram:ID"),
        preceding=tuple(
            Preceding(
                number=each.text("ram:IssuerAssignedID"),
                issued_on=each.day("ram:FormattedIssueDateTime/qdt:DateTimeString", "BT-26"),
            )
            for each in settled.all("ram:InvoiceReferencedDocument")
        ),
        seller=party_of(agreed.at("ram:SellerTradeParty")),
        buyer=party_of(agreed.at("ram:BuyerTradeParty")),
        payee=_payee(settled.at("ram:PayeeTradeParty")),
        representative=_representative(agreed.at("ram:SellerTaxRepresentativeTradeParty")),
        delivery=delivery_of(delivered),
        period=_period(settled.at("ram:BillingSpecifiedPeriod"), "BT-73", "BT-74"),
        payment_reference=settled.text("ram:PaymentReference"),
        payment=_payment(settled),
        adjustments=tuple(_adjustment(each) for each in settled.all("ram:SpecifiedTradeAllowanceCharge")),
        totals=_totals(settled, currency, tax_currency),
        taxes=tuple(_vat(each) for each in settled.all("ram:ApplicableTradeTax")),
        attachments=tuple(
            _attachment(each)
            for each in others
            if each.text("ram:TypeCode") == SUPPORTING or not each.text("ram:IssuerAssignedID")
        ),
        lines=tuple(
            _line(Said(each.node, SPACES, findings, number))
            for number, each in enumerate(trade.all("ram:IncludedSupplyChainTradeLineItem"), 1)
        ),
    )


def _of_type(documents: list[Said], code: str) -> list[Said]:
    return [each for each in documents if each.text("ram:TypeCode") == code]


def _object(said: Said) -> Identifier | None:
    if not said.text("ram:IssuerAssignedID"):
        said.note("BT-122", _("Missing: {what}", what=term("BT-122")))
        return None
    return Identifier(id=said.text("ram:IssuerAssignedID"), scheme=said.text("ram:ReferenceTypeCode"))


def _representative(said: Said | None) -> Party | None:
    return None if said is None else party_of(said)


def _payee(said: Said | None) -> Party | None:
    if said is None:
        return None
    party = party_of(said)
    return Party(name=party.name, ids=party.ids, legal_id=party.legal_id)


def _tax_point(settled: Said) -> date | None:
    days = (
        each.day("ram:TaxPointDate/udt:DateString", "BT-7") for each in settled.all("ram:ApplicableTradeTax")
    )
    return next((day for day in days if day is not None), None)


def _tax_point_code(settled: Said) -> str:
    codes = (each.text("ram:DueDateTypeCode") for each in settled.all("ram:ApplicableTradeTax"))
    code = next(filter(None, codes), "")
    return TAX_POINTS.get(code, code)


def _due(settled: Said) -> date | None:
    days = (
        each.day(f"ram:DueDateDateTime{_STAMP}", "BT-9")
        for each in settled.all("ram:SpecifiedTradePaymentTerms")
    )
    return next((day for day in days if day is not None), None)


def _period(said: Said | None, start: str, end: str) -> Period | None:
    if said is None:
        return None
    return Period(
        start=said.day(f"ram:StartDateTime{_STAMP}", start), end=said.day(f"ram:EndDateTime{_STAMP}", end)
    )


def _payment(settled: Said) -> Payment | None:
    means = list(settled.all("ram:SpecifiedTradeSettlementPaymentMeans"))
    mandate = settled.text("ram:SpecifiedTradePaymentTerms/ram:DirectDebitMandateID")
    creditor = settled.text("ram:CreditorReferenceID")
    if not means:
        return Payment(mandate=mandate, creditor=creditor) if mandate or creditor else None
    first = means[0]
    card = first.at("ram:ApplicableTradeSettlementFinancialCard")
    accounts = (_account(each) for each in means)
    return Payment(
        means=first.text("ram:TypeCode"),
        means_text=first.text("ram:Information"),
        accounts=tuple(each for each in accounts if each is not None),
        card=None if card is None else (card.text("ram:ID"), card.text("ram:CardholderName")),
        mandate=mandate,
        creditor=creditor,
        debited=first.text("ram:PayerPartyDebtorFinancialAccount/ram:IBANID"),
    )


def _account(means: Said) -> Account | None:
    said = means.at("ram:PayeePartyCreditorFinancialAccount")
    if said is None:
        return None
    iban = said.text("ram:IBANID")
    return Account(
        id=iban or said.text("ram:ProprietaryID"),
        is_iban=bool(iban),
        holder=said.text("ram:AccountName"),
        bic=means.text("ram:PayeeSpecifiedCreditorFinancialInstitution/ram:BICID"),
    )


def _category(said: Said, path: str) -> str:
    """The category of VAT; that of another tax is none to the norm."""
    is_vat = said.text(f"{path}/ram:TypeCode").upper() == "VAT"
    return said.text(f"{path}/ram:CategoryCode") if is_vat else ""


def _adjustment(said: Said) -> Adjustment:
    return Adjustment(
        is_charge=said.is_true("ram:ChargeIndicator/udt:Indicator"),
        amount=said.number("ram:ActualAmount", "BT-92"),
        base=said.number("ram:BasisAmount", "BT-93"),
        percent=said.number("ram:CalculationPercent", "BT-94"),
        category=_category(said, "ram:CategoryTradeTax"),
        rate=said.number("ram:CategoryTradeTax/ram:RateApplicablePercent", "BT-96"),
        reason=said.text("ram:Reason"),
        reason_code=said.text("ram:ReasonCode"),
    )


def _totals(settled: Said, currency: str, tax_currency: str) -> Totals:
    sums = settled.at("ram:SpecifiedTradeSettlementHeaderMonetarySummation")
    if sums is None:
        return Totals()
    taxes = [
        (each.attribute(".", "currencyID"), each.number(".", "BT-110"))
        for each in sums.all("ram:TaxTotalAmount")
    ]
    return Totals(
        lines=sums.number("ram:LineTotalAmount", "BT-106"),
        allowances=sums.number("ram:AllowanceTotalAmount", "BT-107"),
        charges=sums.number("ram:ChargeTotalAmount", "BT-108"),
        net=sums.number("ram:TaxBasisTotalAmount", "BT-109"),
        tax=_tax_in(taxes, currency) if len(taxes) != 1 else taxes[0][1],
        tax_in_tax_currency=_tax_in(taxes, tax_currency) if tax_currency != currency else None,
        gross=sums.number("ram:GrandTotalAmount", "BT-112"),
        prepaid=sums.number("ram:TotalPrepaidAmount", "BT-113"),
        rounding=sums.number("ram:RoundingAmount", "BT-114"),
        due=sums.number("ram:DuePayableAmount", "BT-115"),
    )


def _tax_in(taxes: list[tuple[str, Decimal | None]], currency: str) -> Decimal | None:
    return next((amount for code, amount in taxes if code == currency and currency), None)


def _vat(said: Said) -> Vat:
    return Vat(
        base=said.number("ram:BasisAmount", "BT-116"),
        tax=said.number("ram:CalculatedAmount", "BT-117"),
        category=_category(said, "."),
        rate=said.number("ram:RateApplicablePercent", "BT-119"),
        reason=said.text("ram:ExemptionReason"),
        reason_code=said.text("ram:ExemptionReasonCode"),
    )


def _attachment(said: Said) -> Attachment:
    embedded = said.at("ram:AttachmentBinaryObject")
    return Attachment(
        id=said.text("ram:IssuerAssignedID"),
        description=said.text("ram:Name"),
        url=said.text("ram:URIID"),
        content=None if embedded is None else decoded(embedded),
        media_type="" if embedded is None else embedded.attribute(".", "mimeCode"),
        name="" if embedded is None else embedded.attribute(".", "filename"),
    )


def _line(said: Said) -> Line:
    product = said.part("ram:SpecifiedTradeProduct")
    agreed = said.part("ram:SpecifiedLineTradeAgreement")
    settled = said.part("ram:SpecifiedLineTradeSettlement")
    quantity = "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity"
    net, gross = "ram:NetPriceProductTradePrice", "ram:GrossPriceProductTradePrice"
    based = net if agreed.text(f"{net}/ram:BasisQuantity") else gross
    others = list(settled.all("ram:AdditionalReferencedDocument"))
    return Line(
        id=said.text("ram:AssociatedDocumentLineDocument/ram:LineID"),
        note="\n".join(
            each.text("ram:Content")
            for each in said.all("ram:AssociatedDocumentLineDocument/ram:IncludedNote")
        ),
        object_id=next((_object(each) for each in _of_type(others, OBJECT)), None),
        qty=said.number(quantity, "BT-129"),
        unit=said.attribute(quantity, "unitCode"),
        net=settled.number("ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount", "BT-131"),
        order_line=agreed.text("ram:BuyerOrderReferencedDocument/ram:LineID"),
        accounting_reference=settled.text("ram:ReceivableSpecifiedTradeAccountingAccount/ram:ID"),
        period=_period(settled.at("ram:BillingSpecifiedPeriod"), "BT-134", "BT-135"),
        adjustments=tuple(_adjustment(each) for each in settled.all("ram:SpecifiedTradeAllowanceCharge")),
        price=agreed.number(f"{net}/ram:ChargeAmount", "BT-146"),
        price_discount=agreed.number(f"{gross}/ram:AppliedTradeAllowanceCharge/ram:ActualAmount", "BT-147"),
        gross_price=agreed.number(f"{gross}/ram:ChargeAmount", "BT-148"),
        base_qty=agreed.number(f"{based}/ram:BasisQuantity", "BT-149"),
        base_unit=agreed.attribute(f"{based}/ram:BasisQuantity", "unitCode"),
        category=_category(settled, "ram:ApplicableTradeTax"),
        rate=settled.number("ram:ApplicableTradeTax/ram:RateApplicablePercent", "BT-152"),
        name=product.text("ram:Name"),
        description=product.text("ram:Description"),
        seller_code=product.text("ram:SellerAssignedID"),
        buyer_code=product.text("ram:BuyerAssignedID"),
        standard_code=product.identifier("ram:GlobalID"),
        classifications=identifiers(
            product.all("ram:DesignatedProductClassification"), "ram:ClassCode", "listID"
        ),
        origin=product.text("ram:OriginTradeCountry/ram:ID"),
        attributes=tuple(
            (each.text("ram:Description"), each.text("ram:Value"))
            for each in product.all("ram:ApplicableProductCharacteristic")
        ),
    )
