"""Text for paper: cleaned of what must not reach a page, and wrapped to a width.

A line breaks at spaces. A word is broken only where it is wider than the column, or where the line would
stay under sixty percent full: at a soft hyphen, after "-" and "/", and as the last resort anywhere that
leaves four letters before and three after. At such a break a soft hyphen (U+00AD) is drawn, so that text
taken out of the PDF rejoins the word.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from desktop_crm.billing.documents import faces

SOFT_HYPHEN: Final = "\u00ad"
_FULL_ENOUGH: Final = 0.6
_BEFORE, _AFTER = 4, 3
_KEPT: Final = 400  # longer texts are not remembered: a thousand of them would fill the memory
_BREAKS: Final = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Controls, lone surrogates, joiners, marks of direction (they reorder what is read) and what never has a
# glyph.
_UNSEEN: Final = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e0fff]"
)


def clean(text: str) -> str:
    """Several lines, without control characters and marks of direction, composed (NFC), blanks collapsed."""
    return _clean(text) if len(text) <= _KEPT else _clean.__wrapped__(text)


@lru_cache(maxsize=2048)
def _clean(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:
        return text.strip()
    text = unicodedata.normalize("NFC", _UNSEEN.sub("", _BREAKS.sub("\n", text)))
    return "\n".join(re.sub("[ \t]+", " ", line).strip() for line in text.split("\n")).strip("\n")


def clean_line(text: str) -> str:
    """The same in one line."""
    return " ".join(line for line in clean(text).split("\n") if line)


def wrap(
    text: str, room: float, size: float, bold: bool = False, family: faces.Family = faces.PAPER
) -> tuple[str, ...]:
    """The lines of a cleaned text in a column `room` points wide; an empty text has none."""
    find = _wrap if len(text) <= _KEPT else _wrap.__wrapped__
    return find(text, room, size, family[bold])


@lru_cache(maxsize=1024)
def _wrap(text: str, room: float, size: float, name: str) -> tuple[str, ...]:
    lines: list[str] = []
    for paragraph in text.split("\n") if text else ():
        bare = paragraph.replace(SOFT_HYPHEN, "")
        if len(bare) <= _KEPT and faces.width(bare, name, size) <= room:
            lines.append(bare)
        else:
            lines.extend(_Wrapper(room, size, name).wrap(paragraph))
    return tuple(lines)


class _Wrapper:
    """Fills lines word by word; every step looks at no more letters than one line holds."""

    def __init__(self, room: float, size: float, name: str) -> None:
        self.room = room
        self.size = size
        self.name = name
        self.lines: list[str] = []
        self.line = ""
        self.used = 0.0

    def letter(self, one: str) -> float:
        return faces.width(one, self.name, self.size)

    def width(self, text: str, most: float) -> float:
        """The width of a text, or something above `most` as soon as it is wider."""
        used = 0.0
        for one in text:
            used += self.letter(one)
            if used > most:
                break
        return used

    def wrap(self, paragraph: str) -> list[str]:
        for word in paragraph.split(" "):
            rest = word
            while rest:
                rest = self._put(rest)
        self._flush()
        return self.lines

    def _flush(self) -> None:
        if self.line:
            self.lines.append(self.line)
        self.line, self.used = "", 0.0

    def _add(self, text: str, wide: float) -> None:
        gap = self.letter(" ") if self.line else 0.0
        self.line = f"{self.line} {text}" if self.line else text
        self.used += gap + wide

    def _put(self, word: str) -> str:
        """Put the word, or as much of it as belongs there, on this line; return what is left of it."""
        bare = word.replace(SOFT_HYPHEN, "")
        wide = self.width(bare, self.room)
        left = self.room - self.used - (self.letter(" ") if self.line else 0.0)
        if wide <= left:
            self._add(bare, wide)
            return ""
        if self.line:
            head, tail = "", word
            if wide > self.room or self.used < _FULL_ENOUGH * self.room:
                head, tail = self._break_at_points(word, left)
            if head:
                self._add(head, 0)
            self._flush()
            return tail
        head, tail = self._break_at_points(word, self.room)
        if not head:
            head, tail = self._force(bare)
        self.lines.append(head)
        return tail

    def _break_at_points(self, word: str, room: float) -> tuple[str, str]:
        """The longest head that fits and ends at a natural point; ("", word) when there is none."""
        used, best, end = 0.0, 0, False
        for count, one in enumerate(word[:-1], start=1):
            if one == SOFT_HYPHEN:
                if used + self.letter(SOFT_HYPHEN) <= room:
                    best, end = count, True
                continue
            used += self.letter(one)
            if used > room:
                break
            if one in "-/" and word[count] != "-":
                best, end = count, False
        head = word[:best].replace(SOFT_HYPHEN, "")
        return head + (SOFT_HYPHEN if end else ""), word[best:]

    def _force(self, word: str) -> tuple[str, str]:
        """As many letters as fit before a drawn soft hyphen; at least one, so that every word ends."""
        room = self.room - self.letter(SOFT_HYPHEN)
        used, count = 0.0, 0
        for one in word:
            used += self.letter(one)
            if used > room:
                break
            count += 1
        if len(word) > _BEFORE + _AFTER:
            count = min(count, len(word) - _AFTER)
        count = max(count, 1)
        return word[:count] + SOFT_HYPHEN, word[count:]


def ellipsis(text: str, room: float, size: float, bold: bool = False) -> str:
    """The text, or as much of it as fits before an ellipsis: only for repeated heads and previews."""
    name = faces.SEMIBOLD if bold else faces.REGULAR
    if len(text) < 500 and faces.width(text, name, size) <= room:
        return text
    used = faces.width("…", name, size)
    for count, one in enumerate(text):
        used += faces.width(one, name, size)
        if used > room:
            return text[:count].rstrip() + "…"
    return text
