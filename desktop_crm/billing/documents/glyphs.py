"""Which characters of a paper no letter of ours can draw, and where they stand.

PDF/A passes a page on which a letter is missing; the customer does not. Arabic, Hebrew and the scripts of
India need shaping and direction that the page does not do, so they count as missing although the fallback
face has some of them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass

from desktop_crm.billing.documents import faces
from desktop_crm.billing.documents.wrapping import clean
from desktop_crm.billing.rules.facts import DocumentFacts

_NOT_PRINTED = frozenset(
    {
        "language",
        "currency",
        "category",
        "reason_code",
        "unit",
        "logo",
        "signature",
        "endpoint",
        "accent",
        "design",
        "paper_size",
        "columns",
        "appended",
        "payment_code",
    }
)
_OUTSIDE = frozenset({"R", "AL", "AN", "RLE", "RLO", "RLI"})


@dataclass(frozen=True, slots=True)
class MissingGlyph:
    """A character that cannot be printed, and the field that holds it ("lines[2].name")."""

    character: str
    field: str


def missing_glyphs(facts: DocumentFacts) -> list[MissingGlyph]:
    """Every such character once a field, in the order of the facts."""
    found: dict[MissingGlyph, None] = {}
    for field, text in _texts(facts, ""):
        if text.isascii():
            continue
        for one in clean(text):
            if one != "\n" and not is_drawn(one):
                found[MissingGlyph(one, field)] = None
    return list(found)


def is_drawn(character: str) -> bool:
    """Whether a character is printed as a reader expects it."""
    return faces.has_glyph(character) and unicodedata.bidirectional(character) not in _OUTSIDE


def _texts(value: object, field: str) -> Iterator[tuple[str, str]]:
    """Every printed text below `value` with its field, lists counted from 1."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, tuple):
        for number, item in enumerate(value, start=1):
            yield from _texts(item, f"{field}[{number}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for one in fields(value):
            if one.name not in _NOT_PRINTED:
                yield from _texts(getattr(value, one.name), f"{field}.{one.name}" if field else one.name)
