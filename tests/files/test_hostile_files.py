"""Tables made to break programs: refused in words, in little time and memory, and nothing else is read."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from desktop_crm.files.tables import table_of
from desktop_crm.values.errors import UserError

SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
CONTENT_TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{SHEET_TYPE}"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORKBOOK = (
    f'<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def relation(kind: str, target: str) -> str:
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def workbook(rows: str, doctype: str = "", more: str = "") -> bytes:
    sheet = (
        f'<?xml version="1.0"?>{doctype}'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData></worksheet>{more}"
    )
    return archive(
        {
            "[Content_Types].xml": CONTENT_TYPES,
            "xl/workbook.xml": WORKBOOK,
            "_rels/.rels": relation("officeDocument", "xl/workbook.xml"),
            "xl/_rels/workbook.xml.rels": relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": sheet,
        }
    )


def archive(parts: dict[str, str]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as written:
        for name, content in parts.items():
            written.writestr(name, content)
    return data.getvalue()


ROW = f'<row r="1">{cell("A1", "Name")}</row><row r="2">{cell("A2", "{}")}</row>'
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def lying() -> bytes:
    """An archive that says that its sheet has a thousand bytes, and unpacks to forty million."""
    data = bytearray(workbook(ROW.format("Eve"), more=" " * 40_000_000))
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 1_000)
    return bytes(data)


def far_away(place: str) -> bytes:
    """Two cells in opposite corners: the reader would lay out all that lies between, and abort."""
    row = "".join(char for char in place if char.isdigit())
    return workbook(f'<row r="1">{cell("A1", "Name")}</row><row r="{row}">{cell(place, "x")}</row>')


BROKEN = {
    "entities upon entities": workbook(ROW.format("&l9;"), f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'),
    "a file of this computer": workbook(
        ROW.format("&e;"), '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    ),
    "two cells in opposite corners": far_away("XFD1048576"),
    "a cell where none can be": far_away("ZZZZZZ99999999999"),
    "unpacks to gigabytes": workbook(ROW.format("Eve"), more=" " * 60_000_000),
    "lies about its size": lying(),
    "leads out of its folder": archive({"[Content_Types].xml": CONTENT_TYPES, "../../evil": "x"}),
    "no workbook in it": archive({"[Content_Types].xml": CONTENT_TYPES, "a.txt": "x"}),
    "a binary workbook beside it": archive(
        {"[Content_Types].xml": CONTENT_TYPES, "xl/workbook.xml": WORKBOOK, "xl/workbook.bin": "x"}
    ),
    "a page of the web called .xlsx": b"<html><body>Please log in</body></html>",
    "cut off": workbook(ROW.format("Eve"))[:-30],
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_workbook_made_to_break_programs_is_refused_by_name(case: str) -> None:
    with pytest.raises(UserError, match=r"odd\.xlsx"):
        table_of(BROKEN[case], "odd.xlsx")


def test_the_same_workbook_without_malice_is_read() -> None:
    table = table_of(workbook(ROW.format("Eve")), "odd.xlsx")
    assert (table.headers, [row.cells for row in table.rows]) == (("Name",), [("Eve",)])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"Name\n" + b"x" * 2_000_000, "longer than"),
        (b'Name\n"Eve\n' + b"x" * 2_000_000, "never closed"),
        (b"\x00" * 5_000, "no text file"),
        (b"\x00\x01\x02" * 100, "no text file"),
        (b"Name;City\r\nEve;Bonn\r\nA\x00l;Ulm\r\n", "line 3: there is a zero byte"),
        (b"\xef\xbb\xbfName\n\xc3\x89ve\nAl\x00\n", "line 3: there is a zero byte"),
        ("Name\n\u00c9ve\nAl\x00\n".encode("utf-16"), "line 3: there is a zero byte"),
        (b"Name\n" + b"Eve\n" * 5_000 + b"\x00\n", "line 5002: there is a zero byte"),
        ("Name\nÉve\n".encode("utf-16")[:-1], "cut off"),
        (b",".join(b"c" for _n in range(2_000)), "columns"),
        (b"", "empty"),
        (b"\xef\xbb\xbf\n\n", "no rows"),
    ],
)
def test_a_csv_made_to_break_programs_is_refused_with_its_reason(content: bytes, said: str) -> None:
    with pytest.raises(UserError, match=said):
        table_of(content, "odd.csv")
