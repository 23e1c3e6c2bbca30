"""Words: lazy messages below the doors, translators at the doors.

A rule or service marks a sentence with `_()`; it stays a `Message` (text and values) until a screen, the
command line or a printed document translates it with the `Translator` it was given. A document's language and
the program's live side by side, so nothing here is global but the cache of loaded catalogues.
"""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from desktop_crm.values.resources import resource

if TYPE_CHECKING:
    from desktop_crm.values.formats import Formats

PROGRAM: Final = "program"
DOCUMENTS: Final = "documents"

LANGUAGES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        PROGRAM: ("en", "pt_BR", "tr"),
        DOCUMENTS: ("en", "de", "es", "fr", "it", "nl", "pl", "pt_BR", "pt_PT", "tr"),
    }
)
"""The languages each domain is complete in. English is the text in the source itself."""


@dataclass(frozen=True, slots=True)
class Message:
    """A sentence not yet translated. `values` fill its {placeholders}; nested messages are translated too."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)
    plural: str | None = None
    n: int = 0

    def __str__(self) -> str:
        return translator_for("en").message(self)

    def __hash__(self) -> int:
        return hash((self.text, self.plural, self.n))


def _(text: str, /, **values: Any) -> Message:
    """Mark a sentence for translation: `_("Due {date}", date=due_on)`."""
    return Message(text, values)


def many(singular: str, plural: str, n: int, /, **values: Any) -> Message:
    """Mark a sentence with a count: `many("{n} line", "{n} lines", count)`."""
    return Message(singular, {"n": n, **values}, plural, n)


def to_plain(message: Message) -> dict[str, Any]:
    """What is kept of a message in a database, so that each reader has it in a language of their own.

    Its values are texts, whole numbers and further messages. A sentence that a later program words in another
    way is then shown as it was written, in English.
    """
    values = {}
    for name, value in message.values.items():
        if isinstance(value, Message):
            value = to_plain(value)
        elif not isinstance(value, str | int):
            raise TypeError(f"{name}: {value!r} is neither a text, a whole number nor a message")
        values[name] = value
    plain: dict[str, Any] = {"text": message.text}
    if values:
        plain["values"] = values
    if message.plural is not None:
        plain |= {"plural": message.plural, "n": message.n}
    return plain


def from_plain(plain: Mapping[str, Any]) -> Message:
    """The message that `to_plain` wrote."""
    values = {
        name: from_plain(value) if isinstance(value, dict) else value
        for name, value in plain.get("values", {}).items()
    }
    return Message(plain["text"], values, plain.get("plural"), plain.get("n", 0))


class Translator:
    """Words and formats of a language: `t("Save")`, `t.plural(...)`, `t.message(m)`, `t.formats.date(d)`."""

    def __init__(
        self, language: str, domain: str = PROGRAM, catalogue: gettext.NullTranslations | None = None
    ):
        self.language = language
        self.domain = domain
        self._catalogue = catalogue or _catalogue(language, domain)

    @cached_property
    def formats(self) -> Formats:
        from desktop_crm.values.formats import Formats

        return Formats(self.language)

    def __call__(self, text: str, /, **values: Any) -> str:
        translated = self._catalogue.gettext(text) if text else ""
        return translated.format_map(self._shown(values)) if values else translated

    def plural(self, singular: str, plural: str, n: int, /, **values: Any) -> str:
        """`n` stands ready as a placeholder, grouped as the language groups thousands."""
        text = self._catalogue.ngettext(singular, plural, n)
        return text.format_map(self._shown({"n": n, **values}))

    def message(self, message: Message | str) -> str:
        """A lazy message in this language; a plain string (a name, a number) stays as it is."""
        if isinstance(message, str):
            return message
        if message.plural is not None:
            return self.plural(message.text, message.plural, message.n, **message.values)
        return self(message.text, **message.values)

    def _shown(self, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: self._show(value) for name, value in values.items()}

    def _show(self, value: Any) -> Any:
        if isinstance(value, Message):
            return self.message(value)
        if isinstance(value, str):
            return value
        # On screen a date is read at a glance ("22 Nov 2026"), on paper it is compared ("22/11/2026").
        if self.domain == PROGRAM and isinstance(value, date) and not isinstance(value, datetime):
            return self.formats.date_words(value)
        return self.formats.any(value)


@lru_cache(maxsize=32)
def translator_for(language: str, domain: str = PROGRAM) -> Translator:
    """The translator of a language, or of its nearest relative that has a catalogue, or English."""
    return Translator(language, domain)


def _catalogue(language: str, domain: str) -> gettext.NullTranslations:
    for name in _fallbacks(language, domain):
        path = resource(f"translations/{domain}/{name}.mo")
        if path.is_file():
            with path.open("rb") as file:
                return gettext.GNUTranslations(file)
    return gettext.NullTranslations()


def _fallbacks(language: str, domain: str) -> list[str]:
    """`pt` finds pt_BR, `pt_AO` pt_PT, `de_AT` de, `sv` nothing (English)."""
    language = language.replace("-", "_")
    base = language.partition("_")[0]
    if base == "en":
        return []
    relatives = [name for name in LANGUAGES[domain] if name.partition("_")[0] == base]
    if base == "pt" and language not in ("pt", "pt_BR"):
        relatives.sort(key=lambda name: name != "pt_PT")
    return [language, base, *relatives]
