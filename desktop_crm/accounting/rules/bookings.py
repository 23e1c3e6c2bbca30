"""Issued papers as bookings: the customer on one side, revenue and VAT on the other, to the cent.

Amounts are minor units of the books' currency, above zero on the side that an invoice has (the customer in
debit); a credit note's are below zero. What a paper says again of papers before it (a final invoice over
the whole) is taken off, as in the journal.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_crm.accounting.rules.accounts import (
    AccountRule,
    Books,
    Chart,
    Sale,
    debtor_account,
    place_of,
)
from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.billing.rules.journal_entries import JournalEntry
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One VAT group of a paper: where its net and its VAT go."""

    rule: AccountRule
    category: str
    rate: Decimal
    net: int
    tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One paper in the books. `gross` is what the customer owes by it: parts, other taxes and rounding."""

    document_id: int
    seal: str
    kind: str
    number: str
    issued_on: date
    due_on: date | None
    delivered_on: date | None
    customer: str
    country: str
    vat_id: str
    debtor: str
    currency: str
    paper_currency: str
    paper_gross: int
    rate: Decimal | None
    parts: tuple[Part, ...]
    other_taxes: int
    rounding: int
    has_pdf: bool

    @property
    def gross(self) -> int:
        return sum(part.gross for part in self.parts) + self.other_taxes + self.rounding


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The firm as its books see it."""

    country: str
    currency: str
    is_small_business: bool = False


def bookings_of(entries: Iterable[JournalEntry], home: Home, books: Books, chart: Chart) -> list[Booking]:
    """Every paper that moves the books; samples, and corrections of words alone, do not.

    UserError naming the paper where it is in a currency whose rate is not known.
    """
    found = []
    for entry in entries:
        if entry.first.is_sample:
            continue
        booking = _booking(entry, home, books, chart)
        if booking.parts or booking.other_taxes or booking.rounding:
            found.append(booking)
    return found


def _booking(entry: JournalEntry, home: Home, books: Books, chart: Chart) -> Booking:
    first = entry.first
    rows = _together(entry.rows)
    nets, taxes, extra, rounding = _at_home(entry, rows, home)
    place = place_of(first.country, home.country)
    regime = "small_business" if home.is_small_business else ""
    parts = []
    for row, net, tax in zip(rows, nets, taxes, strict=True):
        if net or tax:
            sale = Sale(category=row.category, rate=row.rate, place=place, form=entry.form, regime=regime)
            rule = chart.account_of(sale)
            parts.append(Part(rule=rule, category=row.category, rate=row.rate, net=net, tax=tax))
    paper_gross = sum(row.base + row.tax for row in rows) + (first.other_taxes or 0) + (first.rounding or 0)
    return Booking(
        document_id=entry.document_id,
        seal=entry.seal,
        kind=first.kind,
        number=entry.number,
        issued_on=first.issued_on,
        due_on=first.due_on,
        delivered_on=entry.delivered_on,
        customer=first.customer,
        country=first.country,
        vat_id=first.customer_vat_id,
        debtor=debtor_account(books, entry.contact_id),
        currency=home.currency,
        paper_currency=first.currency,
        paper_gross=paper_gross,
        rate=entry.home.rate if entry.home else None,
        parts=tuple(parts),
        other_taxes=extra,
        rounding=rounding,
        has_pdf=entry.has_pdf,
    )


@dataclass(frozen=True, slots=True)
class _Group:
    category: str
    rate: Decimal
    base: int
    tax: int


def _together(rows: Sequence[JournalRow]) -> list[_Group]:
    """One group a category and rate: what is said again of papers before is taken off it."""
    sums: dict[tuple[str, Decimal], list[int]] = {}
    for row in rows:
        found = sums.setdefault((row.category, row.rate), [0, 0])
        found[0] += row.base
        found[1] += row.tax
    return [_Group(category, rate, base, tax) for (category, rate), (base, tax) in sums.items()]


def _at_home(
    entry: JournalEntry, rows: Sequence[_Group], home: Home
) -> tuple[list[int], list[int], int, int]:
    """Nets, taxes, other taxes and rounding in the books' currency. The paper's own sums there are kept to
    the cent where it states them."""
    first = entry.first
    extra, rounding = first.other_taxes or 0, first.rounding or 0
    if first.currency == home.currency:
        return [row.base for row in rows], [row.tax for row in rows], extra, rounding
    if entry.home is None or entry.home.currency != home.currency:
        raise UserError(
            _(
                "{number} is in {currency} without a known rate: books in {home} cannot hold it",
                number=entry.number,
                currency=first.currency,
                home=home.currency,
            ),
            entry.number,
        )
    rate = entry.home.rate

    def converted(amount: int) -> int:
        exact = money.major(amount, first.currency) * rate
        return money.minor_rounded(exact, home.currency)

    nets = _summing([converted(row.base) for row in rows], entry.home.net)
    taxes = _summing([converted(row.tax) for row in rows], entry.home.tax)
    return nets, taxes, converted(extra), converted(rounding)


def _summing(amounts: list[int], stated: int) -> list[int]:
    """The amounts with the cents of rounding on the largest one, so that they come to what is stated. Where
    they are far from it, the paper takes others off: theirs are not in what it states."""
    rest = stated - sum(amounts)
    if rest and abs(rest) <= len(amounts):
        largest = max(range(len(amounts)), key=lambda place: abs(amounts[place]))
        amounts[largest] += rest
    return amounts


@dataclass(frozen=True, slots=True)
class Line:
    """One line of an entry in double-entry books, debit or credit, both above zero."""

    account: str
    label: str
    debit: int = 0
    credit: int = 0
    is_debtor: bool = False


def lines_of(booking: Booking, chart: Chart, vat_label: str) -> list[Line]:
    """The lines of a paper, which balance: the customer first, then revenue and VAT."""
    receivables, label = chart.accounts["receivables"]
    lines = [_line(receivables, label, booking.gross, is_debtor=True)]
    for part in booking.parts:
        lines.append(_line(part.rule.account, part.rule.label, -part.net))
        if part.tax:
            lines.append(_line(part.rule.vat or chart.accounts["other_taxes"][0], vat_label, -part.tax))
    for key, amount in (("other_taxes", booking.other_taxes), ("rounding", booking.rounding)):
        if amount:
            lines.append(_line(*chart.accounts[key], -amount))
    return [line for line in lines if line.debit or line.credit]


def _line(account: str, label: str, amount: int, *, is_debtor: bool = False) -> Line:
    return Line(account, label, max(amount, 0), max(-amount, 0), is_debtor)
