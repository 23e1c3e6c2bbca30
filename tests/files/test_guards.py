"""Pictures are measured before they are decoded; names never lead anywhere."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desktop_crm.files.guards import check_attachment, media_type, safe_name
from desktop_crm.files.pictures import clean_picture
from desktop_crm.values.errors import UserError


def picture(
    mode: str = "RGB", size: tuple[int, int] = (40, 20), kind: str = "PNG", **options: object
) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size).save(data, kind, **options)
    return data.getvalue()


def decoded(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png), formats=["PNG"])


@pytest.mark.parametrize(
    ("data", "mode"),
    [
        (picture("RGB"), "RGB"),
        (picture("RGBA"), "RGBA"),
        (picture("P"), "RGB"),
        (picture("L"), "RGB"),
        (picture("1"), "RGB"),
        (picture("LA"), "RGBA"),
        (picture("I;16"), "RGB"),
        (picture("CMYK", kind="JPEG"), "RGB"),
        (picture("RGB", kind="JPEG"), "RGB"),
    ],
)
def test_every_kind_of_picture_becomes_a_plain_png(data: bytes, mode: str) -> None:
    clean = clean_picture(data, "logo")
    assert (decoded(clean.png).mode, clean.width, clean.height) == (mode, 40, 20)


def test_what_was_hidden_in_a_picture_is_gone() -> None:
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    exif[0x0112] = 6  # turned by 90 degrees
    clean = clean_picture(picture("RGB", kind="JPEG", exif=exif, comment=b"secret"), "photo.jpg")
    assert (clean.width, clean.height) == (20, 40)
    assert b"home" not in clean.png
    assert b"secret" not in clean.png
    assert dict(decoded(clean.png).getexif()) == {}


def test_a_large_picture_is_made_smaller() -> None:
    clean = clean_picture(picture(size=(3000, 300)), "wide.png", longest=1000)
    assert (clean.width, clean.height) == (1000, 100)


def bomb(width: int, height: int) -> bytes:
    """A PNG whose header promises far more pixels than its few bytes hold."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b"GIF89a....", "no PNG or JPEG"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no PNG or JPEG"),
        (bytes(5_000_001), "too large"),
        (bomb(50_000, 50_000), "megapixels"),
        (bomb(5_001, 5_000), "megapixels"),
        (bomb(400, 400), "damaged"),
        (picture()[:60], "damaged"),
    ],
)
def test_other_files_bombs_and_damaged_pictures_are_refused(data: bytes, reason: str) -> None:
    with pytest.raises(UserError, match=reason):
        clean_picture(data, "logo.png")


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("invoice.pdf", "invoice.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\a.txt", "a.txt"),
        ("con.txt", "_con.txt"),
        ("a<b>:c?.txt", "a_b_c_.txt"),
        ("evil\u202efdp.exe", "evilfdp.exe"),
        ("  .hidden. ", "hidden"),
        ("", "file"),
        ("ç" * 300 + ".pdf", "ç" * 147 + ".pdf"),
        ("a\nb\x00.txt", "ab.txt"),
    ],
)
def test_a_name_is_made_safe_for_every_system(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_no_name_leads_anywhere(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert not set(safe) & set('/\\:*?"<>|\x00')
    assert not safe.startswith(".")
    assert len(safe) <= 160


def test_a_file_is_what_its_content_says() -> None:
    assert media_type(b"%PDF-1.7", "x.txt") == "application/pdf"
    assert media_type(b"hello", "x.pdf") == "application/octet-stream"
    assert media_type(b"a;b", "x.csv") == "text/csv"
    assert media_type(b"PK\x03\x04", "x.xlsx").endswith("spreadsheetml.sheet")
    assert check_attachment(b"x", "../a.txt") == ("a.txt", "text/plain")
    with pytest.raises(UserError, match="empty"):
        check_attachment(b"", "a.txt")
    with pytest.raises(UserError, match="25 MB"):
        check_attachment(bytes(25_000_001), "a.bin")
