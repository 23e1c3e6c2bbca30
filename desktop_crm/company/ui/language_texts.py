"""A text kept in several languages: segments choose the language, the area shows its text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_crm.values.messages import DOCUMENTS, LANGUAGES, Translator
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput

OWN_NAMES: Final[Mapping[str, str]] = {
    "en": "English",
    "de": "Deutsch",
    "de_CH": "Deutsch (Schweiz)",
    "es": "Español",
    "fr": "Français",
    "it": "Italiano",
    "nl": "Nederlands",
    "pl": "Polski",
    "pt_BR": "Português (Brasil)",
    "pt_PT": "Português (Portugal)",
    "tr": "Türkçe",
}
"""Languages in their own words: who cannot read the present one finds theirs."""


def language_choices(present: str = "") -> list[Choice]:
    """The languages of papers, and `present` where it is none of them."""
    codes = dict.fromkeys([*LANGUAGES[DOCUMENTS], *([present] if present else [])])
    return [Choice(code, OWN_NAMES.get(code, code)) for code in codes]


class LanguageTexts(QWidget):
    """`value()` is {language: text}, without the empty ones."""

    changed = Signal()

    def __init__(
        self, t: Translator, *, lines: int = 4, language: str = "", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._texts: dict[str, str] = {}
        self.which = ChoiceInput(language_choices(), t("Language of this text"), compact=True)
        first = language or t.language
        codes = [choice.value for choice in self.which.choices]
        self.which.set_value(first if first in codes else "en")
        self.area = AreaInput(lines=lines)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.which)
        layout.addWidget(self.area)
        self.which.changed.connect(self._show)
        self.area.changed.connect(self._edited)
        self.setFocusProxy(self.area)

    def setAccessibleName(self, name: str) -> None:
        """The area carries it."""
        super().setAccessibleName(name)
        self.area.setAccessibleName(name)

    @property
    def language(self) -> str:
        """The language that is shown."""
        return str(self.which.value())

    def value(self) -> dict[str, str]:
        return {code: text for code, text in self._texts.items() if text.strip()}

    def set_value(self, value: object) -> None:
        """Show texts without telling."""
        texts = dict(value) if isinstance(value, Mapping) else {}
        others = [code for code in texts if code not in LANGUAGES[DOCUMENTS]]
        if others:
            known = {choice.value for choice in self.which.choices}
            more = [Choice(code, OWN_NAMES.get(code, code)) for code in others if code not in known]
            self.which.set_choices([*self.which.choices, *more])
        self._texts = texts
        self._show()

    def set_placeholder(self, text: str) -> None:
        """What stands there while nothing is typed."""
        self.area.edit.setPlaceholderText(text)

    def set_error(self, text: str | None) -> None:
        """Red frame while `text`."""
        self.area.set_error(text)

    def _show(self) -> None:
        self.area.set_value(self._texts.get(self.language, ""))

    def _edited(self) -> None:
        self._texts[self.language] = self.area.value()
        self.changed.emit()
