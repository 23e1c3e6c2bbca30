"""Days in tables of banks: their order told by the file where it can be told, months by number or by name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Final

from babel.dates import get_month_names

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import DOCUMENTS, LANGUAGES, Message, _

ORDERS: Final = ("ymd", "dmy", "mdy", "ydm", "myd")
_DATE: Final = re.compile(r"(\d{1,4})[./\- ](\d{1,2})[./\- ](\d{1,4})(?:[ T].*)?")
_SOLID: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")
_LETTERS: Final = r"[^\W\d_]{3,}"
_BETWEEN: Final = r"(?:\.|st|nd|rd|th|er|º|°)?[\s./\-,]*(?:de\s+)?"
"""What stands between a day and the name of a month: "12. März", "1st March", "12 de março", "12/mar"."""
_NAMED: Final = re.compile(
    rf"(\d{{1,4}}){_BETWEEN}({_LETTERS})\.?[\s./\-,]*(?:de\s+)?(\d{{1,4}})(?:[ T,].*)?", re.IGNORECASE
)
_NAMED_FIRST: Final = re.compile(
    rf"({_LETTERS})\.?[\s./\-]*(\d{{1,2}})(?:st|nd|rd|th)?[\s./\-,]+(\d{{4}})(?:[ T,].*)?", re.IGNORECASE
)
_MARK: Final = "m"
"""Before the number of a month that was named: its place needs no order."""

Parts = tuple[str, str, str]


def broken(name: str, line: int, reason: Message | str, field: str = "FILE") -> UserError:
    """A refusal that names the file and the line."""
    return UserError(_("{name}, line {line}: {reason}", name=name, line=str(line), reason=reason), field)


def date_parts(text: str) -> Parts | None:
    """The parts of a day as they stand, a month's name as "m" and its number; None for what is no day."""
    found = _SOLID.fullmatch(text) or _DATE.fullmatch(text)
    if found is not None:
        return found[1], found[2], found[3]
    named = _NAMED.fullmatch(text)
    if named is not None and (month := _months().get(_bare(named[2]))):
        return named[1], f"{_MARK}{month}", named[3]
    first = _NAMED_FIRST.fullmatch(text)
    if first is not None and (month := _months().get(_bare(first[1]))):
        return f"{_MARK}{month}", first[2], first[3]
    return None


def date_as(parts: Parts, order: str) -> date | None:
    """The day in this order ("dmy"); None where it is none. A named month stands only in its own place."""
    said = dict(zip(order, parts, strict=True))
    if any(part.startswith(_MARK) for part in parts):
        if not said["m"].startswith(_MARK):
            return None
        said["m"] = said["m"].removeprefix(_MARK)
    if len(said["d"]) > 2 or len(said["m"]) > 2 or len(said["y"]) not in (2, 4):
        return None
    year = int(said["y"])
    if len(said["y"]) == 2:
        year += 2000 if year < 80 else 1900
    try:
        return date(year, int(said["m"]), int(said["d"]))
    except ValueError:
        return None


def date_order(texts: Iterable[tuple[int, str]], name: str) -> str:
    """The one order in which every date of the file (line, text) is a day.

    UserError at "FILE" names the first line that is no day or fits no order of those before it, at
    "date_order" the first one that may be several days.
    """
    read: list[tuple[int, str, Parts]] = []
    fitting = list(ORDERS)
    for line, text in texts:
        if (parts := date_parts(text)) is None:
            raise broken(name, line, _("“{text}” is no day", text=text[:40]))
        read.append((line, text, parts))
        left = [order for order in fitting if date_as(parts, order)]
        if len(parts[0]) == 4:  # nobody writes year, day, month
            left = [order for order in left if order != "ydm"]
        if not left:
            reason = _("“{text}” is no day in the order of the days before it", text=text[:40])
            if len(read) == 1:
                reason = _("“{text}” is no day", text=text[:40])
            raise broken(name, line, reason)
        fitting = left
    ways = {order: tuple(date_as(parts, order) for _line, _text, parts in read) for order in fitting}
    if len(set(ways.values())) > 1:
        line, text, _parts = read[0]
        raise broken(
            name,
            line,
            _(
                "“{text}” may be several days. Say with date_order which: {choices}",
                text=text[:40],
                choices=", ".join(fitting),
            ),
            "date_order",
        )
    return fitting[0]


def _bare(text: str) -> str:
    """A name of a month without case, points and marks: "Févr." and "FEVR" are one."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("ı", "i"))
    return "".join(char for char in plain if not unicodedata.combining(char)).strip(".")


@cache
def _months() -> Mapping[str, str]:
    """Names of months, long and short, in every language of papers; no name means two months in them."""
    found: dict[str, str] = {"sept": "9", "maerz": "3", "mrz": "3", "fev": "2"}
    for language in (*LANGUAGES[DOCUMENTS], "de_AT"):
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, language)
                found |= {_bare(word): str(number) for number, word in names.items()}
    return found
