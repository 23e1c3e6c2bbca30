"""The list of contacts on a real database."""

from __future__ import annotations

import csv
from pathlib import Path

from pytestqt.qtbot import QtBot

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.ui import saving
from desktop_crm.contacts.ui.bulk_dialogs import CategoryDialog, TagsDialog
from desktop_crm.contacts.ui.contacts_page import ContactsPage, Shown
from desktop_crm.values.paging import ListView
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.notices import Toast
from tests.contacts.ui.conftest import CALLER, Went, settle


def shown(page: ContactsPage) -> list[Shown]:
    model = page.table.table_model
    rows = [model.loaded_row(number) for number in range(model.rowCount())]
    return [row for row in rows if row is not None]


def names(page: ContactsPage) -> list[str]:
    return [row.contact.name for row in shown(page)]


def press_undo(page: ContactsPage) -> None:
    toast = page.desk.notices.toast
    assert isinstance(toast, Toast)
    toast._act()


def test_an_empty_file_offers_the_ways_to_begin(qtbot: QtBot, desk: Desk, went: Went) -> None:
    samples: list[str] = []
    page = ContactsPage(desk, lambda: samples.append("sample"))
    settle(qtbot, page)
    empty = page.stack.currentWidget()
    assert "No contacts yet" in empty.accessibleName()
    assert not page.search.isVisible()
    page.new()
    page.start_import()
    assert went == [("contact:new", None), ("contacts:import", None)]


def test_chips_narrow_and_count(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    service.archive_contacts(CALLER, [people["mia"]])
    page = ContactsPage(desk)
    settle(qtbot, page)
    assert names(page) == ["Gülşen Öztürk", "Kuzey Işığı Mimarlık Ltd. Şti.", "Otto Großmann"]
    page.show_filter("lead")
    assert names(page) == ["Otto Großmann"]
    page.show_filter("archived")
    assert names(page) == ["Mia Bello"]
    page.clear_filters()
    page.choose_tag("hospitality")
    assert names(page) == ["Gülşen Öztürk"]
    page.clear_filters()
    assert len(names(page)) == 3


def test_search_finds_what_is_typed_without_accents(
    qtbot: QtBot, desk: Desk, people: dict[str, int], went: Went
) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    page.show_filter("", "gulsen")
    assert names(page) == ["Gülşen Öztürk"]
    page.show_filter("", "Nobody Atall")
    assert page.stack.currentWidget() is page.no_match
    page.new()
    assert went[-1] == ("contact:new", {"name": "Nobody Atall"})


def test_enter_opens_the_contact(qtbot: QtBot, desk: Desk, people: dict[str, int], went: Went) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    page.table.activated_row.emit(shown(page)[0])
    assert went == [("contact", people["gülşen"])]


def test_many_are_archived_at_once_and_come_back(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    desk.notices.set_host(page)
    page.archive([row.contact for row in shown(page)[:2]])
    page.reload()
    assert len(names(page)) == 2
    press_undo(page)
    page.reload()
    assert len(names(page)) == 4


def test_tags_are_put_on_and_taken_off_with_undo(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    desk.notices.set_host(page)
    rows = [row.contact for row in shown(page)]
    dialog = TagsDialog(desk, rows, ["architect"], page)
    dialog.form["add"].set_value(("brass",))
    dialog.form["remove"].set_value(("architect",))
    dialog.accept_primary()
    assert dict(queries.list_tags(CALLER)) == {"brass": 4, "hospitality": 1}
    press_undo(page)
    assert dict(queries.list_tags(CALLER)) == {"architect": 2, "hospitality": 1}


def test_no_tag_is_said_beside_the_field(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    dialog = TagsDialog(desk, [row.contact for row in shown(page)], [], page)
    dialog.accept_primary()
    assert dialog.form.errors == ["add"]


def test_a_category_is_changed_for_many_with_undo(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    desk.notices.set_host(page)
    before = queries.count_chips(CALLER).categories
    dialog = CategoryDialog(desk, [row.contact for row in shown(page)], page)
    dialog.form.set_values(category="prospect")
    dialog.accept_primary()
    assert queries.count_chips(CALLER).categories == {"prospect": 4}
    press_undo(page)
    assert queries.count_chips(CALLER).categories == before


def test_what_is_shown_is_written_as_it_is_shown(
    qtbot: QtBot, desk: Desk, people: dict[str, int], tmp_path: Path
) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    page.show_filter("lead")
    page.export_to("csv", tmp_path / "leads.csv")
    rows = list(csv.reader((tmp_path / "leads.csv").read_text(encoding="utf-8-sig").splitlines()))
    assert rows[0][0] == "Name"
    assert [row[0] for row in rows[1:]] == ["Otto Großmann"]


def test_all_fields_are_written_in_each_format(
    qtbot: QtBot, desk: Desk, people: dict[str, int], tmp_path: Path
) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    for ending in ("csv", "xlsx", "vcf"):
        saving.save(desk, page, tmp_path / f"all.{ending}", view=ListView())
    assert "gulsen@kuzey.example" in (tmp_path / "all.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "all.xlsx").read_bytes()[:2] == b"PK"
    assert (tmp_path / "all.vcf").read_text(encoding="utf-8").count("BEGIN:VCARD") == 4
    saving.save(desk, page, tmp_path / "one.vcf", ids=[people["otto"]])
    assert (tmp_path / "one.vcf").read_text(encoding="utf-8").count("BEGIN:VCARD") == 1


def test_a_folder_that_refuses_is_said_in_words(
    qtbot: QtBot, desk: Desk, people: dict[str, int], tmp_path: Path
) -> None:
    page = ContactsPage(desk)
    settle(qtbot, page)
    refused: list[object] = []
    desk.tasks.refused.connect(refused.append)
    saving.save(desk, page, tmp_path / "missing" / "all.csv")
    assert len(refused) == 1
    assert "all.csv" in str(refused[0])


def test_balances_of_upper_rooms_stand_in_a_column(qtbot: QtBot, desk: Desk, people: dict[str, int]) -> None:
    asked: list[list[int]] = []

    def balances(ids: object) -> dict[int, tuple[str, str]]:
        asked.append(list(ids))  # type: ignore[call-overload]
        return {people["otto"]: ("1,250.00", "EUR")}

    page = ContactsPage(desk, None, balances)
    settle(qtbot, page)
    assert {row.contact.name: row.open for row in shown(page)}["Otto Großmann"] == ("1,250.00", "EUR")
    assert asked
    assert all(len(ids) == 4 for ids in asked)


def test_hundreds_of_contacts_are_read_in_blocks(qtbot: QtBot, desk: Desk) -> None:
    for number in range(300):
        service.create_contact(CALLER, ContactDraft(name=f"Contact {number:04}"))
    page = ContactsPage(desk)
    settle(qtbot, page)
    model = page.table.table_model
    assert model.rowCount() == 300
    assert model.loaded_row(299) is None
