"""The floor under an invoice's PDF: a hand-written ReportLab canvas that remembers all it can.

Font subset, its compressed stream, the logo and the path of the QR code are kept between documents, as
anybody would who writes one page for speed. It draws what an invoice has (logo, addresses, lines, VAT
table, notes, EPC QR code, footer) without tags, structure, wrapping, pages measured in advance or languages.
"""

from __future__ import annotations

import io
import zlib
from functools import lru_cache
from typing import Any

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfdoc, pdfmetrics, ttfonts
from reportlab.pdfgen.canvas import Canvas

from desktop_crm.values.resources import resource

REGULAR, BOLD = "FloorRegular", "FloorBold"
LINES_FIRST, LINES_NEXT = 24, 40


class _KeptFace:
    """Cuts and compresses each subset once: the same characters in the same order are the same bytes."""

    def __init__(self, font: ttfonts.TTFont) -> None:
        self._font = font
        self._cut = font.face.makeSubset
        self._kept: dict[tuple[int, ...], bytes] = {}
        font.face.addSubsetObjects = self.add

    def add(self, doc: Any, name: str, subset: list[int]) -> Any:
        face, key = self._font.face, tuple(subset)
        if key not in self._kept:
            self._kept[key] = zlib.compress(self._cut(subset))
        stream = pdfdoc.PDFStream(
            pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode"), "Length1": 1}), self._kept[key]
        )
        descriptor = pdfdoc.PDFDictionary({
            "Type": "/FontDescriptor", "Ascent": face.ascent, "CapHeight": face.capHeight,
            "Descent": face.descent, "Flags": 4, "FontBBox": pdfdoc.PDFArray(face.bbox),
            "FontName": pdfdoc.PDFName(name), "ItalicAngle": 0, "StemV": face.stemV,
            "FontFile2": doc.Reference(stream, f"file:{name}"),
        })  # fmt: skip
        return doc.Reference(descriptor, f"fontDescriptor:{name}")


@lru_cache(maxsize=1)
def _fonts() -> tuple[_KeptFace, _KeptFace]:
    rl_config.useA85 = 0
    kept = []
    for name, file in ((REGULAR, "SourceSans3-Regular"), (BOLD, "SourceSans3-SemiBold")):
        font = ttfonts.TTFont(name, str(resource(f"fonts/{file}.ttf")))
        pdfmetrics.registerFont(font)
        kept.append(_KeptFace(font))
    return kept[0], kept[1]


@lru_cache(maxsize=4)
def _logo(png: bytes) -> tuple[int, int, bytes, bytes]:
    """Width, height, compressed colour rows and compressed transparency."""
    from PIL import Image

    image = Image.open(io.BytesIO(png)).convert("RGBA")
    colours, alpha = image.convert("RGB").tobytes(), image.getchannel("A").tobytes()
    return image.width, image.height, zlib.compress(colours), zlib.compress(alpha)


def _place_logo(canvas: Any, png: bytes) -> None:
    width, height, colours, alpha = _logo(png)
    doc, streams = canvas._doc, []
    for rows, space in ((alpha, "DeviceGray"), (colours, "DeviceRGB")):
        entries = {
            "Type": "/XObject", "Subtype": "/Image", "Width": width, "Height": height, "BitsPerComponent": 8,
            "ColorSpace": "/" + space, "Filter": "/FlateDecode",
        }  # fmt: skip
        streams.append(pdfdoc.PDFStream(pdfdoc.PDFDictionary(entries), rows))
    streams[1].dictionary["SMask"] = doc.Reference(streams[0], "logoMask")
    name = doc.getXObjectName("logo")
    doc.Reference(streams[1], name)
    canvas._formsinuse.append("logo")
    canvas._code.append(f"q 80 0 0 40 71 757 cm /{name} Do Q")


@lru_cache(maxsize=16)
def _qr(payload: str) -> str:
    """The dark modules as one path of horizontal runs, in module units from the top left."""
    import segno

    runs = []
    for y, row in enumerate(segno.make(payload, error="m", micro=False, boost_error=False).matrix):
        start = -1
        for x, dark in enumerate([*row, 0]):
            if dark and start < 0:
                start = x
            elif not dark and start >= 0:
                runs.append(f"{start} {y} {x - start} 1 re")
                start = -1
    return " ".join(runs)


