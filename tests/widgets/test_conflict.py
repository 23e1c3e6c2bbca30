"""Conflicts are decided field by field, and nothing is decided for the person."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.values.dates import utc_now
from desktop_crm.values.merging import Author
from desktop_crm.widgets.conflict_dialog import ConflictDialog, Difference, author_words
from desktop_crm.widgets.desk import Desk


def test_saving_waits_until_every_field_is_chosen(qtbot: QtBot, desk: Desk) -> None:
    dialog = ConflictDialog(
        desk.t,
        "Ayşe changed this draft too",
        [
            Difference("terms", "Terms", "14 days", "30 days", "7 days"),
            Difference("order", "Order", "", "A", "B"),
        ],
        untouched=3,
    )
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.primary.isEnabled()
    assert dialog.hint.text() == "2 of 2 still to choose"
    dialog._pairs[0].cells["mine"].radio.click()
    assert dialog.hint.text() == "1 of 2 still to choose"
    dialog._pairs[1].cells["mine"].radio.click()
    dialog._pairs[1].cells["theirs"].radio.click()
    with qtbot.waitSignal(dialog.chosen) as chosen:
        dialog.primary.click()
    assert chosen.args == [{"terms": "mine", "order": "theirs"}]


def test_it_says_who_changed_it_and_when(desk: Desk) -> None:
    now = utc_now()
    time, moment = desk.t.formats.time, desk.t.formats.moment
    assert author_words(desk.t, None) == ""
    assert author_words(desk.t, Author("Ana", now)) == f"Ana, {time(now)}"
    before = now - timedelta(days=2)
    assert author_words(desk.t, Author("Ana", before)) == f"Ana, {moment(before)}"


def test_it_is_decided_by_keys_alone(qtbot: QtBot, desk: Desk) -> None:
    differences = [
        Difference("terms", "Terms", "14 days", "30 days", "7 days"),
        Difference("order", "Order", "", "A", "B"),
    ]
    dialog = ConflictDialog(desk.t, "Changed elsewhere too", differences, author=Author("Ana", utc_now()))
    qtbot.addWidget(dialog)
    dialog.show()
    with qtbot.waitActive(dialog):
        dialog.activateWindow()
    assert "Ana, " in dialog.sentence.text()
    dialog._pairs[0].focus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Left):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
    assert [pair.side for pair in dialog._pairs] == ["theirs", "mine"]
    with qtbot.waitSignal(dialog.chosen) as chosen:
        QTest.keyClick(dialog, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert chosen.args == [{"terms": "theirs", "order": "mine"}]
