"""Space in every list shows the row without opening it; Space or Esc goes back, Enter opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import MainWindow
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.quick_look import FactsLook, PaperLook, QuickLook


def looked(window: MainWindow, qtbot: QtBot, place: str) -> tuple[ListPage[object], QuickLook]:
    window.show()
    window.go(place)
    page = window.page
    assert isinstance(page, ListPage)
    qtbot.waitUntil(lambda: page.table.current_row() is not None)
    QTest.keyClick(page.table, Qt.Key.Key_Space)
    look = next(each for each in window.findChildren(QuickLook) if each.isVisible())
    # Until then the keys still go where they went before.
    qtbot.waitUntil(lambda: QApplication.focusWidget() is look)
    return page, look


@pytest.mark.parametrize("place", ["contacts", "quotes", "invoices", "tickets", "catalogue"])
def test_space_shows_the_row_and_closes_again(window: MainWindow, qtbot: QtBot, place: str) -> None:
    page, look = looked(window, qtbot, place)
    if isinstance(look, PaperLook):
        paper = look.paper
        qtbot.waitUntil(lambda: paper.pdf.startswith(b"%PDF"))
    else:
        assert isinstance(look, FactsLook)
        qtbot.waitUntil(lambda: look.facts is not None and any(value for _label, value in look.facts.pairs))
    assert QApplication.focusWidget() is look, "what it shows takes no key for itself"
    QTest.keyClick(look, Qt.Key.Key_Space)
    assert not look.isVisible()
    assert window.page is page


def test_space_on_the_button_goes_back_as_well(window: MainWindow, qtbot: QtBot) -> None:
    page, look = looked(window, qtbot, "contacts")
    look.primary.setFocus()
    QTest.keyClick(look.primary, Qt.Key.Key_Space)
    assert not look.isVisible()
    assert window.page is page


@pytest.mark.parametrize("place", ["contacts", "quotes", "invoices", "tickets", "catalogue"])
def test_enter_opens_what_is_looked_at(window: MainWindow, qtbot: QtBot, place: str) -> None:
    page, look = looked(window, qtbot, place)
    QTest.keyClick(look, Qt.Key.Key_Return)
    QApplication.processEvents()
    assert window.page is not page
