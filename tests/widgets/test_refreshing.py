"""Parts of pages that are made anew from what others changed: place, current entry and keyboard stay."""

from __future__ import annotations

from datetime import date

from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.focus_keeping import keeps_focus
from desktop_crm.widgets.timeline import Entry, Timeline


def entries(*keys: int) -> list[Entry]:
    return [Entry(key, "circle", f"Entry {key}", date(2026, 11, 20)) for key in keys]


def shown(qtbot: QtBot, desk: Desk, keys: list[int]) -> Timeline:
    timeline = Timeline(desk)
    qtbot.addWidget(timeline)
    timeline.resize(500, 300)
    timeline.show()
    timeline.set_source(lambda start, limit: entries(*keys)[start : start + limit])
    return timeline


def test_the_entry_in_hand_and_the_place_stay_when_something_new_happened(qtbot: QtBot, desk: Desk) -> None:
    keys = list(range(100, 150))
    timeline = shown(qtbot, desk, keys)
    timeline._go(20)
    bar = timeline.verticalScrollBar()
    bar.setValue(400)
    top = timeline.entries[timeline._at(0)].key
    y = timeline._places[timeline._at(0)].top - bar.value()
    keys[0:0] = [1, 2, 3]
    timeline.reload()
    assert timeline.entries[timeline._current].key == 120
    assert timeline.entries[timeline._at(0)].key == top
    assert abs(timeline._places[timeline._at(0)].top - bar.value() - y) <= 1


def test_who_looks_at_the_newest_sees_the_new(qtbot: QtBot, desk: Desk) -> None:
    keys = list(range(100, 150))
    timeline = shown(qtbot, desk, keys)
    keys.insert(0, 1)
    timeline.reload()
    assert timeline.verticalScrollBar().value() == 0
    assert timeline.entries[timeline._at(40)].key == 1


class Lines(QWidget):
    """Buttons that are made anew."""

    def __init__(self) -> None:
        super().__init__()
        self._layout = QVBoxLayout(self)
        self.made: list[Button] = []

    @keeps_focus
    def show_names(self, *names: str) -> None:
        for old in self.made:
            old.hide()
            old.deleteLater()
        self.made = [Button(name) for name in names]
        for button in self.made:
            self._layout.addWidget(button)
            button.show()


def test_the_keyboard_stays_at_the_line_of_the_same_name_else_in_its_place(qtbot: QtBot) -> None:
    lines = Lines()
    qtbot.addWidget(lines)
    lines.show_names("Ana", "Bea", "Cid")
    with qtbot.waitActive(lines):
        lines.show()
        lines.activateWindow()
    lines.made[1].setFocus()
    lines.show_names("Aaron", "Ana", "Bea", "Cid")
    assert QApplication.focusWidget() is lines.made[2]
    lines.show_names("Aaron", "Ana", "Cid")
    assert QApplication.focusWidget() is lines.made[2]
    lines.show_names("Ana")
    assert QApplication.focusWidget() is lines.made[0]


def test_a_part_without_the_keyboard_does_not_take_it(qtbot: QtBot) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    layout, lines, other = QVBoxLayout(host), Lines(), Button("Elsewhere")
    layout.addWidget(lines)
    layout.addWidget(other)
    lines.show_names("Ana")
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    other.setFocus()
    lines.show_names("Ana", "Bea")
    assert QApplication.focusWidget() is other
