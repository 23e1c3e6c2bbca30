"""The model as UBL 2.1: Invoice, or CreditNote for the types that give money back."""

from __future__ import annotations

import base64
from datetime import date
from typing import Final

from lxml import etree

from desktop_crm.einvoice.model import Attachment, Identifier, Invoice, Note, Payment, Period, Vat
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.ubl_reading import (
    CREDIT_NOTE_SPACE,
    INVOICE_SPACE,
    NO_ORDER,
    OBJECT,
    PROJECT,
    SPACES,
)
from desktop_crm.einvoice.ubl_writing_lines import add_adjustment, add_category, add_line
from desktop_crm.einvoice.ubl_writing_parties import (
    add_delivery,
    add_party,
    add_payee,
    add_representative,
)
from desktop_crm.einvoice.writing import Pen

PEN: Final = Pen(SPACES["cbc"], SPACES)


def write_ubl(invoice: Invoice) -> bytes:
    """UTF-8, pretty; elements in the order of the schema. What the model lacks is left out."""
    is_credit = invoice.is_credit_note
    kind, space = ("CreditNote", CREDIT_NOTE_SPACE) if is_credit else ("Invoice", INVOICE_SPACE)
    spaces: dict[str | None, str] = {None: space}
    spaces.update(SPACES.items())
    root = etree.Element(f"{{{space}}}{kind}", nsmap=spaces)  # type: ignore[arg-type]
    _add_head(root, invoice, kind)
    _add_references(root, invoice)
    creditor = invoice.payment.creditor if invoice.payment else ""
    add_party(PEN, root, "AccountingSupplierParty", invoice.seller, "" if invoice.payee else creditor)
    add_party(PEN, root, "AccountingCustomerParty", invoice.buyer)
    if invoice.payee is not None:
        add_payee(PEN, root, invoice.payee, creditor)
    if invoice.representative is not None:
        add_representative(PEN, root, invoice.representative)
    add_delivery(PEN, root, invoice.delivery)
    if invoice.payment is not None and invoice.payment.means:
        _add_means(root, invoice, invoice.payment)
    if invoice.terms:
        PEN.terms(PEN.under(root, "cac:PaymentTerms"), "Note", invoice.terms)
    for one in invoice.adjustments:
        add_adjustment(PEN, root, one, invoice.currency)
    _add_taxes(root, invoice)
    _add_sums(root, invoice)
    for line in invoice.lines:
        add_line(PEN, root, line, invoice.currency, is_credit=is_credit)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_head(root: Node, invoice: Invoice, kind: str) -> None:
    PEN.say(root, "CustomizationID", invoice.specification)
    PEN.say(root, "ProfileID", invoice.process)
    PEN.say(root, "ID", invoice.number)
    _say_day(root, "IssueDate", invoice.issued_on)
    if not invoice.is_credit_note:
        _say_day(root, "DueDate", invoice.due_on)
    else:
        _say_day(root, "TaxPointDate", invoice.tax_point_on)
    PEN.say(root, f"{kind}TypeCode", invoice.type)
    for note in invoice.notes:
        PEN.say(root, "Note", _note(note))
    if not invoice.is_credit_note:
        _say_day(root, "TaxPointDate", invoice.tax_point_on)
    PEN.say(root, "DocumentCurrencyCode", invoice.currency)
    PEN.say(root, "TaxCurrencyCode", invoice.tax_currency)
    PEN.say(root, "AccountingCost", invoice.accounting_reference)
    PEN.say(root, "BuyerReference", invoice.buyer_reference)
    _add_period(root, invoice.period, invoice.tax_point_code)


def _note(note: Note) -> str:
    return f"#{note.subject}#{note.text}" if note.subject else note.text


def _add_references(root: Node, invoice: Invoice) -> None:
    if invoice.order or invoice.sales_order:
        order = PEN.under(root, "cac:OrderReference")
        PEN.say(order, "ID", invoice.order or NO_ORDER)
        PEN.say(order, "SalesOrderID", invoice.sales_order)
    for each in invoice.preceding:
        original = PEN.under(root, "cac:BillingReference", "cac:InvoiceDocumentReference")
        PEN.say(original, "ID", each.number)
        _say_day(original, "IssueDate", each.issued_on)
    PEN.say(root, "cac:DespatchDocumentReference/ID", invoice.despatch_advice)
    PEN.say(root, "cac:ReceiptDocumentReference/ID", invoice.receiving_advice)
    if not invoice.is_credit_note:
        PEN.say(root, "cac:OriginatorDocumentReference/ID", invoice.tender)
    PEN.say(root, "cac:ContractDocumentReference/ID", invoice.contract)
    for attachment in invoice.attachments:
        _add_attachment(root, attachment)
    if invoice.object_id is not None:
        _add_document(root, invoice.object_id, OBJECT)
    if not invoice.is_credit_note:
        PEN.say(root, "cac:ProjectReference/ID", invoice.project)
        return
    if invoice.project:
        _add_document(root, Identifier(id=invoice.project), PROJECT)
    PEN.say(root, "cac:OriginatorDocumentReference/ID", invoice.tender)