def draw(count: int, png: bytes | None = None) -> bytes:
    """An invoice of `count` lines as an untagged PDF."""
    _fonts()
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, pageCompression=1, initialFontName=REGULAR)
    _head(canvas, png)
    y, room = 500.0, LINES_FIRST
    for number in range(1, count + 1):
        if not room:
            canvas.setFont(REGULAR, 8)
            canvas.drawRightString(538, 76, "Page")
            canvas.showPage()
            y, room = 740.0, LINES_NEXT
        _line(canvas, number, y)
        y, room = y - 16, room - 1
    if y < 260:
        canvas.showPage()
        y = 740.0
    _foot(canvas, y)
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def _head(canvas: Any, png: bytes | None) -> None:
    if png is not None:
        _place_logo(canvas, png)
    canvas.setFont(REGULAR, 7)
    canvas.drawString(71, 669, "Falkenberg Design Lda. · Rua das Flores 12 · 1200-195 Lisboa")
    canvas.setFont(REGULAR, 10.5)
    for row, text in enumerate(("Müller & Söhne mbH", "Am Depot 114 b", "70173 Stuttgart", "GERMANY")):
        canvas.drawString(71, 653 - 12.6 * row, text)
    rows = (
        "Invoice number",
        "Invoice date",
        "Period of supply",
        "Your order",
        "Customer number",
        "Your VAT ID",
    )
    for row, label in enumerate(rows):
        canvas.setFont(REGULAR, 8.5)
        canvas.drawString(354, 687 - 12.7 * row, label)
        canvas.setFont(REGULAR, 9.5)
        canvas.drawString(439, 687 - 12.7 * row, "01/10/2026 – 31/10/2026")
    canvas.setFont(BOLD, 17)
    canvas.drawString(71, 550, "Invoice 2026-0042")
    canvas.setFont(REGULAR, 10)
    canvas.drawString(71, 530, "Thank you for your order. We charge the following services.")
    canvas.line(71, 518, 538, 518)
    canvas.setFont(BOLD, 8)
    canvas.drawString(71, 508, "No.")
    canvas.drawString(95, 508, "Description")
    for x, head in ((360, "Quantity"), (430, "Price €"), (480, "VAT"), (538, "Net €")):
        canvas.drawRightString(x, 508, head)


def _line(canvas: Canvas, number: int, y: float) -> None:
    canvas.setFont(REGULAR, 9.5)
    canvas.drawString(71, y, str(number))
    canvas.drawString(95, y, f"Service number {number}, consulting and design")
    canvas.drawRightString(360, y, "12.50")
    canvas.drawString(366, y, "h")
    canvas.drawRightString(430, y, f"{80 + number % 7}.00")
    canvas.drawRightString(480, y, "23%")
    canvas.drawRightString(538, y, "1,000.00")


def _foot(canvas: Canvas, y: float) -> None:
    canvas.line(71, y + 8, 538, y + 8)
    canvas.setFont(REGULAR, 10)
    for label, base, amount in (("Net amount", "", "10,000.00"), ("VAT 23%", "on 10,000.00", "2,300.00")):
        y -= 13
        canvas.drawString(289, y, label)
        canvas.drawRightString(450, y, base)
        canvas.drawRightString(538, y, amount)
    canvas.setFont(BOLD, 12)
    canvas.drawString(289, y - 18, "Invoice total")
    canvas.drawRightString(538, y - 18, "12,300.00")
    y -= 40
    canvas.setFont(REGULAR, 10)
    notes = ("until 02/12/2026  less 2% (−€246.00)  €12,054.00", "until 22/12/2026  in full  €12,300.00",
             "Payee  Falkenberg Design Lda.", "IBAN  PT50 0002 0123 1234 5678 9015 4",
             "It was a pleasure to work with you.")  # fmt: skip
    for row, note in enumerate(notes):
        canvas.drawString(71, y - 13 * row, note)
    _code(canvas, y)
    canvas.setFont(REGULAR, 7.3)
    for column in range(4):
        for row in range(4):
            canvas.drawString(71 + 120 * column, 60 - 9 * row, "Falkenberg Design Lda.")


def _code(canvas: Any, y: float) -> None:
    rows = (
        "BCD",
        "002",
        "1",
        "SCT",
        "BEXAPTPL",
        "Falkenberg Design Lda.",
        "PT50000201231234567890154",
        "EUR12300.00",
    )
    payload = "\n".join((*rows, "", "", "2026-0042"))
    canvas._code.append(f"q 1.57 0 0 -1.57 468 {y:.2f} cm {_qr(payload)} f Q")
