"""Where a toast appears: above the status line, never over a composer or a verb."""

from __future__ import annotations

from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.notices import KEEP_CLEAR, Notices


def host_with_composer(qtbot: QtBot) -> tuple[QWidget, QWidget]:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1200, 800)
    composer = QWidget(host)
    composer.setGeometry(400, 620, 500, 140)
    host.show()
    return host, composer


def toast_of(host: QWidget) -> QWidget:
    notices = Notices(translator_for("en"), host)
    notices.done("Ticket closed")
    assert notices.toast is not None
    return notices.toast


def test_a_toast_stands_above_what_is_to_be_kept_clear(qtbot: QtBot) -> None:
    host, composer = host_with_composer(qtbot)
    composer.setProperty(KEEP_CLEAR, True)
    toast = toast_of(host)
    shadow = 24
    assert toast.geometry().bottom() - shadow < composer.y()


def test_elsewhere_it_stands_above_the_status_line(qtbot: QtBot) -> None:
    host, composer = host_with_composer(qtbot)
    assert toast_of(host).geometry().intersects(composer.geometry())


def test_it_covers_no_button_where_another_place_is_left(qtbot: QtBot) -> None:
    host, _composer = host_with_composer(qtbot)
    button = QPushButton("Write the mail", host)
    button.setGeometry(700, 720, 120, 34)
    button.show()
    toast = toast_of(host)
    assert toast.geometry().bottom() - 24 < button.y()


def test_among_buttons_everywhere_it_keeps_its_place(qtbot: QtBot) -> None:
    host, _composer = host_with_composer(qtbot)
    usual = toast_of(host).geometry()
    for row in range(16):
        button = QPushButton("Verb", host)
        button.setGeometry(500, 50 * row, 120, 34)
        button.show()
    assert toast_of(host).geometry() == usual