def _add_document(root: Node, identifier: Identifier, kind: str) -> None:
    node = PEN.under(root, "cac:AdditionalDocumentReference")
    PEN.say(node, "ID", identifier.id, schemeID=identifier.scheme)
    PEN.say(node, "DocumentTypeCode", kind)


def _add_attachment(root: Node, attachment: Attachment) -> None:
    node = PEN.under(root, "cac:AdditionalDocumentReference")
    PEN.say(node, "ID", attachment.id)
    PEN.say(node, "DocumentDescription", attachment.description)
    if attachment.content is None and not attachment.url:
        return
    inside = PEN.under(node, "cac:Attachment")
    if attachment.content is not None:
        text = base64.b64encode(attachment.content).decode()
        PEN.say(
            inside,
            "EmbeddedDocumentBinaryObject",
            text,
            mimeCode=attachment.media_type,
            filename=attachment.name,
        )
    PEN.say(inside, "cac:ExternalReference/URI", attachment.url)


def _add_period(root: Node, period: Period | None, code: str) -> None:
    if period is None and not code:
        return
    node = PEN.under(root, "cac:InvoicePeriod")
    if period is not None:
        _say_day(node, "StartDate", period.start)
        _say_day(node, "EndDate", period.end)
    PEN.say(node, "DescriptionCode", code)


def _add_means(root: Node, invoice: Invoice, payment: Payment) -> None:
    """One element an account; the credit note has no other place for its due date."""
    for account in payment.accounts or (None,):
        node = PEN.under(root, "cac:PaymentMeans")
        PEN.say(node, "PaymentMeansCode", payment.means, name=payment.means_text)
        if invoice.is_credit_note:
            _say_day(node, "PaymentDueDate", invoice.due_on)
        PEN.say(node, "PaymentID", invoice.payment_reference)
        if payment.card is not None:
            card = PEN.under(node, "cac:CardAccount")
            PEN.say(card, "PrimaryAccountNumberID", payment.card[0])
            PEN.say(card, "NetworkID", "NA")  # UBL wants one; the norm has no term for it
            PEN.say(card, "HolderName", payment.card[1])
        if account is not None:
            target = PEN.under(node, "cac:PayeeFinancialAccount")
            PEN.say(target, "ID", account.id)
            PEN.say(target, "Name", account.holder)
            PEN.say(target, "cac:FinancialInstitutionBranch/ID", account.bic)
        if payment.mandate or payment.debited:
            mandate = PEN.under(node, "cac:PaymentMandate")
            PEN.say(mandate, "ID", payment.mandate)
            PEN.say(mandate, "cac:PayerFinancialAccount/ID", payment.debited)


def _add_taxes(root: Node, invoice: Invoice) -> None:
    total = PEN.under(root, "cac:TaxTotal")
    PEN.amount(total, "TaxAmount", invoice.totals.tax, currencyID=invoice.currency)
    for group in invoice.taxes:
        _add_tax(total, group, invoice.currency)
    if invoice.totals.tax_in_tax_currency is not None:
        foreign = PEN.under(root, "cac:TaxTotal")
        PEN.amount(foreign, "TaxAmount", invoice.totals.tax_in_tax_currency, currencyID=invoice.tax_currency)


def _add_tax(total: Node, group: Vat, currency: str) -> None:
    node = PEN.under(total, "cac:TaxSubtotal")
    PEN.amount(node, "TaxableAmount", group.base, currencyID=currency)
    PEN.amount(node, "TaxAmount", group.tax, currencyID=currency)
    add_category(PEN, node, "cac:TaxCategory", group.category, group.rate, (group.reason_code, group.reason))


def _add_sums(root: Node, invoice: Invoice) -> None:
    sums, node = invoice.totals, PEN.under(root, "cac:LegalMonetaryTotal")
    for name, amount in (
        ("LineExtensionAmount", sums.lines),
        ("TaxExclusiveAmount", sums.net),
        ("TaxInclusiveAmount", sums.gross),
        ("AllowanceTotalAmount", sums.allowances),
        ("ChargeTotalAmount", sums.charges),
        ("PrepaidAmount", sums.prepaid),
        ("PayableRoundingAmount", sums.rounding),
        ("PayableAmount", sums.due),
    ):
        PEN.amount(node, name, amount, currencyID=invoice.currency)


def _say_day(parent: Node, path: str, day: date | None) -> None:
    if day is not None:
        PEN.say(parent, path, day.isoformat())
