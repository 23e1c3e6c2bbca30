"""Files appended to a paper: each page of a PDF, or a picture, as a page of its own; the file goes along.

Pages of others are neither tagged nor always embed their letters, so none of them could stand in PDF/A-3a and
PDF/UA-1 as it is: it stands as a picture with its words as the alternative text. The file as it came is
embedded as a supplement.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

from desktop_crm.billing.documents import figures
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.pictures import Kept
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules import appending
from desktop_crm.billing.rules.chain import digest
from desktop_crm.billing.rules.facts import AppendedFacts
from desktop_crm.files.guards import check_attachment
from desktop_crm.files.pictures import LONGEST_PRINTED, printed_picture
from desktop_crm.values.engines import PDFIUM
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

if TYPE_CHECKING:
    from PIL.Image import Image

_DPI: Final = 170
_MOST_WORDS: Final = 3000
_QUALITY: Final = 82
_STRIP: Final = 9.0
"""Millimetres below the picture, where the page has its number."""
_NUMBER: Final = 4.6
_PASSWORD: Final = 4  # FPDF_ERR_PASSWORD


@dataclass(frozen=True, slots=True)
class Shown:
    """One page as a picture, with the words on it."""

    picture: Kept
    words: str


@dataclass(frozen=True, slots=True)
class _File:
    """The hash tells one from another; the name is for what is said of it."""

    sha256: str
    media_type: str
    name: str = field(compare=False)
    content: bytes = field(compare=False, repr=False)


def checked(content: bytes, name: str) -> tuple[str, str, int]:
    """(name to keep, media type, number of pages) of a file that can be appended.

    Raises UserError, with the file's name in it, for one that is empty, too large, of another kind than its
    name says, protected by a password or damaged, and for one with too many pages.
    """
    shown, media_type = check_attachment(content, name, appending.LARGEST)
    appending.check_kind(shown, media_type, appending.FIELD)
    return shown, media_type, len(_pages(_File(digest(content), media_type, shown, content)))


def shown_of(files: Sequence[AppendedFacts], contents: Sequence[bytes]) -> list[list[Shown]]:
    """The pages of each file that is appended. UserError at "appended[2]" for one that cannot be read."""
    found: list[list[Shown]] = []
    pairs = zip(files, contents, strict=True)
    for place, (fact, content) in enumerate(pairs, start=1):
        place_field = f"{appending.FIELD}[{place}]"
        try:
            pages = _pages(_File(fact.sha256, fact.media_type, fact.name, content))
        except UserError as error:
            raise type(error)(error.message, place_field) from None
        found.append(list(pages))
        if sum(map(len, found)) > appending.MOST_PAGES:
            raise appending.too_many_pages(fact.name, place_field)
    return found


def draw(canvas: TaggedCanvas, paper: Setting, page: Shown, words: str, number: int, count: int) -> None:
    """A page of its own: the picture as large as it allows, below it "Page 5 of 9". A wide one lies on its
    side."""
    kept, sheet = page.picture, paper.sheet
    size = (sheet.page_width, sheet.page_height)
    width, height = size if kept.height >= kept.width else size[::-1]
    canvas.next_page((width, height))
    room = height - _STRIP
    scale = min(width / kept.width, room / kept.height)
    wide, high = kept.width * scale, kept.height * scale
    alt = f"{words}: {page.words}" if page.words else words
    figures.picture(canvas, kept, (width - wide) / 2, (room - high) / 2, wide, high, alt)
    margin = sheet.page_width - sheet.right
    with canvas.artifact("Pagination", "Footer"):
        foot = paper.t("Page {page} of {pages}", page=number, pages=count)
        canvas.text(width - margin, height - _NUMBER, foot, 8, color=m.GREY, align="right")


def words_of(paper: Setting, name: str, page: int, pages: int) -> str:
    """ "plan.pdf, page 2 of 3"."""
    return paper.t("{name}, page {page} of {pages}", name=clean_line(name), page=page, pages=pages)


@lru_cache(maxsize=appending.MOST_FILES)
def _pages(file: _File) -> tuple[Shown, ...]:
    """Kept for the next drawing: a preview is drawn after every edit."""
    if file.media_type != appending.PDF:
        return (Shown(_jpeg(printed_picture(file.content, file.name)), ""),)
    import pypdfium2 as pdfium

    with PDFIUM:
        try:
            document = pdfium.PdfDocument(file.content)
        except pdfium.PdfiumError as error:
            raise _unreadable(file, error) from error
        try:
            if len(document) > appending.MOST_PAGES:
                raise appending.too_many_pages(file.name)
            document.init_forms()  # what was filled in is drawn, too
            return tuple(_page(document[number]) for number in range(len(document)))
        except (pdfium.PdfiumError, MemoryError, OSError, ValueError) as error:
            raise UserError(_("{name} is damaged: it cannot be shown", name=file.name)) from error
        finally:
            document.close()


def _unreadable(file: _File, error: Exception) -> UserError:
    # The library's code may be that of the file before; how a file is locked always lies open in it.
    if getattr(error, "err_code", None) == _PASSWORD and b"/Encrypt" in file.content:
        return UserError(_("{name} is protected by a password: save it without one", name=file.name))
    return UserError(_("{name} is damaged: it cannot be shown", name=file.name))


def _page(page: Any) -> Shown:
    """A page as large as a sheet needs it, whatever size it says it has."""
    longest = max(page.get_size())
    scale = min(_DPI / 72, LONGEST_PRINTED / max(longest, 1.0))
    picture = page.render(scale=scale).to_pil()
    text = page.get_textpage()
    words = " ".join(text.get_text_bounded().split())[:_MOST_WORDS]
    text.close()
    page.close()
    return Shown(_jpeg(picture), "".join(one for one in words if one.isprintable()))


def _jpeg(image: Image) -> Kept:
    """Grey where nothing on it has a colour."""
    image = image.convert("RGB")
    red, green, blue = (part.tobytes() for part in image.split())
    if red == green == blue:
        image = image.convert("L")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    space = "DeviceGray" if image.mode == "L" else "DeviceRGB"
    data = out.getvalue()
    return Kept(digest(data)[:32], image.width, image.height, data, True, space, None)
