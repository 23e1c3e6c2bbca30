"""The firm's own texts by sort of paper and language: above the lines, below them, before them
as a letter, in the footer.

Quotes and invoices have fields of their own in the profile; what the other sorts say, and every footer, is
kept in `FirmDraft.paper_texts` under keys such as "order.intro.de". A text of a footer holds its columns one
after the other, an empty line between them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, Literal, NamedTuple

from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.company.rules.wordings import Texts, text_in, texts_of
from desktop_crm.values.messages import Message, _

Place = Literal["intro", "notes", "cover", "footer"]
PLACES: Final[tuple[Place, ...]] = ("intro", "notes", "cover", "footer")
PLACE_WORDS: Final[dict[str, Message]] = {
    "intro": _("above the lines"),
    "notes": _("below the totals"),
    "cover": _("cover letter"),
    "footer": _("footer"),
}
ALL: Final = "all"
"""In place of a sort: the footer of every paper and letter that has none of its own."""
ALL_WORD: Final = _("All papers and letters")
SORT_WORDS: Final[dict[str, Message]] = {
    "quote": _("Quote"),
    "order": _("Order confirmation"),
    "delivery": _("Delivery note"),
    "pro_forma": _("Pro forma"),
    "invoice": _("Invoice"),
    "deposit": _("Deposit invoice"),
    "progress": _("Progress invoice"),
    "final": _("Final invoice"),
    "corrected": _("Corrected invoice"),
    "credit_note": _("Credit note"),
    "cancellation": _("Cancellation"),
    "receipt": _("Receipt"),
}
"""As `billing.rules.kinds.sort_of` names them."""
FOLLOWED: Final = {
    "deposit": "invoice",
    "progress": "invoice",
    "final": "invoice",
    "corrected": "invoice",
    "cancellation": "credit_note",
}
"""Whose texts stand where a sort has none of its own."""
COLUMNS: Final = 4
"""Of a footer."""
LINES: Final = 6
"""Of a footer's column: there is paper for so many."""
_FIELDS: Final = frozenset({"quote_intro", "quote_notes", "invoice_intro", "invoice_notes"})


class Key(NamedTuple):
    """Where a text stands: "order.intro.de"."""

    sort: str
    place: str
    language: str


def key_in_error(field: str) -> Key | None:
    """The text that a refusal names ("quote_intro.de", "paper_texts.order.intro.de"); None for others."""
    name, _dot, rest = field.partition(".")
    if name == "paper_texts":
        return key_of(rest)
    sort, _line, place = name.rpartition("_")
    return Key(sort, place, rest) if name in _FIELDS else None


def key_of(text: str) -> Key:
    """The parts of a stored key; what is missing is ""."""
    sort, _dot, rest = text.partition(".")
    place, _dot, language = rest.partition(".")
    return Key(sort, place, language)


def is_place(sort: str, place: str) -> bool:
    """Whether `FirmDraft.paper_texts` keeps texts there."""
    if sort == ALL:
        return place == "footer"
    return sort in SORT_WORDS and place in PLACES and f"{sort}_{place}" not in _FIELDS


def own_texts(firm: FirmDraft, sort: str, place: Place) -> Texts:
    """What the sort itself says there, by language; () for nothing."""
    if (field := f"{sort}_{place}") in _FIELDS:
        found: Texts = getattr(firm, field)
        return found
    return tuple(
        (key.language, text)
        for key, text in ((key_of(name), text) for name, text in firm.paper_texts)
        if (key.sort, key.place) == (sort, place)
    )


def text_for(firm: FirmDraft, sort: str, place: Place, language: str) -> str:
    """What a paper of this sort says there, in its language or the nearest one; "" for nothing."""
    return text_in(own_texts(firm, sort, place) or inherited(firm, sort, place), language)


def inherited(firm: FirmDraft, sort: str, place: Place) -> Texts:
    """What stands there while the sort has no text of its own."""
    if sort in FOLLOWED:
        return own_texts(firm, FOLLOWED[sort], place) or inherited(firm, FOLLOWED[sort], place)
    return own_texts(firm, ALL, place) if place == "footer" and sort != ALL else ()


def with_text(firm: FirmDraft, key: Key, text: str) -> dict[str, Any]:
    """The fields of the profile that keep a text, with it in them ("" takes it away)."""
    if (field := f"{key.sort}_{key.place}") in _FIELDS:
        return {field: texts_of({**dict(getattr(firm, field)), key.language: text})}
    return {"paper_texts": texts_of({**dict(firm.paper_texts), ".".join(key): text})}


def footer_for(firm: FirmDraft, sort: str, language: str) -> tuple[str, ...]:
    """The columns that somebody wrote for such a paper; () leaves them to the facts of the firm."""
    text = text_for(firm, sort, "footer", language)
    return columns_of(text) if text.strip() else firm.footer


def columns_of(text: str) -> tuple[str, ...]:
    """The columns of a footer's text: "A\\nB\\n\\nC" has two."""
    parts = (part.strip("\n") for part in re.split(r"\n(?:[ \t]*\n)+", f"{text}\n\n"))
    return tuple(part for part in parts if part.strip())


def footer_text(columns: Sequence[str]) -> str:
    """The opposite; a column has no empty lines."""
    filled = ("\n".join(line for line in column.split("\n") if line.strip()) for column in columns)
    return "\n\n".join(column for column in filled if column)


def firm_with_footer(firm: FirmDraft, sort: str, language: str) -> FirmDraft:
    """The firm as such a paper names it at its foot."""
    return replace(firm, footer=footer_for(firm, sort, language))
