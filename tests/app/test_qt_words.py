"""Qt's own words: ours where Qt has none, Qt's everywhere else."""

from collections.abc import Iterator

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication

from desktop_crm.app.qt_words import CatalogueTranslator
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import keys


@pytest.fixture(params=["en", "tr"])
def installed(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[CatalogueTranslator]:
    translator = CatalogueTranslator(translator_for(request.param))
    qapp.installTranslator(translator)
    yield translator
    qapp.removeTranslator(translator)


def test_a_shortcut_keeps_its_words(installed: CatalogueTranslator) -> None:
    assert keys.native("Ctrl+N") == "Ctrl+N"
    assert keys.native("Ctrl+Return") == "Ctrl+Enter"


@pytest.mark.parametrize(
    ("key", "printed"),
    [("Esc", "Esc"), ("Ctrl+Return", "Ctrl+Enter"), ("Ctrl+Del", "Ctrl+Del"), ("F2", "F2")],
)
def test_keys_are_called_as_they_are_printed_and_as_the_manual_calls_them(
    installed: CatalogueTranslator, key: str, printed: str
) -> None:
    assert keys.native(key) == printed


def test_no_two_keys_are_read_as_one(installed: CatalogueTranslator) -> None:
    read = [QKeySequence(key) for key in (*keys.PRIMARY.keys, "Esc", "Del", "Backspace", "Tab")]
    assert len({sequence.toString() for sequence in read}) == len(read)


def test_a_context_menu_speaks_our_language(qapp: QApplication) -> None:
    words = CatalogueTranslator(translator_for("tr"))
    qapp.installTranslator(words)
    try:
        assert QApplication.translate("QLineEdit", "&Undo") == translator_for("tr")("Undo")
        assert QApplication.translate("QLineEdit", "a word that nobody translates") != ""
    finally:
        qapp.removeTranslator(words)
