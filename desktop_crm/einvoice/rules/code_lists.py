"""Codes that their lists must have (BR-CL-*), and embedded files that nobody should open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from desktop_crm.einvoice.codes import CATEGORIES, MEDIA_TYPES, TAX_POINTS, codes
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Adjustment, Attachment, Identifier, Invoice, Line
from desktop_crm.einvoice.rules.saying import Findings, unknown
from desktop_crm.values import money, units
from desktop_crm.values.messages import _

UNSAFE: Final = "UNSAFE"
"""Of our own: what the norm does not speak of."""
_PROGRAMS: Final = frozenset(
    ".exe .com .bat .cmd .scr .pif .js .jse .vbs .vbe .wsf .ps1 .msi .jar .lnk .hta .cpl .dll .sh .app"
    " .docm .xlsm .pptm .html .htm .svg .iso .img .desktop".split()
)
_PROGRAM_STARTS: Final = (b"MZ", b"\x7fELF", b"#!", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")


def check_codes(invoice: Invoice) -> Findings:
    """Every code that its list does not have."""
    for rule, number, code, known in _head(invoice):
        if code and code not in known:
            yield unknown(rule, number, code)
    for place, line in enumerate(invoice.lines, 1):
        yield from _line(line, place)
    for one in invoice.adjustments:
        yield from _reasons(one, 0)
        if one.category and one.category not in CATEGORIES:
            yield unknown("BR-CL-18", "BT-95", one.category)
    for each in invoice.attachments:
        yield from _attachment(each)


def _head(invoice: Invoice) -> Iterator[tuple[str, str, str, frozenset[str]]]:
    """(rule, term, code, list) of everything outside the lines."""
    currencies, countries = frozenset(money.DIGITS), codes("countries")
    yield "BR-CL-01", "BT-3", invoice.type, codes("invoice_types") | codes("credit_note_types")
    yield "BR-CL-04", "BT-5", invoice.currency, currencies
    yield "BR-CL-05", "BT-6", invoice.tax_currency, currencies
    yield "BR-CL-06", "BT-8", invoice.tax_point_code, TAX_POINTS
    yield "BR-CL-16", "BT-81", invoice.payment.means if invoice.payment else "", codes("payment_means")
    seller, buyer, delivery = invoice.seller, invoice.buyer, invoice.delivery
    helper = invoice.representative
    places = (
        ("BT-40", seller.address),
        ("BT-55", buyer.address),
        ("BT-80", delivery.address if delivery else None),
        ("BT-69", helper.address if helper else None),
    )
    for number, address in places:
        yield "BR-CL-14", number, address.country if address else "", countries
    for number, party in (("BT-34", seller), ("BT-49", buyer)):
        yield "BR-CL-25", number, _scheme(party.endpoint), codes("address_schemes")
    for number, party in (("BT-29", seller), ("BT-46", buyer)):
        for each in party.ids:
            yield "BR-CL-10", number, _scheme(each), codes("identifier_schemes") | {"SEPA"}
    for number, party in (("BT-30", seller), ("BT-47", buyer)):
        yield "BR-CL-11", number, _scheme(party.legal_id), codes("identifier_schemes")
    yield "BR-CL-26", "BT-71", _scheme(delivery.place if delivery else None), codes("identifier_schemes")
    for group in invoice.taxes:
        yield "BR-CL-17", "BT-118", group.category, CATEGORIES
        yield "BR-CL-22", "BT-121", group.reason_code.upper(), codes("exemption_reasons")


def _scheme(identifier: Identifier | None) -> str:
    return "" if identifier is None else identifier.scheme


def _line(line: Line, number: int) -> Findings:
    for term, code in (("BT-130", line.unit), ("BT-150", line.base_unit)):
        if code and not units.is_unit(code):
            yield unknown("BR-CL-23", term, code, number)
    if line.category and line.category not in CATEGORIES:
        yield unknown("BR-CL-17", "BT-151", line.category, number)
    if line.origin and line.origin not in codes("countries"):
        yield unknown("BR-CL-15", "BT-159", line.origin, number)
    scheme = _scheme(line.standard_code)
    if scheme and scheme not in codes("identifier_schemes"):
        yield unknown("BR-CL-21", "BT-157", scheme, number)
    for one in line.adjustments:
        yield from _reasons(one, number)


def _reasons(one: Adjustment, number: int) -> Findings:
    rule, name = ("BR-CL-20", "charge_reasons") if one.is_charge else ("BR-CL-19", "allowance_reasons")
    if one.reason_code and one.reason_code not in codes(name):
        yield unknown(rule, "BT-98", one.reason_code, number)


def _attachment(each: Attachment) -> Findings:
    if each.content is None:
        return
    if each.media_type not in MEDIA_TYPES:
        yield unknown("BR-CL-24", "BT-125", each.media_type or "?")
    name = each.name or each.id
    suffix = PurePosixPath(name.replace("\\", "/").lower()).suffix
    if suffix in _PROGRAMS or each.content.startswith(_PROGRAM_STARTS):
        message = _(
            "The attached file “{name}” could run as a program: it is kept, but not opened", name=name[:80]
        )
        yield Finding(UNSAFE, "BT-125", message)
    elif any(sign in name for sign in ("/", "\\", "\x00")) or name.startswith("."):
        message = _("The attached file has a name that points elsewhere: “{name}”", name=name[:80])
        yield Finding(UNSAFE, "BT-125", message, 0, True)
