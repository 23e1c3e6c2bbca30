"""What each VAT category demands (BR-S, BR-Z, BR-E, BR-AE, BR-IC, BR-G, BR-O, BR-AF, BR-AG, BR-B)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Invoice, Vat
from desktop_crm.einvoice.rules.saying import Findings, differs, missing
from desktop_crm.einvoice.rules.sums import CENT, NONE
from desktop_crm.values.messages import Message, _

_RULES: Final = {
    "S": "BR-S", "Z": "BR-Z", "E": "BR-E", "AE": "BR-AE", "K": "BR-IC", "G": "BR-G", "O": "BR-O",
    "L": "BR-AF", "M": "BR-AG",
}  # fmt: skip
_ZERO: Final = frozenset(("Z", "E", "AE", "K", "G"))
"""Categories whose rate is zero."""
_BY_RATE: Final = frozenset(("S", "L", "M"))
"""Categories with one group a rate; the others have one in all."""
_WITH_REASON: Final = frozenset(("E", "AE", "K", "G", "O"))
_WITHOUT_REASON: Final = frozenset(("S", "Z", "L", "M"))
_CHARGED: Final = frozenset(("S", "L", "M"))


@dataclass(frozen=True, slots=True)
class _Use:
    """A line (`line` counted from 1), allowance or charge, with its category and rate."""

    category: str
    rate: Decimal | None
    amount: Decimal
    place: int  # which of the rules 02 to 04 and 05 to 07: 0 line, 1 allowance, 2 charge
    line: int = 0

    @property
    def terms(self) -> tuple[str, str]:
        return ("BT-151", "BT-152") if self.place == 0 else ("BT-95", "BT-96")


def check_categories(invoice: Invoice) -> Findings:
    """Every demand of a category that is not met."""
    uses = list(_uses(invoice))
    groups: dict[str, list[Vat]] = defaultdict(list)
    for group in invoice.taxes:
        groups[group.category].append(group)
    for category in dict.fromkeys([*(use.category for use in uses), *groups]):
        if category == "B":
            yield from _split_payment(invoice, uses)
        if (prefix := _RULES.get(category)) is None:
            continue
        own = [use for use in uses if use.category == category]
        yield from _groups(prefix, category, own, groups[category])
        yield from _ids(prefix, category, own, invoice)
        for use in own:
            yield from _rate(prefix, use)
        for group in groups[category]:
            yield from _group(prefix, group, own)
    if groups["K"]:
        yield from _community(invoice)
    if groups["O"]:
        yield from _alone(groups, uses)


def _uses(invoice: Invoice) -> Iterator[_Use]:
    for number, line in enumerate(invoice.lines, 1):
        yield _Use(line.category, line.rate, line.net or NONE, 0, number)
    for one in invoice.adjustments:
        amount = one.amount or NONE
        yield _Use(one.category, one.rate, amount if one.is_charge else -amount, 2 if one.is_charge else 1)


def _groups(prefix: str, category: str, uses: list[_Use], groups: list[Vat]) -> Findings:
    """Rule 01: the table of VAT has the category where it is used, once where it has one rate."""
    if uses and not groups:
        message = _("VAT category {code} is used, but the table of VAT has no group for it", code=category)
        yield Finding(f"{prefix}-01", "BG-23", message)
    if category not in _BY_RATE and len(groups) > 1:
        message = _("VAT category {code} stands in the table of VAT more than once", code=category)
        yield Finding(f"{prefix}-01", "BG-23", message)


def _ids(prefix: str, category: str, uses: list[_Use], invoice: Invoice) -> Findings:
    """Rules 02 to 04: which tax ids must be there."""
    seller, buyer, helper = invoice.seller, invoice.buyer, invoice.representative
    represented = helper.vat_id if helper is not None else ""
    for place in sorted({use.place for use in uses}):
        rule = f"{prefix}-0{place + 2}"
        if category == "O":
            for number, vat_id in (("BT-31", seller.vat_id), ("BT-63", represented), ("BT-48", buyer.vat_id)):
                if vat_id:
                    message = _(
                        "What is not subject to VAT names no VAT ID, neither the seller's nor the buyer's"
                    )
                    yield Finding(rule, number, message)
            continue
        own = seller.vat_id or represented or (seller.tax_number if category not in ("K", "G") else "")
        if not own:
            yield missing(rule, "BT-31")
        if category == "K" and not buyer.vat_id:
            yield missing(rule, "BT-48")
        if category == "AE" and not (buyer.vat_id or buyer.legal_id):
            yield missing(rule, "BT-48")


def _rate(prefix: str, use: _Use) -> Findings:
    """Rules 05 to 07: the rate that the category allows."""
    rule, number = f"{prefix}-0{use.place + 5}", use.terms[1]
    if use.category == "O":
        if use.rate is not None:
            message: Message = _("What is not subject to VAT has no rate, not even zero")
            yield Finding(rule, number, message, use.line)
        return
    if use.rate is None:
        if use.place == 0 or use.category in _ZERO | _CHARGED:
            yield missing(rule, number, use.line)
    elif use.category in _ZERO and use.rate != 0:
        message = _("VAT category {code} has the rate zero", code=use.category)
        yield Finding(rule, number, message, use.line)
    elif use.category == "S" and use.rate <= 0:
        message = _("VAT at 0 % has no category S: choose Z (zero rate), E (exempt) or another one that fits")
        yield Finding(rule, number, message, use.line)
    elif use.rate < 0:
        yield Finding(rule, number, _("A VAT rate is below zero"), use.line)


def _group(prefix: str, group: Vat, uses: list[_Use]) -> Findings:
    """Rules 08 to 10: base, tax and reason of a group."""
    by_rate = group.category in _BY_RATE
    base = sum((use.amount for use in uses if not by_rate or use.rate == group.rate), NONE)
    if group.base is not None and abs(group.base - base) > CENT:
        yield differs(f"{prefix}-08", "BT-116", group.base, base)
    if not by_rate and group.tax:
        yield differs(f"{prefix}-09", "BT-117", group.tax, NONE)
    has_reason = bool(group.reason or group.reason_code)
    if group.category in _WITH_REASON and not has_reason:
        yield missing(f"{prefix}-10", "BT-120")
    if group.category in _WITHOUT_REASON and has_reason:
        message = _("VAT category {code} charges VAT: no reason may be given why not", code=group.category)
        yield Finding(f"{prefix}-10", "BT-120", message)


def _community(invoice: Invoice) -> Findings:
    delivery = invoice.delivery
    if invoice.period is None and (delivery is None or delivery.day is None):
        yield missing("BR-IC-11", "BT-72")
    if delivery is None or delivery.address is None or not delivery.address.country:
        yield missing("BR-IC-12", "BT-80")


def _alone(groups: dict[str, list[Vat]], uses: list[_Use]) -> Findings:
    message = _("What is not subject to VAT stands alone: no other VAT category may stand beside it")
    if any(found for category, found in groups.items() if category != "O"):
        yield Finding("BR-O-11", "BG-23", message)
    for use in uses:
        if use.category != "O":
            yield Finding(f"BR-O-1{use.place + 2}", use.terms[0], message, use.line)


def _split_payment(invoice: Invoice, uses: list[_Use]) -> Findings:
    countries = {party.address.country if party.address else "" for party in (invoice.seller, invoice.buyer)}
    if countries != {"IT"}:
        yield Finding("BR-B-01", "BT-151", _("Split payment is for invoices within Italy only"))
    if any(use.category == "S" for use in uses):
        message = _("Split payment and the standard rate never stand on one invoice")
        yield Finding("BR-B-02", "BT-151", message)
