"""The VAT report, read out of the papers and payments of its days."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from desktop_crm.accounting.queries.standing import standing_of
from desktop_crm.accounting.queries.vat_inputs import input_entries
from desktop_crm.accounting.rules.at_home import facts_at_home
from desktop_crm.accounting.rules.oss import OssLine, RatesOf, Seller, oss_lines, through_oss
from desktop_crm.accounting.rules.sales_list import SalesLine, sales_list
from desktop_crm.accounting.rules.vat import Entry, Report
from desktop_crm.accounting.rules.vat_entries import (
    Payment,
    Settled,
    issue_entries,
    payment_entries,
    reduction_entries,
)
from desktop_crm.billing.queries import journal
from desktop_crm.billing.queries.moves import COUNTS_ON
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company import queries as company
from desktop_crm.company.queries import exchange
from desktop_crm.company.rules.law.table import rows
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.company.rules.profile import TAXED, FirmDraft, VatBasis
from desktop_crm.database.connection import raw
from desktop_crm.expenses.queries import taxes
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_INVOICE: Final = "kind = 'invoice' AND state <> 'draft' AND facts IS NOT NULL AND NOT is_sample"
_MOVED: Final = (
    "SELECT document_id FROM payment WHERE paid_on BETWEEN :start AND :end"
    " UNION SELECT corrects_id FROM document WHERE kind = 'credit_note' AND state <> 'draft'"
    " AND corrects_id IS NOT NULL AND issued_on BETWEEN :start AND :end"
    f" UNION SELECT id FROM document WHERE {_INVOICE} AND issued_on BETWEEN :start AND :end"
    f" UNION SELECT corrects_id FROM document WHERE {_INVOICE} AND corrects_id IS NOT NULL"
    " AND issued_on BETWEEN :start AND :end"
)
"""What happened in these days; payments leave a wrong invoice when the one in its place is issued."""
_REDUCED: Final = (
    "SELECT document_id FROM payment WHERE method = 'early_discount' AND paid_on BETWEEN :start AND :end"
    f" UNION SELECT id FROM document WHERE {_INVOICE} AND answered_on BETWEEN :start AND :end"
    " UNION SELECT p.document_id FROM payment p JOIN document r"
    " ON p.document_id = r.id OR p.document_id = r.corrects_id"
    " WHERE p.method = 'early_discount' AND r.kind = 'invoice' AND r.corrects_id IS NOT NULL"
    " AND r.issued_on BETWEEN :start AND :end"
)
_INVOICES: Final = (
    "SELECT id, answered_on FROM document"
    f" WHERE {_INVOICE} AND id IN ({{found}}) ORDER BY issued_on, link, id"
)
_PAYMENTS: Final = (
    f"SELECT p.document_id, p.id, {COUNTS_ON}, p.amount, p.method = 'early_discount' FROM payment p"
    " JOIN document d ON d.id = p.document_id"
    " WHERE p.document_id IN (SELECT value FROM json_each(?)) ORDER BY p.document_id, p.id"
)
_CREDITS: Final = (
    "SELECT corrects_id, id FROM document WHERE kind = 'credit_note' AND state <> 'draft'"
    " AND facts IS NOT NULL AND corrects_id IN (SELECT value FROM json_each(?)) ORDER BY issued_on, link, id"
)
_LEFT_OUT: Final = (
    "SELECT count(*) FILTER (WHERE is_sample), count(*) FILTER (WHERE is_external AND NOT is_sample)"
    ", (SELECT count(*) FROM purged_paper WHERE kind IN ('invoice', 'credit_note')"
    " AND issued_on BETWEEN :start AND :end)"
    " FROM document WHERE kind IN ('invoice', 'credit_note') AND state <> 'draft'"
    " AND issued_on BETWEEN :start AND :end"
)
_AT_ONCE: Final = 500
Reader = Callable[[Sequence[int]], Iterator[tuple[int, DocumentFacts]]]
"""The papers of these ids with their sums at home, as far as a rate is known."""


@dataclass(frozen=True, slots=True)
class VatBooks:
    """Everything of a period: the report, and the two lists that the law asks for apart, always on issue."""

    report: Report
    sales_list: tuple[SalesLine, ...]
    oss: tuple[OssLine, ...]
    seller_country: str


@rights.needs("books.read")
def usual_basis(caller: Caller) -> VatBasis:
    """On what the firm owes its VAT."""
    firm = company.firm_or_none(caller)
    return "issue" if firm is None else firm.draft.vat_basis


@rights.needs("books.read")
def vat_books(caller: Caller, span: PeriodDraft, basis: VatBasis | None = None) -> VatBooks:
    """The VAT of these days, on issue or on payment (as the firm owes it, if not said), with the EC
    sales list and the OSS table. UserError at "start" or "end" for days that cannot be meant."""
    standing = standing_of(caller, span)
    firm = company.get_firm(caller).draft
    wanted = basis or firm.vat_basis
    home, country = firm.currency, firm.country or firm.address.country
    read = _reader(caller, home, country)
    issued = [*_issued(caller, span, home, read), *_reductions(span, home, read)]
    output = issued if wanted == "issue" else list(_paid(span, home, read))
    entries = sorted(
        [*output, *input_entries(caller, span, wanted, firm)],
        key=lambda each: (each.day, each.direction, each.kind, each.document_id),
    )
    seller = Seller(country, *_rates(caller, firm))
    report = Report(
        standing, wanted, home, tuple(entries), _left_out(caller, span), may_deduct=not firm.small_business,
        abroad=through_oss(output, seller),
    )  # fmt: skip
    return VatBooks(report, sales_list(issued, country), oss_lines(issued, seller), country)


def _reader(caller: Caller, home: str, country: str) -> Reader:
    """Papers with their sums at home: by the rate they state, else by that of their day, as DATEV has it."""

    @cache
    def rate_of(currency: str, day: date) -> Decimal | None:
        known = exchange.exchange_on(caller, currency, home, day, country)
        return None if known is None else known.rate

    def read(documents: Sequence[int]) -> Iterator[tuple[int, DocumentFacts]]:
        for document_id, facts in journal.facts_of(caller, documents):
            yield document_id, facts_at_home(facts, home, rate_of)

    return read


def _issued(caller: Caller, span: PeriodDraft, home: str, read: Reader) -> Iterator[Entry]:
    for document_id, facts in read(journal.issued_in(caller, span.starts_on, span.ends_on)):
        if not facts.is_sample:
            yield from issue_entries(document_id, facts, home)


def _reductions(span: PeriodDraft, home: str, read: Reader) -> Iterator[Entry]:
    for invoice in _settled(_REDUCED, span, read):
        yield from reduction_entries(invoice, span, home)


def _paid(span: PeriodDraft, home: str, read: Reader) -> Iterator[Entry]:
    for invoice in _settled(_MOVED, span, read):
        yield from payment_entries(invoice, span, home)


def _settled(found: str, span: PeriodDraft, read: Reader) -> Iterator[Settled]:
    """The invoices that something happened to in these days, with all that ever happened to them."""
    values = {"start": span.starts_on.isoformat(), "end": span.ends_on.isoformat()}
    wanted = raw().execute(_INVOICES.format(found=found), values).fetchall()
    for start in range(0, len(wanted), _AT_ONCE):
        some = wanted[start : start + _AT_ONCE]
        keys = [row[0] for row in some]
        payments, credits = _payments(keys), _credits(keys, read)
        given_up = {key: date.fromisoformat(day) for key, day in some if day is not None}
        for key, facts in read(keys):
            if facts.is_sample:
                continue
            yield Settled(
                key, facts, tuple(payments.get(key, ())), tuple(credits.get(key, ())), given_up.get(key)
            )


def _payments(invoices: Sequence[int]) -> dict[int, list[Payment]]:
    found: dict[int, list[Payment]] = {}
    for document, key, day, amount, is_discount in (
        raw().execute(_PAYMENTS, (json.dumps(invoices),)).fetchall()
    ):
        entry = Payment(key, date.fromisoformat(day), amount, bool(is_discount))
        found.setdefault(document, []).append(entry)
    return found


def _credits(invoices: Sequence[int], read: Reader) -> dict[int, list[tuple[int, DocumentFacts]]]:
    notes = raw().execute(_CREDITS, (json.dumps(invoices),)).fetchall()
    of = {note: invoice for invoice, note in notes}
    found: dict[int, list[tuple[int, DocumentFacts]]] = {}
    for note, facts in read(list(of)):
        found.setdefault(of[note], []).append((note, facts))
    return found


def _left_out(caller: Caller, span: PeriodDraft) -> dict[str, int]:
    values = {"start": span.starts_on.isoformat(), "end": span.ends_on.isoformat()}
    row = raw().execute(_LEFT_OUT, values).fetchone()
    counts = dict(zip(("sample", "external", "purged"), row, strict=True))
    counts["received"] = taxes.count_not_deducted(caller, span.starts_on, span.ends_on)
    return {name: count for name, count in counts.items() if count}


def _rates(caller: Caller, firm: FirmDraft) -> tuple[RatesOf, RatesOf, RatesOf]:
    """The rates at home, those of any country by its law, and those that the firm keeps for another one."""
    own = [row.draft for row in company.list_tax_rates(caller)]
    home = firm.country or firm.address.country

    @cache
    def kept(country: str, day: date) -> frozenset[Decimal]:
        return frozenset(
            rate.rate
            for rate in own
            if rate.country == country
            and rate.category in TAXED
            and (rate.valid_from or day) <= day <= (rate.valid_to or day)
        )

    def at_home(_country: str, day: date) -> frozenset[Decimal]:
        return kept(home, day) | kept("", day) | rates_by_law(home, day)

    return at_home, rates_by_law, kept


@lru_cache(maxsize=1024)
def rates_by_law(country: str, day: date) -> frozenset[Decimal]:
    """The rates in force in a country on a day; none where no table knows them."""
    found = (Decimal(row.values["rate"]) for row in rows(country, "rate", day))
    return frozenset(rate for rate in found if rate)
