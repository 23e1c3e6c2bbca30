"""Who is editing: told once a minute at most, never for oneself alone, shown without getting in the way."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_crm.values.leases import Editing
from desktop_crm.widgets import leasing
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.leasing import EditingStrip, LeaseKeeper


class Book:
    """Leases as a list of what was written."""

    def __init__(self) -> None:
        self.is_wanted = self.is_read = True
        self.written: list[tuple[object, ...]] = []
        self.others: tuple[Editing, ...] = ()

    def take(self, entity: str, row: int, seconds: int) -> None:
        self.written.append(("take", entity, row, seconds))

    def release(self, entity: str, row: int) -> None:
        self.written.append(("release", entity, row))

    def editing(self, entity: str, row: int) -> tuple[Editing, ...]:
        return self.others


class Clock:
    now = 100.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(leasing, "time", clock)
    return clock


@pytest.fixture
def keeper(qtbot: QtBot, desk: Desk, book: Book, clock: Clock) -> Iterator[LeaseKeeper]:
    page = QWidget()
    qtbot.addWidget(page)
    yield LeaseKeeper(replace(desk, leases=book), lambda: ("contact", 7), page)
    assert page is not None  # it lived as long as the test


def test_typing_for_minutes_writes_once_a_minute(keeper: LeaseKeeper, book: Book, clock: Clock) -> None:
    for _second in range(130):
        keeper.touched()
        clock.now += 1
        if _second % 60 == 59:
            keeper._beat()  # the timer
    assert book.written == [("take", "contact", 7, seconds) for seconds in (0, 60, 120)]


def test_who_stops_typing_gives_it_back(keeper: LeaseKeeper, book: Book, clock: Clock) -> None:
    keeper.touched()
    clock.now += 60
    keeper._beat()
    clock.now += 60
    keeper._beat()
    assert book.written == [("take", "contact", 7, 0), ("release", "contact", 7)]
    keeper.touched()
    assert book.written[-1] == ("take", "contact", 7, 0)


def test_who_is_alone_writes_nothing(keeper: LeaseKeeper, book: Book) -> None:
    book.is_wanted = False
    keeper.touched()
    keeper._beat()
    keeper.end()
    assert book.written == []


def test_a_page_that_goes_gives_its_lease_back(qtbot: QtBot, desk: Desk, book: Book) -> None:
    page = QWidget()
    LeaseKeeper(replace(desk, leases=book), lambda: ("contact", 7), page).touched()
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()
    assert book.written == [("take", "contact", 7, 0), ("release", "contact", 7)]


def test_a_strip_says_who_edits_and_goes_again(qtbot: QtBot, desk: Desk, book: Book) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    page.show()
    strip = EditingStrip(replace(desk, leases=book), lambda: ("contact", 7))
    strip.setParent(page)
    assert not strip.isVisible()
    book.others = (Editing("Ana", "desk-1", 2), Editing("Bea", "desk-2", 0), Editing("ana", "desk-3", 1))
    desk.changes.publish({"lease"})
    qtbot.waitUntil(strip.isVisible)
    assert strip.text.split("   ") == [
        "Ana is editing this, 2 min",
        "Bea is editing this",
        "ana on desk-3 is editing this, 1 min",
    ]
    assert QWidget.focusWidget(page) is None
    book.others = ()
    desk.changes.publish({"lease"})
    qtbot.waitUntil(lambda: not strip.isVisible())
