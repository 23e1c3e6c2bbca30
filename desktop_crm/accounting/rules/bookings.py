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
from desktop_crm.accounting.rules.at_home import RateOf, check_rates, no_rates, rows_at_home, sums_at_home
from desktop_crm.accounting.rules.vat_groups import at_home
from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.billing.rules.journal_entries import HomeSums, JournalEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One VAT group of a paper: where its net and its VAT go; `paper_...` are in the paper's own currency."""

    rule: AccountRule
    category: str
    rate: Decimal
    net: int
    tax: int
    paper_net: int
    paper_tax: int

    @property
    def gross(self) -> int:
        return self.net + self.tax


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """One paper in the books. `gross` is what the customer owes by it: parts, other taxes and rounding.

    `rate` is what 1 of the paper's currency is worth in that of the books; None where both are the same.
    """

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
    paper_other_taxes: int
    paper_rounding: int
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


def bookings_of(
    entries: Iterable[JournalEntry], home: Home, books: Books, chart: Chart, rate_of: RateOf = no_rates
) -> list[Booking]:
    """Every paper that moves the books; samples, and corrections of words alone, do not.

    UserError naming the papers that are in a currency whose rate neither they nor `rate_of` know.
    """
    found, missing = [], []
    for entry in entries:
        groups = _together(entry.rows)
        if entry.first.is_sample or not _moves(entry, groups):
            continue
        sums = None
        if entry.first.currency != home.currency:
            sums = sums_at_home(entry, home.currency, rate_of)
            if sums is None:
                missing.append(entry)
                continue
        booking = _booking(entry, groups, sums, home, books, chart)
        if booking.parts or booking.other_taxes or booking.rounding:
            found.append(booking)
    check_rates(missing, home.currency)
    return found


def _moves(entry: JournalEntry, groups: Sequence[_Group]) -> bool:
    first = entry.first
    return bool(first.other_taxes or first.rounding) or any(each.base or each.tax for each in groups)


def _booking(
    entry: JournalEntry, groups: Sequence[_Group], sums: HomeSums | None, home: Home, books: Books,
    chart: Chart,
) -> Booking:  # fmt: skip
    first = entry.first
    nets, taxes, extra, rounding = _at_home(entry, groups, sums)
    place = place_of(first.country, home.country)
    regime = "small_business" if home.is_small_business else ""
    parts = []
    for row, net, tax in zip(groups, nets, taxes, strict=True):
        if net or tax:
            sale = Sale(category=row.category, rate=row.rate, place=place, form=entry.form, regime=regime)
            rule = chart.account_of(sale)
            parts.append(
                Part(
                    rule=rule, category=row.category, rate=row.rate, net=net, tax=tax, paper_net=row.base,
                    paper_tax=row.tax,
                )
            )  # fmt: skip
    own_extra, own_rounding = first.other_taxes or 0, first.rounding or 0
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
        paper_gross=sum(row.base + row.tax for row in groups) + own_extra + own_rounding,
        rate=sums.rate if sums else None,
        parts=tuple(parts),
        other_taxes=extra,
        rounding=rounding,
        paper_other_taxes=own_extra,
        paper_rounding=own_rounding,
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
    entry: JournalEntry, rows: Sequence[_Group], sums: HomeSums | None
) -> tuple[list[int], list[int], int, int]:
    """Nets, taxes, other taxes and rounding in the books' currency. The paper's own sums there are kept to
    the cent where it states them."""
    first = entry.first
    extra, rounding = first.other_taxes or 0, first.rounding or 0
    if sums is None:
        return [row.base for row in rows], [row.tax for row in rows], extra, rounding
    home = sums

    def converted(amount: int) -> int:
        return at_home(amount, first.currency, home.currency, home.rate)

    groups = _together(rows_at_home(entry, home))
    return (
        [each.base for each in groups],
        [each.tax for each in groups],
        converted(extra),
        converted(rounding),
    )


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
