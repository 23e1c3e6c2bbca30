"""Files of other people as they are appended to papers, good and bad ones."""

from __future__ import annotations

import io
import struct
import zlib

import pikepdf
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from desktop_crm.billing.rules.chain import digest
from desktop_crm.billing.rules.facts import AppendedFacts

A4 = (595, 842)


def pdf(*texts: str, size: tuple[float, float] = A4) -> bytes:
    """One page each, with a letter that is not embedded."""
    data = io.BytesIO()
    canvas = Canvas(data, pagesize=size, invariant=1)
    for text in texts:
        canvas.setFont("Helvetica", 14)
        canvas.drawString(60, size[1] - 80, text)
        canvas.setFillColorRGB(0.8, 0.2, 0.1)
        canvas.rect(60, 100, size[0] - 120, size[1] / 2, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def locked(user: str = "secret") -> bytes:
    """A PDF with a password; with "" only printing is forbidden."""
    data = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf("Secret"))) as file:
        file.save(data, encryption=pikepdf.Encryption(owner="owner", user=user))
    return data.getvalue()


def empty_pdf() -> bytes:
    """A PDF without a page."""
    data = io.BytesIO()
    with pikepdf.new() as file:
        file.save(data)
    return data.getvalue()


def picture(kind: str = "PNG", size: tuple[int, int] = (600, 800), mode: str = "RGB") -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, 90 if mode == "L" else (20, 90, 60, 128)[: len(mode)]).save(data, kind)
    return data.getvalue()


def bomb() -> bytes:
    """Some bytes that say they are a picture of 3600 megapixels."""

    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(bytes(100_000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def fact(name: str, content: bytes, media_type: str = "application/pdf") -> AppendedFacts:
    return AppendedFacts(name=name, sha256=digest(content), media_type=media_type)
