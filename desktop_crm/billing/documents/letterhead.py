"""The head and foot of the page: logo, return line, address in the window, info block, title, footer, page
numbers.
"""

from __future__ import annotations

from desktop_crm.billing.documents import figures, pictures, postal
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line, ellipsis, wrap


def draw_first(canvas: TaggedCanvas, paper: Setting) -> None:
    """Everything above the intro of page one, in reading order."""
    _marks(canvas)
    _ghost(canvas, paper)
    _logo(canvas, paper)
    _return_line(canvas, paper)
    _address(canvas, paper)
    _info(canvas, paper)
    _title(canvas, paper)


def title_top(paper: Setting) -> float:
    """Baseline of the title: lower than usual only where the info block is long."""
    return max(m.TITLE, _info_bottom(paper) + 8.2)


def body_top(paper: Setting) -> float:
    """Baseline of the line after the title and its bold lines."""
    y = title_top(paper) + 6.3 * (len(_title_lines(paper)) - 1)
    lines = _subtitle_lines(paper)
    return y + 5.9 + 5.2 * (len(lines) - 1) + 8.1 if lines else y + 7.75


def _marks(canvas: TaggedCanvas) -> None:
    """Where to fold (105, 210) and to punch (148.5)."""
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
    seller = clean_line(paper.facts.seller.name)
    if paper.pictures.logo is None:
        name = ellipsis(seller, 92 * MM, 15, bold=True)
        if name:
            with canvas.mark("P"):
                canvas.text(m.LEFT, m.LOGO_TOP + 8.5, name, 15, bold=True, color=paper.accent)
        return
    kept = pictures.keep(paper.pictures.logo)
    scale = min(m.LOGO_HEIGHT / kept.height, m.LOGO_WIDTH / kept.width)
    alt = paper.t("Logo of {name}", name=seller)
    figures.picture(canvas, kept, m.LEFT, m.LOGO_TOP, kept.width * scale, kept.height * scale, alt)


def _return_line(canvas: TaggedCanvas, paper: Setting) -> None:
    text = postal.return_line(paper.facts.seller, paper.t.language)
    if not text:
        return
    size = next((size for size in (7.0, 6.5, 6.0) if m.room(text, size) <= m.ADDRESS_WIDTH), 6.0)
    text = ellipsis(text, m.ADDRESS_WIDTH * MM, size)
    with canvas.artifact("Pagination", "Header"):
        canvas.text(m.LEFT, m.RETURN_LINE, text, size, color=m.GREY)
        canvas.rule(m.LEFT, m.RETURN_RULE, m.LEFT + m.room(text, size), m.RETURN_RULE, 0.35, m.MARK)


def _address(canvas: TaggedCanvas, paper: Setting) -> None:
    lines, size = postal.window(paper.facts)
    if not lines:
        return
    with canvas.mark("P"):
        for index, line in enumerate(lines):
            end = " " if index < len(lines) - 1 else ""
            canvas.text(m.LEFT, m.ADDRESS + index * m.ADDRESS_LEADING, line + end, size, color=m.TEXT)


# ------------------------------------------------------------------------------------------------ info block


def _info_rows(paper: Setting) -> list[tuple[str, tuple[str, ...], float, bool]]:
    """(label, lines of the value, their size, bold); a value too wide gets smaller, then a second line."""
    rows = []
    width = (m.RIGHT - _info_value(paper)) * MM
    for label, value, bold in paper.info:
        value = clean_line(value)
        size = next(
            (size for size in (9.5, 9.0, 8.5, 8.0) if m.room(value, size, bold=bold) * MM <= width), 8.0
        )
        lines = wrap(value, width, size, bold)
        rows.append(
            (
                label,
                lines if len(lines) <= 3 else (*lines[:2], ellipsis("".join(lines[2:]), width, size)),
                size,
                bold,
            )
        )
    return rows


def _info_value(paper: Setting) -> float:
    widest = max(m.room(label, m.SMALL) for label, _value, _bold in paper.info)
    return max(m.INFO_VALUE, m.INFO_LEFT + widest + 3)


def _info_leading(paper: Setting) -> float:
    """Closer lines where there are many, so that the block ends above the title."""
    count = sum(len(lines) for _label, lines, _size, _bold in _info_rows(paper))
    return max(min(m.INFO_LEADING, (96 - m.INFO_TOP) / max(count - 1, 1)), 3.9)


def _info_bottom(paper: Setting) -> float:
    count = sum(len(lines) for _label, lines, _size, _bold in _info_rows(paper))
    return m.INFO_TOP + (count - 1) * _info_leading(paper)


