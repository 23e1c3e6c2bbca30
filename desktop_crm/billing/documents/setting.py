"""What every part of a page needs to draw itself: the facts, their words and formats, the pictures, the
colour.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from desktop_crm.billing.documents import faces, measures, words
from desktop_crm.billing.documents.measures import Sheet
from desktop_crm.billing.documents.tagged import Color
from desktop_crm.billing.documents.wrapping import clean_line
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.company.rules.looks import COMPACT
from desktop_crm.values.messages import Translator


@dataclass(frozen=True, slots=True)
class Pictures:
    """Bytes of PNG or JPEG pictures, guarded and re-encoded by `files`."""

    logo: bytes | None = None
    signature: bytes | None = None
    appended: tuple[bytes, ...] = ()
    """The files that the facts name as appended, in their order."""


@dataclass(frozen=True)
class Setting:
    """One paper on its way to the page."""

    facts: DocumentFacts
    pictures: Pictures
    t: Translator
    says_account: bool = field(default=False, kw_only=True)
    """Whether the account stands in the paper although a QR-bill names it: on another page."""

    @cached_property
    def sheet(self) -> Sheet:
        """The measures of the paper's design and size."""
        return measures.sheet(self.facts.design, self.facts.paper_size)

    @cached_property
    def accent(self) -> Color:
        usual = measures.TEXT if self.sheet.design == COMPACT else measures.NAVY
        return measures.accent(self.facts.accent, usual)

    @cached_property
    def tint(self) -> Color:
        """The ground of panels in the firm's colour."""
        return measures.tinted(self.accent)

    @cached_property
    def title(self) -> str:
        return clean_line(words.title(self.facts, self.t))

    @cached_property
    def info(self) -> list[tuple[str, str, bool]]:
        """The rows of the info block: (label, value, bold)."""
        return words.info(self.facts, self.t)

    @cached_property
    def subtitles(self) -> list[str]:
        """The lines in bold under the title."""
        return words.subtitles(self.facts, self.t)

    @cached_property
    def key_figures(self) -> list[tuple[str, str]]:
        """(label, value) of what counts most: the sum, until when, the sum for paying early."""
        return words.key_figures(self.facts, self.t, self.money)

    def amount(self, minor: int) -> str:
        return self.t.formats.amount(minor, self.facts.currency)

    def money(self, minor: int) -> str:
        """With the currency, its code where no face has the sign."""
        text = self.t.formats.money(minor, self.facts.currency).replace("-", "\u2212")
        if all(faces.has_glyph(one) for one in text):
            return text
        return f"{self.facts.currency} {self.amount(minor)}"

    @cached_property
    def sign(self) -> str:
        """The currency's sign for a column's head, or its code."""
        from babel.numbers import get_currency_symbol

        sign = get_currency_symbol(self.facts.currency, locale=self.t.formats.locale)
        return sign if all(faces.has_glyph(one) for one in sign) else self.facts.currency

    @cached_property
    def _percents(self) -> dict[Decimal, str]:
        return {}

    def percent(self, rate: Decimal) -> str:
        """A rate as the language writes it; asked once a line, so each is formatted once a paper."""
        if rate not in self._percents:
            self._percents[rate] = self.t.formats.percent(rate)
        return self._percents[rate]


def setting(facts: DocumentFacts, pictures: Pictures | None = None) -> Setting:
    return Setting(facts, pictures or Pictures(), words.words_for(facts))
