"""Papers in another currency in the books of the accountant: by which rate, in which fields, and refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from desktop_crm.accounting import service
from desktop_crm.accounting.documents import extf, reading, ventes
from desktop_crm.accounting.documents.reading import BookedRow
from desktop_crm.accounting.queries import vat_books
from desktop_crm.accounting.rules.accounts import Books as Told
from desktop_crm.accounting.rules.accounts import chart_for
from desktop_crm.accounting.rules.at_home import RateOf, no_rates
from desktop_crm.accounting.rules.bookings import Booking, bookings_of
from desktop_crm.accounting.service import journals
from desktop_crm.accounting.service.books import home_of
from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.billing.rules.journal_entries import HomeSums
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.company.rules.periods import period_of
from desktop_crm.values.errors import UserError
from tests.accounting.test_layouts import END, HOME, START, USUAL, entry, row
from tests.billing.conftest import CALLER, TODAY, Books, know, line

D = Decimal
MONTH = period_of("2026-11")
JUNE, JUNE_DAYS = date(2026, 6, 10), period_of("2026-06")


def booked(*rows: JournalRow, rate_of: RateOf = no_rates, **more: Any) -> Booking:
    (found,) = bookings_of([entry(*rows, **more)], HOME, USUAL, chart_for(USUAL, "datev"), rate_of)
    return found


def lines(booking: Booking) -> tuple[BookedRow, ...]:
    chart = chart_for(USUAL, "datev")
    return reading.read_bookings(extf.bookings_extf([booking], USUAL, chart, START, START, END, END)).rows


def at(rate: str) -> RateOf:
    return lambda _currency, _day: D(rate)


def test_the_sums_that_the_paper_states_at_home_are_kept_to_the_cent() -> None:
    home = HomeSums(currency="EUR", rate=D("0.9"), net=9_001, tax=1_710, gross=10_711)
    (found,) = lines(booked(row(10_000, 1_900, currency="USD"), home=home, rate_of=at("0.5")))
    assert (found.amount, found.currency, found.account) == (10_711, "EUR", "8400")
    assert (found.paper_amount, found.paper_currency, found.rate) == (11_900, "USD", D("1.111111"))


def test_without_such_sums_the_rate_of_the_vat_counts_then_that_of_the_day() -> None:
    stated = row(10_000, 1_900, currency="USD", tax_currency="EUR", tax_in_tax_currency=1_520)
    found = booked(stated, tax_rate=D("0.8"), rate_of=at("0.5"))
    assert [(part.net, part.tax) for part in found.parts] == [(8_000, 1_520)]
    days = []

    def rate_of(currency: str, day: date) -> Decimal:
        days.append((currency, day))
        return D("0.8")

    found = booked(row(10_000, 1_900, currency="USD"), row(999, 0, "Z", "0", currency="USD"), rate_of=rate_of)
    assert [(part.net, part.tax, part.paper_net, part.paper_tax) for part in found.parts] == [
        (8_000, 1_520, 10_000, 1_900),
        (799, 0, 999, 0),
    ]
    assert (found.gross, found.paper_gross, found.rate) == (10_319, 12_899, D("0.8"))
    assert days == [("USD", date(2026, 3, 2))]


def fields(booking: Booking) -> list[str]:
    chart = chart_for(USUAL, "datev")
    content = extf.bookings_extf([booking], USUAL, chart, START, START, END, END).decode("cp1252")
    return content.split("\r\n")[2].split(";")[:6]


def test_a_line_has_the_amount_its_currency_the_rate_and_what_it_comes_to() -> None:
    found = booked(row(10_000, 1_900, currency="USD"), rate_of=at("0.8"))
    assert fields(found) == ["119,00", '"S"', '"USD"', "1,250000", "95,20", '"EUR"']
    yen = booked(row(-10_000, 0, "G", "0", currency="JPY", country="JP"), rate_of=at("0.006"))
    assert fields(yen) == ["10000,00", '"H"', '"JPY"', "166,666667", "60,00", '"EUR"']
    (back,) = lines(yen)
    assert (back.amount, back.paper_amount, back.account) == (-6_000, -10_000, "8120")


@pytest.mark.parametrize(
    ("currency", "rate", "why"),
    [("GBP", "1.16", "below 1"), ("IDR", "0.00006", "above 9999"), ("TND", "0.3", "three decimals")],
)
def test_what_the_fields_cannot_hold_is_in_euros_with_the_amount_beside_it(
    currency: str, rate: str, why: str
) -> None:
    found = booked(row(100_000, 0, "G", "0", currency=currency, country="US"), rate_of=at(rate))
    assert fields(found)[2:] == ['"EUR"', "", "", ""], why
    content = extf.bookings_extf([found], USUAL, chart_for(USUAL, "datev"), START, START, END, END)
    assert b"Betrag in Belegw\xe4hrung" in content
    assert currency.encode() in content


def test_the_columns_of_the_fec_name_amount_and_currency_of_the_paper() -> None:
    told = Told(chart="PCG")
    chart = chart_for(told, "ventes")
    found = bookings_of([entry(row(10_000, 2_000, "S", "20", currency="USD"))], HOME, told, chart, at("0.8"))
    rows = [each.split("\t") for each in ventes.ventes(found, chart).decode().split("\r\n")[1:-1]]
    assert [(each[4], each[11], each[12], *each[16:]) for each in rows] == [
        ("411000", "96,00", "0,00", "120,00", "USD"),
        ("706000", "0,00", "80,00", "", ""),
        ("445710", "0,00", "16,00", "", ""),
    ]


def test_the_refusal_names_the_papers_and_where_the_rate_goes() -> None:
    papers = [entry(row(100, 19, currency="USD", number=f"2026-{each:04}")) for each in range(1, 8)]
    chart = chart_for(USUAL, "datev")
    with pytest.raises(UserError) as refused:
        bookings_of(papers[:2], HOME, USUAL, chart)
    assert refused.value.field == "layout"
    assert str(refused.value) == (
        "No rate into EUR is known for 2026-0001 (USD), 2026-0002 (USD). Enter it in Settings, Exchange "
        "rates, for the day of issue; then make the file again."
    )
    with pytest.raises(UserError, match=r"2026-0005 \(USD\) and 2 more\. Enter it in Settings"):
        bookings_of(papers, HOME, USUAL, chart)


@pytest.mark.parametrize("layout", ["datev", "ventes"])
def test_a_rate_entered_later_makes_the_package_writable(books: Books, tmp_path: Path, layout: str) -> None:
    out = tmp_path / "november.zip"
    export = line("1", "250.00", "0", category="G")
    books.issued(currency="USD", lines=(export,))
    books.issued(lines=(line("1", "100.00", "19"),))
    told = service.Wanted(span=MONTH, layouts=(layout,))
    with pytest.raises(UserError, match=r"2026-0001 \(USD\).*Settings, Exchange rates"):
        service.hand_over(CALLER, told, out, TODAY)
    assert not out.exists()
    know("USD", "EUR", "0.8")
    made = service.hand_over(CALLER, told, out, TODAY)
    with ZipFile(made.path) as archive:
        (name,) = [each for each in archive.namelist() if "Buchungsstapel" in each or "ventes_" in each]
        content = archive.read(name)
    if layout == "datev":
        rows = reading.read_bookings(content).rows
        assert [(each.amount, each.paper_amount, each.paper_currency) for each in rows] == [
            (20_000, 25_000, "USD"),
            (11_900, 11_900, "EUR"),
        ]
    else:
        owed = [each.debit for each in reading.read_ventes(content) if each.customer]
        assert owed == [20_000, 11_900]


def test_a_rate_that_was_entered_later_brings_a_paper_home_as_datev_has_it(books: Books) -> None:
    paper = books.issued(on=JUNE, currency="USD", lines=(line("1", "1000.00", "0", category="Z"),))
    know("USD", "EUR", "0.9", day=JUNE)
    found = vat_books(CALLER, JUNE_DAYS).report
    assert [(each.currency, each.papers_base) for each in found.sums] == [("EUR", 90_000)]
    assert found.findings == ()
    (entry,) = found.entries
    assert (entry.document_id, entry.own_currency, entry.own_base) == (paper, "USD", 100_000)
    told = home_of(CALLER)
    rate_of = journals.rates_of(CALLER, told)
    journal = billing.journal_entries(CALLER, JUNE, JUNE)
    booked = bookings_of(journal, told, Told(), chart_for(Told(), "datev"), rate_of)
    assert [part.net for each in booked for part in each.parts] == [90_000]
    billing_service.record_payment(CALLER, paper, PaymentDraft(amount=100_000, paid_on=JUNE), JUNE)
    assert [each.papers_base for each in vat_books(CALLER, JUNE_DAYS, "payment").report.sums] == [90_000]
