"""What a log, a crash report and a bundle for support never say: whose data was in hand, and any secret.

Applied to whole texts on their way out; better a word too many hidden than one too few.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

_SECRETS: Final = (
    r"pass(?:word|wd|phrase)?|pwd|senha|parola|secret|token|api[_-]?key|authorization|cookie|salt"
)
_MAIL: Final = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+", re.UNICODE)
_URL_SECRET: Final = re.compile(r"(\b[a-z][a-z0-9+.-]*://)[^/\s:@]+(?::[^@\s/]*)?@", re.IGNORECASE)
_BEARER: Final = re.compile(r"\b(bearer|basic)\s+[A-Za-z0-9+/=._~-]{6,}", re.IGNORECASE)
_NAMED: Final = re.compile(
    rf"""(["']?[\w-]*(?:{_SECRETS})[\w-]*["']?\s*[=:]\s*)(?!‹)("[^"\n]*"|'[^'\n]*'|[^\s,;)\]}}]+)""",
    re.IGNORECASE,
)
_IBAN: Final = re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?\b")
_KEYS: Final = re.compile(r"\b[0-9a-fA-F]{32,}\b|\b[A-Za-z0-9_-]{40,}\b")
_PHONE: Final = re.compile(r"\+\d[\d ()./-]{6,}\d|\b\d{9,}\b")
_DETAIL: Final = re.compile(
    r"^(\s*(?:DETAIL|CONTEXT|parameters|params|args)\s*[:=]).*$", re.MULTILINE | re.IGNORECASE
)
_SQL: Final = re.compile(r"\b(?:SELECT|INSERT INTO|UPDATE|DELETE FROM|VALUES)\b.*", re.DOTALL)
_QUOTED: Final = re.compile(r"'(?:[^'\\\n]|\\.|'')*'|\"(?:[^\"\\\n]|\\.)*\"|“[^”\n]*”")
_ERROR: Final = re.compile(r"^((?:[a-z_][\w.]*\.)?[A-Z]\w*): (.*)$", re.MULTILINE)
"""The last line of a traceback: "sqlite3.OperationalError: near ..." """
_OF_CODE: Final = frozenset(
    {"AttributeError", "NameError", "ImportError", "ModuleNotFoundError", "UnboundLocalError"}
)
"""Errors whose quoted words are names of the program, not of people."""


def redact(text: str) -> str:
    """The text without mail addresses, IBANs, phone numbers, secrets, values of SQL and quoted data."""
    home = str(Path.home())
    if len(home) > 3:
        text = text.replace(home, "~")
    text = _DETAIL.sub(r"\1 ‹values›", text)
    text = _URL_SECRET.sub(r"\1‹user›@", text)
    text = _BEARER.sub(r"\1 ‹secret›", text)
    text = _NAMED.sub(r"\1‹secret›", text)
    text = _MAIL.sub("‹mail›", text)
    text = _IBAN.sub("‹iban›", text)
    text = _KEYS.sub("‹key›", text)
    text = _ERROR.sub(_of_error, text)
    text = _SQL.sub(lambda found: _unquoted(found[0]), text)
    return _PHONE.sub("‹number›", text)


def _of_error(found: re.Match[str]) -> str:
    """An error's own words: what it quotes may be a person's name."""
    name, words = found[1], found[2]
    if name.rpartition(".")[2] in _OF_CODE:
        return found[0]
    return f"{name}: {_unquoted(words)}"


def _unquoted(text: str) -> str:
    return _QUOTED.sub("‹text›", text)


def is_secret(name: str) -> bool:
    """Whether a setting of this name holds what nobody else may see."""
    return re.search(_SECRETS, name, re.IGNORECASE) is not None
