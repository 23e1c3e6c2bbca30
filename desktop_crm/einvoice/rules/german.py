"""What XRechnung 3 adds to the norm (BR-DE-*), and what Peppol asks of two German parties by other numbers.

Source: KoSIT, XRechnung 3.0.x, the standard and its Schematron (as known in November 2026).
"""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from stdnum import iban

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import CORRECTED, Invoice, Party, Payment
from desktop_crm.einvoice.rules.mandatory import CARDS, TRANSFERS
from desktop_crm.einvoice.rules.saying import Findings, missing, unknown
from desktop_crm.values.messages import _

TYPES: Final = frozenset(("326", "380", "381", "384", "389", "875", "876", "877"))
DIRECT_DEBIT: Final = "59"
SEPA_TRANSFER: Final = "58"
SKONTO: Final = re.compile(r"#SKONTO#TAGE=\d+#PROZENT=\d+\.\d{2}(#BASISBETRAG=-?\d+\.\d{2})?#")
"""BR-DE-18: a line of BT-20 that a program of the buyer reads."""
_TAXED: Final = frozenset(("S", "Z", "E", "AE", "K", "G", "L", "M"))
_MAIL: Final = re.compile(r"[^@\s.][^@\s]*[^@\s.]@[^@\s.][^@\s]*[^@\s.]")


def check_german(invoice: Invoice) -> Findings:
    """Every rule of XRechnung that is broken."""
    yield from _parties(invoice)
    yield from _head(invoice)
    if invoice.payment is None:
        yield missing("BR-DE-1", "BG-16")
    else:
        yield from _payment(invoice.payment)
    names = Counter(each.name.lower() for each in invoice.attachments if each.content is not None)
    if any(count > 1 for count in names.values()):
        yield Finding("BR-DE-22", "BT-125", _("Two attached files have the same name"))


def _parties(invoice: Invoice) -> Findings:
    seller, buyer, delivery = invoice.seller, invoice.buyer, invoice.delivery
    place = delivery.address if delivery is not None else None
    if not (seller.contact_name or seller.phone or seller.email):
        yield missing("BR-DE-2", "BG-6")
    for rule, number, value in (
        ("BR-DE-3", "BT-37", seller.address and seller.address.city),
        ("BR-DE-4", "BT-38", seller.address and seller.address.postal_code),
        ("BR-DE-5", "BT-41", seller.contact_name),
        ("BR-DE-6", "BT-42", seller.phone),
        ("BR-DE-7", "BT-43", seller.email),
        ("BR-DE-8", "BT-52", buyer.address and buyer.address.city),
        ("BR-DE-9", "BT-53", buyer.address and buyer.address.postal_code),
        ("BR-DE-10", "BT-77", place is None or place.city),
        ("BR-DE-11", "BT-78", place is None or place.postal_code),
    ):
        if not value:
            yield missing(rule, number)
    yield from _reachable(seller)
    helper = invoice.representative
    taxed = any(group.category in _TAXED for group in invoice.taxes)
    if taxed and not (seller.vat_id or seller.tax_number or (helper and helper.vat_id)):
        yield missing("BR-DE-16", "BT-31")


def _reachable(seller: Party) -> Findings:
    if seller.phone and sum(char.isdigit() for char in seller.phone) < 3:
        yield Finding(
            "BR-DE-27", "BT-42", _("The seller's phone number has fewer than three digits"), 0, True
        )
    if seller.email and not _MAIL.fullmatch(seller.email):
        yield Finding("BR-DE-28", "BT-43", _("The seller's mail address is none"), 0, True)


def _head(invoice: Invoice) -> Findings:
    if not invoice.buyer_reference:
        yield missing("BR-DE-15", "BT-10")
    if invoice.type and invoice.type not in TYPES:
        found = unknown("BR-DE-17", "BT-3", invoice.type)
        yield Finding(found.rule, found.term, found.message, 0, True)
    if invoice.type == CORRECTED and not invoice.preceding:
        yield missing("BR-DE-26", "BT-25", is_warning=True)
    for group in invoice.taxes:
        if group.rate is None and group.category != "O":
            yield missing("BR-DE-14", "BT-119")
    for line in invoice.terms.split("\n"):
        if line.strip().startswith("#") and not SKONTO.fullmatch(line.strip()):
            message = _(
                "A line of the terms of payment begins with #, but is no cash discount as XRechnung writes it"
            )
            yield Finding("BR-DE-18", "BT-20", message)


def _payment(payment: Payment) -> Findings:
    has_debit = bool(payment.mandate or payment.creditor or payment.debited)
    has_card, has_account = payment.card is not None, bool(payment.accounts)
    for number, means, wanted, term, others in (
        ("23", TRANSFERS, has_account, "BT-84", has_card or has_debit),
        ("24", CARDS, has_card, "BT-87", has_account or has_debit),
        ("25", frozenset((DIRECT_DEBIT,)), has_debit, "BT-89", has_account or has_card),
    ):
        if payment.means not in means:
            continue
        if not wanted:
            yield missing(f"BR-DE-{number}-a", term)
        if others:
            message = _(
                "The file gives an account, a card or a direct debit that does not fit the way of payment"
            )
            yield Finding(f"BR-DE-{number}-b", "BT-81", message)
    if has_debit:
        if not payment.creditor:
            yield missing("BR-DE-30", "BT-90")
        if not payment.debited:
            yield missing("BR-DE-31", "BT-91")
    yield from _ibans(payment)


def _ibans(payment: Payment) -> Findings:
    accounts = [account.id for account in payment.accounts] if payment.means == SEPA_TRANSFER else []
    debited = [payment.debited] if payment.means == DIRECT_DEBIT else []
    for rule, term, numbers in (("BR-DE-19", "BT-84", accounts), ("BR-DE-20", "BT-91", debited)):
        for number in numbers:
            if number and not iban.is_valid(number):
                yield Finding(rule, term, _("“{iban}” is no IBAN", iban=number[:40]), 0, True)


def peppol_number(rule: str) -> str:
    """Peppol's number of a German rule: BR-DE-1 is DE-R-001 there."""
    head, _dash, rest = rule.removeprefix("BR-DE-").partition("-")
    number = f"DE-R-{int(head):03}"
    return f"{number}-{'ab'.index(rest) + 1}" if rest else number
