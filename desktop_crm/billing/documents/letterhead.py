"""The head and foot of the page: logo, return line, address in the window, info block, title, footer, page
numbers.
"""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.documents import figures, headline, info_block, pictures, postal, strip
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line, ellipsis, wrap
from desktop_crm.company.rules.looks import CLASSIC

_THIN_BAND: Final = 2.5
_COVER_DATE: Final = 94.0
_COVER_TITLE: Final = 104.0
_CLEAR: Final = 3.5
"""Between the foot and what lies below it."""


def draw_first(canvas: TaggedCanvas, paper: Setting) -> None:
    """Everything above the intro of page one, in reading order."""
    _head(canvas, paper)
    if paper.sheet.design == CLASSIC:
        info_block.draw(canvas, paper)
        _title(canvas, paper)
        return
    headline.draw(canvas, paper)
    info_block.draw(canvas, paper)
    strip.draw(canvas, paper, strip.top(paper))
    _subtitles(canvas, paper, _subtitle_top(paper))


def _head(canvas: TaggedCanvas, paper: Setting) -> None:
    """What every first page bears: marks, band, logo, to whom it goes."""
    sheet = paper.sheet
    _marks(canvas, sheet)
    if sheet.band:
        canvas.box(0, 0, sheet.page_width, sheet.band, paper.accent)
    _ghost(canvas, paper)
    _logo(canvas, paper)
    _return_line(canvas, paper)
    _address(canvas, paper)


def draw_cover(canvas: TaggedCanvas, paper: Setting) -> None:
    """The head of the letter before the paper: to whom, when, about what."""
    sheet = paper.sheet
    _head(canvas, paper)
    with canvas.mark("P"):
        day = paper.t.formats.date_words(paper.facts.issued_on)
        canvas.text(sheet.right, _COVER_DATE, day, sheet.body_size, color=m.TEXT, align="right")
    y, size = _COVER_TITLE, sheet.heading_size + 1.5
    with canvas.mark("H1"):
        for line in wrap(paper.title, sheet.width * MM, size, True)[:3]:
            canvas.text(sheet.left, y, line + " ", size, bold=True, color=paper.accent)
            y += 5.6


def cover_top(paper: Setting) -> float:
    """Upper edge of the letter's text."""
    sheet = paper.sheet
    lines = wrap(paper.title, sheet.width * MM, sheet.heading_size + 1.5, True)[:3]
    return _COVER_TITLE + 5.6 * (len(lines) - 1) + 5.0


def title_top(paper: Setting) -> float:
    """Baseline of Classic's title: lower than usual only where the info block is long."""
    return max(paper.sheet.title, info_block.bottom(paper) + 8.2)


def body_top(paper: Setting) -> float:
    """Baseline of the line after the title and its bold lines."""
    sheet, lines = paper.sheet, _subtitle_lines(paper)
    step = sheet.subtitle_leading
    if sheet.design != CLASSIC:
        y = _subtitle_top(paper)
        return y + step * (len(lines) - 1) + sheet.leading * 1.6 if lines else y
    y = title_top(paper) + sheet.title_leading * (len(_title_lines(paper)) - 1)
    return y + 5.9 + step * (len(lines) - 1) + 8.1 if lines else y + 7.75


def _subtitle_top(paper: Setting) -> float:
    """Baseline of the first line below head and strip, where the title stands in the head."""
    gap = 6.6 if strip.height(paper) else paper.sheet.leading
    return strip.top(paper) + strip.height(paper) + gap


def _marks(canvas: TaggedCanvas, sheet: Sheet) -> None:
    """Where to fold (105, 210) and to punch (148.5)."""
    if sheet.has_marks:
        canvas.rule(4, 105, 8, 105, 0.35, m.MARK)
        canvas.rule(4, 148.5, 10, 148.5, 0.35, m.MARK)
        canvas.rule(4, 210, 8, 210, 0.35, m.MARK)


