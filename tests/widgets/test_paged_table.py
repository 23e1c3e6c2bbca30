"""Lists: blocks on demand, a million rows, place kept, late answers dropped, columns remembered."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from desktop_crm.values.paging import ListView
from desktop_crm.widgets import fonts
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import EmptyState
from desktop_crm.widgets.chips import Chip
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.list_page import ListPage
from desktop_crm.widgets.paged_model import BLOCK, Column
from desktop_crm.widgets.paged_table import PagedTable


@dataclass(frozen=True)
class Person:
    id: int
    name: str


class People:
    """A listing over numbers that remembers what it was asked."""

    def __init__(self, ids: range | list[int]) -> None:
        self.ids = ids
        self.asked: list[int] = []

    def count(self) -> int:
        return len(self.ids)

    def rows(self, start: int, limit: int) -> list[Person]:
        self.asked.append(start)
        return [Person(i, f"Person {i}") for i in self.ids[start : start + limit]]


COLUMNS: list[Column[Person]] = [
    Column("name", "Name", lambda p: p.name, stretch=True, sort=True),
    Column("id", "Number", lambda p: str(p.id), align="right", width=90),
    Column("note", "Note", lambda p: "", hidden=True),
]


def make_table(qtbot: QtBot, desk: Desk, people: People, name: str = "") -> PagedTable[Person]:
    table: PagedTable[Person] = PagedTable(desk, COLUMNS, lambda _view: people, name=name, ticks=True)
    qtbot.addWidget(table)
    table.resize(600, 400)
    with qtbot.waitActive(table):
        table.show()
        table.activateWindow()
    table.setFocus()
    table.set_view(ListView())
    return table


def test_a_million_rows_load_only_what_is_seen(qtbot: QtBot, desk: Desk) -> None:
    people = People(range(1_000_000))
    table = make_table(qtbot, desk, people)
    assert people.asked == [0, BLOCK]
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: table.current_row() == Person(999_999, "Person 999999"))
    assert len(people.asked) < 6


def test_scrolling_far_skips_what_was_passed(qtbot: QtBot, threaded_desk: Desk) -> None:
    people = People(range(200_000))
    table = make_table(qtbot, threaded_desk, people)
    qtbot.waitUntil(lambda: table.table_model.rowCount() == 200_000)
    bar = table.verticalScrollBar()
    for step in range(0, bar.maximum(), bar.maximum() // 100):
        bar.setValue(step)
        table.viewport().repaint()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: table.table_model.loaded_row(199_999) is not None)
    assert len(people.asked) < 60


def test_current_row_and_place_stay_when_rows_come_in_above(qtbot: QtBot, desk: Desk) -> None:
    people = People(list(range(10, 400)))
    table = make_table(qtbot, desk, people)
    table.go_to(40)
    table.verticalScrollBar().setValue(600)
    people.ids = [1, 2, 3, *range(10, 400)]
    table.reload()
    assert table.current_row() == Person(40, "Person 40")
    high = table.verticalHeader().defaultSectionSize()
    assert table.verticalScrollBar().value() == 600 + 3 * high  # the same people are in view
    people.ids = list(range(10, 40))
    table.reload()
    assert table.current_row() is not None


def test_there_is_always_a_current_row_and_enter_opens_it(qtbot: QtBot, desk: Desk) -> None:
    table = make_table(qtbot, desk, People(range(5)))
    with qtbot.waitSignal(table.activated_row) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [Person(0, "Person 0")]


def test_the_answer_to_an_older_view_is_dropped(qtbot: QtBot, threaded_desk: Desk) -> None:
    gate = threading.Event()

    def source(view: ListView) -> People:
        if view.search == "old":
            gate.wait(5)
            return People(range(7))
        return People(range(3))

    table: PagedTable[Person] = PagedTable(threaded_desk, COLUMNS, source)
    qtbot.addWidget(table)
    table.set_view(ListView(search="old"))
    table.set_view(ListView(search="new"))
    gate.set()
    qtbot.waitUntil(lambda: table.table_model.loaded_once)
    qtbot.wait(20)
    assert table.table_model.rowCount() == 3


def test_letters_find_and_ticks_collect(qtbot: QtBot, desk: Desk) -> None:
    table = make_table(qtbot, desk, People(range(90)))
    qtbot.keyClicks(table, "person 33")
    assert table.current_row() == Person(33, "Person 33")
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    qtbot.keyClick(table, Qt.Key.Key_Down)
    qtbot.keyClick(table, Qt.Key.Key_Insert)
    assert [row.id for row in table.ticked_rows()] == [33, 34]
    qtbot.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.ticked) == 90
    qtbot.keyClick(table, Qt.Key.Key_Escape)
    assert table.ticked == set()


def test_columns_and_sort_are_kept_for_this_computer(qtbot: QtBot, desk: Desk) -> None:
    table = make_table(qtbot, desk, People(range(5)), name="people")
    table.toggle_column(2)
    table.setColumnWidth(1, 133)
    table._sort_by(0)
    table._sort_by(0)
    table.save_columns()
    again: PagedTable[Person] = PagedTable(desk, COLUMNS, lambda _view: People(range(5)), name="people")
    qtbot.addWidget(again)
    assert [column.key for column in again.shown_columns()] == ["name", "id", "note"]
    assert again.columnWidth(1) == 133
    assert (again.table_model.view.sort, again.table_model.view.descending) == ("name", True)
    again.reset_columns()
    assert [column.key for column in again.shown_columns()] == ["name", "id"]


def test_a_column_is_wide_enough_for_its_title_in_any_language(qtbot: QtBot, desk: Desk) -> None:
    long: Column[Person] = Column("id", "Kundennummer beim Lieferanten", lambda p: str(p.id), width=60)
    columns = [COLUMNS[0], long, Column("code", "No.", lambda p: "", width=60)]
    table: PagedTable[Person] = PagedTable(desk, columns, lambda _view: People(range(5)))
    qtbot.addWidget(table)
    words = fonts.metrics(fonts.CAPTION).horizontalAdvance(long.title)
    assert (table.columnWidth(1) > words + 20, table.columnWidth(2)) == (True, 60)


YIELDING: list[Column[Person]] = [
    Column("name", "Name", lambda p: p.name, stretch=True),
    Column("city", "City", lambda p: "", width=150, yields=2),
    Column("tags", "Tags", lambda p: "", width=150, yields=1),
    Column("open", "Open", lambda p: "", width=150),
]


def shown(table: PagedTable[Person]) -> list[str]:
    return [c.key for n, c in enumerate(table.table_model.columns) if not table.isColumnHidden(n)]


def test_in_a_narrow_window_columns_stand_back_before_the_name_is_cut(qtbot: QtBot, desk: Desk) -> None:
    table: PagedTable[Person] = PagedTable(desk, YIELDING, lambda _view: People(range(5)), name="narrow")
    qtbot.addWidget(table)
    table.show()
    table.resize(900, 300)
    assert shown(table) == ["name", "city", "tags", "open"]
    table.resize(600, 300)
    assert shown(table) == ["name", "city", "open"]
    assert table.columnWidth(0) >= 200
    table.resize(460, 300)
    assert shown(table) == ["name", "open"]
    table.resize(300, 300)
    assert (shown(table), table.columnWidth(0)) == (["name", "open"], 200)
    qtbot.waitUntil(lambda: table.horizontalScrollBar().maximum() > 0)  # the rest is reached by scrolling
    assert [column.key for column in table.shown_columns()] == ["name", "city", "tags", "open"]
    table.save_columns()
    table.resize(900, 300)
    assert shown(table) == ["name", "city", "tags", "open"]
    assert [table.columnWidth(n) for n in (1, 2, 3)] == [150, 150, 150]
    again: PagedTable[Person] = PagedTable(desk, YIELDING, lambda _view: People(range(5)), name="narrow")
    qtbot.addWidget(again)
    again.show()
    again.resize(900, 300)
    assert shown(again) == ["name", "city", "tags", "open"], "standing back is not kept as a choice"


def test_a_column_that_the_person_asks_for_stays_in_a_narrow_window(qtbot: QtBot, desk: Desk) -> None:
    table: PagedTable[Person] = PagedTable(desk, YIELDING, lambda _view: People(range(5)))
    qtbot.addWidget(table)
    table.show()
    table.resize(600, 300)
    table.toggle_column(2)
    assert [column.key for column in table.shown_columns()] == ["name", "city", "open"]
    table.toggle_column(2)
    assert shown(table) == ["name", "tags", "open"]


def test_place_ticks_and_scroll_go_with_their_records(qtbot: QtBot, desk: Desk) -> None:
    people = People(list(range(100, 1100)))
    table = make_table(qtbot, desk, people)
    table.tick(3)
    table.tick(700)  # far from what is in view
    qtbot.waitUntil(lambda: table.current_row() is not None)
    table.setCurrentIndex(table.table_model.index(500, 0))
    qtbot.waitUntil(lambda: table.current_row() is not None)
    bar, high = table.verticalScrollBar(), table.verticalHeader().defaultSectionSize()
    bar.setValue(490 * high + 7)
    qtbot.waitUntil(lambda: table.table_model.loaded_row(table.rowAt(0)) is not None)
    top = table.table_model.row(table.rowAt(0))
    ticked = {each.id for each in table.ticked_rows()}
    assert 103 in ticked
    people.ids[0:0] = range(1, 6)  # five new ones in front, one of the ticked is gone
    people.ids.remove(103)
    table.reload()
    current = table.current_row()
    assert current is not None
    assert current.id == 600
    assert {each.id for each in table.ticked_rows()} == ticked - {103}
    assert table.table_model.row(table.rowAt(0)) == top
    assert bar.value() % high == 7


def test_who_looks_at_the_beginning_of_a_list_sees_what_is_new(qtbot: QtBot, desk: Desk) -> None:
    people = People(list(range(100, 400)))
    table = make_table(qtbot, desk, people)
    people.ids.insert(0, 1)
    table.reload()
    assert table.verticalScrollBar().value() == 0
    current = table.current_row()
    assert current is not None
    assert current.id == 100


def test_what_comes_in_is_not_ticked_and_what_went_is_ticked_no_more(qtbot: QtBot, desk: Desk) -> None:
    people = People(list(range(10)))
    table = make_table(qtbot, desk, people)
    table.tick_all()
    people.ids.remove(4)
    people.ids.insert(0, 77)
    table.reload()
    assert {each.id for each in table.ticked_rows()} == set(range(10)) - {4}  # not what came in unseen
    table.clear_ticks()
    table.tick(9)
    people.ids.remove(9)
    table.reload()
    assert table.ticked_rows() == []


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> ListPage[Person]:
    def source(view: ListView) -> People:
        return People([] if view.search == "none" or view.wanted.get("state") == "gone" else list(range(30)))

    empty = EmptyState("users", "No people yet", "Begin here.", Button("Add", kind="primary"))
    page: ListPage[Person] = ListPage(
        desk, "people", "People", COLUMNS, source, watches={"person"}, open_row=lambda _row: None, empty=empty
    )
    page.set_chips("state", [Chip("", "All"), Chip("gone", "Gone")])
    page.set_chip_counts(lambda: {"": 30, "gone": 0})
    page.set_footer(lambda view: len(view.filters), lambda n: f"{n} filters")
    qtbot.addWidget(page)
    page.resize(900, 600)
    page.show()
    return page


def test_search_and_chips_go_to_the_query_and_nothing_found_says_so(
    qtbot: QtBot, page: ListPage[Person]
) -> None:
    assert page.count_label.text() == "30 entries"
    page.search.setFocus()
    qtbot.keyClicks(page.search, "none")
    qtbot.waitUntil(lambda: page.stack.currentWidget() is page.no_match)
    page.clear_filters()
    assert page.stack.currentWidget() is page.card
    page.chips.choose("gone")
    page.chips.chosen.emit("gone")
    assert page.table.view == ListView(filters=(("state", "gone"),))
    assert page.sums.text == "1 filters"


def test_what_is_shown_is_exported_with_its_visible_columns(page: ListPage[Person], tmp_path: Path) -> None:
    written: list[object] = []
    page.set_export(lambda kind, path, titles, lines: written.append((kind, titles, list(lines))))
    page.export_to("csv", tmp_path / "people.csv")
    kind, titles, lines = written[0]  # type: ignore[misc]
    assert (kind, titles) == ("csv", ("Name", "Number"))
    assert len(lines) == 30
    assert lines[3] == ("Person 3", "3")


def test_an_empty_list_shows_one_way_to_begin(qtbot: QtBot, desk: Desk) -> None:
    empty = EmptyState("users", "No people yet", "Begin here.", Button("Add", kind="primary"))
    page: ListPage[Person] = ListPage(
        desk,
        "none",
        "People",
        COLUMNS,
        lambda _v: People([]),
        watches=(),
        open_row=lambda _r: None,
        empty=empty,
    )
    primary = Button("New person", kind="primary")
    page.set_primary(primary)
    qtbot.addWidget(page)
    page.show()
    assert page.stack.currentWidget() is empty
    assert not primary.isVisible()
    assert not page.search.isVisible()


def test_a_list_that_nobody_looks_at_is_read_when_somebody_does(
    qtbot: QtBot, desk: Desk, page: ListPage[Person]
) -> None:
    page.show()
    asked: list[ListView] = []
    source = page.table.table_model._source

    def counted(view: ListView) -> People:
        asked.append(view)
        return source(view)  # type: ignore[return-value]

    page.table.table_model._source = counted
    desk.changes.publish({"person"})
    qtbot.waitUntil(lambda: len(asked) == 1)
    page.hide()
    for _time in range(3):
        desk.changes.publish({"person"})
        qtbot.wait(30)
    assert len(asked) == 1
    page.show()
    assert len(asked) == 2
    page.hide()
    page.show()
    assert len(asked) == 2
