"""Texts kept in several languages, and doubts that are shown but never refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop_crm.values.messages import Message

Texts = tuple[tuple[str, str], ...]
"""(language, text) pairs, sorted by language: (("de", "..."), ("en", "..."))."""


@dataclass(frozen=True, slots=True)
class Hint:
    """A doubt about one field (a wrong check digit): the screen shows it, saving goes through."""

    field: str
    message: Message


def texts_of(texts: Mapping[str, str]) -> Texts:
    """Pairs of a mapping, without the empty ones."""
    return tuple(sorted((language, text) for language, text in texts.items() if text.strip()))


def text_in(texts: Texts, language: str) -> str:
    """The text in this language, or in its nearest relative, or in English, or in any; "" when there is none.

    `pt_AO` takes pt_PT before pt_BR, as `values.messages` does.
    """
    if not texts:
        return ""
    known = dict(texts)
    language = language.replace("-", "_")
    base = language.partition("_")[0]
    relatives = sorted(name for name in known if name.partition("_")[0] == base)
    if base == "pt" and language != "pt":
        relatives.sort(key=lambda name: name != "pt_PT")
    for name in (language, base, *relatives, "en"):
        if name in known:
            return known[name]
    return texts[0][1]
