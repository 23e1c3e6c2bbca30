"""The VAT that invoices received state, by category and rate.

Each invoice counts once, however often it came in: the first of its files, or the expense that was made of
one. What the firm sold itself, and a file whose sums do not agree, do not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any, Final

from desktop_crm.company.rules.identifiers import vat_id_country
from desktop_crm.contacts.rules.matching import tax_key
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.einvoice.checking import check_opened
from desktop_crm.einvoice.model import CREDIT_NOTE_TYPES, Invoice
from desktop_crm.einvoice.opening import open_invoice
from desktop_crm.expenses.queries.received import own_firm
from desktop_crm.expenses.rules.received import is_wrong_sum
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError

_RECEIVED: Final = (
    "SELECT id, sha256, number, seller, issued_on, currency, type, net, tax, seller_key, seller_folded,"
    " EXISTS (SELECT 1 FROM expense e WHERE e.received_id = r.id) FROM received_invoice r"
    " WHERE issued_on BETWEEN ? AND ? AND currency IS NOT NULL ORDER BY issued_on, id"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class InputTax:
    """One VAT group of a paper that the firm got, in minor units of `currency`; credit notes are negative."""

    kind: str  # of the document: "received_invoice", "expense"
    document_id: int
    number: str
    supplier: str
    vat_id: str
    country: str  # whose VAT it is
    day: date
    currency: str
    category: str
    rate: Decimal
    base: int
    tax: int


@dataclass(frozen=True, slots=True)
class _Stated:
    """What a file says: the seller's VAT ID and country, the sign, the groups."""

    vat_id: str
    country: str
    sign: int
    groups: tuple[tuple[str, Decimal, int, int], ...]
    is_wrong: bool = False  # its sums do not agree


@rights.needs("received.read")
def received_taxes(caller: Caller, start: date, end: date) -> list[InputTax]:
    """Every VAT group of every e-invoice received that was issued in these days and is no expense (yet): an
    expense that was made of one stands for it."""
    rows, _left_out = _told_apart(caller, start, end)
    return [
        InputTax(
            kind="received_invoice",
            document_id=key,
            number=number,
            supplier=seller,
            vat_id=stated.vat_id,
            country=stated.country,
            day=date.fromisoformat(issued_on),
            currency=currency,
            category=category,
            rate=rate,
            base=stated.sign * base,
            tax=stated.sign * tax,
        )
        for key, sha256, number, seller, issued_on, currency, type_, net, tax_ in rows
        for stated in (_stated(sha256, currency) or _said(type_, net, tax_),)
        for category, rate, base, tax in stated.groups
    ]


@rights.needs("received.read")
def count_not_deducted(caller: Caller, start: date, end: date) -> int:
    """How many files of these days are no input VAT: further files of an invoice, the firm's own, and those
    whose sums do not agree."""
    return _told_apart(caller, start, end)[1]


def _told_apart(caller: Caller, start: date, end: date) -> tuple[list[tuple[Any, ...]], int]:
    """The files that count, without those of an expense; and how many do not."""
    own = tax_key(own_firm(caller).vat_id)
    found = raw().execute(_RECEIVED, (start.isoformat(), end.isoformat())).fetchall()
    kept: list[tuple[Any, ...]] = []
    left_out = 0
    seen = {_invoice(row) for row in found if row[-1]}
    for row in found:
        if row[-1]:
            continue
        stated = _stated(row[1], row[5])
        is_own = bool(own) and row[9] == own
        if _invoice(row) in seen or is_own or (stated is not None and stated.is_wrong):
            left_out += 1
            continue
        seen.add(_invoice(row))
        kept.append(tuple(row[:9]))
    return kept, left_out


def _invoice(row: Sequence[Any]) -> tuple[Any, ...]:
    """What tells an invoice from another: whose it is (VAT ID, else name), its number and day. Each file
    without a number is one of its own."""
    key, number, issued_on = row[0], row[2], row[4]
    return (row[9] or row[10], number, issued_on) if number else (key,)


@lru_cache(maxsize=4096)
def _stated(sha256: str, currency: str) -> _Stated | None:
    """Bytes never change: each file is read once. None for one whose figures cannot be read any more."""
    try:
        opened = open_invoice(blobs.get(sha256))
        invoice = opened.invoice
        groups = tuple(_groups(invoice, currency))
        is_wrong = any(is_wrong_sum(each) for each in check_opened(opened))
    except (UserError, InvalidOperation):
        return None
    seller = invoice.seller
    country = vat_id_country(seller.vat_id) or (seller.address.country if seller.address else "")
    return _Stated(seller.vat_id, country, -1 if invoice.is_credit_note else 1, groups, is_wrong)


def _said(type_: str, net: int | None, tax: int | None) -> _Stated:
    """By the totals that were kept of the file when it came in."""
    sign = -1 if type_ in CREDIT_NOTE_TYPES else 1
    return _Stated("", "", sign, (("S" if tax else "O", Decimal(0), net or 0, tax or 0),))


def _groups(invoice: Invoice, currency: str) -> Iterator[tuple[str, Decimal, int, int]]:
    """The groups; a file without any has one, of its totals."""

    def minor(amount: Decimal | None) -> int:
        return money.minor_rounded(amount or Decimal(0), currency)

    for each in invoice.taxes:
        rate = (each.rate or Decimal(0)).normalize() + 0
        yield each.category or "S", rate, minor(each.base), minor(each.tax)
    if not invoice.taxes:
        tax = minor(invoice.totals.tax)
        yield "S" if tax else "O", Decimal(0), minor(invoice.totals.net), tax
