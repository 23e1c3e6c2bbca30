"""Conflicts are decided field by field, and nothing is decided for the person."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from desktop_crm.widgets.conflict_dialog import ConflictDialog, Difference
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
