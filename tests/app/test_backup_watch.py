"""Backups are made by themselves, the banner says when the last one is old, settings say how they stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from desktop_crm.app.backup_settings import BackupCard
from desktop_crm.app.palette import PaletteCommands
from desktop_crm.app.window import MainWindow
from desktop_crm.values.dates import as_if_at
from desktop_crm.workspace import backups, places
from desktop_crm.workspace.backups import drill, notes
from tests.app.conftest import TODAY, Program

NOW = datetime.combine(TODAY, time(9, 41)).astimezone(UTC)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))


def made(window: MainWindow, days_ago: int) -> backups.Made:
    with as_if_at(NOW - timedelta(days=days_ago)):
        return backups.back_up_daily(window.desk.caller, window.workspace)


def heard() -> None:
    """What was changed is heard a moment later; on a busy computer two."""
    QTest.qWait(80)
    QTest.qWait(80)


def shown(window: MainWindow, wanted: bool) -> bool:
    """Whether the banner comes, or goes, within five seconds."""
    for _time in range(100):
        if (window.backup_watch.banner is not None) is wanted:
            return True
        QTest.qWait(50)
    return False


def press(window: MainWindow) -> None:
    banner = window.backup_watch.banner
    assert banner is not None
    verb = banner.findChild(QPushButton, "backup_verb")
    assert verb is not None
    with as_if_at(NOW):
        verb.click()
        heard()


def test_an_old_backup_is_a_red_banner_that_makes_a_new_one(window: MainWindow) -> None:
    made(window, 3)
    window.backup_watch.look()
    assert window.backup_watch.banner is None
    for copy in backups.copies_of(window.workspace.path):
        copy.path.unlink()
    made(window, 4)
    window.backup_watch.look()
    banner: Any = window.backup_watch.banner
    assert "4 days old" in banner.accessibleName()
    press(window)
    assert shown(window, False)
    assert len(backups.copies_of(window.workspace.path)) == 2


def test_what_kept_the_daily_copy_from_being_made_stands_in_the_banner(window: MainWindow) -> None:
    copy = made(window, 9).path
    folder = places.backup_folder(window.workspace.path)
    folder.rename(folder.with_name("aside"))
    folder.write_text("not a folder")
    window.backup_watch.keep_up()
    heard()
    assert window.backup_watch.banner is None  # nothing is known of what lies there
    folder.unlink()
    folder.with_name("aside").rename(folder)
    window.backup_watch.look()
    banner: Any = window.backup_watch.banner
    assert "9 days old" in banner.accessibleName()
    assert "cannot be made" in banner.text
    assert copy.is_file()


def test_the_daily_work_makes_the_copy_its_twin_and_the_first_drill(
    window: MainWindow, tmp_path: Path
) -> None:
    (tmp_path / "stick").mkdir()
    window.firm_acts.backups.use_second_place(tmp_path / "stick")
    heard()
    with as_if_at(NOW):
        window.backup_watch.keep_up()
    heard()
    assert [copy.where for copy in backups.everywhere(window.workspace.path)] == ["second", "beside"]
    found = drill.last(window.workspace.path)
    assert found is not None and found.problem == ""
    with as_if_at(NOW):
        window.backup_watch.keep_up()
    heard()
    assert len(backups.everywhere(window.workspace.path)) == 2


def test_a_failed_drill_is_a_banner_until_a_new_backup_passes(window: MainWindow) -> None:
    copy = made(window, 0).path
    copy.write_bytes(copy.read_bytes()[:-1])
    window.firm_acts.backups.drill()
    heard()
    assert shown(window, True)
    banner: Any = window.backup_watch.banner
    assert "changed since it was made" in banner.text
    press(window)
    assert shown(window, False)
    found = drill.last(window.workspace.path)
    assert found is not None and found.problem == ""


def test_settings_say_where_copies_go_and_what_the_drill_found(window: MainWindow, tmp_path: Path) -> None:
    window.go("settings", None)
    page: Any = window.page
    page.show_section("data")
    card = page.findChild(BackupCard)
    assert "None yet" in card.place.effect.text() and card.forget.isHidden()
    made(window, 0)
    (tmp_path / "stick").mkdir()
    window.firm_acts.backups.use_second_place(tmp_path / "stick")
    heard()
    assert "does not help when the disk dies" in card.place.effect.text()
    assert not card.forget.isHidden()
    (tmp_path / "stick").rename(tmp_path / "pocket")
    card.refresh()
    assert "not there now" in card.place.effect.text()
    window.firm_acts.backups.drill()
    heard()
    assert "found" in card.drill.effect.text()
    window.firm_acts.backups.forget_second_place()
    heard()
    assert places.second_place(window.workspace.path) is None
    assert "None yet" in card.place.effect.text()
    window.firm_acts.backups.use_second_place(tmp_path / "none")
    heard()
    assert places.second_place(window.workspace.path) is None


def test_a_copy_of_an_older_program_has_no_note_and_is_drilled(window: MainWindow) -> None:
    notes.path_of(made(window, 0).path).unlink()
    window.firm_acts.backups.drill()
    heard()
    found = drill.last(window.workspace.path)
    assert found is not None and (found.problem, found.noted) == ("", False)


def test_a_firm_is_saved_as_text_and_read_again(window: MainWindow, program: Program, tmp_path: Path) -> None:
    window.firm_acts.archives.save_to(tmp_path / "all.zip")
    assert (tmp_path / "all.zip").is_file()
    window.firm_acts.archives.read_from(tmp_path / "all.zip")
    target = window.workspace.path.with_name("firm restored.crm")
    assert target.is_file()
    toast: Any = window.notices._toast
    toast.verb.click()
    assert program.opened == [target]
    window.firm_acts.archives.read_from(window.workspace.path)  # no archive
    assert program.opened == [target]
    assert not target.with_name("firm restored 2.crm").exists()


@pytest.mark.parametrize(("role", "makes", "restores"), [("owner", True, True), ("member", True, False),
                                                         ("assistant", False, False)])  # fmt: skip
def test_who_may_not_make_or_restore_backups_sees_no_verb_for_it(
    window: MainWindow, role: str, makes: bool, restores: bool
) -> None:
    window.desk.caller = replace(window.desk.caller, role=role)
    window.go("settings", None)
    page: Any = window.page
    page.show_section("data")
    words = {button.text() for button in page.findChild(BackupCard).findChildren(QPushButton)}
    assert ("Back up now" in words) is makes
    assert ("Try it out" in words and not page.findChild(BackupCard).drill.isHidden()) is makes
    assert ("Restore…" in words, "Encrypt…" in words, "Save…" in words) == (restores,) * 3
    commands = {command.text for command in PaletteCommands(window.services, window.recents).commands()}
    assert ("Back up now" in commands, "Restore a backup" in commands) == (makes, restores)
