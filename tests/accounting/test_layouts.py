"""Every layout, taken back by our own reader, comes to what the journal says, to the cent."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from desktop_crm.accounting.documents import extf, generic, gobd, journals, reading, ventes
from desktop_crm.accounting.documents.extf_columns import BOOKING, DEBTOR
from desktop_crm.accounting.rules.accounts import (
    AccountRule,
    Books,
    Chart,
    Sale,
    chart_for,
    chart_of,
    place_of,
)
from desktop_crm.accounting.rules.bookings import Booking, Home, bookings_of, lines_of
from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.billing.rules.journal_entries import JournalEntry
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for

D = Decimal
HOME = Home(country="DE", currency="EUR")
START, END = date(2026, 1, 1), date(2026, 12, 31)
T = translator_for("en")
USUAL = Books()


def row(base: int, tax: int, category: str = "S", rate: str = "19", **more: Any) -> JournalRow:
    values: dict[str, Any] = {
        "kind": "invoice", "number": "2026-0001", "issued_on": date(2026, 3, 2), "due_on": date(2026, 4, 1),
        "customer": "Müller; \"Söhne\"", "customer_number": "K00001", "customer_vat_id": "", "country": "DE",
        "currency": "EUR", "category": category, "rate": D(rate), "base": base, "tax": tax,
    }  # fmt: skip
    return JournalRow(**{**values, **more})


def entry(*rows: JournalRow, **more: Any) -> JournalEntry:
    values: dict[str, Any] = {
        "document_id": 1, "contact_id": 7, "form": "", "number": rows[0].number, "delivered_on": None,
        "home": None, "tax_rate": None, "address": Address(street="Hafen 2", city="Hamburg", country="DE"),
        "tax_number": "", "vat_proof": None, "vat_unchecked": False, "seal": "0" * 64, "has_pdf": True,
        "rows": rows,
    }  # fmt: skip
    return JournalEntry(**{**values, **more})


CASES = st.sampled_from(
    [("S", "19", "DE"), ("S", "7", "DE"), ("S", "16", "DE"), ("S", "20", "FR"), ("S", "19", "CH"),
     ("Z", "0", "DE"), ("E", "0", "DE"), ("AE", "0", "DE"), ("AE", "0", "FR"), ("AE", "0", "US"),
     ("K", "0", "FR"), ("G", "0", "US"), ("O", "0", "FR"), ("O", "0", "US"), ("O", "0", "DE")]
)  # fmt: skip


@st.composite
def papers(draw: st.DrawFn) -> list[JournalEntry]:
    found = []
    for number in range(draw(st.integers(0, 8))):
        sign = draw(st.sampled_from([1, 1, 1, -1]))
        country = draw(st.sampled_from(["DE", "FR", "US", "CH", ""]))
        rows = []
        for category, rate, _country in draw(
            st.lists(CASES, min_size=1, max_size=3, unique_by=lambda case: case[:2])
        ):
            base = sign * draw(st.integers(0, 10**8))
            exact = D(base) * D(rate) / 100
            moved = draw(st.sampled_from([0, 0, 0, 1, -1])) if base and rate != "0" else 0
            tax = int(money.round_half_away(exact, 0)) + moved
            rows.append(
                row(
                    base, tax, category, rate, number=f"2026-{number:04}", country=country,
                    kind="invoice" if sign > 0 else "credit_note",
                    customer=draw(st.sampled_from(["Şirket Ltd.", "=HYPERLINK(1)", 'A "B";C', "Łódź 株"])),
                    issued_on=draw(st.dates(START, END)),
                    rounding=draw(st.sampled_from([0, 0, 2, -3])) if not rows else None,
                    other_taxes=draw(st.sampled_from([0, 0, 520])) if not rows else None,
                )
            )  # fmt: skip
        day = rows[0].issued_on
        form = draw(st.sampled_from(["", "", "deposit", "final"]))
        found.append(
            entry(
                *(replace(each, issued_on=day) for each in rows),
                document_id=number, contact_id=draw(st.integers(1, 40)), form=form, seal=f"{number:064x}",
            )
        )  # fmt: skip
    return found


def journal_sums(entries: list[JournalEntry]) -> tuple[int, int]:
    rows = [each for one in entries for each in one.rows]
    return sum(each.base for each in rows), sum(each.tax for each in rows)


@pytest.mark.parametrize("name", ["SKR03", "SKR04"])
@given(entries=papers())
def test_datev_bookings_come_to_the_journal(name: str, entries: list[JournalEntry]) -> None:
    books = Books(chart=name, consultant="1001", client="1")
    chart = chart_for(books, "datev")
    booked = bookings_of(entries, HOME, books, chart)
    content = extf.bookings_extf(booked, books, chart, START, START, END, END)
    back = reading.read_bookings(content)
    base, tax = journal_sums(entries)
    other = sum((each.first.other_taxes or 0) for each in entries)
    rounding = sum((each.first.rounding or 0) for each in entries)
    assert back.sums(chart) == (base + rounding, tax + other)
    assert (back.consultant, back.client, back.start, back.end) == ("1001", "1", START, END)
    owed: dict[str, int] = {}
    for each in back.rows:
        owed[each.number] = owed.get(each.number, 0) + each.amount
    assert {each.number: each.gross for each in booked if each.gross} == {
        number: amount for number, amount in owed.items() if amount
    }
    ids = {extf.paper_id(each) for each in booked}
    assert {each.paper_id for each in back.rows} <= ids
    assert all(line.count(";") >= 100 for line in content.decode("cp1252").splitlines()[1:])


@given(entries=papers())
def test_sales_with_the_columns_of_the_fec_balance_and_come_to_the_journal(
    entries: list[JournalEntry],
) -> None:
    books = Books(chart="PCG")
    chart = chart_for(books, "ventes")
    booked = bookings_of(entries, Home(country="FR", currency="EUR"), books, chart)
    lines = reading.read_ventes(ventes.ventes(booked, chart))
    base, tax = journal_sums(entries)
    extra = sum((each.first.other_taxes or 0) + (each.first.rounding or 0) for each in entries)
    assert sum(line.debit - line.credit for line in lines if line.customer) == base + tax + extra
    assert sum(line.debit for line in lines) == sum(line.credit for line in lines)
    vat = sum(line.credit - line.debit for line in lines if line.account == "445710")
    assert vat == tax
    assert sorted({line.number for line in lines}) == sorted(
        number for number, each in enumerate(booked, 1) if lines_of(each, chart, "")
    )


@given(entries=papers())
def test_tables_come_back_as_they_were_from_csv_sheets_and_z3(entries: list[JournalEntry]) -> None:
    tables = [journals.journal_table(entries), journals.vat_table(entries)]
    files = dict(gobd.files_of(tables, gobd.Supplier("A & B", "Berlin", "DE1"), START, END, T))
    back = {table.name: table for table in reading.read_z3(files.__getitem__)}
    for table in tables:
        wanted = [plain(each) for each in table.rows]
        assert [plain(each) for each in back[table.name].rows] == wanted
        if not table.rows:
            continue
        csv = reading.read_rows(generic.table_csv(table), "t.csv", table.columns)
        sheet = reading.read_rows(generic.table_xlsx(table, T), "t.xlsx", table.columns)
        assert [plain(each) for each in csv] == wanted
        assert [plain(each) for each in sheet] == wanted


def plain(cells: Any) -> list[object]:
    """Cells without the kinds of nothing, and decimals without their zeros."""
    return [
        None if each in (None, "") else each.normalize() + 0 if isinstance(each, D) else each
        for each in cells
    ]


@given(entries=papers())
def test_the_description_is_valid_by_its_document_type(entries: list[JournalEntry]) -> None:
    # The same, so that each element can be told without looking ahead, as libxml2 wants it.
    read, told = b"(Name, Command*, Table*, Command*, AcceptNoTables?)", gobd.dtd()
    assert read in told
    dtd = etree.DTD(io.BytesIO(told.replace(read, b"(Name, Command*, (Table+, Command*)?, AcceptNoTables?)")))
    tables = [journals.journal_table(entries), journals.vat_table(entries)]
    for t in (T, translator_for("tr")):
        index = gobd.index_xml(tables, gobd.Supplier("Müller & Söhne", "Köln", "-"), START, END, t)
        assert b'<!DOCTYPE DataSet SYSTEM "gdpdu-01-09-2004.dtd">' in index
        root = etree.fromstring(index, etree.XMLParser(load_dtd=False))
        assert dtd.validate(root), dtd.error_log
    broken = etree.fromstring(index.replace(b"<URL>", b"<Url>").replace(b"</URL>", b"</Url>"))
    assert not dtd.validate(broken)


# --------------------------------------------------------------------------------- accounts, by cases


@pytest.mark.parametrize(
    ("category", "rate", "country", "form", "skr03", "skr04"),
    [
        ("S", "19", "DE", "", "8400", "4400"),
        ("S", "19", "FR", "", "8400", "4400"),
        ("S", "7", "DE", "", "8300", "4300"),
        ("S", "20", "FR", "", "8320", "4320"),
        ("S", "16", "DE", "", "8200", "4200"),
        ("S", "19", "DE", "deposit", "1718", "3272"),
        ("S", "7", "DE", "deposit", "1711", "3260"),
        ("S", "19", "DE", "progress", "8400", "4400"),
        ("Z", "0", "DE", "", "8290", "4290"),
        ("E", "0", "DE", "", "8100", "4100"),
        ("AE", "0", "DE", "", "8337", "4337"),
        ("AE", "0", "FR", "", "8336", "4336"),
        ("AE", "0", "US", "", "8338", "4338"),
        ("K", "0", "FR", "", "8125", "4125"),
        ("G", "0", "US", "", "8120", "4120"),
        ("O", "0", "US", "", "8338", "4338"),
        ("O", "0", "FR", "", "8339", "4339"),
    ],
)
def test_each_sort_of_sale_has_its_account(
    category: str, rate: str, country: str, form: str, skr03: str, skr04: str
) -> None:
    sale = Sale(category=category, rate=D(rate), place=place_of(country, "DE"), form=form)
    assert chart_of("SKR03").account_of(sale).account == skr03
    assert chart_of("SKR04").account_of(sale).account == skr04


def test_a_small_business_has_its_own_account() -> None:
    sale = Sale(category="E", rate=D(0), place="home", regime="small_business")
    assert chart_of("SKR03").account_of(sale).account == "8195"


def booked(*rows: JournalRow, books: Books = USUAL, **more: Any) -> tuple[Booking, Chart]:
    chart = chart_for(books, "datev")
    (found,) = bookings_of([entry(*rows, **more)], HOME, books, chart)
    return found, chart


def extf_rows(*rows: JournalRow, books: Books = USUAL, **more: Any) -> tuple[reading.BookedRow, ...]:
    found, chart = booked(*rows, books=books, **more)
    return reading.read_bookings(extf.bookings_extf([found], books, chart, START, START, END, END)).rows


def test_an_invoice_is_one_gross_line_on_an_automatic_account() -> None:
    (line,) = extf_rows(row(10_000, 1_900))
    assert (line.amount, line.debtor, line.account, line.key) == (11_900, "10007", "8400", "")
    assert (line.day, line.number, line.currency) == (date(2026, 3, 2), "2026-0001", "EUR")


def test_a_credit_note_turns_the_side() -> None:
    (line,) = extf_rows(row(-10_000, -1_900, kind="credit_note"))
    assert line.amount == -11_900


def test_vat_that_the_other_program_would_find_otherwise_is_booked_apart() -> None:
    first, second = extf_rows(row(10_000, 1_901))
    assert (first.amount, first.account, first.key) == (10_000, "8400", "40")
    assert (second.amount, second.account, second.key) == (1_901, "1776", "")


def test_sales_into_the_union_name_the_vat_id_or_the_country_and_its_rate() -> None:
    (line,) = extf_rows(row(5_000, 0, "K", "0", country="FR", customer_vat_id="FR40303265045"))
    assert (line.account, line.eu) == ("8125", "FR40303265045")
    (line,) = extf_rows(row(5_000, 1_000, "S", "20", country="FR"))
    assert (line.account, line.eu, line.eu_rate) == ("8320", "FR", D("20.00"))


def test_rates_without_an_account_of_their_own_are_booked_net_and_vat() -> None:
    first, second = extf_rows(row(10_000, 1_600, "S", "16"))
    assert (first.account, first.amount) == ("8200", 10_000)
    assert (second.account, second.amount) == ("1770", 1_600)


def test_a_firm_s_own_rows_come_first() -> None:
    own = Books(rules=(AccountRule(category="S", rate=D(19), account="8410", vat="1776", automatic=True),))
    (line,) = extf_rows(row(10_000, 1_900), books=own)
    assert line.account == "8410"
    keyed = Books(rules=(AccountRule(category="S", rate=D(19), account="8000", key="3", vat="1776"),))
    (line,) = extf_rows(row(10_000, 1_900), books=keyed)
    assert (line.account, line.key, line.amount) == ("8000", "3", 11_900)


def test_samples_and_corrections_of_words_alone_are_not_booked() -> None:
    chart = chart_for(Books(), "datev")
    corrected = entry(row(10_000, 1_900), row(-10_000, -1_900))
    assert bookings_of([corrected, entry(row(1, 0, is_sample=True))], HOME, Books(), chart) == []


def test_an_extf_file_has_the_header_and_columns_that_datev_asks_for() -> None:
    found, chart = booked(row(10_000, 1_900))
    books = Books(consultant="29098", client="55003")
    lines = extf.bookings_extf([found], books, chart, START, START, END, END).split(b"\r\n")
    assert lines[0].startswith(b'"EXTF";700;21;"Buchungsstapel";13;20261231000000000;;"RE";"Desktop CRM";"";')
    assert b";29098;55003;20260101;4;20260101;20261231;" in lines[0]
    assert lines[0].count(b";") == 30
    assert lines[1].count(b";") == len(BOOKING) - 1 == 124
    assert "Müller".encode("cp1252") in lines[2]
    debtor = extf.Debtor(
        account="10007", name="Müller", number="K1", vat_id="DE136695976", tax_number="",
        address=Address(street="Hafen 2", postal_code="20095", city="Hamburg", country="DE"),
    )  # fmt: skip
    content = extf.debtors_extf([debtor], books, START, END)
    assert reading.read_debtors(content) == {"10007": "Müller"}
    assert content.split(b"\r\n")[1].count(b";") == len(DEBTOR) - 1 == 253


def test_papers_are_linked_to_their_bookings_by_one_id() -> None:
    found, _chart = booked(row(10_000, 1_900))
    (line,) = extf_rows(row(10_000, 1_900))
    listed = etree.fromstring(extf.papers_xml([(found, ["a.pdf", "a.xml"])], "Firma", END))
    space = {"d": "http://xml.datev.de/bedi/tps/document/v06.0"}
    (paper,) = listed.findall(".//d:document", space)
    assert paper.get("guid") == line.paper_id == extf.paper_id(found)
    assert [each.get("name") for each in paper] == ["a.pdf", "a.xml"]


def test_letters_that_windows_1252_lacks_are_written_by_the_nearest_one() -> None:
    assert extf.ansi("Şişli Ğ İstanbul ı Łódź Müller – ž 株") == "Sisli G Istanbul i Lódz Müller – ž ?"


def test_no_text_of_a_file_is_a_formula_or_breaks_a_line() -> None:
    found, chart = booked(row(10_000, 1_900, customer='=cmd|"\t\r\nX";@'))
    for content in (
        extf.bookings_extf([found], Books(), chart, START, START, END, END).decode("cp1252"),
        ventes.ventes([found], chart_of("PCG")).decode(),
    ):
        assert "'=cmd" in content
        assert content.count("\r\n") == content.count("\n")


def test_it_is_never_named_as_the_legal_file() -> None:
    from desktop_crm.accounting.service.journals import VENTES_FILE

    name = VENTES_FILE.format(start=START, end=END)
    assert name.startswith("ventes_")
    assert "FEC2026" not in name


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe", b"EXTF;700;21", b'"EXTF";700;16;"x"\r\n"a"\r\n', b'"EXTF'],
)
def test_what_is_no_file_of_bookings_is_refused(content: bytes) -> None:
    with pytest.raises(UserError):
        reading.read_bookings(content)


def test_an_entry_that_does_not_balance_is_refused_by_its_number() -> None:
    found, _chart = booked(row(10_000, 1_900))
    content = ventes.ventes([found], chart_of("PCG")).replace(b"119,00", b"119,01")
    with pytest.raises(UserError, match="Entry 1 does not balance"):
        reading.read_ventes(content)
