"""Run at 200 % by tests/stories/test_double_size.py: a full HD screen has 960 x 540 points then.

Every control that takes the focus lies inside the window, or inside something that scrolls to it; no text of
a button is cut; the window itself fits beside the task bar.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QScrollArea,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_crm.app import routes
from desktop_crm.app.window import MainWindow
from desktop_crm.app.wizard import Wizard
from desktop_crm.billing import queries as billing
from desktop_crm.values.messages import translator_for
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.buttons import Button, IconButton
from desktop_crm.widgets.desk import Wish
from desktop_crm.widgets.dialogs import ModalDialog
from tests.app.conftest import TODAY
from tests.app.test_window import RECORDS

WIDE, HIGH = 960, 500
"""Points of 1920 x 1080 at 200 %, less 40 for a task bar and the window's title."""


def controls(inside: QWidget) -> Iterator[QWidget]:
    """What Tab goes to and a person sees."""
    for each in inside.findChildren(QWidget):
        if each.isVisibleTo(inside) and each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus:
            yield each


def scroller(widget: QWidget, top: QWidget) -> QAbstractScrollArea | None:
    """The nearest thing around it that scrolls."""
    parent = widget.parentWidget()
    while parent is not None and parent is not top:
        if isinstance(parent, QScrollArea):
            return parent
        parent = parent.parentWidget()
    return None


def out_of_reach(top: QWidget) -> list[str]:
    """Controls that lie beyond the window's edge, or sideways of what only scrolls down."""
    bounds = QRect(QPoint(0, 0), top.size())
    lost = []
    for each in controls(top):
        place = QRect(each.mapTo(top, QPoint(0, 0)), each.size())
        around = scroller(each, top)
        name = f"{type(each).__name__} “{each.accessibleName()}” at {place.getRect()}"
        if around is None:
            if not bounds.contains(place):
                lost.append(name)
            continue
        view = around.viewport()
        across = QRect(view.mapTo(top, QPoint(0, 0)), view.size())
        sideways = around.horizontalScrollBar().maximum() > 0
        if not sideways and (place.left() < across.left() - 1 or place.right() > across.right() + 1):
            lost.append(f"{name}, beside {across.getRect()}")
        elif not bounds.contains(across) or view.height() < min(each.height(), 28):
            lost.append(f"{name}, in {across.getRect()}")
    return lost


def cut(top: QWidget) -> list[str]:
    """Buttons narrower than their words."""
    return [
        f"{each.text()}: {each.width()} of {each.sizeHint().width()}"
        for each in top.findChildren(QAbstractButton)
        if isinstance(each, Button) and not isinstance(each, IconButton)
        if each.isVisibleTo(top) and each.width() < each.sizeHint().width()
    ]


@pytest.mark.parametrize("kind", sorted(routes.ROUTES))
def test_every_page_is_within_reach(window: MainWindow, qtbot: QtBot, kind: str) -> None:
    assert window.devicePixelRatioF() == 2
    window.resize(WIDE, HIGH)
    window.show()
    window.go(kind, RECORDS.get(kind))
    qtbot.wait(60)
    assert (window.width(), window.height()) == (WIDE, HIGH)
    assert out_of_reach(window) == []
    assert cut(window) == []


def test_the_wizard_is_within_reach(qtbot: QtBot, qapp: QApplication) -> None:
    wizard = Wizard(translator_for("en"), "IE", TODAY, lambda _choice: None)
    qtbot.addWidget(wizard)
    wizard.resize(WIDE, HIGH)
    wizard.show()
    for _page in range(5):
        qtbot.wait(20)
        assert (wizard.width(), wizard.height()) == (WIDE, HIGH)
        assert out_of_reach(wizard) == []
        wizard.skip_page()


def dialogs(window: MainWindow) -> Iterator[tuple[str, Callable[[], None]]]:
    """The dialogs of the main job, and the longest of all."""
    caller = window.desk.caller

    def first(state: str) -> int:
        return billing.list_invoices(caller, ListView(filters=(("state", state),)), TODAY).rows(0, 1)[0].id

    yield "PaymentDialog", lambda: window.go("invoice", Wish(first("unpaid"), "pay"))
    yield "CreditDialog", lambda: window.go("invoice", Wish(first("unpaid"), "credit"))
    yield "HelpDialog", window.show_help


def test_every_dialog_of_the_main_job_is_within_reach(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(WIDE, HIGH)
    window.show()
    for name, run in dialogs(window):
        run()

        def found(name: str = name) -> list[ModalDialog]:
            return [each for each in window.findChildren(ModalDialog) if type(each).__name__ == name]

        qtbot.waitUntil(lambda: any(each.isVisible() for each in found()))
        qtbot.wait(40)
        dialog = next(each for each in found() if each.isVisible())
        assert (dialog.width(), dialog.height()) == (WIDE, HIGH)
        assert out_of_reach(dialog) == []
        assert cut(dialog) == []
        squeezed = [
            each for each in dialog.findChildren(QLineEdit) if each.isVisible() and each.height() < 28
        ]
        assert squeezed == []
        dialog.reject()
