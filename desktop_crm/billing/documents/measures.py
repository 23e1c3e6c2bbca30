"""The sheets: every measure of every design on A4 and Letter, in one place. Positions are millimetres from
the top left, sizes points.

The window follows DIN 5008 form B (address field 20 to 105 across, 45 to 90 down), with fold and punch marks.
A design that was ever printed never changes its measures: a reprint looks as the original did. What should
look otherwise becomes a design of another name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from desktop_crm.billing.documents import faces
from desktop_crm.billing.documents.tagged import MM, Color
from desktop_crm.company.rules.looks import CLASSIC, COMPACT, LETTER, MODERN

TEXT: Final[Color] = (0.11, 0.12, 0.14)
GREY: Final[Color] = (0.33, 0.35, 0.38)
MARK: Final[Color] = (0.55, 0.55, 0.55)
HAIR: Final[Color] = (0.84, 0.85, 0.86)
GHOST: Final[Color] = (0.91, 0.92, 0.93)
TINT: Final[Color] = (0.955, 0.958, 0.965)
SHADE: Final[Color] = (0.94, 0.942, 0.95)
NAVY: Final[Color] = (0.122, 0.227, 0.373)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One design on one size of paper. The defaults are Classic on A4."""

    design: str = CLASSIC
    page_width: float = 210.0
    page_height: float = 297.0
    has_marks: bool = True
    band: float = 0.0

    left: float = 25.0
    right: float = 190.0

    logo_top: float = 16.0
    logo_height: float = 14.0
    logo_width: float = 70.0
    name_size: float = 15.0

    return_line: float = 60.9
    return_rule: float = 62.0
    address: float = 66.6
    address_leading: float = 4.45
    address_lines: int = 6
    address_width: float = 79.0
    address_sizes: tuple[float, ...] = (10.5, 9.5, 8.5)

    info_left: float = 125.0
    info_value: float = 155.0
    info_top: float = 54.5
    info_leading: float = 4.5
    info_lowest: float = 96.0
    info_sizes: tuple[float, ...] = (9.5, 9.0, 8.5, 8.0)

    title: float = 102.75
    title_sizes: tuple[float, ...] = (17.0,)
    title_leading: float = 6.3
    body: float = 98.46
    subtitle_size: float = 11.5
    subtitle_leading: float = 5.2
    heading_size: float = 11.5
    body_size: float = 10.0
    leading: float = 4.5
    small: float = 8.5
    small_leading: float = 3.87
    grid: float = 2.25

    table_top: float = 116.0
    table_next: float = 40.0
    running: float = 23.9
    head_height: float = 6.0
    head_base: float = 4.35
    head_size: float = 8.0
    table_sizes: tuple[tuple[float, float], ...] = ((9.5, 4.0), (9.0, 4.0), (8.5, 3.0), (8.0, 3.0))
    baseline: float = 4.55
    detail_step: float = 4.1
    section_height: float = 9.0
    first_section: float = 7.9
    section_foot: float = 2.8
    carry: float = 6.3
    lowest_carried: float = 259.0
    lowest: float = 267.5

    ladder_least: float = 88.0

    page_number: float = 270.3
    footer_rule: float = 271.9
    footer: float = 275.5
    footer_size: float = 7.3
    footer_leading: float = 3.15
    footer_lines: int = 6  # company.rules.paper_texts.LINES

    @property
    def width(self) -> float:
        """From margin to margin."""
        return self.right - self.left

    @property
    def table_size(self) -> float:
        return self.table_sizes[0][0]

    @property
    def total_size(self) -> float:
        return self.body_size + 2

    @property
    def is_letter(self) -> bool:
        return self.page_width > 210


_CLASSIC: Final = Sheet()
_MODERN: Final = replace(
    _CLASSIC,
    design=MODERN,
    band=9.0,
    logo_top=19.0,
    info_leading=5.0,
    title=28.6,
    title_sizes=(24.0, 22.0, 20.0, 18.0, 16.0, 14.0),
    title_leading=6.6,
    leading=5.0,
    small_leading=4.1,
    grid=2.6,
    table_top=130.0,
    table_next=42.0,
    baseline=4.95,
    detail_step=4.7,
    section_height=9.6,
    first_section=8.8,
    section_foot=3.0,
    lowest_carried=258.6,
    lowest=267.0,
    ladder_least=76.0,
)
_COMPACT: Final = replace(
    _CLASSIC,
    design=COMPACT,
    right=195.0,
    logo_top=14.0,
    logo_height=12.0,
    name_size=13.0,
    info_left=118.0,
    info_value=148.0,
    info_top=26.1,
    info_leading=4.35,
    info_lowest=94.0,
    info_sizes=(8.5, 8.0, 7.6),
    title=19.2,
    title_sizes=(14.0, 13.0, 12.0),
    title_leading=5.2,
    subtitle_size=9.5,
    subtitle_leading=4.3,
    heading_size=10.5,
    body_size=8.5,
    leading=3.75,
    small=7.6,
    small_leading=3.25,
    grid=1.35,
    table_top=106.0,
    table_next=34.0,
    running=21.0,
    head_base=4.1,
    head_size=7.5,
    table_sizes=((8.5, 4.0), (8.0, 4.0), (7.6, 3.0), (7.2, 3.0)),
    baseline=3.55,
    detail_step=3.4,
    section_height=6.3,
    first_section=5.9,
    section_foot=2.2,
    carry=5.2,
    lowest_carried=260.2,
    lowest=268.0,
)
_LETTER_LESS: Final = 17.5
"""A letter is that much shorter than A4; what stands at the foot moves up by it."""


@lru_cache(maxsize=8)
def sheet(design: str = CLASSIC, paper: str = "") -> Sheet:
    """The measures of a design; one that this program does not know is Classic."""
    found = {MODERN: _MODERN, COMPACT: _COMPACT}.get(design, _CLASSIC)
    if paper != LETTER:
        return found
    return replace(
        found,
        page_width=215.9,
        page_height=279.4,
        has_marks=False,
        right=found.right + 0.9,
        return_line=found.return_line - 4,
        return_rule=found.return_rule - 4,
        address=found.address - 4,
        lowest_carried=found.lowest_carried - _LETTER_LESS,
        lowest=found.lowest - _LETTER_LESS,
        page_number=found.page_number - _LETTER_LESS,
        footer_rule=found.footer_rule - _LETTER_LESS,
        footer=found.footer - _LETTER_LESS,
    )


def room(text: str, size: float, *, bold: bool = False) -> float:
    """Width of a text in millimetres."""
    return faces.width(text, faces.SEMIBOLD if bold else faces.REGULAR, size) / MM


def accent(text: str, usual: Color = NAVY) -> Color:
    """The firm's colour, darkened until it stands 4.5:1 against white (WCAG 1.4.3); `usual` where none was
    chosen.
    """
    if len(text) != 7 or not text.startswith("#"):
        return usual
    try:
        color = tuple(int(text[start : start + 2], 16) / 255 for start in (1, 3, 5))
    except ValueError:
        return usual
    while 1.05 / (_luminance(color) + 0.05) < 4.5:
        color = tuple(part * 0.92 for part in color)
    return (color[0], color[1], color[2])


def tinted(color: Color) -> Color:
    """The ground of panels: 7.5 % of the colour on white."""
    red, green, blue = (1 - 0.075 * (1 - part) for part in color)
    return (red, green, blue)


def _luminance(color: tuple[float, ...]) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in color]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
