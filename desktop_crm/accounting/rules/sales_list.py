"""The EC sales list (recapitulative statement, 2006/112/EC art. 262-264): supplies without VAT to businesses
in other member states, by the customer's VAT ID.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from desktop_crm.accounting.rules.vat import Entry
from desktop_crm.company.rules.identifiers import compact, is_eu, vat_id_country
from desktop_crm.values.messages import Message, _

Supplied = Literal["goods", "services"]
SUPPLIED: Final[dict[Supplied, Message]] = {"goods": _("Goods"), "services": _("Services")}
PROOFS: Final[dict[str, Message]] = {
    "valid": _("Checked: valid"),
    "invalid": _("Checked: invalid"),
    "unchecked": _("Not checked"),
}
"""The worst that is known of the checks of a VAT ID."""
_WORST: Final = ("invalid", "unchecked", "valid")


@dataclass(frozen=True, slots=True)
class SalesLine:
    """What one customer bought, in minor units of `currency`. `vat_id` is "" where the paper names none."""

    country: str
    vat_id: str
    supplied: Supplied
    customer: str
    currency: str
    base: int
    papers: int
    proof: str
    entries: tuple[Entry, ...]


def is_listed(entry: Entry, seller_country: str) -> bool:
    """Whether an entry belongs on the list: goods within the Union, and services whose VAT a business in
    another member state owes. Reverse charge at home is none of it."""
    if not is_eu(seller_country) or not entry.counts or entry.direction == "input":
        return False
    if entry.category == "K":
        return True
    country = customer_country(entry)
    northern_ireland = compact(entry.vat_id).startswith("XI")  # in the Union for goods alone
    return entry.category == "AE" and is_eu(country) and country != seller_country and not northern_ireland


def customer_country(entry: Entry) -> str:
    """The member state that gave the VAT ID, else where the customer is."""
    return vat_id_country(entry.vat_id) or entry.country


def sales_list(entries: Iterable[Entry], seller_country: str) -> tuple[SalesLine, ...]:
    """The list by country, VAT ID and kind of supply; customers without VAT ID stand first, each by name."""
    found: dict[tuple[str, str, Supplied, str, str], list[Entry]] = {}
    for entry in entries:
        if is_listed(entry, seller_country):
            vat_id = compact(entry.vat_id)
            supplied: Supplied = "goods" if entry.category == "K" else "services"
            name = "" if vat_id else entry.customer
            key = (customer_country(entry), vat_id, supplied, entry.currency, name)
            found.setdefault(key, []).append(entry)
    lines = [_line(key, tuple(members)) for key, members in found.items()]
    return tuple(
        sorted(
            lines,
            key=lambda each: (bool(each.vat_id), each.country, each.vat_id, each.supplied, each.customer),
        )
    )


def _line(key: tuple[str, str, Supplied, str, str], members: tuple[Entry, ...]) -> SalesLine:
    country, vat_id, supplied, currency, _name = key
    proofs = {each.proof for each in members}
    return SalesLine(
        country,
        vat_id,
        supplied,
        members[-1].customer,
        currency,
        sum(each.base for each in members),
        len({(each.kind, each.document_id) for each in members}),
        next((each for each in _WORST if each in proofs), "unchecked"),
        members,
    )
