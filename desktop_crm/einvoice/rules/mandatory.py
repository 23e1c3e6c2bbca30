"""What every invoice must say (BR-01 to BR-65 and the BR-CO rules that ask for something)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from desktop_crm.einvoice.codes import codes
from desktop_crm.einvoice.findings import Finding
from desktop_crm.einvoice.model import Adjustment, Invoice, Line, Party, Payment
from desktop_crm.einvoice.rules.saying import Findings, missing
from desktop_crm.values.messages import _

TRANSFERS: Final = frozenset(("30", "58"))
"""BT-81: credit transfers, which need an account (BR-61)."""
DEBITS: Final = frozenset(("49", "59"))
CARDS: Final = frozenset(("48", "54", "55"))
_GREEK: Final = "EL"


def check_mandatory(invoice: Invoice) -> Findings:
    """Every term that the norm asks for and that is not there."""
    yield from _head(invoice)
    yield from _parties(invoice)
    yield from _sums(invoice)
    yield from _references(invoice)
    for each in invoice.adjustments:
        yield from _adjustment(each)
    if invoice.payment is not None:
        yield from _payment(invoice.payment)
    if not invoice.lines:
        yield missing("BR-16", "BG-25")
    for number, line in enumerate(invoice.lines, 1):
        yield from _line(line, number)


def _lacking(pairs: Iterable[tuple[str, str, object]], line: int = 0) -> Findings:
    """One finding for each (rule, term, value) without a value; zero is one."""
    for rule, number, value in pairs:
        if value in (None, ""):
            yield missing(rule, number, line)


def _head(invoice: Invoice) -> Findings:
    yield from _lacking(
        (
            ("BR-01", "BT-24", invoice.specification),
            ("BR-02", "BT-1", invoice.number),
            ("BR-03", "BT-2", invoice.issued_on),
            ("BR-04", "BT-3", invoice.type),
            ("BR-05", "BT-5", invoice.currency),
        )
    )
    if invoice.tax_point_on is not None and invoice.tax_point_code:
        message = _("The day on which VAT is due is said twice, as a day and as a rule")
        yield Finding("BR-CO-03", "BT-7", message)
    period = invoice.period
    if period is not None:
        if period.start is None and period.end is None:
            yield missing("BR-CO-19", "BT-73")
        elif period.start and period.end and period.end < period.start:
            yield Finding("BR-29", "BT-74", _("The period ends before it begins"))
    if (invoice.totals.due or 0) > 0 and invoice.due_on is None and not invoice.terms:
        yield missing("BR-CO-25", "BT-9", is_warning=invoice.is_credit_note)


def _parties(invoice: Invoice) -> Findings:
    seller, buyer = invoice.seller, invoice.buyer
    yield from _lacking((("BR-06", "BT-27", seller.name), ("BR-07", "BT-44", buyer.name)))
    if seller.address is None:
        yield missing("BR-08", "BG-5")
    if seller.address is None or not seller.address.country:
        yield missing("BR-09", "BT-40")
    if buyer.address is None:
        yield missing("BR-10", "BG-8")
    if buyer.address is None or not buyer.address.country:
        yield missing("BR-11", "BT-55")
    if not (seller.ids or seller.legal_id or seller.vat_id):
        yield missing("BR-CO-26", "BT-31")
    for rule, number, party in (("BR-62", "BT-34", seller), ("BR-63", "BT-49", buyer)):
        if party.endpoint is not None and not party.endpoint.scheme:
            yield Finding(rule, number, _("The electronic address does not say of which kind it is"))
    if invoice.payee is not None and not invoice.payee.name:
        yield missing("BR-17", "BT-59")
    if invoice.representative is not None:
        yield from _representative(invoice.representative)
    for number, vat_id in (
        ("BT-31", seller.vat_id),
        ("BT-48", buyer.vat_id),
        ("BT-63", invoice.representative.vat_id if invoice.representative else ""),
    ):
        if vat_id and not _has_country(vat_id):
            message = _("The VAT ID “{id}” does not begin with the code of a country", id=vat_id[:40])
            yield Finding("BR-CO-09", number, message)


def _has_country(vat_id: str) -> bool:
    return vat_id[:2].upper() in codes("countries") or vat_id[:2].upper() == _GREEK


def _representative(party: Party) -> Findings:
    yield from _lacking((("BR-18", "BT-62", party.name), ("BR-56", "BT-63", party.vat_id)))
    if party.address is None:
        yield missing("BR-19", "BG-12")
    elif not party.address.country:
        yield missing("BR-20", "BT-69")


def _sums(invoice: Invoice) -> Findings:
    sums = invoice.totals
    yield from _lacking(
        (
            ("BR-12", "BT-106", sums.lines),
            ("BR-13", "BT-109", sums.net),
            ("BR-14", "BT-112", sums.gross),
            ("BR-15", "BT-115", sums.due),
        )
    )
    if invoice.tax_currency and sums.tax_in_tax_currency is None and invoice.tax_currency != invoice.currency:
        yield missing("BR-53", "BT-111")
    if not invoice.taxes:
        yield missing("BR-CO-18", "BG-23")
    for group in invoice.taxes:
        yield from _lacking(
            (
                ("BR-45", "BT-116", group.base),
                ("BR-46", "BT-117", group.tax),
                ("BR-47", "BT-118", group.category),
                ("BR-48", "BT-119", group.rate if group.category != "O" else 0),
            )
        )


def _references(invoice: Invoice) -> Findings:
    for each in invoice.preceding:
        if not each.number:
            yield missing("BR-55", "BT-25")
    for attachment in invoice.attachments:
        if not attachment.id:
            yield missing("BR-52", "BT-122")
    delivery = invoice.delivery
    if delivery is not None and delivery.address is not None and not delivery.address.country:
        yield missing("BR-57", "BT-80")


def _adjustment(one: Adjustment) -> Findings:
    """BG-20 and BG-21: amount, category and reason."""
    rules = ("BR-36", "BR-37", "BR-38") if one.is_charge else ("BR-31", "BR-32", "BR-33")
    yield from _lacking(
        (
            (rules[0], "BT-92", one.amount),
            (rules[1], "BT-95", one.category),
            (rules[2], "BT-97", one.reason or one.reason_code),
        )
    )


def _payment(payment: Payment) -> Findings:
    if not payment.means:
        yield missing("BR-49", "BT-81")
    if payment.means in TRANSFERS and not payment.accounts:
        yield missing("BR-61", "BT-84")
    for account in payment.accounts:
        if not account.id:
            yield missing("BR-50", "BT-84")
    if payment.card is not None and len(payment.card[0].strip("*Xx ")) > 10:
        yield Finding("BR-51", "BT-87", _("The whole number of a payment card stands in the file"), 0, True)


def _line(line: Line, number: int) -> Findings:
    yield from _lacking(
        (
            ("BR-21", "BT-126", line.id),
            ("BR-22", "BT-129", line.qty),
            ("BR-23", "BT-130", line.unit or (None if line.qty is not None else "-")),
            ("BR-24", "BT-131", line.net),
            ("BR-25", "BT-153", line.name),
            ("BR-26", "BT-146", line.price),
            ("BR-CO-04", "BT-151", line.category),
        ),
        number,
    )
    if (line.price or 0) < 0:
        yield Finding("BR-27", "BT-146", _("A price is below zero: the quantity must be instead"), number)
    if (line.gross_price or 0) < 0:
        yield Finding("BR-28", "BT-148", _("A price is below zero: the quantity must be instead"), number)
    for one in line.adjustments:
        rules = ("BR-43", "BR-44") if one.is_charge else ("BR-41", "BR-42")
        yield from _lacking(
            ((rules[0], "BT-92", one.amount), (rules[1], "BT-97", one.reason or one.reason_code)), number
        )
    period = line.period
    if period is not None:
        if period.start is None and period.end is None:
            yield missing("BR-CO-20", "BT-134", number)
        elif period.start and period.end and period.end < period.start:
            yield Finding("BR-30", "BT-135", _("The period ends before it begins"), number)
    if line.standard_code is not None and not line.standard_code.scheme:
        yield Finding("BR-64", "BT-157", _("The standard number does not say of which kind it is"), number)
    for each in line.classifications:
        if not each.scheme:
            yield Finding("BR-65", "BT-158", _("The class does not say of which system it is"), number)
    for name, value in line.attributes:
        if not (name and value):
            yield missing("BR-54", "BT-160", number)
