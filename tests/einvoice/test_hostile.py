"""Files of strangers: refused in words, or read as what they say and nothing more."""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import pikepdf
import pytest

from desktop_crm.einvoice import opening, parsing
from desktop_crm.einvoice.checking import check_opened
from desktop_crm.einvoice.cii_writing import write_cii
from desktop_crm.einvoice.model import Attachment
from desktop_crm.einvoice.opening import open_invoice
from desktop_crm.einvoice.ubl_writing import write_ubl
from desktop_crm.values.errors import UserError
from tests.einvoice import samples

GOOD = write_cii(samples.invoice())
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><Invoice xmlns="x">&c;</Invoice>'
)
WIDE = LAUGHS.decode().replace('"1.0"', '"1.0" encoding="UTF-16"').encode("utf-16")
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>'


def pdf_with(name: str, data: bytes, **stream: object) -> bytes:
    """A PDF with one embedded file."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        file = pdf.make_stream(data, Type=pikepdf.Name.EmbeddedFile, **stream)
        spec = pikepdf.Dictionary(
            Type=pikepdf.Name.Filespec, F=name, UF=name, EF=pikepdf.Dictionary(F=file, UF=file)
        )
        pdf.Root.Names = pikepdf.Dictionary(
            EmbeddedFiles=pikepdf.Dictionary(
                Names=pikepdf.Array([pikepdf.String(name), pdf.make_indirect(spec)])
            )
        )
        out = io.BytesIO()
        pdf.save(out, compress_streams=False)
    return out.getvalue()


def pdf_of_large_objects() -> bytes:
    """A small PDF whose packed objects unpack to 150 MB."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.Root.Large = pdf.make_indirect(pikepdf.Array([pikepdf.String("A" * 150_000_000)]))
        out = io.BytesIO()
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "empty"),
    "blank": (lambda: b" \n\t ", "empty"),
    "no XML": (lambda: b"Dear Sir or Madam", "no readable XML"),
    "cut off": (lambda: GOOD[: len(GOOD) // 2], "no readable XML"),
    "wrong encoding": (lambda: GOOD.replace(b"UTF-8", b"UTF-16"), "no readable XML"),
    "zeros": (lambda: b"\0" * 5000, "no readable XML"),
    "entities": (lambda: LAUGHS, "DTD"),
    "a file from outside": (lambda: OUTSIDE, "DTD"),
    "entities in UTF-16": (lambda: WIDE,
                           "DTD"),
    "a bare DTD": (lambda: GOOD.replace(b"<rsm:Cross", b"<!DOCTYPE x><rsm:Cross", 1), "DTD"),
    "deep": (lambda: b"<a>" * 101 + b"</a>" * 101, "nested"),
    "very deep": (lambda: b"<a>" * 100_000, "nested"),
    "large": (lambda: GOOD + b" " * parsing.XML_LIMIT, "10 MB"),
    "another XML": (lambda: b"<html><body/></html>", "no e-invoice"),
    "ZUGFeRD 1": (lambda: b'<CrossIndustryDocument xmlns="urn:ferd:CrossIndustryDocument:invoice:1p0"/>',
                  "ZUGFeRD 2"),
    "a mere PDF": (lambda: pdf_with("letter.txt", b"hello"), "carries no e-invoice"),
    "a damaged PDF": (lambda: b"%PDF-1.7\n" + b"junk" * 100, "damaged"),
    "a PDF with a DTD inside": (lambda: pdf_with("factur-x.xml", LAUGHS), "DTD"),
    "a PDF that unpacks to a gigabyte": (
        lambda: pdf_with("factur-x.xml", zlib.compress(b" " * 200_000_000), Filter=pikepdf.Name.FlateDecode),
        "10 MB",
    ),
    "a PDF whose objects unpack to much": (pdf_of_large_objects, "damaged"),
    "a virus test": (lambda: EICAR, "EICAR"),
    "a virus test inside a text": (lambda: GOOD.replace(b"Thank you", EICAR), "EICAR"),
    "a virus test as an attachment": (
        lambda: write_ubl(samples.invoice(attachments=(
            Attachment(id="A", content=EICAR, media_type="application/pdf", name="a.pdf"),))),
        "EICAR",
    ),
    "a virus test in a PDF's invoice": (
        lambda: pdf_with("factur-x.xml", zlib.compress(GOOD.replace(b"Thank you", EICAR)),
                         Filter=pikepdf.Name.FlateDecode),
        "EICAR",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_in_words(name: str) -> None:
    make, words = REFUSED[name]
    with pytest.raises(UserError) as refused:
        open_invoice(make())
    assert words in str(refused.value)


def test_a_locked_pdf_says_that_it_needs_its_password() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf_with("factur-x.xml", GOOD))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(UserError, match="password"):
        open_invoice(out.getvalue())


def test_any_piece_of_a_good_file_is_read_or_refused_but_never_a_crash() -> None:
    pdf = pdf_with("factur-x.xml", GOOD)
    for data in (GOOD, write_ubl(samples.rich()), pdf):
        for cut in range(0, len(data), max(1, len(data) // 60)):
            for broken in (data[:cut], data[:cut] + b"\xff" + data[cut + 1 :]):
                with suppress(UserError):
                    check_opened(open_invoice(broken))


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        (b">90.00<", b">9o.00<", "FORMAT"),
        (b">90.00<", b">9,000.00<", "FORMAT"),
        (b">90.00<", b">1E+999999<", "FORMAT"),
        (b">90.00<", b">" + b"9" * 5000 + b"<", "FORMAT"),
        (b">20261130<", b">20261399<", "FORMAT"),
        (b"<ram:CategoryCode>S<", b"<ram:CategoryCode>Q<", "BR-CL-17"),
        (b">EUR<", b">EUX<", "BR-CL-04"),
        (b'unitCode="HUR"', b'unitCode="HOURS"', "BR-CL-23"),
        (b">DE</ram:CountryID>", b">ZZ</ram:CountryID>", "BR-CL-14"),
        (b"<ram:TypeCode>380<", b"<ram:TypeCode>999<", "BR-CL-01"),
        (b"119.00</ram:GrandTotalAmount>", b"120.00</ram:GrandTotalAmount>", "BR-CO-15"),
    ],
)
def test_wrong_figures_and_unknown_codes_are_named_with_their_rule(old: bytes, new: bytes, rule: str) -> None:
    assert old in GOOD
    found = check_opened(open_invoice(GOOD.replace(old, new)))
    assert rule in {each.rule for each in found if not each.is_warning}


@pytest.mark.parametrize(
    ("name", "content", "is_warning"),
    [
        ("invoice.pdf.exe", b"x", False),
        ("plan.pdf", b"MZ\x90\x00", False),
        ("run.sh", b"#!/bin/sh", False),
        ("../../autostart/plan.pdf", b"%PDF-1", True),
        ("C:\\Windows\\plan.pdf", b"%PDF-1", True),
    ],
)
def test_an_embedded_file_that_nobody_should_open_is_named(
    name: str, content: bytes, is_warning: bool
) -> None:
    attachment = Attachment(id="A", content=content, media_type="application/pdf", name=name)
    for write in (write_cii, write_ubl):
        opened = open_invoice(write(samples.invoice(attachments=(attachment,))))
        assert opened.invoice.attachments[0].content == content
        (found,) = [each for each in check_opened(opened) if each.rule == "UNSAFE"]
        assert found.is_warning is is_warning


def test_base64_that_is_none_is_named() -> None:
    attachment = Attachment(id="A", content=b"%PDF", media_type="application/pdf", name="a.pdf")
    xml = write_ubl(samples.invoice(attachments=(attachment,)))
    broken = xml.replace(base64.b64encode(b"%PDF"), b"?!")
    (found,) = open_invoice(broken).findings
    assert (found.rule, found.term) == ("FORMAT", "BT-125")


def test_signs_that_reorder_or_hide_text_are_taken_out() -> None:
    evil = samples.invoice(seller=replace(samples.invoice().seller, name="Fir\u202em\u200b GmbH"))
    xml = write_cii(samples.invoice()).replace(b"Falkenberg Design", "Fir\u202em\u200b GmbH".encode())
    assert open_invoice(xml).invoice.seller.name == "Firm GmbH"
    assert open_invoice(write_cii(evil)).invoice.seller.name == "Firm GmbH"


def test_the_likeliest_name_wins_where_a_pdf_carries_several_files() -> None:
    assert sorted(["a.xml", "xrechnung.xml", "factur-x.xml"], key=opening._likeliness) == [
        "factur-x.xml",
        "xrechnung.xml",
        "a.xml",
    ]
