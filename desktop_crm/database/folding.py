"""Folding: what is typed and what is stored meet in one plain form, whatever the accents, case or
separators.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {"ı": "i", "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
     "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th", "ħ": "h", "Ħ": "h",
     "ß": "ss", "ẞ": "ss",
     "‘": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-"}
)  # fmt: skip
"""Letters that Unicode does not take apart, and typographic signs nobody types."""

_UNSEEN: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u200b-\u200f\u2060\ufeff]+")
_SPACES: Final = re.compile(r"\s+")
_DIGIT_GROUPS: Final = re.compile(r"(?<!\w)\+?\(?\d[\d()./\- ]{4,}\d(?!\w)")
_IBAN_GROUPS: Final = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?: ?[a-z0-9]{1,4}){3,8}(?!\w)")
_NOT_DIGIT: Final = re.compile(r"\D+")


def fold(text: str) -> str:
    """Lower case without marks: "Łódź Straße İzmir" is "lodz strasse izmir"; control characters become
    spaces.
    """
    if text.isascii() and text.isprintable():
        return text.lower()
    text = _UNSEEN.sub(" ", text).translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    return text.translate(_LETTERS)


def forms_of(text: str) -> list[str]:
    """A stored text in all forms it may be typed in: folded, phone numbers and IBANs without their spaces."""
    folded = _SPACES.sub(" ", fold(text)).strip()
    forms = [folded]
    if any(map(str.isdigit, folded)):
        forms += [_NOT_DIGIT.sub("", found) for found in _DIGIT_GROUPS.findall(folded)]
        forms += [found.replace(" ", "") for found in _IBAN_GROUPS.findall(folded)]
    return forms


def query_words(text: str) -> list[list[str]]:
    """The words typed, each in the forms of which one must be found.

    "1.570,21" and "1,570.21" both have the form "1570.21"; an IBAN or a phone number typed in groups is one
    word.
    """
    folded = _SPACES.sub(" ", fold(text[:400])).strip()
    words: list[list[str]] = []
    if compact := _whole(folded):
        return [compact]
    for word in folded.split(" "):
        if word:
            words.append(list(dict.fromkeys([word, *number_forms(word)])))
    return words


def _whole(folded: str) -> list[str] | None:
    """The text as one IBAN, phone number or grouped amount, when it is nothing else."""
    if " " not in folded:
        return None
    if re.fullmatch(r"[a-z]{2}\d{2}[a-z0-9 ]{4,}", folded) and sum(map(str.isdigit, folded)) >= 6:
        return [folded.replace(" ", "")]
    if re.fullmatch(r"[-+]?\d{1,3}(?: \d{3})+(?:[.,]\d{1,4})?", folded):
        return list(
            dict.fromkeys([folded.replace(" ", "").replace(",", "."), _NOT_DIGIT.sub("", folded), folded])
        )
    if re.fullmatch(r"\+?[\d()./\- ]+", folded) and sum(map(str.isdigit, folded)) >= 6:
        return [_NOT_DIGIT.sub("", folded), folded]
    return None


def number_forms(word: str) -> list[str]:
    """An amount as it is indexed, in each reading of its separators: "1.570" is 1570 and 1.570."""
    if not re.fullmatch(r"[-+]?\d[\d.,']*", word) or not re.search(r"[.,']", word):
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