def _ghost(canvas: TaggedCanvas, paper: Setting) -> None:
    """The word across the page of a draft or sample, behind everything."""
    facts = paper.facts
    if not (facts.is_draft or facts.is_sample or facts.is_internal):
        return
    word = paper.t("Draft") if facts.is_draft else paper.t("Sample")
    if facts.is_internal:
        word = paper.t("Internal")
    with canvas.artifact("Background"):
        figures.slanted(canvas, 105, 165, word, 110, m.GHOST)


def _logo(canvas: TaggedCanvas, paper: Setting) -> None:
    seller, sheet = clean_line(paper.facts.seller.name), paper.sheet
    if paper.pictures.logo is None:
        room = (92 if sheet.design == CLASSIC else 80) * MM
        name = ellipsis(seller, room, sheet.name_size, bold=True)
        if name:
            with canvas.mark("P"):
                canvas.text(
                    sheet.left, sheet.logo_top + 8.5, name, sheet.name_size, bold=True, color=paper.accent
                )
        return
    kept = pictures.keep(paper.pictures.logo)
    scale = min(sheet.logo_height / kept.height, sheet.logo_width / kept.width)
    alt = paper.t("Logo of {name}", name=seller)
    figures.picture(canvas, kept, sheet.left, sheet.logo_top, kept.width * scale, kept.height * scale, alt)


def _return_line(canvas: TaggedCanvas, paper: Setting) -> None:
    """Where the letter goes back to; on Letter, whose envelopes show that elsewhere, a word above the
    address.
    """
    sheet = paper.sheet
    if sheet.is_letter:
        with canvas.artifact("Pagination", "Header"):
            canvas.text(sheet.left, sheet.return_line, paper.t("Recipient"), sheet.small, color=m.GREY)
        return
    text = postal.return_line(paper.facts.seller, paper.t.language)
    if not text:
        return
    size = next((size for size in (7.0, 6.5, 6.0) if m.room(text, size) <= sheet.address_width), 6.0)
    text = ellipsis(text, sheet.address_width * MM, size)
    with canvas.artifact("Pagination", "Header"):
        canvas.text(sheet.left, sheet.return_line, text, size, color=m.GREY)
        edge = sheet.left + m.room(text, size)
        canvas.rule(sheet.left, sheet.return_rule, edge, sheet.return_rule, 0.35, m.MARK)


def _address(canvas: TaggedCanvas, paper: Setting) -> None:
    sheet = paper.sheet
    lines, size = postal.window(paper.facts, sheet)
    if not lines:
        return
    with canvas.mark("P"):
        for index, line in enumerate(lines):
            end = " " if index < len(lines) - 1 else ""
            y = sheet.address + index * sheet.address_leading
            canvas.text(sheet.left, y, line + end, size, color=m.TEXT)


# ----------------------------------------------------------------------------------------------------- title


def _title_lines(paper: Setting) -> tuple[str, ...]:
    return wrap(paper.title, paper.sheet.width * MM, paper.sheet.title_sizes[0], True)[:3]


def _subtitle_lines(paper: Setting) -> list[str]:
    width, size = paper.sheet.width * MM, paper.sheet.subtitle_size
    return [line for text in paper.subtitles for line in wrap(clean_line(text), width, size, True)]


def _title(canvas: TaggedCanvas, paper: Setting) -> None:
    y, sheet = title_top(paper), paper.sheet
    with canvas.mark("H1"):
        for line in _title_lines(paper):
            canvas.text(sheet.left, y, line, sheet.title_sizes[0], bold=True, color=paper.accent)
            y += sheet.title_leading
    _subtitles(canvas, paper, y + 5.9 - sheet.title_leading)


def _subtitles(canvas: TaggedCanvas, paper: Setting, y: float) -> None:
    sheet = paper.sheet
    for line in _subtitle_lines(paper):
        with canvas.mark("P"):
            canvas.text(sheet.left, y, line, sheet.subtitle_size, bold=True, color=m.TEXT)
        y += sheet.subtitle_leading


# ------------------------------------------------------------------------------------ repeated head and foot


