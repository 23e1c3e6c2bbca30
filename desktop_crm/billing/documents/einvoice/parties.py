"""Seller, buyer and place of delivery (BG-4, BG-7, BG-13)."""

from __future__ import annotations

from desktop_crm.billing.documents.einvoice.tree import Node, say, under
from desktop_crm.billing.rules.facts import DocumentFacts, PartyFacts
from desktop_crm.company.rules.addresses import Address


def add_seller(agreement: Node, facts: DocumentFacts, *, hides_vat: bool) -> None:
    """BG-4. Where nothing is subject to VAT the norm forbids the VAT IDs (BR-O-02)."""
    seller = facts.seller
    node = under(agreement, "SellerTradeParty")
    if not seller.legal_id and (hides_vat or not seller.vat_id):
        say(node, "ID", seller.tax_number or seller.vat_id)
    say(node, "Name", seller.name)
    say(node, "SpecifiedLegalOrganization/ID", seller.legal_id)
    _contact(node, seller.contact_name, seller.phone, seller.email)
    _address(node, seller.address)
    _endpoint(node, seller)
    if seller.vat_id and not hides_vat:
        say(node, "SpecifiedTaxRegistration/ID", seller.vat_id.replace(" ", ""), schemeID="VA")
    number = seller.tax_number or ("" if hides_vat or seller.vat_id else seller.legal_id)
    say(node, "SpecifiedTaxRegistration/ID", number, schemeID="FC")  # BR-E-02: the register's, if no other


def add_buyer(agreement: Node, facts: DocumentFacts, *, hides_vat: bool) -> None:
    """BG-7."""
    buyer = facts.buyer
    node = under(agreement, "BuyerTradeParty")
    say(node, "ID", buyer.customer_number)
    say(node, "Name", buyer.name)
    say(node, "SpecifiedLegalOrganization/ID", buyer.legal_id)
    _contact(node, buyer.contact_name or buyer.address.attention, buyer.phone, buyer.email)
    _address(node, buyer.address)
    _endpoint(node, buyer)
    if buyer.vat_id and not hides_vat:
        say(node, "SpecifiedTaxRegistration/ID", buyer.vat_id.replace(" ", ""), schemeID="VA")


def add_delivery(node: Node, facts: DocumentFacts) -> None:
    """BG-13: the place given, or the buyer's for an intra-Community supply (BR-IC-12)."""
    place = facts.delivery
    if place is None and any(group.category == "K" for group in facts.taxes):
        place = PartyFacts(name=facts.buyer.name, address=facts.buyer.address)
    if place is None:
        return
    party = under(node, "ShipToTradeParty")
    say(party, "Name", place.name)
    if place.address.country:
        _address(party, place.address)


def _contact(node: Node, name: str, phone: str, email: str) -> None:
    if not (name or phone or email):
        return
    contact = under(node, "DefinedTradeContact")
    say(contact, "PersonName", name)
    say(contact, "TelephoneUniversalCommunication/CompleteNumber", phone)
    say(contact, "EmailURIUniversalCommunication/URIID", email)


def _address(node: Node, address: Address) -> None:
    target = under(node, "PostalTradeAddress")
    streets = [line.strip() for line in address.street.split("\n") if line.strip()]
    say(target, "PostcodeCode", address.postal_code)
    say(target, "LineOne", streets[0] if streets else "")
    say(target, "LineTwo", streets[1] if len(streets) > 1 else address.district)
    third = [*streets[2:], *([address.district] if len(streets) > 1 and address.district else [])]
    say(target, "LineThree", ", ".join(third))
    say(target, "CityName", address.city)
    say(target, "CountryID", address.country)
    say(target, "CountrySubDivisionName", address.region)


def _endpoint(node: Node, party: PartyFacts) -> None:
    if party.endpoint is not None:
        say(node, "URIUniversalCommunication/URIID", party.endpoint[1], schemeID=party.endpoint[0])
