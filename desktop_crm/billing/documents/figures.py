"""What is more than a line of text: pictures, QR codes, the word across a draft."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.documents import faces
from desktop_crm.billing.documents.pictures import Kept
from desktop_crm.billing.documents.tagged import MM, Color, TaggedCanvas

_DIAGONAL: Final = 0.70711


def picture(canvas: TaggedCanvas, kept: Kept, x: float, y: float, w: float, h: float, alt: str) -> None:
    """A picture as a Figure with its words; `x`, `y` is its top left corner."""
    with canvas.mark("Figure", alt=alt) as figure:
        left, bottom = x * MM, canvas.height - (y + h) * MM
        figure.box = (left, bottom, left + w * MM, bottom + h * MM)
        name = canvas.place(kept)
        canvas.raw(f"q {w * MM:.2f} 0 0 {h * MM:.2f} {left:.2f} {bottom:.2f} cm /{name} Do Q")


def modules(canvas: TaggedCanvas, path: str, count: int, x: float, y: float, side: float, alt: str) -> None:
    """A QR code as one path in module units (`path` counts modules from the top left)."""
    with canvas.mark("Figure", alt=alt) as figure:
        left, bottom = x * MM, canvas.height - (y + side) * MM
        figure.box = (left, bottom, left + side * MM, bottom + side * MM)
        scale = side * MM / count
        top = bottom + side * MM
        canvas.raw(f"q 0 0 0 rg {scale:.5f} 0 0 {-scale:.5f} {left:.2f} {top:.2f} cm {path} f Q")


def slanted(canvas: TaggedCanvas, x: float, y: float, text: str, size: float, color: Color) -> None:
    """A word across the page at 45 degrees around its middle: the mark of drafts and samples."""
    half = faces.width(text, faces.SEMIBOLD, size) / 2 * _DIAGONAL
    left, base = x * MM - half, canvas.height - y * MM - half
    turn = f"{_DIAGONAL} {_DIAGONAL} {-_DIAGONAL} {_DIAGONAL}"
    red, green, blue = color
    canvas.raw(
        f"BT {red:.3g} {green:.3g} {blue:.3g} rg {turn} {left:.2f} {base:.2f} Tm "
        f"{canvas.show(text, size, bold=True)} ET"
    )
