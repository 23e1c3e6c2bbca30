"""The title in the head of the page: flush right and large in Modern, over the info block in Compact."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import wrap
from desktop_crm.company.rules.looks import COMPACT, MODERN

_NUMBER_SIZE: Final = 12.5
_GAP: Final = 4.0
_MOST_LINES: Final = 3


def number(paper: Setting) -> str:
    """The number where it stands by itself under the title."""
    found = paper.facts.number.strip()
    return found if found and paper.sheet.design == MODERN and paper.title.endswith(found) else ""


def pushes(paper: Setting) -> float:
    """How much lower than usual the title makes what stands below it."""
    if paper.sheet.design != COMPACT:
        return 0.0
    return paper.sheet.title_leading * (len(_lines(paper)[0]) - 1)


def draw(canvas: TaggedCanvas, paper: Setting) -> None:
    """The title and, in Modern, its number below."""
    sheet = paper.sheet
    lines, size = _lines(paper)
    is_right = sheet.design == MODERN
    x, y = sheet.right if is_right else sheet.info_left, sheet.title
    with canvas.mark("H1"):
        for line in lines:
            canvas.text(
                x, y, line.rstrip() + ("" if is_right else " "), size, bold=True, color=paper.accent,
                align="right" if is_right else "left",
            )  # fmt: skip
            y += sheet.title_leading
        if number(paper):
            canvas.text(x, y + 0.2, number(paper), _NUMBER_SIZE, color=m.GREY, align="right")


def _lines(paper: Setting) -> tuple[tuple[str, ...], float]:
    """The largest letters in which it fits into one line, else the smallest in several."""
    sheet = paper.sheet
    text = paper.title.removesuffix(number(paper)).rstrip(" ·") or paper.title
    room = sheet.right - (sheet.left + _left_taken(paper) + _GAP)
    if sheet.design == COMPACT:
        room = sheet.right - sheet.info_left
    for size in sheet.title_sizes:
        if m.room(text, size, bold=True) <= room:
            return (text,), size
    size = sheet.title_sizes[-1]
    return wrap(text, room * MM, size, True)[:_MOST_LINES], size


def _left_taken(paper: Setting) -> float:
    """Width of the logo's place: narrower where the firm's name stands in it."""
    return paper.sheet.logo_width
