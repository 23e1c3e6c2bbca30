"""The Classic page: A4, every measure in one place. Positions are millimetres from the top left, sizes
points.

The window follows DIN 5008 form B (address field 20 to 105 across, 45 to 90 down), with fold and punch marks.
"""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.documents import faces
from desktop_crm.billing.documents.tagged import MM, Color

LEFT: Final = 25.0
RIGHT: Final = 190.0
WIDTH: Final = RIGHT - LEFT

LOGO_TOP: Final = 16.0
LOGO_HEIGHT: Final = 14.0
LOGO_WIDTH: Final = 70.0

RETURN_LINE: Final = 60.9
RETURN_RULE: Final = 62.0
ADDRESS: Final = 66.6
ADDRESS_LEADING: Final = 4.45
ADDRESS_LINES: Final = 6
ADDRESS_WIDTH: Final = 79.0
ADDRESS_SIZES: Final = (10.5, 9.5, 8.5)

INFO_LEFT: Final = 125.0
INFO_VALUE: Final = 155.0
INFO_TOP: Final = 54.5
INFO_LEADING: Final = 4.5

TITLE: Final = 102.75
TITLE_SIZE: Final = 17.0
SUBTITLE_SIZE: Final = 11.5
BODY_SIZE: Final = 10.0
LEADING: Final = 4.5
SMALL: Final = 8.5
SMALL_LEADING: Final = 3.87
GRID: Final = 2.25

TABLE_TOP: Final = 116.0
TABLE_NEXT: Final = 40.0
HEAD_HEIGHT: Final = 6.0
HEAD_SIZE: Final = 8.0
TABLE_SIZE: Final = 9.5
BASELINE: Final = 4.55
CARRY: Final = 6.3
LOWEST_CARRIED: Final = 259.0
LOWEST: Final = 267.5

PAGE_NUMBER: Final = 270.3
FOOTER_RULE: Final = 271.9
FOOTER: Final = 275.5
FOOTER_SIZE: Final = 7.3
FOOTER_LEADING: Final = 3.15
FOOTER_LINES: Final = 4

TEXT: Final[Color] = (0.11, 0.12, 0.14)
GREY: Final[Color] = (0.33, 0.35, 0.38)
MARK: Final[Color] = (0.55, 0.55, 0.55)
GHOST: Final[Color] = (0.91, 0.92, 0.93)
TINT: Final[Color] = (0.955, 0.958, 0.965)
NAVY: Final[Color] = (0.122, 0.227, 0.373)


def room(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in millimetres."""
    return faces.width(text, faces.SEMIBOLD if bold else faces.REGULAR, size) / MM


def accent(text: str) -> Color:
    """The firm's colour, darkened until it stands 4.5:1 against white (WCAG 1.4.3); navy where none was
    chosen.
    """
    if len(text) != 7 or not text.startswith("#"):
        return NAVY
    try:
        color = tuple(int(text[start : start + 2], 16) / 255 for start in (1, 3, 5))
    except ValueError:
        return NAVY
    while 1.05 / (_luminance(color) + 0.05) < 4.5:
        color = tuple(part * 0.92 for part in color)
    return (color[0], color[1], color[2])


def _luminance(color: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
