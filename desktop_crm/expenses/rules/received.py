"""What an e-invoice that came in says, as lists and pages show it, and what is doubtful beyond its rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

from desktop_crm.contacts.rules.matching import match_name, tax_key
from desktop_crm.einvoice.checking import check_opened
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import CORRECTED, PREPAYMENT, Invoice
from desktop_crm.einvoice.opening import Opened
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_EARLIEST: Final = date(1900, 1, 1)
_LONGEST: Final = 300
_WRONG_SUMS: Final = re.compile(r"BR-CO-1[0-57]|BR-(S|Z|E|AE|IC|IG|IP|G|O|AF|AG)-0[89]")
"""Rules of EN 16931 that add up what a file states of its VAT: lines, net, VAT, gross, groups."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The columns of a received invoice; amounts in minor units, None where the file has none to read."""

    format: str
    type: str
    number: str
    seller: str
    seller_key: str
    buyer: str
    issued_on: date | None
    due_on: date | None
    currency: str
    net: int | None
    tax: int | None
    gross: int | None
    due: int | None
    errors: int
    warnings: int


@dataclass(frozen=True, slots=True)
class OwnFirm:
    """Who we are, as far as an invoice to us must say it."""

    name: str = ""
    vat_id: str = ""


def received_of(opened: Opened) -> tuple[Received, tuple[Finding, ...]]:
    """What is kept of a file that was opened, and every rule that it breaks."""
    invoice, findings = opened.invoice, check_opened(opened)
    sums = invoice.totals
    currency = invoice.currency if money.is_currency(invoice.currency) else ""
    errors = sum(not each.is_warning for each in findings)
    return Received(
        format=opened.format[:_LONGEST],
        type=invoice.type[:10],
        number=_line(invoice.number),
        seller=_line(invoice.seller.name or invoice.seller.trading_name),
        seller_key=tax_key(invoice.seller.vat_id or invoice.seller.tax_number)[:_LONGEST],
        buyer=_line(invoice.buyer.name or invoice.buyer.trading_name),
        issued_on=_day(invoice.issued_on),
        due_on=_day(invoice.due_on),
        currency=currency,
        net=_minor(sums.net, currency),
        tax=_minor(sums.tax, currency),
        gross=_minor(sums.gross, currency),
        due=_minor(sums.due, currency),
        errors=errors,
        warnings=len(findings) - errors,
    ), findings


def _line(text: str) -> str:
    return " ".join(text.split())[:_LONGEST]


def _day(day: date | None) -> date | None:
    return day if day is not None and day >= _EARLIEST else None


def _minor(amount: Decimal | None, currency: str) -> int | None:
    if amount is None or not currency:
        return None
    try:
        return money.minor_rounded(amount, currency)
    except (UserError, InvalidOperation):  # larger than any amount that is meant
        return None


def is_wrong_sum(finding: Finding) -> bool:
    """Whether a broken rule says that what a file states of its VAT does not add up."""
    return not finding.is_warning and _WRONG_SUMS.fullmatch(finding.rule) is not None


def doubts(invoice: Invoice, firm: OwnFirm, findings: tuple[Finding, ...] = ()) -> tuple[Message, ...]:
    """What a person should look at beyond the rules that are broken: is it for us, is it ours, which kind is
    it, and that its VAT is not deducted where its sums do not agree."""
    other = not_ours(invoice, firm)
    found: list[Message] = [] if other is None else [other]
    if invoice.is_credit_note:
        found.append(_("This is a credit note: it gives money back"))
    elif invoice.type == PREPAYMENT:
        found.append(_("This asks for a payment on account, before the supply"))
    elif invoice.type == CORRECTED:
        found.append(_("This corrects an invoice that came before"))
    if any(is_wrong_sum(each) for each in findings):
        found.append(_("Its sums do not agree: its VAT is not deducted"))
    return tuple(found)


def not_ours(invoice: Invoice, firm: OwnFirm) -> Message | None:
    """Why an invoice is none that the firm has to pay: by its seller, or by whom it is addressed to (BT-48,
    else BT-44). Its VAT counts all the same until it is taken out again."""
    seller, buyer = invoice.seller, invoice.buyer
    if _is_same(seller.name, seller.vat_id, firm):
        return _("The seller is your own firm")
    if firm.name and not _is_same(buyer.name, buyer.vat_id, firm):
        return _("It is addressed to “{name}”, not to your firm", name=_line(buyer.name) or "?")
    return None


def _is_same(name: str, vat_id: str, firm: OwnFirm) -> bool:
    if firm.vat_id and vat_id:
        return tax_key(vat_id) == tax_key(firm.vat_id)
    return bool(name) and match_name(name) == match_name(firm.name)


def kind_word(code: str) -> Message:
    """What BT-3 is called."""
    return _KINDS.get(code) or (_("Credit note") if code in _CREDITS else _("Invoice"))


_CREDITS: Final = frozenset("81 83 261 262 296 308 381 396 420 458 502 503 532".split())
_KINDS: Final = {
    "326": _("Partial invoice"),
    "384": _("Corrected invoice"),
    "386": _("Invoice for a payment on account"),
    "389": _("Self-billed invoice"),
    "875": _("Partial invoice"),
    "876": _("Partial final invoice"),
    "877": _("Final invoice"),
}
