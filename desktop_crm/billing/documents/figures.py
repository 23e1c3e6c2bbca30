"""What is more than a line of text: pictures, QR codes, the word across a draft."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.documents import faces
from desktop_crm.billing.documents.pictures import Kept
from desktop_crm.billing.documents.tagged import MM, Align, Color, TaggedCanvas

__all__ = ["Align", "modules", "picture", "scissors", "slanted"]

_DIAGONAL: Final = 0.70711


def picture(canvas: TaggedCanvas, kept: Kept, x: float, y: float, w: float, h: float, alt: str) -> None:
    """A picture as a Figure with its words; `x`, `y` is its top left corner."""
    with canvas.mark("Figure", alt=alt) as figure:
        left, bottom = x * MM, canvas.height - (y + h) * MM
        figure.box = (left, bottom, left + w * MM, bottom + h * MM)
        name = canvas.place(kept)
        canvas.raw(f"q {w * MM:.2f} 0 0 {h * MM:.2f} {left:.2f} {bottom:.2f} cm /{name} Do Q")


def modules(
    canvas: TaggedCanvas,
    path: str,
    count: int,
    x: float,
    y: float,
    side: float,
    alt: str,
    *,
    over: str = "",
) -> None:
    """A QR code as one path in module units (`path` counts modules from the top left). `over` is drawn on it,
    in millimetres from there.
    """
    with canvas.mark("Figure", alt=alt) as figure:
        left, bottom = x * MM, canvas.height - (y + side) * MM
        figure.box = (left, bottom, left + side * MM, bottom + side * MM)
        scale = side * MM / count
        top = bottom + side * MM
        canvas.raw(f"q 0 0 0 rg {scale:.5f} 0 0 {-scale:.5f} {left:.2f} {top:.2f} cm {path} f Q")
        if over:
            canvas.raw(f"q {MM:.5f} 0 0 {-MM:.5f} {left:.2f} {top:.2f} cm {over} Q")


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


def scissors(x: float, y: float, height: float, *, is_down: bool = False) -> str:
    """Open scissors, five millimetres long, that cut from `x`, `y` to the right or down; operators for `raw`.

    `height` is the page's in points. White lies behind them, so that the line to cut does not run through.
    """
    turn = "0 -1 -1 0" if is_down else "1 0 0 -1"
    scale = " ".join(f"{int(one) * MM:.5f}" for one in turn.split())
    rings = " ".join(_ring(0.9, side * 0.75, 0.6) for side in (-1, 1))
    return (
        f"q {scale} {x * MM:.2f} {height - y * MM:.2f} cm 1 1 1 rg 0 -1.5 5 3 re f 0 0 0 RG 0 0 0 rg "
        f"0.25 w {rings} S {_blade(-1)} {_blade(1)} Q"
    )


def _blade(side: int) -> str:
    """From the ring on one side over the middle to the tip on the other, as a wedge."""
    return f"1.15 {side * 0.3:.2f} m 1.5 {side * 0.85:.2f} l 4.9 {-side * 0.85:.2f} l h f"


def _ring(x: float, y: float, radius: float) -> str:
    """A circle of four curves."""
    bow = radius * 0.5523
    return (
        f"{x + radius:.3f} {y:.3f} m "
        f"{x + radius:.3f} {y + bow:.3f} {x + bow:.3f} {y + radius:.3f} {x:.3f} {y + radius:.3f} c "
        f"{x - bow:.3f} {y + radius:.3f} {x - radius:.3f} {y + bow:.3f} {x - radius:.3f} {y:.3f} c "
        f"{x - radius:.3f} {y - bow:.3f} {x - bow:.3f} {y - radius:.3f} {x:.3f} {y - radius:.3f} c "
        f"{x + bow:.3f} {y - radius:.3f} {x + radius:.3f} {y - bow:.3f} {x + radius:.3f} {y:.3f} c h"
    )
