"""Where in a record it stands: the text that holds most of what was typed, as it was written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from desktop_crm.database.folding import fold

_LONGEST: Final = 80
_BEFORE: Final = 24
_NOT_DIGIT: Final = re.compile(r"\D+")


def place_of(words: str, shown: str, typed: Sequence[Sequence[str]]) -> tuple[str, str]:
    """Label and text of the best place in an entry's `words` and `shown`; ("", "") where none says more.

    `typed` are the words, each in its forms. A long text is cut around the first of them.
    """
    if not shown:
        return "", ""
    texts = shown.split("\n")
    name = words[: words.index("\n")]
    missing = [forms for forms in typed if not any(form in name for form in forms)] or typed
    place = _line_of(words, len(name), missing[0]) if len(missing) == 1 else _best_line(words, missing)
    if not 0 <= place < len(texts):  # a phone number or an IBAN typed without its spaces
        lines = [_closed(line) for line in words.split("\n")[1 : len(texts) + 1]]
        holding = [n for n, line in enumerate(lines) if any(form in line for form in missing[0])]
        if not holding:
            return "", ""
        place = holding[0]
    label, _tab, text = texts[place].partition("\t")
    return label, _cut(text, [form for forms in missing for form in forms])


def _line_of(words: str, start: int, forms: Sequence[str]) -> int:
    """Which line after the name holds one of the forms first, from 0; -1 for none."""
    at = min((place for form in forms if (place := words.find(form, start)) >= 0), default=-1)
    return words.count("\n", 0, at) - 1 if at >= 0 else -1


def _best_line(words: str, missing: Sequence[Sequence[str]]) -> int:
    """The line after the name that holds most of the words; -1 for none."""
    scores = [sum(any(form in line for form in forms) for forms in missing) for line in words.split("\n")[1:]]
    return scores.index(max(scores)) if max(scores) else -1


def _closed(line: str) -> str:
    """The line without its separators, and its digits alone."""
    return f"{line.replace(' ', '')}\n{_NOT_DIGIT.sub('', line)}"


def _cut(text: str, forms: Sequence[str]) -> str:
    """At most some eighty characters of a text, around the first of the forms that is in it."""
    if len(text) <= _LONGEST:
        return text
    folded = fold(text)
    at = min((place for form in forms if (place := folded.find(form)) >= 0), default=0)
    at = at * len(text) // max(1, len(folded))  # folding may have made it longer ("ß") or shorter
    start = 0 if at <= _BEFORE else max(text.find(" ", at - _BEFORE, at) + 1, at - _BEFORE)
    end = len(text) if len(text) - start <= _LONGEST else start + _LONGEST
    if end < len(text):
        end = max(text.rfind(" ", start + _LONGEST // 2, end), end - _BEFORE)
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return f"{before}{text[start:end].strip()}{after}"
