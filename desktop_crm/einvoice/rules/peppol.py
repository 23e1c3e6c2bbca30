"""What Peppol BIS Billing 3 adds to the norm (PEPPOL-EN16931-*); XRechnung 3 took a part of it over.

Source: OpenPeppol, BIS Billing 3.0 and its Schematron (as known in November 2026). R040, R046, R120 and R121
are arithmetic and stand with the sums. Rules of single countries are Peppol's own matter, but for Germany's.
"""

from __future__ import annotations

import re
from typing import Final

from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Adjustment, Invoice, Line
from desktop_crm.einvoice.profiles import PEPPOL
from desktop_crm.einvoice.rules.german import check_german, peppol_number
from desktop_crm.einvoice.rules.mandatory import DEBITS
from desktop_crm.einvoice.rules.saying import Findings, missing, unknown
from desktop_crm.values.messages import _

_INVOICES: Final = frozenset(
    "71 80 82 84 102 218 219 326 331 380 382 383 384 386 388 393 395 553 575 623 780 817 870 875 876"
    " 877".split()
)
_CREDIT_NOTES: Final = frozenset("81 83 381 396 532".split())
_GERMAN_ONLY: Final = frozenset(("326", "384"))
_PROCESS: Final = re.compile(r"urn:fdc:peppol\.eu:2017:poacc:billing:\d{2}:1\.0")
_SCHEME: Final = re.compile(r"\d{4}")
_REASONS: Final = {
    "VATEX-EU-G": ("G", "P0104"), "VATEX-EU-O": ("O", "P0105"), "VATEX-EU-IC": ("K", "P0106"),
    "VATEX-EU-AE": ("AE", "P0107"), "VATEX-EU-D": ("E", "P0108"), "VATEX-EU-F": ("E", "P0109"),
    "VATEX-EU-I": ("E", "P0110"), "VATEX-EU-J": ("E", "P0111"),
}  # fmt: skip
_R: Final = "PEPPOL-EN16931-R"


def check_peppol(invoice: Invoice) -> Findings:
    """Every rule of Peppol that is broken."""
    yield from check_shared(invoice)
    both_german = _are_german(invoice)
    if len(invoice.notes) > 1 and not both_german:
        yield Finding(f"{_R}002", "BT-22", _("Peppol takes one note only"))
    if not (invoice.buyer_reference or invoice.order):
        yield missing(f"{_R}003", "BT-10")
    if invoice.specification and not invoice.specification.startswith(PEPPOL):
        yield unknown(f"{_R}004", "BT-24", invoice.specification)
    if invoice.process and not _PROCESS.fullmatch(invoice.process):
        yield unknown(f"{_R}007", "BT-23", invoice.process)
    yield from _codes(invoice, both_german=both_german)
    if both_german:
        for found in check_german(invoice):
            yield Finding(peppol_number(found.rule), found.term, found.message, found.line, found.is_warning)


def check_shared(invoice: Invoice) -> Findings:
    """The rules that XRechnung has too."""
    if not invoice.process:
        yield missing(f"{_R}001", "BT-23")
    if invoice.tax_currency and invoice.tax_currency == invoice.currency:
        yield Finding(f"{_R}005", "BT-6", _("The currency of the tax office is the invoice's own"))
    if invoice.buyer.endpoint is None:
        yield missing(f"{_R}010", "BT-49")
    if invoice.seller.endpoint is None:
        yield missing(f"{_R}020", "BT-34")
    tax, foreign = invoice.totals.tax, invoice.totals.tax_in_tax_currency
    if tax is not None and foreign is not None and tax * foreign < 0:
        yield Finding(f"{_R}055", "BT-111", _("VAT has another sign in the currency of the tax office"))
    payment = invoice.payment
    if payment is not None and payment.means in DEBITS and not payment.mandate:
        yield missing(f"{_R}061", "BT-89")
    for one in invoice.adjustments:
        yield from _percent(one, 0)
    for number, line in enumerate(invoice.lines, 1):
        yield from _line(invoice, line, number)


def _percent(one: Adjustment, number: int) -> Findings:
    if one.percent is not None and one.base is None:
        yield missing(f"{_R}041", "BT-93", number)
    if one.base is not None and one.percent is None:
        yield missing(f"{_R}042", "BT-94", number)


def _line(invoice: Invoice, line: Line, number: int) -> Findings:
    for one in line.adjustments:
        yield from _percent(one, number)
    whole, part = invoice.period, line.period
    outside = _("The line's period reaches beyond the invoice's")
    if whole is not None and part is not None:
        if whole.start and part.start and part.start < whole.start:
            yield Finding(f"{_R}110", "BT-134", outside, number)
        if whole.end and part.end and part.end > whole.end:
            yield Finding(f"{_R}111", "BT-135", outside, number)
    if line.base_unit and line.unit and line.base_unit != line.unit:
        message = _("The price is for another unit than the quantity")
        yield Finding(f"{_R}130", "BT-150", message, number)


def _codes(invoice: Invoice, *, both_german: bool) -> Findings:
    kinds, rule = (_CREDIT_NOTES, "P0101") if invoice.is_credit_note else (_INVOICES, "P0100")
    if invoice.type and invoice.type not in kinds:
        yield unknown(f"PEPPOL-EN16931-{rule}", "BT-3", invoice.type)
    elif invoice.type in _GERMAN_ONLY and not both_german:
        message = _("Peppol knows this kind of invoice between two German parties only")
        yield Finding("PEPPOL-EN16931-P0112", "BT-3", message)
    for number, party in (("BT-34", invoice.seller), ("BT-49", invoice.buyer)):
        scheme = party.endpoint.scheme if party.endpoint else ""
        if scheme and not _SCHEME.fullmatch(scheme):
            message = _(
                "Peppol delivers to no address of the kind {scheme}: it needs four digits, such as 0204",
                scheme=scheme,
            )
            yield Finding("PEPPOL-EN16931-CL008", number, message)
    for group in invoice.taxes:
        category, which = _REASONS.get(group.reason_code.upper(), ("", ""))
        if category and category != group.category:
            message = _("The reason {code} is not one of VAT category {category}",
                        code=group.reason_code, category=group.category)  # fmt: skip
            yield Finding(f"PEPPOL-EN16931-{which}", "BT-121", message)


def _are_german(invoice: Invoice) -> bool:
    countries = (party.address.country if party.address else "" for party in (invoice.seller, invoice.buyer))
    return all(country == "DE" for country in countries)
