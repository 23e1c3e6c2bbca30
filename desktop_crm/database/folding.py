"""Folding: what is typed and what is stored meet in one plain form, whatever accents, case or separators."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
     "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h",
     "ß": "ss", "ẞ": "ss", "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-",
     "−": "-"}
)  # fmt: skip
"""Letters that Unicode does not take apart, and typographic signs nobody types."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u200b-\u200f\u2060\ufeff]+")
_LATIN_MARKS: Final = re.compile("[\u0300-\u036f]+")
_DIGIT_GROUPS: Final = re.compile(r"\d[\d()./\- ]{4,}\d(?!\w)")
_DECIMAL: Final = re.compile(r"\d+\.\d+")
_ID_GROUPS: Final = re.compile(
    r"(?<!\w)(?:[a-z]{1,3}[-. ]?\d(?=[a-z0-9]*[-./ ]\w)[a-z0-9]*(?:[-./ ](?=\w*\d)\w+)+"
    r"|[a-z]{1,3}[-.]\d{5,}[a-z]?|\d{5,}-[a-z])(?!\w)"
)
"""Letters and digits in groups: "pt 501.964.843", "che-123.456.789", "tr33 0006 1005 1978", "b-12345678"."""
_SEPARATED: Final = re.compile(r"\d\D+\d")
_NOT_DIGIT: Final = re.compile(r"\D+")
_NOT_ALNUM: Final = re.compile(r"[^a-z0-9]+")
_GROUPED_AMOUNT: Final = re.compile(r"[-+]?\d{1,3}(?: \d{3})+(?:[.,]\d{0,4})?")
_AMOUNT: Final = re.compile(r"\d[\d.,']*[.,'][\d.,']*")
_NUMBER: Final = re.compile(r"(?!\d{4}-\d+$)(?:\+\d{3,}|\+?[\d()./-]{7,})")
_ID: Final = re.compile(r"[a-z]{1,3}[-.]?\d[a-z0-9./-]{4,}|\d{5,}-[a-z]")
_CURRENCY: Final = re.compile(r"^(?:[a-z]{0,3}[$\u20a0-\u20bf\u00a3\u00a5])+|[$\u20a0-\u20bf\u00a3\u00a5]+$")
_SIGN: Final = re.compile(r"[^\w]+|r\$")
_SIGNS: Final = "+-"
_SHORTEST_LOCAL: Final = 7

LONGEST_QUERY: Final = 400
"""More than so many characters of a text typed are not looked at."""


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


def folded_line(text: str) -> str:
    """The text folded, on one line, with single spaces."""
    line = fold(text)
    if line.isprintable() and "  " not in line:
        return line.strip()
    return " ".join(line.split())


def spaceless_forms(words: str) -> list[str]:
    """The phone numbers, tax numbers, dates and IBANs of folded lines without their separators."""
    groups = [found for found in _DIGIT_GROUPS.findall(words) if _SEPARATED.search(found)]
    forms = [_NOT_DIGIT.sub("", found) for found in groups if not _DECIMAL.fullmatch(found)]
    forms += [_NOT_ALNUM.sub("", found) for found in _ID_GROUPS.findall(words)]
    return list(dict.fromkeys(forms))


def words_of(texts: Iterable[str]) -> str:
    """Texts as a column of words keeps them: folded, a line each, one line break before and after each."""
    lines = dict.fromkeys(filter(None, map(folded_line, texts)))
    words = "\n".join(lines)
    return "\n".join(("", words, *spaceless_forms(words), "")) if words else ""


def query_words(text: str) -> list[list[str]]:
    """The words typed, each in the forms of which one must be found.

    "1.570,21" and "€1,570.21" both have the form "1570.21"; an IBAN, a phone number or an amount typed in
    groups is one word.
    """
    typed = fold(text[:LONGEST_QUERY]).split()
    if len(typed) > 1:
        typed = [word for word in typed if word not in ("iban", "iban:")] or typed
        # A sign alone beside words says nothing: the currency of an amount, "&", "-".
        typed = [word for word in typed if not _SIGN.fullmatch(word)] or typed
        if whole := _whole(" ".join(typed)):
            return [_shortest(whole)]
    return [_shortest([word, *_number_forms(word)]) for word in dict.fromkeys(typed)]


def _shortest(forms: list[str]) -> list[str]:
    """The forms without those that hold another one: where they are, that is too."""
    different = dict.fromkeys(filter(None, forms))
    return [form for form in different if not any(other in form for other in different if other != form)]


def _whole(typed: str) -> list[str]:
    """The text as one amount, phone number or IBAN with spaces inside; [] when it is something else."""
    plain = _CURRENCY.sub("", typed).strip()
    if _GROUPED_AMOUNT.fullmatch(plain):
        number = plain.replace(" ", "").lstrip(_SIGNS)
        forms = [number.replace(",", "."), *_phone_forms(plain), plain]
    elif len(_NOT_DIGIT.sub("", typed)) < 6:
        forms = []
    elif re.fullmatch(r"[a-z]{2}\d{2}[a-z0-9 ]+", typed):
        forms = [typed.replace(" ", "")]
    elif re.fullmatch(r"\+?[\d()./\- ]+", typed):
        forms = _phone_forms(typed)
    else:
        forms = []
    return forms


def _phone_forms(typed: str) -> list[str]:
    """A phone number's digits as they may be stored: "+49 30 1234567", "0049...", "030 1234567" are one.

    Which of the first three digits are the country's is not known, so each is tried on a whole number.
    """
    digits = _NOT_DIGIT.sub("", typed)
    forms = [digits]
    if digits.startswith("00"):
        digits = digits[2:]
        forms.append(digits)
    elif digits.startswith("0"):
        forms.append(digits[1:])
        return forms
    elif not typed.startswith("+"):
        return forms
    return [*forms, *(digits[n:] for n in (1, 2, 3) if len(digits) - n >= _SHORTEST_LOCAL)]


def _number_forms(word: str) -> list[str]:
    """An amount as it is indexed, in each reading of its separators: "1.570" is 1570 and 1.570.

    A phone or tax number loses its separators and plus sign: "+351-912" is 351912.
    """
    plain = _CURRENCY.sub("", word).lstrip(_SIGNS)
    if _AMOUNT.fullmatch(plain):
        return _amount_forms(plain.replace("'", ""))
    if _NUMBER.fullmatch(word):
        return _phone_forms(word)
    if _ID.fullmatch(word):
        return [_NOT_ALNUM.sub("", word)]
    return [plain] if plain[:1].isdecimal() else []


def _amount_forms(plain: str) -> list[str]:
    last = max(plain.rfind("."), plain.rfind(","))
    if last < 0:
        return [plain]
    whole, fraction = re.sub(r"[.,]", "", plain[:last]), plain[last + 1 :]
    forms = [f"{whole}.{fraction}"]
    if len(fraction) == 3 or plain.count(plain[last]) > 1:
        forms.append(whole + fraction)
    return forms