def _info(canvas: TaggedCanvas, paper: Setting) -> None:
    y, leading, left = m.INFO_TOP, _info_leading(paper), _info_value(paper)
    with canvas.group("Table", summary=paper.t("Number, dates and references")):
        for label, lines, size, bold in _info_rows(paper):
            with canvas.group("TR"):
                with canvas.mark("TH", scope="Row"):
                    canvas.text(m.INFO_LEFT, y, label, m.SMALL, color=m.GREY)
                with canvas.mark("TD"):
                    for index, line in enumerate(lines):
                        end = " " if index < len(lines) - 1 and not line.endswith("\u00ad") else ""
                        canvas.text(left, y + index * leading, line + end, size, bold=bold, color=m.TEXT)
            y += leading * len(lines)


# ----------------------------------------------------------------------------------------------------- title


def _title_lines(paper: Setting) -> tuple[str, ...]:
    return wrap(paper.title, m.WIDTH * MM, m.TITLE_SIZE, True)[:3]


def _subtitle_lines(paper: Setting) -> list[str]:
    texts = paper.subtitles
    return [line for text in texts for line in wrap(clean_line(text), m.WIDTH * MM, m.SUBTITLE_SIZE, True)]


def _title(canvas: TaggedCanvas, paper: Setting) -> None:
    y = title_top(paper)
    with canvas.mark("H1"):
        for line in _title_lines(paper):
            canvas.text(m.LEFT, y, line, m.TITLE_SIZE, bold=True, color=paper.accent)
            y += 6.3
    y += 5.9 - 6.3
    for line in _subtitle_lines(paper):
        with canvas.mark("P"):
            canvas.text(m.LEFT, y, line, m.SUBTITLE_SIZE, bold=True, color=m.TEXT)
        y += 5.2


# ------------------------------------------------------------------------------------ repeated head and foot


def draw_running(canvas: TaggedCanvas, paper: Setting) -> None:
    """The head of page two and on: number, customer and date."""
    day = paper.t.formats.date(paper.facts.issued_on)
    name = ellipsis(clean_line(paper.facts.buyer.name), 75 * MM, 9)
    right = f"{name} · {day}" if name else day
    with canvas.artifact("Pagination", "Header"):
        title = ellipsis(paper.title, 66 * MM, m.SUBTITLE_SIZE, bold=True)
        canvas.text(m.LEFT, 23.9, title, m.SUBTITLE_SIZE, bold=True, color=paper.accent)
        canvas.text(m.RIGHT, 23.9, right, 9, color=m.GREY, align="right")
    _ghost(canvas, paper)


def draw_foot(canvas: TaggedCanvas, paper: Setting, page: int, pages: int) -> None:
    """Page x of y and the firm's letter facts; only the first page's are part of the text."""
    with canvas.artifact("Pagination", "Footer"):
        text = paper.t("Page {page} of {pages}", page=page, pages=pages)
        canvas.text(m.RIGHT, m.PAGE_NUMBER, text, 8, color=m.GREY, align="right")
        canvas.rule(m.LEFT, m.FOOTER_RULE, m.RIGHT, m.FOOTER_RULE, 0.35, m.MARK)
        if page > 1:
            _footer_columns(canvas, paper, tagged=False)
    if page == 1:
        _footer_columns(canvas, paper, tagged=True)


def _footer_columns(canvas: TaggedCanvas, paper: Setting, *, tagged: bool) -> None:
    """Up to four columns of their natural width that share the gaps; smaller letters where they do not
    fit.
    """
    columns = [
        tuple(map(clean_line, column)) for column in postal.footer(paper.facts, paper.t) if any(column)
    ][:4]
    if not columns:
        return
    size = m.FOOTER_SIZE
    while (
        size > 5.5
        and sum(_column_width(column, size) for column in columns) + 4 * (len(columns) - 1) > m.WIDTH
    ):
        size -= 0.3
    most = (m.WIDTH - 4 * (len(columns) - 1)) / len(columns)
    widths = [_column_width(column, size) for column in columns]
    if sum(widths) + 4 * (len(columns) - 1) > m.WIDTH:
        widths = [min(width, most) for width in widths]
    gap = (m.WIDTH - sum(widths)) / max(len(columns) - 1, 1)
    x = m.LEFT
    for column, width in zip(columns, widths, strict=True):
        if tagged:
            with canvas.mark("P"):
                _footer_column(canvas, column, x, width, size)
        else:
            _footer_column(canvas, column, x, width, size)
        x += width + gap


def _column_width(column: tuple[str, ...], size: float) -> float:
    return max(m.room(line, size) for line in column)


def _footer_column(
    canvas: TaggedCanvas, column: tuple[str, ...], x: float, width: float, size: float
) -> None:
    for index, line in enumerate(column[: m.FOOTER_LINES]):
        text = ellipsis(line, (width + 0.1) * MM, size)
        canvas.text(x, m.FOOTER + index * m.FOOTER_LEADING, text + " ", size, color=m.GREY)
