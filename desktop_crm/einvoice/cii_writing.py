"""The model as CII (UN/CEFACT Cross Industry Invoice D22B), as Factur-X, ZUGFeRD and XRechnung carry it."""

from __future__ import annotations

import base64
from datetime import date
from typing import Final

from lxml import etree

from desktop_crm.einvoice.cii_reading import OBJECT, RAM, RSM, SPACES, SUPPORTING, TENDER, UDT
from desktop_crm.einvoice.cii_writing_lines import add_lines
from desktop_crm.einvoice.cii_writing_settlement import add_settlement
from desktop_crm.einvoice.model import Address, Attachment, Identifier, Invoice, Party
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.writing import Pen, stamp

PEN: Final = Pen(RAM, SPACES)


def write_cii(invoice: Invoice) -> bytes:
    """UTF-8, pretty; elements in the order of the schema. What the model lacks is left out."""
    root = etree.Element(f"{{{RSM}}}CrossIndustryInvoice", nsmap=SPACES)
    context = etree.SubElement(root, f"{{{RSM}}}ExchangedDocumentContext")
    PEN.say(context, "BusinessProcessSpecifiedDocumentContextParameter/ID", invoice.process)
    PEN.say(context, "GuidelineSpecifiedDocumentContextParameter/ID", invoice.specification)
    document = etree.SubElement(root, f"{{{RSM}}}ExchangedDocument")
    PEN.say(document, "ID", invoice.number)
    PEN.say(document, "TypeCode", invoice.type)
    say_day(document, "IssueDateTime", invoice.issued_on)
    for note in invoice.notes:
        node = PEN.under(document, "IncludedNote")
        PEN.say(node, "Content", note.text)
        PEN.say(node, "SubjectCode", note.subject)
    trade = etree.SubElement(root, f"{{{RSM}}}SupplyChainTradeTransaction")
    add_lines(PEN, trade, invoice)
    _add_agreement(trade, invoice)
    _add_delivery(trade, invoice)
    node = PEN.under(trade, "ApplicableHeaderTradeSettlement")
    add_settlement(PEN, node, invoice, _add_party)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def say_day(
    parent: Node, path: str, day: date | None, space: str = UDT, name: str = "DateTimeString"
) -> None:
    """A day below `path`."""
    if day is not None:
        node = etree.SubElement(PEN.under(parent, *path.split("/")), f"{{{space}}}{name}", format="102")
        node.text = stamp(day)


def _add_agreement(trade: Node, invoice: Invoice) -> None:
    node = PEN.under(trade, "ApplicableHeaderTradeAgreement")
    PEN.say(node, "BuyerReference", invoice.buyer_reference)
    _add_party(node, "SellerTradeParty", invoice.seller)
    _add_party(node, "BuyerTradeParty", invoice.buyer)
    if invoice.representative is not None:
        _add_party(node, "SellerTaxRepresentativeTradeParty", invoice.representative)
    PEN.say(node, "SellerOrderReferencedDocument/IssuerAssignedID", invoice.sales_order)
    PEN.say(node, "BuyerOrderReferencedDocument/IssuerAssignedID", invoice.order)
    PEN.say(node, "ContractReferencedDocument/IssuerAssignedID", invoice.contract)
    for attachment in invoice.attachments:
        _add_attachment(node, attachment)
    if invoice.tender:
        _add_document(node, Identifier(id=invoice.tender), TENDER)
    if invoice.object_id is not None:
        _add_document(node, invoice.object_id, OBJECT)
    if invoice.project:
        project = PEN.under(node, "SpecifiedProcuringProject")
        PEN.say(project, "ID", invoice.project)
        PEN.say(project, "Name", invoice.project)


def _add_document(parent: Node, identifier: Identifier, kind: str) -> None:
    node = PEN.under(parent, "AdditionalReferencedDocument")
    PEN.say(node, "IssuerAssignedID", identifier.id)
    PEN.say(node, "TypeCode", kind)
    PEN.say(node, "ReferenceTypeCode", identifier.scheme)


def _add_attachment(parent: Node, attachment: Attachment) -> None:
    node = PEN.under(parent, "AdditionalReferencedDocument")
    PEN.say(node, "IssuerAssignedID", attachment.id)
    PEN.say(node, "URIID", attachment.url)
    PEN.say(node, "TypeCode", SUPPORTING)
    PEN.say(node, "Name", attachment.description)
    if attachment.content is not None:
        text = base64.b64encode(attachment.content).decode()
        PEN.say(
            node,
            "AttachmentBinaryObject",
            text,
            mimeCode=attachment.media_type,
            filename=attachment.name,
        )


def _add_party(parent: Node, name: str, party: Party) -> None:
    node = PEN.under(parent, name)
    for each in party.ids:
        if not each.scheme:
            PEN.say(node, "ID", each.id)
    for each in party.ids:
        if each.scheme:
            PEN.say(node, "GlobalID", each.id, schemeID=each.scheme)
    PEN.say(node, "Name", party.name)
    PEN.say(node, "Description", party.legal_form)
    if party.legal_id is not None or party.trading_name:
        legal = PEN.under(node, "SpecifiedLegalOrganization")
        if party.legal_id is not None:
            PEN.say(legal, "ID", party.legal_id.id, schemeID=party.legal_id.scheme)
        PEN.say(legal, "TradingBusinessName", party.trading_name)
    if party.contact_name or party.phone or party.email:
        contact = PEN.under(node, "DefinedTradeContact")
        PEN.say(contact, "PersonName", party.contact_name)
        PEN.say(contact, "TelephoneUniversalCommunication/CompleteNumber", party.phone)
        PEN.say(contact, "EmailURIUniversalCommunication/URIID", party.email)
    if party.address is not None:
        _add_address(node, party.address)
    if party.endpoint is not None:
        PEN.say(node, "URIUniversalCommunication/URIID", party.endpoint.id, schemeID=party.endpoint.scheme)
    PEN.say(node, "SpecifiedTaxRegistration/ID", party.vat_id, schemeID="VA")
    PEN.say(node, "SpecifiedTaxRegistration/ID", party.tax_number, schemeID="FC")


def _add_address(parent: Node, address: Address) -> None:
    node = PEN.under(parent, "PostalTradeAddress")
    PEN.say(node, "PostcodeCode", address.postal_code)
    PEN.say(node, "LineOne", address.street)
    PEN.say(node, "LineTwo", address.second)
    PEN.say(node, "LineThree", address.third)
    PEN.say(node, "CityName", address.city)
    PEN.say(node, "CountryID", address.country)
    PEN.say(node, "CountrySubDivisionName", address.region)


def _add_delivery(trade: Node, invoice: Invoice) -> None:
    node, delivery = PEN.under(trade, "ApplicableHeaderTradeDelivery"), invoice.delivery
    if delivery is not None:
        if delivery.name or delivery.place is not None or delivery.address is not None:
            place = PEN.under(node, "ShipToTradeParty")
            if delivery.place is not None:
                name = "GlobalID" if delivery.place.scheme else "ID"
                PEN.say(place, name, delivery.place.id, schemeID=delivery.place.scheme)
            PEN.say(place, "Name", delivery.name)
            if delivery.address is not None:
                _add_address(place, delivery.address)
        say_day(node, "ActualDeliverySupplyChainEvent/OccurrenceDateTime", delivery.day)
    PEN.say(node, "DespatchAdviceReferencedDocument/IssuerAssignedID", invoice.despatch_advice)
    PEN.say(node, "ReceivingAdviceReferencedDocument/IssuerAssignedID", invoice.receiving_advice)
