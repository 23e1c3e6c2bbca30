"""A firm's file that is moved, deleted or replaced while it is open: a full stop, and a way on. A folder that
does not answer, or in which it is not safe to write: the window says so, and goes on.
"""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.app.place_watch import KNOWN_TO_BE_COPIED
from desktop_crm.app.who_dialog import WhoDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import places, profiles
from desktop_crm.database.places import Place
from desktop_crm.database.presence import Person, words
from desktop_crm.database.presence.record import Record
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.strips import Strip
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.workspace import opening
from tests.app.conftest import Program
from tests.shots.folders import Recorded


@pytest.mark.parametrize("act", ["moved", "deleted", "replaced"])
def test_the_window_says_at_once_that_nothing_can_be_saved(
    window: MainWindow, program: Program, caller: Caller, act: str
) -> None:
    path = window.workspace.path
    window.place_watch.look()
    assert window.place_watch.banner is None
    kept = path.with_name("kept.crm")
    kept.hardlink_to(path)
    path.unlink()
    if act == "replaced":
        path.write_bytes(kept.read_bytes())
    before = kept.read_bytes()
    window.place_watch.look()
    banner = window.place_watch.banner
    assert banner is not None
    assert "moved, deleted or replaced" in banner.text
    with pytest.raises(UserError, match="moved, deleted or replaced"):
        contacts.create_contact(caller, ContactDraft(name="Lost"))
    assert kept.read_bytes() == before
    again = banner.findChild(QPushButton, "open_again")
    assert again is not None
    again.click()
    assert program.opened == [path]


def test_the_stop_ends_when_the_file_is_back(window: MainWindow) -> None:
    path = window.workspace.path
    aside = path.rename(path.with_name("aside.crm"))
    window.place_watch.look()
    window.place_watch.look()
    assert window.place_watch.banner is not None
    Path(aside).rename(path)
    window.place_watch.look()
    assert window.place_watch.banner is None


OTHER = Record("1", "Bruno", "laptop", "2026-11-22T09:31:00+00:00", "share", 3)
GONE = Recorded("gone", words.silent(12), ())
UNSAFE = Recorded("unsafe", words.trouble("locks", OTHER, Place(places.NETWORK, "nfs4")))
WELL = Recorded("well", None, ())


def stands(window: MainWindow, presence: Recorded) -> None:
    """From now on this is what is known of the folder."""
    database: Any = window.workspace.database
    if not isinstance(database.presence, Recorded):
        database.presence.leave()
    database.presence = presence
    window.place_watch.look_at_the_folder()


def dialog_of(window: MainWindow) -> WhoDialog:
    dialog = window.findChild(WhoDialog)
    assert dialog is not None
    return dialog


def test_a_folder_that_does_not_answer_is_told_and_its_return_too(window: MainWindow) -> None:
    said: list[str] = []
    window.notices.said.connect(said.append)
    stands(window, GONE)
    banner = window.place_watch.banner
    assert banner is not None
    assert "has not answered for 12 seconds" in banner.text
    assert "The folder does not answer" in window.status.place.text()
    stands(window, replace(GONE, refusal=words.silent(13)))
    assert window.place_watch.banner is banner  # the same one, with other words
    assert "13 seconds" in banner.text
    stands(window, WELL)
    assert window.place_watch.banner is None
    assert said[-1] == "The folder is back; saving goes on"
    assert "On this computer" in window.status.place.text()


