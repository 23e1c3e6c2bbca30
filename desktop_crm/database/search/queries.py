"""What is asked of the trigrams: of FTS5 in its own language on a file, of an index for LIKE on a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from desktop_crm.database.session import on_server

TAIL: Final = 5
LONG: Final = 9
"""From so many characters on a phrase of trigrams costs more than looking at what nearly matches."""

Words = Sequence[Sequence[str]]
"""The words that were typed, each in its forms."""


class Condition(NamedTuple):
    """SQL and its values."""

    sql: str
    values: list[str]


NOTHING: Final = Condition("", [])


def newest(condition: Condition) -> str:
    """A sub-select of the ids that meet a condition of `holding` or `starting`, the newest first.

    Its values are those of the condition, then the first and the last id.
    """
    if on_server():
        return f"SELECT id FROM search_entry w WHERE {condition.sql} AND id BETWEEN ? AND ? ORDER BY id DESC"
    return (
        f"SELECT rowid AS id FROM search_words w WHERE {condition.sql} AND rowid BETWEEN ? AND ?"
        " ORDER BY rowid DESC"
    )


def holding(words: Words, *, loose: bool = False) -> Condition:
    """The words of three letters and more; `NOTHING` when all are shorter.

    `loose`: of long words some trigrams in any order, which costs a third of a phrase on a file; whoever asks
    so must compare them then (`finding._inside`).
    """
    long = [forms for forms in words if not is_short(forms)]
    if not long:
        return NOTHING
    if on_server():
        sql = " AND ".join(f"({' OR '.join('w.words LIKE ?' for _form in forms)})" for forms in long)
        return Condition(sql, [f"%{_literal(form)}%" for forms in long for form in forms])
    query = " AND ".join("(" + " OR ".join(_form(form, loose) for form in forms) + ")" for forms in long)
    return Condition("w.words MATCH ?", [query])


def starting(forms: Sequence[str]) -> Condition:
    """Lines that begin as one of the forms; on a file they are compared afterwards."""
    if on_server():
        sql = " OR ".join("w.words LIKE ?" for _form in forms)
        return Condition(f"({sql})", [f"%\n{_literal(form)}%" for form in forms])
    query = " OR ".join(f"({quoted(chr(10) + form[:2])} AND {_loosely(form)})" for form in forms)
    return Condition("w.words MATCH ?", [query])


def exactly(words: Words) -> Condition:
    """All words as they are, however short or long, in texts that begin and end with a line break.

    Trigrams find no fewer than three signs; so two letters are found where they begin a word, and one letter
    where it is the word.
    """
    spelled = [[each for form in forms for each in _spelled(form)] for forms in words]
    if on_server():
        sql = " AND ".join(f"({' OR '.join('w.words LIKE ?' for _form in forms)})" for forms in spelled)
        return Condition(sql, [f"%{_literal(form)}%" for forms in spelled for form in forms])
    query = " AND ".join("(" + " OR ".join(map(quoted, forms)) + ")" for forms in spelled)
    return Condition("w.words MATCH ?", [query])


def is_short(forms: Sequence[str]) -> bool:
    return any(len(form) < 3 for form in forms)


def is_long_number(form: str) -> bool:
    """A phone number begins as all others do ("+351 9"): its end finds it faster, the rest is compared."""
    return len(form) > TAIL and form.isdecimal()


def quoted(form: str) -> str:
    """A text as FTS5 takes it literally."""
    return '"' + form.replace('"', '""') + '"'


def _form(form: str, loose: bool) -> str:
    if is_long_number(form):
        return quoted(form[-TAIL:])
    return _loosely(form) if loose else quoted(form)


def _loosely(form: str) -> str:
    """The trigrams that cover a long form without overlapping; a short one as it is."""
    if len(form) < LONG:
        return quoted(form)
    parts = dict.fromkeys([*(form[at : at + 3] for at in range(0, len(form) - 2, 3)), form[-3:]])
    return f"({' AND '.join(map(quoted, parts))})"


def _spelled(form: str) -> list[str]:
    if len(form) > 2:
        return [form]
    if len(form) == 2:
        return [f"{before}{form}" for before in _GAPS]
    return [f"{before}{form}{after}" for before in _GAPS for after in _GAPS]


_GAPS: Final = ("\n", " ")


def _literal(form: str) -> str:
    """A text as LIKE takes it literally."""
    return form.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
