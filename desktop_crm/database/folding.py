"""Folding: what is typed and what is stored meet in one plain form, whatever accents, case or separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
     "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h",
     "ß": "ss", "ẞ": "ss", "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"}
)  # fmt: skip
"""Letters that Unicode does not take apart, and typographic signs nobody types."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u200b-\u200f\u2060\ufeff]+")
_LATIN_MARKS: Final = re.compile("[\u0300-\u036f]+")
_DIGIT_GROUPS: Final = re.compile(r"(?<!\w)\+?\(?\d[\d()./\- ]{4,}\d(?!\w)")
_IBAN_GROUPS: Final = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: [a-z0-9]{4}){2,7}(?: [a-z0-9]{1,4})?(?!\w)")
_SEPARATED: Final = re.compile(r"\d\D+\d")
_NOT_DIGIT: Final = re.compile(r"\D+")

_LONGEST_QUERY: Final = 400


def fold(text: str) -> str:
    """Lower case without marks: "Łódź Straße İzmir" is "lodz strasse izmir".

    Control characters become spaces. Folding twice changes nothing.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    text = unicodedata.normalize("NFKD", _UNSEEN.sub(" ", text).translate(_LETTERS))
    text = _LATIN_MARKS.sub("", text)
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in text if not unicodedata.combining(char)).translate(_LETTERS)


def folded_words(title: str, texts: Iterable[str]) -> tuple[str, str]:
    """The folded title, and all texts in the forms they may be typed in, a line each.

    Beside the text itself stand phone numbers, dates and IBANs without their separators.
    """
    name = " ".join(fold(title).split())
    lines = {name: None}
    for text in texts:
        lines[" ".join(fold(text).split())] = None
    lines.pop("", None)
    words = "\n".join(lines)
    extra = [_NOT_DIGIT.sub("", found) for found in _DIGIT_GROUPS.findall(words) if _SEPARATED.search(found)]
    if extra:
        extra += [found.replace(" ", "") for found in _IBAN_GROUPS.findall(words)]
    return name, "\n".join((words, *extra)) if extra else words


def query_words(text: str) -> list[list[str]]:
    """The words typed, each in the forms of which one must be found.

    "1.570,21" and "1,570.21" both have the form "1570.21"; an IBAN, a phone number or an amount typed in
    groups is one word.
    """
    typed = fold(text[:_LONGEST_QUERY]).split()
    if not typed:
        return []
    if len(typed) > 1 and (whole := _whole(" ".join(typed))):
        return [whole]
    return [list(dict.fromkeys([word, *_number_forms(word)])) for word in dict.fromkeys(typed)]


def _whole(typed: str) -> list[str]:
    """The text as one amount, phone number or IBAN with spaces inside; [] when it is something else."""
    if re.fullmatch(r"[-+]?\d{1,3}(?: \d{3})+(?:[.,]\d{0,4})?", typed):
        forms = [typed.replace(" ", "").replace(",", "."), _NOT_DIGIT.sub("", typed), typed]
    elif len(_NOT_DIGIT.sub("", typed)) < 6:
        forms = []
    elif re.fullmatch(r"[a-z]{2}\d{2}[a-z0-9 ]+", typed):
        forms = [typed.replace(" ", "")]
    elif re.fullmatch(r"\+?[\d()./\- ]+", typed):
        forms = [_NOT_DIGIT.sub("", typed)]
    else:
        forms = []
    return list(dict.fromkeys(forms))


def _number_forms(word: str) -> list[str]:
    """An amount as it is indexed, in each reading of its separators: "1.570" is 1570 and 1.570.

    A phone number loses its separators and plus sign: "+351-912" is 351912.
    """
    if re.fullmatch(r"\+\d{3,}|\+?[\d()/-]{7,}", word):
        return [_NOT_DIGIT.sub("", word)]
    if not re.fullmatch(r"[-+]?\d[\d.,']*[.,'][\d.,']*", word):
        return []
    plain = word.lstrip("+").replace("'", "")
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return [plain]
    whole, fraction = re.sub(r"[.,]", "", plain[:last]), plain[last + 1 :]
    forms = [f"{whole}.{fraction}"]
    if len(fraction) == 3 or plain.count(plain[last]) > 1:
        forms.append(whole + fraction)
    return forms
