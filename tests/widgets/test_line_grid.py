"""The line grid by keyboard alone."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.line_grid import LineGrid
from tests.widgets.gallery_work import Line, sample_grid


@pytest.fixture
def grid(qtbot: QtBot, desk: Desk) -> LineGrid[Line]:
    grid = sample_grid(desk)
    qtbot.addWidget(grid)
    grid.resize(860, 480)
    with qtbot.waitActive(grid):
        grid.show()
        grid.activateWindow()
    grid.view.setFocus()
    return grid


def press(qtbot: QtBot, *keys: Qt.Key | str) -> None:
    """Type into whatever has the focus."""
    for key in keys:
        target = QApplication.focusWidget()
        assert target is not None
        if isinstance(key, str):
            qtbot.keyClicks(target, key)
        else:
            qtbot.keyClick(target, key)
        QApplication.processEvents()


ENTER, TAB, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape


def test_a_line_is_typed_from_item_to_rate_with_enter_and_a_new_one_opens(
    qtbot: QtBot, grid: LineGrid[Line]
) -> None:
    press(qtbot, "D", "esk", ENTER, "2.5", ENTER, ENTER, "100", ENTER, ENTER)
    assert grid.lines[0] == Line("Desk", "", Decimal("2.5"), "h", Decimal(100))
    assert len(grid.lines) == 2
    press(qtbot, ENTER)  # nothing typed in the new line: it goes away and the cursor leaves the lines
    assert len(grid.lines) == 1


def test_type_ahead_fills_the_line_and_goes_to_the_quantity(qtbot: QtBot, grid: LineGrid[Line]) -> None:
    grid.add_line()
    QApplication.processEvents()
    press(qtbot, "man")
    qtbot.waitUntil(lambda: grid._editor is not None and grid._editor.control._shown())
    press(qtbot, ENTER, "3", ENTER)
    assert grid.lines[0].name == "Manutenção mensal"
    assert grid.lines[0].price == Decimal(120)
    assert grid.lines[0].qty == Decimal(3)


def test_escape_keeps_the_value_and_nonsense_stays_open(qtbot: QtBot, grid: LineGrid[Line]) -> None:
    grid.set_lines((Line("A"), Line("B")))
    grid.edit(0, 3)
    press(qtbot, "9", ESCAPE)
    assert grid.lines[0].qty == Decimal(1)
    grid.edit(0, 3)
    press(qtbot, "x1", ENTER)
    assert grid._editor is not None
    assert grid.lines[0].qty == Decimal(1)


def test_what_is_no_value_stays_in_its_cell_when_the_keyboard_goes_elsewhere(
    qtbot: QtBot, grid: LineGrid[Line]
) -> None:
    grid.set_lines((Line("A"), Line("B")))
    grid.edit(0, 3)
    press(qtbot, "x1")
    grid.add_button.setFocus()
    QApplication.processEvents()
    assert grid._editor is not None
    assert not grid.finish_edit(), "whoever wants to go on learns that something is left"
    assert grid._editor.control.text() == "x1"
    grid._editor.control.setText("7")
    assert grid.finish_edit()
    assert grid.lines[0].qty == Decimal(7)


def test_lines_move_duplicate_and_go_with_a_way_back(qtbot: QtBot, grid: LineGrid[Line], desk: Desk) -> None:
    grid.set_lines((Line("A"), Line("B"), Line("C")))
    seen: list[tuple[Line, ...]] = []
    grid.changed.connect(lambda lines, _merge: seen.append(lines))
    grid.view.go(0, 2)
    qtbot.keyClick(grid.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [line.name for line in grid.lines] == ["B", "A", "C"]
    assert grid.view.currentIndex().row() == 1
    qtbot.keyClick(grid.view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert [line.name for line in grid.lines] == ["B", "A", "A", "C"]
    qtbot.keyClick(grid.view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert [line.name for line in grid.lines] == ["B", "A", "C"]
    assert seen[-1] == grid.lines


def test_an_error_marks_its_cell_says_why_and_goes_when_the_cell_changes(
    qtbot: QtBot, grid: LineGrid[Line]
) -> None:
    grid.set_lines((Line("A"), Line("B")))
    grid.show_error(UserError(_("Too much"), "lines[2].price"))
    assert grid.model.errors == {(1, "price"): "Too much"}
    assert grid.view.currentIndex().row() == 1
    assert "Line 2, Price: Too much" in grid.hint.text
    grid.edit(1, grid.view.currentIndex().column())
    press(qtbot, "5", TAB)
    assert grid.model.errors == {}
    assert grid.lines[1].price == Decimal(5)


def test_a_section_takes_a_title_over_the_whole_row(qtbot: QtBot, grid: LineGrid[Line]) -> None:
    grid.add_section()
    QApplication.processEvents()
    press(qtbot, "Print", ENTER)
    assert grid.lines[0] == Line("Print", section=True)
