"""Number, dates and references beside the address: labels and values in two columns."""

from __future__ import annotations

from desktop_crm.billing.documents import headline
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.payment import says_due_above
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import clean_line, ellipsis, wrap
from desktop_crm.company.rules.looks import COMPACT, MODERN

_LEAST_LEADING = {COMPACT: 3.5}


def rows(paper: Setting) -> list[tuple[str, str, bool]]:
    """What the block says: Modern says some of it in its head and strip, Compact adds what is to be paid, and
    Classic until when, where a slip at the foot takes the room to say it below.
    """
    if paper.sheet.design == MODERN:
        said = {value for _label, value in paper.key_figures} | {headline.number(paper)}
        return [row for row in paper.info if row[1] not in said]
    known = {value for _label, value, _bold in paper.info}
    sums = [(label, value, True) for label, value in reversed(paper.key_figures[:2])]
    if paper.sheet.design != COMPACT:
        sums = sums[:1] if says_due_above(paper) else []
    return [*paper.info, *(row for row in sums if row[1] not in known)]


def bottom(paper: Setting) -> float:
    """Baseline of the last row."""
    return top(paper) + (_count(paper) - 1) * _leading(paper)


def top(paper: Setting) -> float:
    """Baseline of the first row: below the title where that stands above."""
    return paper.sheet.info_top + headline.pushes(paper)


def draw(canvas: TaggedCanvas, paper: Setting) -> None:
    """The block as a table."""
    sheet, leading, left = paper.sheet, _leading(paper), _value_left(paper)
    y = top(paper)
    with canvas.group("Table", summary=paper.t("Number, dates and references")):
        for label, lines, size, bold in _laid(paper):
            with canvas.group("TR"):
                with canvas.mark("TH", scope="Row"):
                    canvas.text(sheet.info_left, y, label, sheet.small, color=m.GREY)
                with canvas.mark("TD"):
                    for index, line in enumerate(lines):
                        end = " " if index < len(lines) - 1 and not line.endswith("\u00ad") else ""
                        canvas.text(left, y + index * leading, line + end, size, bold=bold, color=m.TEXT)
            y += leading * len(lines)


def _laid(paper: Setting) -> list[tuple[str, tuple[str, ...], float, bool]]:
    """(label, lines of the value, their size, bold); a value too wide gets smaller, then a second line."""
    laid = []
    sizes = paper.sheet.info_sizes
    width = (paper.sheet.right - _value_left(paper)) * MM
    for label, value, bold in rows(paper):
        value = clean_line(value)
        fitting = (size for size in sizes if m.room(value, size, bold=bold) * MM <= width)
        size = next(fitting, sizes[-1])
        lines = wrap(value, width, size, bold)
        if len(lines) > 3:
            lines = (*lines[:2], ellipsis("".join(lines[2:]), width, size))
        laid.append((label, lines, size, bold))
    return laid


def _value_left(paper: Setting) -> float:
    widest = max((m.room(label, paper.sheet.small) for label, _value, _bold in rows(paper)), default=0.0)
    return max(paper.sheet.info_value, paper.sheet.info_left + widest + 3)


def _count(paper: Setting) -> int:
    return sum(len(lines) for _label, lines, _size, _bold in _laid(paper))


def _leading(paper: Setting) -> float:
    """Closer lines where there are many, so that the block ends above the title."""
    sheet = paper.sheet
    fitting = (sheet.info_lowest - top(paper)) / max(_count(paper) - 1, 1)
    return max(min(sheet.info_leading, fitting), _LEAST_LEADING.get(sheet.design, 3.9))
