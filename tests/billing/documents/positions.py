"""Where the words of a paper stand: every line of text with its edges, as it was drawn."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from unittest.mock import patch

from desktop_crm.billing.documents import measures as m
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.tagged import TaggedCanvas


@dataclass(frozen=True, slots=True)
class Spot:
    """One line of text; millimetres from the top left of its page."""

    page: int
    text: str
    left: float
    right: float
    base: float


@contextmanager
def noted() -> Iterator[list[Spot]]:
    """The list fills while papers are drawn inside."""
    spots: list[Spot] = []
    text, leaf = TaggedCanvas.text, TaggedCanvas.leaf

    def note(page: int, x: float, y: float, words: str, size: float, bold: bool, align: str) -> None:
        width = m.room(words.strip(), size, bold=bold)
        left = x - {"left": 0.0, "right": width, "center": width / 2}[align]
        if words.strip():
            spots.append(Spot(page, words.strip(), left, left + width, y))

    def noting_text(self: TaggedCanvas, x: float, y: float, words: str, size: float, **how: Any) -> None:
        note(self.page, x, y, words, size, how.get("bold", False), how.get("align", "left"))
        text(self, x, y, words, size, **how)

    def noting_leaf(
        self: TaggedCanvas, tag: str, x: float, y: float, words: str, size: float, **how: Any
    ) -> None:
        note(self.page, x, y, words, size, how.get("bold", False), how.get("align", "left"))
        leaf(self, tag, x, y, words, size, **how)

    with patch.object(TaggedCanvas, "text", noting_text), patch.object(TaggedCanvas, "leaf", noting_leaf):
        yield spots


def faults(spots: list[Spot], sheet: Sheet | None = None) -> list[str]:
    """Lines that leave the margins, and neighbours on one baseline that touch."""
    sheet = sheet or m.sheet()
    low = sheet.footer + sheet.footer_leading * (sheet.footer_lines - 1) + 0.1
    found = [
        f"outside: {spot}"
        for spot in spots
        if spot.left < sheet.left - 0.1 or spot.right > sheet.right + 0.1 or spot.base > low
    ]
    lines: dict[tuple[int, float], list[Spot]] = {}
    for spot in spots:
        lines.setdefault((spot.page, round(spot.base, 1)), []).append(spot)
    for line in lines.values():
        for one, other in pairwise(sorted(line, key=lambda spot: spot.left)):
            if one.right + 0.7 > other.left:
                found.append(f"too close: {one.text!r} and {other.text!r} ({other.left - one.right:.1f} mm)")
    return found
