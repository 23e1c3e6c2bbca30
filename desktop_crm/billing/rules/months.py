"""Months and dates inside running text, read and moved in a language's own words.

"Hosting November 2026" becomes "Hosting December 2026", "de 30 de novembro de 2026" "de 31 de dezembro de
2026", "Kasım ayı" "Aralık ayı". Names come from the Unicode CLDR (Babel).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Final

from desktop_crm.values import dates
from desktop_crm.values.formats import Formats

_UPPER_I: Final = str.maketrans({"i": "İ", "ı": "I"})
_ISO: Final = re.compile(r"(?<![\d./-])(?P<y>\d{4})-(?P<m>\d{2})-(?P<d>\d{2})(?![\d/-])")
_MONTH_FIGURES: Final = re.compile(r"(?<![\d./-])(?P<m>0[1-9]|1[0-2])[/.-](?P<y>\d{4})(?![\d/-]|\.\d)")


class MonthWords:
    """One language's names of months, and the patterns that find them."""

    def __init__(self, language: str) -> None:
        self.formats = Formats(language)
        self._turkish = self.formats.locale.language in ("tr", "az")
        self._names: dict[str, tuple[int, Callable[[int], str]]] = {}
        for context in ("stand-alone", "format"):
            for width in ("abbreviated", "wide"):
                self._learn(dict(self.formats.locale.months[context][width]))
        names = "|".join(sorted(map(re.escape, self._names), key=len, reverse=True))
        between = r"(?:\s+de)?\s+"
        self.dated = re.compile(
            rf"(?<!\w)(?:(?P<day>\d{{1,2}})(?P<after_day>\.|º|st|nd|rd|th)?(?P<gap>{between}))?"
            rf"(?P<month>{names})(?P<dot>\.?)"
            rf"(?:(?P<day_gap>\s+)(?P<day_behind>\d{{1,2}})(?P<comma>,))?"
            rf"(?P<year_gap>{between})(?P<year>\d{{4}})(?!\d)"
        )
        self.bare = re.compile(rf"(?<!\w)(?P<month>{names})(?!\w)")
        order = {"d": r"(?P<d>\d{1,2})", "m": r"(?P<m>\d{1,2})", "y": r"(?P<y>\d{4})"}
        parts = [order[part] for part in self.formats.date_order]
        self.figures = re.compile(
            rf"(?<![\d./-]){parts[0]}(?P<sep>[./-]){parts[1]}(?P=sep){parts[2]}(?![\d/-]|\.\d)"
        )

    def number(self, name: str) -> int:
        """1 to 12 for a name as found in a text."""
        return self._names[name][0]

    def alike(self, name: str, month: int) -> str:
        """The name of `month` in the same width and the same capitals as `name`."""
        return self._names[name][1](month)

    def _learn(self, names: dict[int, str]) -> None:
        for style in (str, self._capitalised, self._upper):

            def write(month: int, names: dict[int, str] = names, style: Callable[[str], str] = style) -> str:
                return style(names[month])

            for month, name in names.items():
                if not name.rstrip(".").isdigit():  # a language without short names gives figures
                    self._names[style(name)] = (month, write)
                    if name.endswith("."):
                        self._names[style(name).rstrip(".")] = (month, _without_point(write))

    def _upper(self, name: str) -> str:
        return (name.translate(_UPPER_I) if self._turkish else name).upper()

    def _capitalised(self, name: str) -> str:
        return self._upper(name[:1]) + name[1:]


def _without_point(write: Callable[[int], str]) -> Callable[[int], str]:
    return lambda month: write(month).rstrip(".")


@lru_cache(maxsize=16)
def month_words(language: str) -> MonthWords:
    return MonthWords(language)


def move_text(text: str, language: str, months: int, source_month: int | None = None) -> str:
    """The text with its dates and months moved by `months`.

    A month's name without a year moves only when it is `source_month`, the month that the document was about:
    else "May" would be taken from sentences.
    """
    if not text:
        return text
    words = month_words(language)

    def bare(found: re.Match[str]) -> str:
        month = words.number(found["month"])
        return (
            words.alike(found["month"], (month - 1 + months) % 12 + 1) if month == source_month else found[0]
        )

    pieces = [(text, False)]
    pieces = _moved_pieces(pieces, words.dated, lambda found: _moved_words(words, found, months))
    pieces = _moved_pieces(pieces, _ISO, lambda found: _moved_figures(found, months))
    pieces = _moved_pieces(pieces, words.figures, lambda found: _moved_figures(found, months))
    pieces = _moved_pieces(pieces, _MONTH_FIGURES, lambda found: _moved_figures(found, months))
    if source_month is not None:
        pieces = _moved_pieces(pieces, words.bare, bare)
    return "".join(piece for piece, _is_done in pieces)


def _moved_pieces(
    pieces: list[tuple[str, bool]], pattern: re.Pattern[str], written: Callable[[re.Match[str]], str]
) -> list[tuple[str, bool]]:
    """Replace in the pieces that no earlier pattern has claimed, so that nothing moves twice."""
    result: list[tuple[str, bool]] = []
    for piece, is_done in pieces:
        if is_done:
            result.append((piece, True))
            continue
        at = 0
        for found in pattern.finditer(piece):
            result += [(piece[at : found.start()], False), (written(found), True)]
            at = found.end()
        result.append((piece[at:], False))
    return result


def _moved(year: int, month: int, day: int, months: int) -> date | None:
    try:
        return dates.add_months(date(year, month, day), months, keep_month_end=day > 1)
    except ValueError:
        return None  # 31/02/2026 is no date: left as it is


def _moved_words(words: MonthWords, found: re.Match[str], months: int) -> str:
    typed_day = found["day"] or found["day_behind"]
    moved = _moved(int(found["year"]), words.number(found["month"]), int(typed_day or 1), months)
    if moved is None:
        return found[0]
    written = words.alike(found["month"], moved.month) + found["dot"]
    if found["day"]:
        written = f"{moved.day}{_ordinal(found['after_day'], moved.day)}{found['gap']}{written}"
    if found["day_behind"]:
        written += f"{found['day_gap']}{moved.day}{found['comma']}"
    return f"{written}{found['year_gap']}{moved.year:04}"


def _ordinal(written: str | None, day: int) -> str:
    if written in ("st", "nd", "rd", "th"):
        return "th" if 11 <= day <= 13 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return written or ""


def _moved_figures(found: re.Match[str], months: int) -> str:
    parts = found.groupdict()
    moved = _moved(int(parts["y"]), int(parts["m"]), int(parts.get("d") or 1), months)
    if moved is None:
        return found[0]
    values = {"y": moved.year, "m": moved.month, "d": moved.day}
    written, at = "", found.start()
    for name in sorted(values.keys() & parts.keys(), key=found.start):
        written += found.string[at : found.start(name)] + f"{values[name]:0{len(parts[name])}}"
        at = found.end(name)
    return written + found.string[at : found.end()]
