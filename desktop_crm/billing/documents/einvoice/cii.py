"""One invoice or credit note as CII (UN/CEFACT Cross Industry Invoice), profile EN 16931 of Factur-X."""

from __future__ import annotations

from lxml import etree

from desktop_crm.billing.documents import words
from desktop_crm.billing.documents.einvoice.lines import add_lines
from desktop_crm.billing.documents.einvoice.parties import add_buyer, add_delivery, add_seller
from desktop_crm.billing.documents.einvoice.scope import check_scope
from desktop_crm.billing.documents.einvoice.settlement import add_settlement
from desktop_crm.billing.documents.einvoice.tree import RSM, SPACES, Node, say, say_date, shown, under
from desktop_crm.billing.rules.facts import CREDIT_NOTE, DocumentFacts
from desktop_crm.values.messages import Translator

PROFILE = "urn:cen.eu:en16931:2017"
_INVOICE, _CREDIT_NOTE = "380", "381"


def cii(facts: DocumentFacts) -> bytes:
    """The XML, UTF-8. Raises UserError with the field for what EN 16931 cannot express (three decimals, a
    second tax).
    """
    check_scope(facts)
    t = words.words_for(facts)
    root = etree.Element(f"{{{RSM}}}CrossIndustryInvoice", nsmap=SPACES)
    context = etree.SubElement(root, f"{{{RSM}}}ExchangedDocumentContext")
    say(context, "GuidelineSpecifiedDocumentContextParameter/ID", PROFILE)
    _add_document(etree.SubElement(root, f"{{{RSM}}}ExchangedDocument"), facts, t)
    transaction = etree.SubElement(root, f"{{{RSM}}}SupplyChainTradeTransaction")
    add_lines(transaction, facts, t)
    _add_agreement(transaction, facts)
    delivery = under(transaction, "ApplicableHeaderTradeDelivery")
    add_delivery(delivery, facts)
    say_date(delivery, "ActualDeliverySupplyChainEvent/OccurrenceDateTime", facts.delivered_on)
    add_settlement(transaction, facts, t)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _add_document(node: Node, facts: DocumentFacts, t: Translator) -> None:
    say(node, "ID", facts.number)
    say(node, "TypeCode", _CREDIT_NOTE if facts.kind == CREDIT_NOTE else _INVOICE)
    say_date(node, "IssueDateTime", facts.issued_on)
    for text in dict.fromkeys(filter(None, map(shown, _notes(facts, t)))):
        say(node, "IncludedNote/Content", text)


def _notes(facts: DocumentFacts, t: Translator) -> list[str]:
    """BT-22: what is printed as text, and what the norm has no term for (tax that the buyer keeps back)."""
    notes = [*facts.legal_texts, facts.notes]
    for one in facts.withholdings:
        amount = t.formats.money(one.amount, facts.currency)
        notes.append(f"{t('Withheld: {name}', name=one.name)}: {amount}")
    if facts.withholdings:
        notes.append(t("Amount due: {amount}", amount=t.formats.money(facts.totals.due, facts.currency)))
    if facts.is_sample:
        notes.append(t("Sample for trial only: not a document of any firm."))
    return notes


def _add_agreement(transaction: Node, facts: DocumentFacts) -> None:
    node = under(transaction, "ApplicableHeaderTradeAgreement")
    hides_vat = any(group.category == "O" for group in facts.taxes)
    say(node, "BuyerReference", facts.buyer_reference)
    add_seller(node, facts, hides_vat=hides_vat)
    add_buyer(node, facts, hides_vat=hides_vat)
    say(node, "BuyerOrderReferencedDocument/IssuerAssignedID", facts.order_number)
    say(node, "ContractReferencedDocument/IssuerAssignedID", facts.contract)
    if shown(facts.project):
        project = under(node, "SpecifiedProcuringProject")
        say(project, "ID", facts.project)
        say(project, "Name", facts.project)