def draw_running(canvas: TaggedCanvas, paper: Setting) -> None:
    """The head of page two and on: number, customer and date."""
    sheet = paper.sheet
    if sheet.band:
        canvas.box(0, 0, sheet.page_width, _THIN_BAND, paper.accent)
    day = paper.t.formats.date(paper.facts.issued_on)
    name = ellipsis(clean_line(paper.facts.buyer.name), 75 * MM, 9)
    right = f"{name} · {day}" if name else day
    with canvas.artifact("Pagination", "Header"):
        title = ellipsis(paper.title, 66 * MM, sheet.subtitle_size, bold=True)
        canvas.text(sheet.left, sheet.running, title, sheet.subtitle_size, bold=True, color=paper.accent)
        canvas.text(sheet.right, sheet.running, right, 9, color=m.GREY, align="right")
    _ghost(canvas, paper)


def foot_lift(paper: Setting, page: int, top: float) -> float:
    """How much higher the foot stands where the page ends at `top`; later pages then have but a number."""
    sheet = paper.sheet
    if page > 1:
        return sheet.page_number - (top - _CLEAR)
    columns = postal.footer(paper.facts, paper.t)
    lines = min(max(map(len, columns), default=1), sheet.footer_lines)
    return sheet.footer + (lines - 1) * sheet.footer_leading - (top - _CLEAR)


def draw_foot(
    canvas: TaggedCanvas, paper: Setting, page: int, pages: int, *, top: float | None = None
) -> None:
    """Page x of y and the firm's letter facts; only the first page's are part of the text. All of it stands
    above `top` where something else lies below.
    """
    sheet = paper.sheet
    line = paper.accent if sheet.band else m.MARK
    up = 0.0 if top is None else foot_lift(paper, page, top)
    with canvas.artifact("Pagination", "Footer"):
        text = paper.t("Page {page} of {pages}", page=page, pages=pages)
        canvas.text(sheet.right, sheet.page_number - up, text, 8, color=m.GREY, align="right")
        if page == 1 or top is None:
            y = sheet.footer_rule - up
            canvas.rule(sheet.left, y, sheet.right, y, 0.35, line)
        if page > 1 and top is None:
            _footer_columns(canvas, paper, tagged=False)
    if page == 1:
        _footer_columns(canvas, paper, tagged=True, up=up)


def _footer_columns(canvas: TaggedCanvas, paper: Setting, *, tagged: bool, up: float = 0.0) -> None:
    """Up to four columns of their natural width that share the gaps; smaller letters where they do not
    fit.
    """
    columns = [
        tuple(map(clean_line, column)) for column in postal.footer(paper.facts, paper.t) if any(column)
    ][:4]
    if not columns:
        return
    sheet = paper.sheet
    size = sheet.footer_size
    while (
        size > 5.5
        and sum(_column_width(column, size) for column in columns) + 4 * (len(columns) - 1) > sheet.width
    ):
        size -= 0.3
    most = (sheet.width - 4 * (len(columns) - 1)) / len(columns)
    widths = [_column_width(column, size) for column in columns]
    if sum(widths) + 4 * (len(columns) - 1) > sheet.width:
        widths = [min(width, most) for width in widths]
    gap = (sheet.width - sum(widths)) / max(len(columns) - 1, 1)
    x = sheet.left
    for column, width in zip(columns, widths, strict=True):
        if tagged:
            with canvas.mark("P"):
                _footer_column(canvas, sheet, column, x, width, size, up)
        else:
            _footer_column(canvas, sheet, column, x, width, size, up)
        x += width + gap


def _column_width(column: tuple[str, ...], size: float) -> float:
    return max(m.room(line, size) for line in column)


def _footer_column(
    canvas: TaggedCanvas,
    sheet: Sheet,
    column: tuple[str, ...],
    x: float,
    width: float,
    size: float,
    up: float,
) -> None:
    for index, line in enumerate(column[: sheet.footer_lines]):
        text = ellipsis(line, (width + 0.1) * MM, size)
        canvas.text(x, sheet.footer + index * sheet.footer_leading - up, text + " ", size, color=m.GREY)
