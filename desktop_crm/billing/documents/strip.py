"""Modern's strip below the address: how much, until when, how much for paying early."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.documents import info_block
from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.setting import Setting
from desktop_crm.billing.documents.tagged import MM, TaggedCanvas
from desktop_crm.billing.documents.wrapping import ellipsis
from desktop_crm.company.rules.looks import MODERN

_HEIGHT: Final = 20.5
_BAR: Final = 1.4
_EDGE: Final = 2.0
_SIZES: Final = (17.0, 15.0, 13.0, 11.0, 9.5)
_MORE_SIZES: Final = (13.0, 12.0, 11.0, 10.0, 9.0)
_LABEL_SIZES: Final = (8.5, 8.0, 7.5, 7.0)


def height(paper: Setting) -> float:
    """Nothing where there is no sum to show, or another design."""
    return _HEIGHT if paper.sheet.design == MODERN and paper.key_figures else 0.0


def top(paper: Setting) -> float:
    """Upper edge: lower than usual only where the info block is long."""
    return max(paper.sheet.body + 0.14, info_block.bottom(paper) + 5.0)


def draw(canvas: TaggedCanvas, paper: Setting, y: float) -> None:
    """The figures in thirds of the width, the first one largest."""
    if not height(paper):
        return
    sheet = paper.sheet
    left = sheet.left - _EDGE
    width = sheet.width + 2 * _EDGE
    canvas.box(left, y, width, _HEIGHT, paper.tint)
    canvas.box(left, y, _BAR, _HEIGHT, paper.accent)
    figures = paper.key_figures[:3]
    step = (width - 6) / 3
    with canvas.group("Table", summary=paper.t("Totals")):
        for place, (label, value) in enumerate(figures):
            x = left + 6 + place * step
            with canvas.group("TR"):
                with canvas.mark("TH", scope="Row"):
                    size = _fitting(label, step - 4, _LABEL_SIZES, bold=False)
                    words = ellipsis(label, (step - 3) * MM, size)
                    canvas.text(x, y + 6.4, words + " ", size, color=m.GREY)
                with canvas.mark("TD"):
                    size = _fitting(value, step - 4, _MORE_SIZES if place else _SIZES, bold=True)
                    color = m.TEXT if place else paper.accent
                    canvas.text(x, y + 15.0, value, size, bold=True, color=color)


def _fitting(text: str, room: float, sizes: tuple[float, ...], *, bold: bool) -> float:
    return next((size for size in sizes if m.room(text, size, bold=bold) <= room), sizes[-1])
