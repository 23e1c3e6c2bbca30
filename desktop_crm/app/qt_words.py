"""Qt's own strings from our catalogues, for languages or strings that Qt does not bring."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator

from desktop_crm.values.messages import Translator


def _words(t: Translator) -> dict[str, str]:
    """Qt's English text (without its mnemonic) and ours."""
    return {
        "Undo": t("Undo"),
        "Redo": t("Redo"),
        "Cut": t("Cut"),
        "Copy": t("Copy"),
        "Paste": t("Paste"),
        "Delete": t("Delete"),
        "Select All": t("Select all"),
        "OK": t("OK"),
        "Cancel": t("Cancel"),
        "Close": t("Close"),
        "Open": t("Open it"),  # the verb: "Open" alone is the state of an invoice
        "Save": t("Save"),
    }


KEYS: Final = {
    name: name
    for name in (
        "Ctrl", "Shift", "Alt", "Esc", "Enter", "Return", "Tab", "Backspace", "Del", "Ins", "Home", "End",
        "PgUp", "PgDown",
    )
}  # fmt: skip
"""As the keys are printed in all our languages, and as our own hints and the manual call them. Qt's Turkish
says "Kontrol" and calls Escape "Vazgeç", which is what the button beside it says. Two keys must never
have one name: Qt reads "Ctrl+Enter" by these words, too (`keys.native` says Enter for Return)."""


CONTEXTS: Final = frozenset(
    {
        "QPlatformTheme",
        "QWidgetTextControl",
        "QLineEdit",
        "QDialogButtonBox",
        "QFileDialog",
        "QAbstractSpinBox",
        "QShortcut",
    }
)


class CatalogueTranslator(QTranslator):
    """Asked by Qt before its own catalogue; keys come with and without "&"."""

    def __init__(self, t: Translator) -> None:
        super().__init__()
        self._words = KEYS | (_words(t) if t.language != "en" else {})

    def translate(
        self, context: str, text: str, disambiguation: str | None = None, n: int = -1
    ) -> str | None:
        """None where we have no words: Qt takes an empty string for a translation, and "Ctrl" vanishes."""
        if context not in CONTEXTS or not text:
            return None
        return self._words.get(text.replace("&", ""))

    def isEmpty(self) -> bool:
        return not self._words


def speak(
    app: QCoreApplication, t: Translator, language: str, before: list[QTranslator]
) -> list[QTranslator]:
    """Qt's own words in this language in place of those `before`: from Qt, else from our catalogue."""
    for old in before:
        app.removeTranslator(old)
    ours = CatalogueTranslator(t)
    theirs = QTranslator()
    theirs.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    translators = [theirs, ours]
    for translator in translators:
        app.installTranslator(translator)
    QLocale.setDefault(QLocale(language))
    return translators
