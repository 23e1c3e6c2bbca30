"""The One-Stop-Shop (2006/112/EC art. 369a-369k): sales to consumers in other member states, taxed there."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.accounting.rules.vat import Entry
from desktop_crm.company.rules.identifiers import is_eu

Place = Literal["there", "home", "either"]
"""Whose rate a sale was taxed at: the customer's country's, the seller's, or one that both have."""
RatesOf = Callable[[str, date], frozenset[Decimal]]
"""The rates of a country on a day; none where no table knows them."""
_TAXED: Final = "S"


@dataclass(frozen=True, slots=True)
class OssLine:
    """What was sold to consumers of a country at a rate, in minor units of `currency`.

    `is_doubtful`: the rate is one at home, too, so that it may belong in the return at home.
    """

    country: str
    rate: Decimal
    currency: str
    base: int
    tax: int
    papers: int
    is_doubtful: bool
    entries: tuple[Entry, ...]


def is_distance_sale(entry: Entry, seller_country: str) -> bool:
    """Taxed, to a customer without VAT ID in another member state."""
    return (
        entry.category == _TAXED
        and entry.counts
        and entry.direction == "output"
        and not entry.vat_id
        and is_eu(seller_country)
        and is_eu(entry.place)
        and entry.place != seller_country
    )


def taxed_at(entry: Entry, seller_country: str, own_rates: RatesOf, rates_there: RatesOf) -> Place:
    """Whose rate it is. A country whose rates nobody knows is believed where the rate is none at home."""
    home = entry.rate in own_rates(seller_country, entry.day)
    there = rates_there(entry.place, entry.day)
    if entry.rate in there:
        return "either" if home else "there"
    return "home" if home else "there"


@dataclass(frozen=True, slots=True)
class Seller:
    """Where the firm is, the rates there and in any country, and those that it keeps for another one: it says
    by them that it is registered. Without them a rate that both countries have is doubtful.
    """

    country: str
    own_rates: RatesOf
    rates_there: RatesOf
    chosen: RatesOf

    def place_of(self, entry: Entry) -> Place:
        """Where an entry is taxed: at home whatever is no distance sale."""
        if not is_distance_sale(entry, self.country):
            return "home"
        if entry.rate in self.chosen(entry.place, entry.day):
            return "there"
        return taxed_at(entry, self.country, self.own_rates, self.rates_there)


def through_oss(entries: Iterable[Entry], seller: Seller) -> tuple[Entry, ...]:
    """What is handed in through the One-Stop-Shop, and so not at home; what is doubtful is not among it."""
    return tuple(each for each in entries if seller.place_of(each) == "there")


def oss_lines(entries: Iterable[Entry], seller: Seller) -> tuple[OssLine, ...]:
    """The table by country and rate; a rate that both countries have is shown and marked as doubtful."""
    found: dict[tuple[str, Decimal, str, bool], list[Entry]] = {}
    for entry in entries:
        place = seller.place_of(entry)
        if place != "home":
            key = (entry.place, -entry.rate, entry.currency, place == "either")
            found.setdefault(key, []).append(entry)
    return tuple(_line(key, tuple(members)) for key, members in sorted(found.items()))


def _line(key: tuple[str, Decimal, str, bool], members: tuple[Entry, ...]) -> OssLine:
    country, rate, currency, is_doubtful = key
    return OssLine(
        country,
        -rate,
        currency,
        sum(each.base for each in members),
        sum(each.tax for each in members),
        len({(each.kind, each.document_id) for each in members}),
        is_doubtful,
        members,
    )
