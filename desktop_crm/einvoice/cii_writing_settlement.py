"""What is to be paid, to whom and how (BG-10, BG-14, BG-16 to BG-23) in CII, in the order of the schema."""

from __future__ import annotations

from collections.abc import Callable

from lxml import etree

from desktop_crm.einvoice.cii_reading import QDT, TAX_POINTS, UDT
from desktop_crm.einvoice.cii_writing_lines import add_adjustment, add_period
from desktop_crm.einvoice.model import Account, Invoice, Party, Payment, Vat
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.writing import Pen, stamp

AddParty = Callable[[Node, str, Party], None]
_TO_CII = {norm: cii for cii, norm in TAX_POINTS.items()}


def add_settlement(pen: Pen, node: Node, invoice: Invoice, add_party: AddParty) -> None:
    """Everything about money."""
    payment = invoice.payment
    pen.say(node, "CreditorReferenceID", payment.creditor if payment else "")
    pen.say(node, "PaymentReference", invoice.payment_reference)
    pen.say(node, "TaxCurrencyCode", invoice.tax_currency)
    pen.say(node, "InvoiceCurrencyCode", invoice.currency)
    if invoice.payee is not None:
        add_party(node, "PayeeTradeParty", invoice.payee)
    if payment is not None and payment.means:
        for account in payment.accounts or (None,):
            _add_means(pen, node, payment, account)
    for group in invoice.taxes:
        _add_tax(pen, node, invoice, group)
    add_period(pen, node, invoice.period)
    for one in invoice.adjustments:
        add_adjustment(pen, node, one)
    _add_terms(pen, node, invoice)
    _add_sums(pen, node, invoice)
    for each in invoice.preceding:
        original = pen.under(node, "InvoiceReferencedDocument")
        pen.say(original, "IssuerAssignedID", each.number)
        if each.issued_on is not None:
            day = etree.SubElement(
                pen.under(original, "FormattedIssueDateTime"), f"{{{QDT}}}DateTimeString", format="102"
            )
            day.text = stamp(each.issued_on)
    pen.say(node, "ReceivableSpecifiedTradeAccountingAccount/ID", invoice.accounting_reference)


def _add_means(pen: Pen, parent: Node, payment: Payment, account: Account | None) -> None:
    means = pen.under(parent, "SpecifiedTradeSettlementPaymentMeans")
    pen.say(means, "TypeCode", payment.means)
    pen.say(means, "Information", payment.means_text)
    if payment.card is not None:
        card = pen.under(means, "ApplicableTradeSettlementFinancialCard")
        pen.say(card, "ID", payment.card[0])
        pen.say(card, "CardholderName", payment.card[1])
    pen.say(means, "PayerPartyDebtorFinancialAccount/IBANID", payment.debited)
    if account is None:
        return
    node = pen.under(means, "PayeePartyCreditorFinancialAccount")
    pen.say(node, "IBANID", account.id if account.is_iban else "")
    pen.say(node, "AccountName", account.holder)
    pen.say(node, "ProprietaryID", "" if account.is_iban else account.id)
    pen.say(means, "PayeeSpecifiedCreditorFinancialInstitution/BICID", account.bic)


def _add_tax(pen: Pen, parent: Node, invoice: Invoice, group: Vat) -> None:
    tax = pen.under(parent, "ApplicableTradeTax")
    pen.amount(tax, "CalculatedAmount", group.tax)
    pen.say(tax, "TypeCode", "VAT")
    pen.say(tax, "ExemptionReason", group.reason)
    pen.amount(tax, "BasisAmount", group.base)
    pen.say(tax, "CategoryCode", group.category)
    pen.say(tax, "ExemptionReasonCode", group.reason_code)
    if invoice.tax_point_on is not None:
        day = etree.SubElement(pen.under(tax, "TaxPointDate"), f"{{{UDT}}}DateString", format="102")
        day.text = stamp(invoice.tax_point_on)
    pen.say(tax, "DueDateTypeCode", _TO_CII.get(invoice.tax_point_code, invoice.tax_point_code))
    pen.amount(tax, "RateApplicablePercent", group.rate)


def _add_terms(pen: Pen, parent: Node, invoice: Invoice) -> None:
    mandate = invoice.payment.mandate if invoice.payment else ""
    if not (invoice.terms or invoice.due_on or mandate):
        return
    terms = pen.under(parent, "SpecifiedTradePaymentTerms")
    pen.terms(terms, "Description", invoice.terms)
    if invoice.due_on is not None:
        day = etree.SubElement(pen.under(terms, "DueDateDateTime"), f"{{{UDT}}}DateTimeString", format="102")
        day.text = stamp(invoice.due_on)
    pen.say(terms, "DirectDebitMandateID", mandate)


def _add_sums(pen: Pen, parent: Node, invoice: Invoice) -> None:
    sums = invoice.totals
    target = pen.under(parent, "SpecifiedTradeSettlementHeaderMonetarySummation")
    pen.amount(target, "LineTotalAmount", sums.lines)
    pen.amount(target, "ChargeTotalAmount", sums.charges)
    pen.amount(target, "AllowanceTotalAmount", sums.allowances)
    pen.amount(target, "TaxBasisTotalAmount", sums.net)
    pen.amount(target, "TaxTotalAmount", sums.tax, currencyID=invoice.currency)
    pen.amount(target, "TaxTotalAmount", sums.tax_in_tax_currency, currencyID=invoice.tax_currency)
    pen.amount(target, "RoundingAmount", sums.rounding)
    pen.amount(target, "GrandTotalAmount", sums.gross)
    pen.amount(target, "TotalPrepaidAmount", sums.prepaid)
    pen.amount(target, "DuePayableAmount", sums.due)
