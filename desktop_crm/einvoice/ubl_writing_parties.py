"""Parties and places in UBL."""

from __future__ import annotations

from desktop_crm.einvoice.model import Address, Delivery, Identifier, Party
from desktop_crm.einvoice.parsing import Node
from desktop_crm.einvoice.writing import Pen


def add_party(pen: Pen, root: Node, name: str, party: Party, creditor: str = "") -> None:
    """BG-4, BG-7; `creditor` is BT-90, which UBL keeps among the ids of who gets the money."""
    node = pen.under(root, f"cac:{name}", "cac:Party")
    if party.endpoint is not None:
        pen.say(node, "EndpointID", party.endpoint.id, schemeID=party.endpoint.scheme)
    _add_ids(pen, node, party, creditor)
    pen.say(node, "cac:PartyName/Name", party.trading_name)
    if party.address is not None:
        _add_address(pen, node, "cac:PostalAddress", party.address)
    _add_scheme(pen, node, party.vat_id, "VAT")
    _add_scheme(pen, node, party.tax_number, "FC")
    legal = pen.under(node, "cac:PartyLegalEntity")
    pen.say(legal, "RegistrationName", party.name)
    if party.legal_id is not None:
        pen.say(legal, "CompanyID", party.legal_id.id, schemeID=party.legal_id.scheme)
    pen.say(legal, "CompanyLegalForm", party.legal_form)
    if party.contact_name or party.phone or party.email:
        contact = pen.under(node, "cac:Contact")
        pen.say(contact, "Name", party.contact_name)
        pen.say(contact, "Telephone", party.phone)
        pen.say(contact, "ElectronicMail", party.email)


def add_payee(pen: Pen, root: Node, party: Party, creditor: str) -> None:
    """BG-10."""
    node = pen.under(root, "cac:PayeeParty")
    _add_ids(pen, node, party, creditor)
    pen.say(node, "cac:PartyName/Name", party.name)
    if party.legal_id is not None:
        pen.say(node, "cac:PartyLegalEntity/CompanyID", party.legal_id.id, schemeID=party.legal_id.scheme)


def add_representative(pen: Pen, root: Node, party: Party) -> None:
    """BG-11."""
    node = pen.under(root, "cac:TaxRepresentativeParty")
    pen.say(node, "cac:PartyName/Name", party.name)
    if party.address is not None:
        _add_address(pen, node, "cac:PostalAddress", party.address)
    _add_scheme(pen, node, party.vat_id, "VAT")


def add_delivery(pen: Pen, root: Node, delivery: Delivery | None) -> None:
    """BG-13."""
    if delivery is None:
        return
    node = pen.under(root, "cac:Delivery")
    if delivery.day is not None:
        pen.say(node, "ActualDeliveryDate", delivery.day.isoformat())
    if delivery.place is not None or delivery.address is not None:
        location = pen.under(node, "cac:DeliveryLocation")
        if delivery.place is not None:
            pen.say(location, "ID", delivery.place.id, schemeID=delivery.place.scheme)
        if delivery.address is not None:
            _add_address(pen, location, "cac:Address", delivery.address)
    pen.say(node, "cac:DeliveryParty/cac:PartyName/Name", delivery.name)


def _add_ids(pen: Pen, node: Node, party: Party, creditor: str) -> None:
    sepa = (Identifier(id=creditor, scheme="SEPA"),) if creditor else ()
    for each in party.ids + sepa:
        pen.say(node, "cac:PartyIdentification/ID", each.id, schemeID=each.scheme)


def _add_scheme(pen: Pen, parent: Node, number: str, scheme: str) -> None:
    if number:
        node = pen.under(parent, "cac:PartyTaxScheme")
        pen.say(node, "CompanyID", number)
        pen.say(node, "cac:TaxScheme/ID", scheme)


def _add_address(pen: Pen, parent: Node, name: str, address: Address) -> None:
    node = pen.under(parent, name)
    pen.say(node, "StreetName", address.street)
    pen.say(node, "AdditionalStreetName", address.second)
    pen.say(node, "CityName", address.city)
    pen.say(node, "PostalZone", address.postal_code)
    pen.say(node, "CountrySubentity", address.region)
    pen.say(node, "cac:AddressLine/Line", address.third)
    pen.say(node, "cac:Country/IdentificationCode", address.country)
