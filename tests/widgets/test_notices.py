"""Where a toast appears: above the status line, never over a composer."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
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
