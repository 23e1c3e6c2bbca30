"""Parties and places in CII."""

from __future__ import annotations

from collections.abc import Iterable

from desktop_crm.einvoice.model import Address, Delivery, Identifier, Party
from desktop_crm.einvoice.said import Said


def party_of(said: Said | None) -> Party:
    """BG-4, BG-7, BG-10, BG-11."""
    if said is None:
        return Party()
    schemes = {
        each.attribute("ram:ID", "schemeID"): each.text("ram:ID")
        for each in said.all("ram:SpecifiedTaxRegistration")
    }
    contact = "ram:DefinedTradeContact"
    return Party(
        name=said.text("ram:Name"),
        trading_name=said.text("ram:SpecifiedLegalOrganization/ram:TradingBusinessName"),
        ids=identifiers(said.all("ram:ID")) + identifiers(said.all("ram:GlobalID")),
        legal_id=said.identifier("ram:SpecifiedLegalOrganization/ram:ID"),
        vat_id=schemes.get("VA", ""),
        tax_number=schemes.get("FC", ""),
        legal_form=said.text("ram:Description"),
        endpoint=said.identifier("ram:URIUniversalCommunication/ram:URIID"),
        address=_address(said.at("ram:PostalTradeAddress")),
        contact_name=said.text(f"{contact}/ram:PersonName") or said.text(f"{contact}/ram:DepartmentName"),
        phone=said.text(f"{contact}/ram:TelephoneUniversalCommunication/ram:CompleteNumber"),
        email=said.text(f"{contact}/ram:EmailURIUniversalCommunication/ram:URIID"),
    )


def identifiers(
    elements: Iterable[Said], path: str = ".", scheme: str = "schemeID"
) -> tuple[Identifier, ...]:
    """The ids that stand at `path` below each element."""
    found = (each.identifier(path, scheme) for each in elements)
    return tuple(each for each in found if each is not None)


def delivery_of(said: Said) -> Delivery | None:
    """BG-13, where anything of it is said."""
    place = said.at("ram:ShipToTradeParty")
    day = said.day("ram:ActualDeliverySupplyChainEvent/ram:OccurrenceDateTime/udt:DateTimeString", "BT-72")
    if place is None:
        return None if day is None else Delivery(day=day)
    ids = identifiers(place.all("ram:ID")) + identifiers(place.all("ram:GlobalID"))
    return Delivery(
        name=place.text("ram:Name"),
        place=ids[0] if ids else None,
        day=day,
        address=_address(place.at("ram:PostalTradeAddress")),
    )


def _address(said: Said | None) -> Address | None:
    if said is None:
        return None
    return Address(
        street=said.text("ram:LineOne"),
        second=said.text("ram:LineTwo"),
        third=said.text("ram:LineThree"),
        city=said.text("ram:CityName"),
        postal_code=said.text("ram:PostcodeCode"),
        region=said.text("ram:CountrySubDivisionName"),
        country=said.text("ram:CountryID"),
    )
