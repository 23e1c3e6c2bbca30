"""On a contact's page: everything about the person as a ZIP, and erasing with the list before and after."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from desktop_crm.app.erase_dialog import ErasedDialog, EraseDialog
from desktop_crm.app.person_acts import PersonActs
from desktop_crm.app.window import MainWindow
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller
from desktop_crm.widgets.labels import Label


def open_contact(window: MainWindow, contact: int) -> Any:
    window.desk.go("contact", contact)
    return window.page


def entry(page: Any, text: str) -> Any:
    (found,) = [item for item in page.acts.menu() if item is not None and item.text == text]
    return found


def test_everything_about_a_person_is_exported_from_the_menu(
    window: MainWindow, caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = service.create_contact(caller, ContactDraft(name="Ana/Lima"))
    page = open_contact(window, ana)
    asked: list[str] = []

    def choose(_parent: Any, _title: str, suggested: str, *_rest: Any, **_more: Any) -> tuple[str, str]:
        asked.append(Path(suggested).name)
        return str(tmp_path / "ana"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    entry(page, "Export everything about this person…").run()
    assert asked == ["Ana-Lima.zip"]
    with ZipFile(tmp_path / "ana.zip") as file:
        assert "index.html" in file.namelist()


def test_a_person_is_erased_after_the_list_was_shown(
    window: MainWindow, qtbot: QtBot, caller: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = service.create_contact(caller, ContactDraft(name="Ana Lima", notes="Tea"))
    service.add_note(caller, ana, "Call her", None)
    entry(open_contact(window, ana), "Erase this person…").run()
    dialog = window.findChild(EraseDialog)
    assert dialog is not None
    words = {label.text() for label in dialog.findChildren(Label)}
    assert {
        "This is erased",
        "Notes and tasks",
        "No paper must be kept: nothing of this person stays.",
    } <= words
    qtbot.keyClick(dialog.first_focus(), Qt.Key.Key_Return)
    assert contacts.get_contact(caller, ana), "Enter alone presses Cancel"

    entry(open_contact(window, ana), "Erase this person…").run()
    dialogs = [each for each in window.findChildren(EraseDialog) if each.isVisible()]
    dialogs[-1].primary.click()
    assert raw().execute("SELECT count(*) FROM contact WHERE id = ?", (ana,)).fetchone() == (0,)
    done = window.findChild(ErasedDialog)
    assert done is not None and done.isVisible()
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(tmp_path / "list.txt"), "")
    )
    done.primary.click()
    text = (tmp_path / "list.txt").read_text(encoding="utf-8")
    assert f"Contact {ana} was erased" in text and "Ana" not in text


def test_pages_share_the_acts(window: MainWindow, caller: Caller) -> None:
    for name in ("Ana", "Bruno", "Carla"):
        open_contact(window, service.create_contact(caller, ContactDraft(name=name)))
    assert len(window.firm_acts.findChildren(PersonActs)) == 1
