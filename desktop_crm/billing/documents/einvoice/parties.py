"""Seller, buyer and place of delivery (BG-4, BG-7, BG-13)."""

from __future__ import annotations

import re

from desktop_crm.billing.rules.facts import DocumentFacts, PartyFacts
from desktop_crm.company.rules import addresses
from desktop_crm.einvoice import model
from desktop_crm.einvoice.writing import shown


def hides_vat(facts: DocumentFacts) -> bool:
    """Where nothing is subject to VAT the norm forbids the VAT IDs (BR-O-02)."""
    return any(group.category == "O" for group in facts.taxes)


def seller_of(facts: DocumentFacts) -> model.Party:
    """BG-4. Who has neither register number nor VAT ID to show goes by a number of another kind."""
    seller, hidden = facts.seller, hides_vat(facts)
    vat_id = "" if hidden else seller.vat_id
    other = seller.tax_number or seller.vat_id
    number = seller.tax_number or ("" if vat_id or hidden else seller.legal_id)
    return model.Party(
        name=shown(seller.name),
        ids=(model.Identifier(id=other),) if other and not (seller.legal_id or vat_id) else (),
        legal_id=_identifier(seller.legal_id),
        vat_id=_bare(vat_id),
        tax_number=number,  # BR-E-02: the register's, if no other
        endpoint=_endpoint(seller),
        address=_address(seller.address),
        contact_name=shown(seller.contact_name),
        phone=shown(seller.phone),
        email=shown(seller.email),
    )


def buyer_of(facts: DocumentFacts) -> model.Party:
    """BG-7."""
    buyer = facts.buyer
    return model.Party(
        name=shown(buyer.name),
        ids=(model.Identifier(id=buyer.customer_number),) if buyer.customer_number else (),
        legal_id=_identifier(buyer.legal_id),
        vat_id="" if hides_vat(facts) else _bare(buyer.vat_id),
        endpoint=_endpoint(buyer),
        address=_address(buyer.address),
        contact_name=shown(buyer.contact_name or buyer.address.attention),
        phone=shown(buyer.phone),
        email=shown(buyer.email),
    )


def delivery_of(facts: DocumentFacts) -> model.Delivery | None:
    """BG-13: the place given, or the buyer's for an intra-Community supply (BR-IC-12)."""
    place = facts.delivery
    if place is None and any(group.category == "K" for group in facts.taxes):
        place = PartyFacts(name=facts.buyer.name, address=facts.buyer.address)
    if place is None:
        return None if facts.delivered_on is None else model.Delivery(day=facts.delivered_on)
    return model.Delivery(
        name=shown(place.name),
        day=facts.delivered_on,
        address=_address(place.address) if place.address.country else None,
    )


def _identifier(text: str) -> model.Identifier | None:
    return model.Identifier(id=shown(text)) if shown(text) else None


def _bare(vat_id: str) -> str:
    """BT-31, BT-48: a Swiss number is printed with points, and written without."""
    bare = vat_id.replace(" ", "")
    return re.sub("[.-]", "", bare) if bare.startswith("CHE") else bare


def _endpoint(party: PartyFacts) -> model.Identifier | None:
    if party.endpoint is None or not party.endpoint[1].strip():
        return None
    scheme, identifier = party.endpoint
    return model.Identifier(id=identifier.strip(), scheme=scheme)


def _address(address: addresses.Address) -> model.Address:
    streets = [line.strip() for line in address.street.split("\n") if line.strip()]
    third = [*streets[2:], *([address.district] if len(streets) > 1 and address.district else [])]
    return model.Address(
        street=shown(streets[0]) if streets else "",
        second=shown(streets[1] if len(streets) > 1 else address.district),
        third=shown(", ".join(third)),
        city=shown(address.city),
        postal_code=shown(address.postal_code),
        region=shown(address.region),
        country=address.country,
    )
