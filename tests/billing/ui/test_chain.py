"""The boxes of what came before and after a paper: as many in a row as show their words."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.billing.ui.chain import MOST, ChainRow, Station, _Box, box_width

UNDER = "Partly delivered  \u00b7  22 Nov 2026"
LONG = tuple(Station("truck", f"Delivery note DN-2026-000{n}", UNDER, lambda: None) for n in range(7))
SHORT = tuple(Station("truck", f"D{n}", "", lambda: None) for n in range(7))


def rows_of(row: ChainRow) -> list[list[_Box]]:
    return [each.findChildren(_Box) for each in row._rows]


@pytest.fixture
def row(qtbot: QtBot) -> ChainRow:
    row = ChainRow()
    qtbot.addWidget(row)
    row.resize(836, 400)
    row.show()
    return row


@pytest.mark.parametrize("width", [1400, 836, 560, 320])
def test_every_box_shows_its_words_where_one_fits(row: ChainRow, width: int) -> None:
    row.set_stations(LONG)
    row.resize(width, 800)
    row.layout().activate()  # type: ignore[union-attr]
    boxes = rows_of(row)
    assert [box.station for some in boxes for box in some] == list(LONG)
    assert all(box.width() >= box_width(box.station) for some in boxes for box in some)
    assert [len(some) for some in boxes] == list(row._packing())


def test_no_row_holds_more_than_one_can_take_in(row: ChainRow) -> None:
    row.set_stations(SHORT)
    row.resize(2000, 400)
    assert [len(some) for some in rows_of(row)] == [MOST, 2]


def test_a_box_that_has_no_room_stands_alone(row: ChainRow) -> None:
    row.set_stations(LONG[:3])
    row.resize(120, 800)
    assert [len(some) for some in rows_of(row)] == [1, 1, 1]


def test_the_keyboard_stays_at_its_box(row: ChainRow, qtbot: QtBot) -> None:
    row.set_stations(LONG)
    with qtbot.waitActive(row):
        row.activateWindow()
    rows_of(row)[0][1].setFocus()
    row.resize(320, 800)
    focused = row.window().focusWidget()
    assert isinstance(focused, _Box)
    assert focused.station == LONG[1]