def test_a_folder_that_is_gone_is_not_asked(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    stands(window, GONE)
    asked: list[bool] = []
    monkeypatch.setattr(type(window.workspace), "check_place", lambda _self: asked.append(True))
    window.place_watch.look()
    assert asked == []


def test_a_folder_where_it_is_not_safe_to_write_is_told_with_the_way_out(window: MainWindow) -> None:
    stands(window, UNSAFE)
    banner = window.place_watch.banner
    assert banner is not None
    assert "locks of this folder do not reach" in banner.text
    assert "Read-only" in window.status.place.text()
    with pytest.raises(UserError, match="do not reach"):
        window.workspace.database.check_may_commit()
    who = banner.findChild(QPushButton, "who")
    assert who is not None
    assert banner.findChild(QPushButton, "open_again") is None  # it goes on by itself when the other leaves
    who.click()
    assert "do not reach" in "".join(strip.text for strip in _strips(dialog_of(window)))


def test_what_was_opened_beside_an_unsafe_one_offers_to_open_again(
    window: MainWindow, program: Program
) -> None:
    window.workspace.database.refused = UNSAFE.refusal
    stands(window, WELL)
    assert window.workspace.folder.state == "unsafe"
    banner = window.place_watch.banner
    assert banner is not None
    again = banner.findChild(QPushButton, "open_again")
    assert again is not None
    again.click()
    assert program.opened == [window.workspace.path]


def test_who_is_in_is_told_from_the_status_line_by_key(window: MainWindow, qtbot: QtBot) -> None:
    people = (
        Person("Ana Lima", "reception", "2026-11-22T07:58:00+00:00", here=False),
        Person("Root", "studio-1", "long ago", here=True),
    )
    stands(window, Recorded("well", None, people))
    assert "2 are in" in window.status.place.text()
    window.show()
    window.status.place.setFocus()
    QTest.keyClick(window.status.place, Qt.Key.Key_Return)
    dialog = dialog_of(window)
    shown = _texts(dialog)
    for text in ("Ana Lima", "reception", "Root (you)", "studio-1", "since long ago"):
        assert text in shown
    assert [strip.text for strip in _strips(dialog)] == ["Locks and reads reach everybody who is in."]
    assert any(text.startswith("since 2") and "Nov 2026, " in text for text in shown)
    stands(window, Recorded("well", None, (replace(people[0], name="Ana"), people[1])))
    with as_if_at(datetime(2026, 11, 22, 10, tzinfo=UTC)):
        dialog.refresh()
    today = datetime(2026, 11, 22, 7, 58, tzinfo=UTC).astimezone()
    # Of today the hour is enough.
    qtbot.waitUntil(lambda: f"since {today:%H:%M}" in _texts(dialog))
    stands(window, replace(GONE, people=people))
    assert "are in" not in window.status.place.text(), "nobody knows who is in meanwhile"
    stands(window, Recorded("well", None, people[1:]))
    dialog.refresh()
    qtbot.waitUntil(lambda: [strip.text for strip in _strips(dialog)] == ["Nobody else has this file open."])
    assert "Ana Lima" not in _texts(dialog)
    dialog.accept()


def test_a_folder_that_is_copied_is_told_once_for_each_file(window: MainWindow) -> None:
    database: Any = window.workspace.database
    place = Place(places.LOCAL, "ext4", synced_by="Dropbox")
    database.profile = replace(profiles.profile_of(place), settings=database.profile.settings)
    window.place_watch._begin()
    banner = window.place_watch.banner
    assert banner is not None
    assert "Dropbox copies this folder" in banner.text
    window.place_watch.look_at_the_folder()
    assert window.place_watch.banner is banner
    understood = banner.findChild(QPushButton, "understood")
    assert understood is not None
    understood.click()
    assert window.place_watch.banner is None
    assert window.desk.local.get(KNOWN_TO_BE_COPIED) == [str(window.workspace.path)]
    window.place_watch._begin()
    assert window.place_watch.banner is None


def test_another_name_of_the_person_is_told_to_the_others(window: MainWindow, qtbot: QtBot) -> None:
    presence = window.workspace.database.presence
    assert presence is not None
    window.workspace.tell_name("Ana Lima")
    qtbot.waitUntil(lambda: [person.name for person in window.workspace.folder.people] == ["Ana Lima"])


def test_whoever_signed_in_is_named_to_the_others(qtbot: QtBot, tmp_path: Path, program: Program) -> None:
    path = tmp_path / "firm.crm"
    opening.create(path)
    workspace = opening.open_workspace(path)
    ana = Caller("Ana Lima", "owner", "en", "desk-1")
    window = MainWindow(
        workspace, ana, translator_for("en"), LocalSettings(None), program.acts(), tasks=ImmediateTasks()
    )
    qtbot.addWidget(window)
    qtbot.waitUntil(lambda: [person.name for person in workspace.folder.people] == ["Ana Lima"])
    assert window.shut_down()


def _strips(dialog: WhoDialog) -> list[Strip]:
    return [
        strip for strip in dialog.findChildren(Strip) if strip is not dialog.strip and not strip.isHidden()
    ]


def _texts(dialog: WhoDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(Label) if label.isVisibleTo(dialog)]
