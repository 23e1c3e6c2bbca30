"""How a sale is taxed: proposed from who sells what to whom, where and when, with the reason; changeable."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final, Literal

from desktop_crm.company.rules.identifiers import is_eu
from desktop_crm.company.rules.law.table import rows
from desktop_crm.company.rules.profile import Category
from desktop_crm.company.rules.wordings import Texts, texts_of
from desktop_crm.values.messages import Message, _

Supply = Literal["goods", "services"]
Buyer = Literal["business", "consumer", "public"]
SUPPLIES: Final[tuple[Supply, ...]] = ("goods", "services")
BUYERS: Final[tuple[Buyer, ...]] = ("business", "consumer", "public")

_WHYS: Final = MappingProxyType(
    {
        "home": _("Within your own country: its own rates"),
        "intra_community": _("Goods to a business in another EU country: exempt, taxed on arrival there"),
        "reverse_charge": _("A service for a business in another EU country: the customer owes the VAT"),
        "no_vat_id": _("A customer in another EU country without VAT ID is taxed like a consumer"),
        "distance_sale": _(
            "Goods to a consumer in another EU country: your own rate up to 10,000 EUR a year of such sales, "
            "above that the rate there, through the OSS"
        ),
        "consumer_service": _(
            "A service for a consumer in another EU country: your own rate; electronic services and some "
            "others are taxed there, through the OSS"
        ),
        "export": _("Goods that leave the country: exempt as an export"),
        "service_abroad": _("A service for a business abroad: your country does not tax it"),
        "service_export": _("A service used abroad: exempt as an export"),
        "consumer_abroad": _("A service for a consumer abroad: mostly your own rate, some are not taxed"),
        "no_vat": _("This program knows no tax of the VAT kind in your country"),
        "small_business": _("You are exempt as a small business"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One sale in the eyes of the tax. `place` is where goods go, for services the customer's country."""

    seller_country: str
    place: str
    supply: Supply
    buyer: Buyer
    has_vat_id: bool
    day: date
    small_business: bool = False


@dataclass(frozen=True, slots=True)
class Treatment:
    """The category proposed and why. `is_doubtful`: it depends on facts that this program does not know."""

    id: str
    category: Category
    why: Message
    source: str
    is_doubtful: bool = False


def proposed_treatment(sale: Sale) -> Treatment | None:
    """How the sale is taxed, or None where the seller's country has no table or the place is unknown."""
    found = next(
        (row for row in rows(sale.seller_country, "treatment", sale.day) if _fits(row.values, sale)), None
    )
    if found is None:
        return None
    values = found.values
    if sale.small_business and values["category"] not in ("AE", "O"):
        exempt = next(rows(sale.seller_country, "small_business", sale.day), None)
        if exempt is not None:
            return _treatment("small_business", exempt.values, exempt.source)
    return _treatment(values["id"], values, found.source)


def _treatment(identity: str, values: Mapping[str, Any], source: str) -> Treatment:
    return Treatment(
        identity, values["category"], why_words(identity), source, bool(values.get("doubtful", False))
    )


def why_words(identity: str) -> Message:
    """The sentence of a row of `treatment`."""
    return _WHYS[identity]


def _fits(values: Mapping[str, Any], sale: Sale) -> bool:
    if values.get("where", where(sale)) != where(sale):
        return False
    if values.get("supply", sale.supply) != sale.supply:
        return False
    return bool(values.get("buyer", _standing(sale)) == _standing(sale))


def where(sale: Sale) -> str:
    """ "home", "eu" (another member state, seen from one) or "abroad"; "" while the place is unknown."""
    if not sale.place:
        return ""
    if sale.place == sale.seller_country:
        return "home"
    return "eu" if is_eu(sale.seller_country) and is_eu(sale.place) else "abroad"


def _standing(sale: Sale) -> str:
    """Who counts as a business: within the EU only who has a VAT ID, public bodies too."""
    if sale.buyer == "consumer":
        return "consumer"
    return "business" if sale.has_vat_id or where(sale) != "eu" else "unidentified"


SPECIALS: Final = (
    "margin_goods", "margin_art", "margin_antiques", "margin_travel", "exempt_interest", "exempt_other",
)  # fmt: skip
"""The reasons that a person may choose, by their ids in the law table."""


@dataclass(frozen=True, slots=True)
class SpecialReason:
    """A reason for charging no VAT that a person chooses: a margin scheme, an exemption by its nature."""

    id: str
    category: Category
    label: Texts
    text: Texts  # BT-120
    code: str  # BT-121 (VATEX)
    source: str


def special_reasons(country: str, day: date) -> Iterator[SpecialReason]:
    """Those that the seller's country knows, its own wording before the Union's."""
    seen: set[str] = set()
    for row in rows(country, "special", day):
        values = row.values
        if values["id"] not in seen:
            seen.add(values["id"])
            label, text = texts_of(values["label"]), texts_of(values["text"])
            yield SpecialReason(values["id"], values["category"], label, text, values["code"], row.source)


def special_reason(country: str, day: date, identity: str) -> SpecialReason | None:
    """The one with this id, or None."""
    return next((each for each in special_reasons(country, day) if each.id == identity), None)


MENTIONS: Final = ("cash_accounting", "self_billing")


def mention(country: str, day: date, identity: str) -> Texts:
    """What a paper says of "cash_accounting" or "self_billing"; () where the country asks nothing."""
    found = (row for row in rows(country, "mention", day) if row.values["id"] == identity)
    row = next(found, None)
    return () if row is None else texts_of(row.values["text"])
