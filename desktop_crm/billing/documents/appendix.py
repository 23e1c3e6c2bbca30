"""Files appended to a paper: each page of a PDF, or a picture, as a page of its own; the file goes along, too.

Pages of others are neither tagged nor always embed their letters, so none of them could stand in PDF/A-3a and
PDF/UA-1 as it is: it stands as a picture with its words as the alternative text. The file as it came is
embedded as a supplement.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from threading import Lock
from typing import Final

from desktop_crm.billing.documents import figures, pictures
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

MOST_PAGES: Final = 60
PDF: Final = "application/pdf"
PRINTED: Final = (PDF, "image/png", "image/jpeg")
_DPI: Final = 170
_MOST_WORDS: Final = 3000
_QUALITY: Final = 82
_LOCK = Lock()  # PDFium is not safe to call from two threads


@dataclass(frozen=True, slots=True)
class Shown:
    """One page as a picture, with the words on it."""

    picture: bytes
    words: str
    name: str
    number: int
    count: int


def shown_of(paper: Setting) -> list[Shown]:
    """All pages of what is appended, in order. UserError at "appended[2]" for a file that cannot be read."""
    shown: list[Shown] = []
    pairs = zip(paper.facts.appended, paper.pictures.appended, strict=False)
    for place, (fact, content) in enumerate(pairs, start=1):
        try:
            shown += _pages(fact.name, fact.media_type, content)
        except (ValueError, OSError) as error:
            raise UserError(_("{name} cannot be read", name=fact.name), f"appended[{place}]") from error
        if len(shown) > MOST_PAGES:
            most = _("{n} pages at most can be appended", n=MOST_PAGES)
            raise UserError(most, f"appended[{place}]")
    return shown


def draw(canvas: TaggedCanvas, paper: Setting, shown: Shown) -> None:
    """The picture as large as the page allows, in its middle."""
    kept = pictures.keep(shown.picture)
    sheet = paper.sheet
    scale = min(sheet.page_width / kept.width, sheet.page_height / kept.height)
    width, height = kept.width * scale, kept.height * scale
    words = paper.t("{name}, page {page} of {pages}", name=clean_line(shown.name), page=shown.number,
                    pages=shown.count)  # fmt: skip
    alt = f"{words}: {shown.words}" if shown.words else words
    left, top = _middle(sheet, width, height)
    figures.picture(canvas, kept, left, top, width, height, alt)


def _middle(sheet: Sheet, width: float, height: float) -> tuple[float, float]:
    return (sheet.page_width - width) / 2, (sheet.page_height - height) / 2


def _pages(name: str, media_type: str, content: bytes) -> Iterator[Shown]:
    if media_type != PDF:
        yield Shown(_jpeg(content), "", name, 1, 1)
        return
    import pypdfium2 as pdfium

    with _LOCK:
        try:
            document = pdfium.PdfDocument(content)
        except pdfium.PdfiumError as error:
            raise ValueError("no PDF that can be read") from error
        try:
            count = len(document)
            if count > MOST_PAGES:
                yield from (Shown(b"", "", name, number, count) for number in range(1, count + 1))
                return
            for number in range(count):
                page = document[number]
                picture = page.render(scale=_DPI / 72).to_pil()
                words = " ".join(page.get_textpage().get_text_bounded().split())[:_MOST_WORDS]
                yield Shown(_as_jpeg(picture), _plain(words), name, number + 1, count)
        except pdfium.PdfiumError as error:
            raise ValueError("a page cannot be read") from error
        finally:
            document.close()


def _plain(words: str) -> str:
    return "".join(one for one in words if one.isprintable())


def _jpeg(content: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        image.load()
        return _as_jpeg(image)


def _as_jpeg(image: object) -> bytes:
    from PIL import Image

    assert isinstance(image, Image.Image)
    if image.mode in ("RGBA", "LA", "P"):
        ground = Image.new("RGB", image.size, (255, 255, 255))
        whole = image.convert("RGBA")
        ground.paste(whole, mask=whole.getchannel("A"))
        image = ground
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()
