"""The journal of some days in one layout: as one file, or as all the files that belong to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Final

from desktop_crm.accounting.documents import extf, generic, gobd, journals, reading, ventes
from desktop_crm.accounting.documents.extf import Debtor
from desktop_crm.accounting.rules.accounts import (
    Books,
    Chart,
    chart_for,
    debtor_account,
    fiscal_year,
)
from desktop_crm.accounting.rules.at_home import RateOf
from desktop_crm.accounting.rules.bookings import Booking, Home, bookings_of
from desktop_crm.accounting.rules.layouts import DATEV, GENERIC, GOBD, VENTES, check_layouts
from desktop_crm.accounting.rules.tables import Table
from desktop_crm.accounting.service.books import books_of, home_of
from desktop_crm.billing import queries as billing
from desktop_crm.billing.rules.journal_entries import JournalEntry
from desktop_crm.company import queries as company
from desktop_crm.company.queries import exchange
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Translator, _

VENTES_FILE: Final = "ventes_colonnes_FEC_{start:%Y-%m-%d}_{end:%Y-%m-%d}.txt"
BOOKINGS_FILE: Final = "EXTF_Buchungsstapel_{start:%Y-%m-%d}_{end:%Y-%m-%d}.csv"
DEBTORS_FILE: Final = "EXTF_Debitoren.csv"
PAPERS_FILE: Final = "document.xml"


@dataclass(frozen=True, slots=True)
class JournalFiles:
    """A layout's files by name, the main one first; how many papers and what they come to, by currency."""

    files: Mapping[str, bytes]
    papers: int
    sums: Mapping[str, tuple[int, int]]


@rights.needs("exports.read")
def journal_files(
    caller: Caller, span: PeriodDraft, layout: str, today: date, t: Translator, *, as_sheet: bool = False
) -> JournalFiles:
    """The journal of these days. UserError for a layout that is not known, and one that names the papers
    whose currency has no known rate where the layout has accounts."""
    check_layouts([layout], "layout")
    entries = journals.real(billing.journal_entries(caller, span.starts_on, span.ends_on))
    sums = journals.sums_of(row for entry in entries for row in entry.rows)
    if layout == GENERIC:
        table = journals.journal_table(entries)
        name, content = ("journal.csv", generic.table_csv(table))
        if as_sheet:
            name, content = ("journal.xlsx", generic.table_xlsx(table, t))
        files = {name: content}
    elif layout == GOBD:
        tables = [journals.journal_table(entries), journals.vat_table(entries)]
        files = dict(gobd.files_of(tables, supplier(caller), span.starts_on, span.ends_on, t))
    else:
        files = dict(booked_files(caller, entries, span, layout, today))
    return JournalFiles(files, len(entries), sums)


@rights.needs("exports.read")
def booked_files(
    caller: Caller, entries: Sequence[JournalEntry], span: PeriodDraft, layout: str, today: date
) -> Iterator[tuple[str, bytes]]:
    """The files of a layout that has accounts, read back before they are given out."""
    told, home = books_of(caller), home_of(caller)
    chart = chart_for(told, layout)
    booked = bookings_of(entries, home, told, chart, rates_of(caller, home))
    if layout == VENTES:
        content = ventes.ventes(booked, chart)
        _check_ventes(content, booked, home)
        yield VENTES_FILE.format(start=span.starts_on, end=span.ends_on), content
        return
    if home.currency != "EUR":
        raise UserError(_("DATEV takes books in euros only"), "layout")
    for start, end in years_of(told, span):
        inside = [each for each in booked if start <= each.issued_on <= end]
        year = fiscal_year(told, start)
        content = extf.bookings_extf(inside, told, chart, year, start, end, today)
        _check_extf(content, inside, chart)
        yield BOOKINGS_FILE.format(start=start, end=end), content
    debtors = debtors_of(entries, told)
    yield DEBTORS_FILE, extf.debtors_extf(debtors, told, fiscal_year(told, span.ends_on), today)


@rights.needs("exports.read")
def papers_xml(
    caller: Caller, entries: Sequence[JournalEntry], names: Mapping[int, Sequence[str]], today: date
) -> bytes:
    """DATEV's list of the papers, which lie beside it under these names."""
    told, home = books_of(caller), home_of(caller)
    booked = bookings_of(entries, home, told, chart_for(told, DATEV), rates_of(caller, home))
    files = [(each, names[each.document_id]) for each in booked if names.get(each.document_id)]
    return extf.papers_xml(files, company.get_firm(caller).draft.full_name, today)


@rights.needs("firm.read")
def rates_of(caller: Caller, home: Home) -> RateOf:
    """The rates that are known by now, by the sources of the firm's country; each is asked for once."""

    @cache
    def rate_of(currency: str, day: date) -> Decimal | None:
        known = exchange.exchange_on(caller, currency, home.currency, day, home.country)
        return None if known is None else known.rate

    return rate_of


def years_of(told: Books, span: PeriodDraft) -> Iterator[tuple[date, date]]:
    """The days of the span, cut where a fiscal year begins: a file holds those of one."""
    start = span.starts_on
    while start <= span.ends_on:
        begun = fiscal_year(told, start)
        following = begun.replace(year=begun.year + 1)
        end = min(span.ends_on, date.fromordinal(following.toordinal() - 1))
        yield start, end
        start = following


def debtors_of(entries: Sequence[JournalEntry], told: Books) -> list[Debtor]:
    """The customers of these papers as their latest paper names them."""
    found = {}
    for entry in entries:
        account, first = debtor_account(told, entry.contact_id), entry.first
        found[account] = Debtor(
            account=account,
            name=first.customer,
            number=first.customer_number,
            vat_id=first.customer_vat_id,
            tax_number=entry.tax_number,
            address=entry.address,
        )
    return list(found.values())


@rights.needs("exports.read")
def supplier(caller: Caller) -> gobd.Supplier:
    """Whose data they are, for an audit."""
    draft = company.get_firm(caller).draft
    place = " ".join(part for part in (draft.address.postal_code, draft.address.city) if part)
    return gobd.Supplier(draft.full_name, place or draft.country, draft.vat_id or draft.tax_number or "-")


def _check_extf(content: bytes, booked: Sequence[Booking], chart: Chart) -> None:
    """What an accountant's program makes of it is what the papers say, to the cent."""
    read = reading.read_bookings(content).sums(chart)
    net = sum(part.net for each in booked for part in each.parts) + sum(each.rounding for each in booked)
    tax = sum(part.tax for each in booked for part in each.parts) + sum(each.other_taxes for each in booked)
    if read != (net, tax):
        raise RuntimeError(f"the bookings come to {read}, the papers to {(net, tax)}")


def _check_ventes(content: bytes, booked: Sequence[Booking], home: Home) -> None:
    lines = reading.read_ventes(content, home.currency)
    owed = sum(line.debit - line.credit for line in lines if line.customer)
    if owed != sum(each.gross for each in booked):
        raise RuntimeError("the entries do not come to what the papers say")


def tables_of(entries: Sequence[JournalEntry]) -> list[Table]:
    """The tables that are made of the journal alone."""
    return [journals.journal_table(entries), journals.vat_table(entries)]
