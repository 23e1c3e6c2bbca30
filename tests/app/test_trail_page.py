"""The history on screen: opened from a record, filtered, an entry shown and undone by keyboard."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_crm.app.trail_dialog import EntryDialog
from desktop_crm.app.trail_page import TrailPage
from desktop_crm.app.window import MainWindow
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.buttons import MenuItem

BEN = Caller("Ben", "owner", "en", "laptop")
KESTREL = 1


@pytest.fixture
def page(window: MainWindow, caller: Caller) -> TrailPage:
    """The history of a contact whose phone Ben has changed."""
    window.show()
    found = contacts.get_contact(caller, KESTREL)
    contacts_service.save_contact(
        BEN, KESTREL, found.version, replace(found.draft, department="Roastery", notes="Pays late")
    )
    window.go("contact", KESTREL)
    choose(window.page.acts.menu(), "History")  # type: ignore[union-attr]
    shown = window.page
    assert isinstance(shown, TrailPage)
    return shown


def choose(items: Any, text: str) -> None:
    item: MenuItem = next(each for each in items if each is not None and each.text == text)
    item.run()


def lines(page: TrailPage) -> list[str]:
    """The rows as a screen reader reads them."""
    columns = page.table.shown_columns()
    model = page.table.table_model
    rows = [model.loaded_row(number) for number in range(model.rowCount())]
    return [" | ".join(column.text(row) for column in columns) for row in rows if row is not None]


def dialog(window: MainWindow) -> EntryDialog:
    return next(each for each in window.findChildren(EntryDialog) if each.isVisible())


def test_a_contact_s_history_tells_who_changed_what_and_enter_shows_it(
    window: MainWindow, page: TrailPage
) -> None:
    assert page.title == f"History of {contacts.get_name(BEN, KESTREL)}"
    assert "Ben | Changed" in lines(page)[0]
    page.table.setFocus()
    page.table.selectRow(0)
    QTest.keyClick(page.table, Qt.Key.Key_Return)
    shown = dialog(window)
    words = [label.text() for label in shown.findChildren(QLabel)]
    for word in ("Department", "Roastery", "Remarks", "Pays late", "empty"):
        assert word in words
    assert any("Changed by Ben" in text for text in words)
    shown.reject()


def test_undo_by_keyboard_sets_back_and_stands_in_the_history(
    window: MainWindow, page: TrailPage, qtbot: QtBot
) -> None:
    page.table.selectRow(0)
    page.show_entry(page.table.current_row())  # type: ignore[arg-type]
    shown = dialog(window)
    assert shown.focusWidget() is shown.primary
    QTest.keyClick(shown, Qt.Key.Key_Return)
    assert contacts.get_contact(BEN, KESTREL).draft.notes != "Pays late"
    assert not shown.isVisible()
    qtbot.waitUntil(lambda: "Undone: Changed" in lines(page)[0])


def test_what_was_changed_since_cannot_be_undone_and_the_reason_is_said(
    window: MainWindow, page: TrailPage
) -> None:
    row = page.table.table_model.loaded_row(0)
    found = contacts.get_contact(BEN, KESTREL)
    contacts_service.save_contact(BEN, KESTREL, found.version, replace(found.draft, notes="Pays early"))
    assert row is not None
    page.show_entry(row)
    shown = dialog(window)
    assert not shown.primary.isVisible()
    assert "“Remarks” was changed since: by Ben" in shown.hint.text()
    shown.reject()


def test_the_firm_s_history_is_filtered_by_kind_person_time_and_text(
    window: MainWindow, page: TrailPage
) -> None:
    window.go("history", {"shown": "firm"})
    firm = window.page
    assert isinstance(firm, TrailPage)
    assert firm.table.table_model.rowCount()
    assert {row.table for row in rows(firm)} <= {"firm", "bank_account", "tax_rate", "payment_terms",
                                                 "number_series", "setting"}  # fmt: skip
    firm.clear_filters()
    every = firm.table.table_model.rowCount()
    choose(firm._person_items(), "Ben")
    assert {row.user for row in rows(firm)} == {"Ben"}
    choose(firm._person_items(), "Everyone")
    choose(firm._time_items(), "Today")
    assert firm.table.table_model.rowCount() == every  # the clock of this computer is past the sample's today
    firm.show_filter("", "pays late")
    assert [row.user for row in rows(firm)] == ["Ben"]
    firm.show_filter("", "nobody has written this")
    assert firm.stack.currentWidget() is firm.no_match
    firm.clear_filters()
    assert firm.table.table_model.rowCount() == every


def test_ticked_entries_are_undone_together_and_what_stays_is_said(
    window: MainWindow, page: TrailPage, caller: Caller
) -> None:
    contacts_service.set_category(caller, [KESTREL], "lead")
    page.reload()
    created = next(row for row in rows(page) if row.act == "created")
    page.undo([*rows(page)[:2], created])
    assert contacts.get_contact(caller, KESTREL).draft.category == "customer"
    assert contacts.get_contact(caller, KESTREL).draft.department == ""
    said = window.notices.toast
    assert said is not None
    assert "2 of 3 undone" in said.text


def test_what_is_shown_is_exported(window: MainWindow, page: TrailPage, tmp_path: Path) -> None:
    path = tmp_path / "history.csv"
    page.export_to("csv", path)
    text = path.read_text(encoding="utf-8-sig")
    assert "Department: empty → Roastery" in text
    assert text.splitlines()[0].startswith("When")


def rows(page: TrailPage) -> list[Any]:
    model = page.table.table_model
    found = [model.loaded_row(number) for number in range(model.rowCount())]
    return [row for row in found if row is not None]
