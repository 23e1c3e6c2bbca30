"""Tables of other programs: separators, encodings, damage, and what we write ourselves."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_crm.files import tables
from desktop_crm.files.csv_writing import Value, guarded, unguarded, write_csv
from desktop_crm.files.tables import TableFile, table_of
from desktop_crm.files.xlsx_writing import write_xlsx
from desktop_crm.values.errors import NotFound, UserError


def texts(table: TableFile) -> list[tuple[tables.Cell, ...]]:
    return [row.cells for row in table.rows]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_any_usual_separator_is_seen(separator: str) -> None:
    text = f"a{separator}b\n1{separator}x y\n"
    table = table_of(text.encode(), "x.csv")
    assert (table.separator, table.headers, texts(table)) == (separator, ("a", "b"), [("1", "x y")])


@pytest.mark.parametrize(
    ("encoding", "found"),
    [
        ("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16"), ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"), ("cp1252", "cp1252"),
    ],
)  # fmt: skip
def test_any_usual_encoding_is_read(encoding: str, found: str) -> None:
    text = "Nome;Cidade\r\nJoão Ção;São Paulo\r\nJürgen “Groß”;Köln – Süd\r\n"
    table = table_of(text.encode(encoding), "x.csv")
    assert table.encoding == found
    assert texts(table)[0] == ("João Ção", "São Paulo")
    assert texts(table)[1] == ("Jürgen “Groß”", "Köln – Süd")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        (
            "cp1254",
            "Ad;Şehir\nÇağla Öğüş;İstanbul\nIşıl Şahin;Eskişehir\nDoğan Yıldız;Muğla, şirketi değişti\n",
        ),
        ("cp1250", "Jméno;Město\nŘehoř Dvořák;Plzeň\nŽofie Šťastná;Děčín\nKateřina Černá;Třebíč\n"),
        ("cp1251", "Имя;Город\nАнна Пример;Москва\nПётр Образец;Казань и область\n"),
    ],
)
def test_code_pages_of_other_countries_are_told_by_their_letters(encoding: str, text: str) -> None:
    table = table_of(text.encode(encoding), "x.csv")
    assert texts(table)[0][0] == text.splitlines()[1].split(";")[0]


def test_breaks_inside_quotes_belong_to_the_cell_and_lines_are_counted_as_editors_do() -> None:
    table = table_of(b'a,b\r\n"one\r\ntwo",2\r\n\r\nx,"say ""hi"""\r\n', "x.csv")
    assert [(row.line, row.cells) for row in table.rows] == [(2, ("one\r\ntwo", "2")), (5, ("x", 'say "hi"'))]


def test_excels_separator_line_is_no_row() -> None:
    table = table_of(b"sep=;\r\na;b\r\n1,5;2\r\n", "x.csv")
    assert (table.headers, table.rows[0].cells, table.rows[0].line) == (("a", "b"), ("1,5", "2"), 3)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b"\n\n", "holds no rows"),
        (b"\x89PNG\r\n\x1a\n....", "is no text"),
        (b"a,b\x00\x01\x02\x03", "is no text"),
        (b'a,b\n1,2\n3,"open\n4,5\n', "line 3: a quotation mark is opened"),
        (b'a,b\n1,"x"y\n', "line 2: text follows"),
        ("a,b\n1,ç".encode()[:-1], "is cut off"),
        ("a,b\n1,2".encode("utf-16")[:-1], "is cut off"),
        (b"a,b\n1," + b"x" * 40_000, "line 2: a cell is longer"),
        (b"PK\x03\x04broken", "is damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old Excel file"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(data: bytes, reason: str) -> None:
    with pytest.raises(UserError, match=reason) as refused:
        table_of(data, "people.csv")
    assert "people.csv" in str(refused.value)


def test_a_missing_file_a_folder_and_a_huge_file_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotFound):
        tables.read_table(tmp_path / "none.csv")
    with pytest.raises(UserError, match="folder"):
        tables.read_table(tmp_path)
    monkeypatch.setattr(tables, "TABLE_LIMIT", 10)
    (tmp_path / "big.csv").write_text("a,b\n1,2,3,4,5\n")
    with pytest.raises(UserError, match="too large"):
        tables.read_table(tmp_path / "big.csv")


@given(st.binary(max_size=300))
def test_no_bytes_crash_the_reader(data: bytes) -> None:
    with suppress(UserError):
        assert table_of(data, "x.csv").headers


MOMENT = datetime(2026, 11, 22, 9, 41)  # noqa: DTZ001 - a cell of a sheet has no zone
ROWS: list[list[Value]] = [
    ["=SUM(A1)", Decimal("1234.50"), date(2026, 11, 22), True, None],
    ["+351 912", -3, MOMENT, False, "line\nbreak; \"x\""],
]  # fmt: skip
HEADERS = ["Text", "Number", "Day", "Flag", "More"]


def test_csv_keeps_formulas_from_running_and_numbers_as_numbers() -> None:
    written = write_csv(HEADERS, ROWS)
    assert written.startswith(b"\xef\xbb\xbfText,Number")
    table = table_of(written, "x.csv")
    assert texts(table) == [
        ("'=SUM(A1)", "1234.50", "2026-11-22", "1", ""),
        ("'+351 912", "-3", "2026-11-22T09:41:00", "0", 'line\nbreak; "x"'),
    ]
    assert b"1234,50;" in write_csv(HEADERS, ROWS, separator=";", decimal=",")


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=30))
def test_guarding_can_be_taken_back_and_no_cell_begins_a_formula(text: str) -> None:
    safe = guarded(text)
    assert not safe.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(safe) == text


@pytest.mark.parametrize("text", ["'=1+1", "''=1+1", "'", "''", "'plain", "=1+1", "'-"])
def test_a_text_that_only_looks_guarded_comes_back_as_it_was(text: str) -> None:
    assert unguarded(guarded(text)) == text
    book = table_of(write_xlsx(["a"], [[text]], sheet="x"), "x.xlsx")
    assert [unguarded(str(cell)) for (cell,) in texts(book)] == [text]


def test_a_workbook_keeps_numbers_dates_and_text() -> None:
    table = table_of(write_xlsx(HEADERS, ROWS, sheet="People"), "x.csv")  # the name does not decide
    assert table.headers == tuple(HEADERS)
    assert texts(table) == [
        ("=SUM(A1)", Decimal("1234.5"), date(2026, 11, 22), True, ""),
        ("+351 912", Decimal(-3), MOMENT, False, 'line\nbreak; "x"'),
    ]


def test_a_number_too_long_for_a_sheet_stays_exact_as_text() -> None:
    table = table_of(write_xlsx(["n"], [[Decimal("12345678901234567.89")]]), "x.xlsx")
    assert texts(table) == [("12345678901234567.89",)]


def test_a_workbook_is_written_in_constant_memory() -> None:
    def rows() -> Iterator[list[Value]]:
        for n in range(20_000):
            yield [f"Person {n}", n]

    assert len(table_of(write_xlsx(["Name", "N"], rows()), "x.xlsx").rows) == 20_000


def test_an_archive_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked() -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    with pytest.raises(UserError, match="unpacks"):
        table_of(data.getvalue(), "bomb.xlsx")
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "hello")
    with pytest.raises(UserError, match="no Excel file"):
        table_of(other.getvalue(), "a.zip")


def test_a_cut_workbook_is_refused() -> None:
    whole = write_xlsx(HEADERS, ROWS)
    for size in (100, len(whole) // 2, len(whole) - 1):
        with pytest.raises(UserError, match=r"x\.xlsx"):
            table_of(whole[:size], "x.xlsx")
