"""Firms of this computer in menus: a folder that does not answer keeps nobody waiting."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.app import known_firms
from desktop_crm.app.known_firms import RECENT_FILES, KnownFirms
from desktop_crm.app.window import MainWindow
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.widgets.local_settings import LAST_FILE, LocalSettings

AT_ONCE = 1.0
"""Seconds, on a loaded machine."""


def settled(known: KnownFirms) -> None:
    give_up = time.monotonic() + 30
    while known.is_asking:
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_those_that_are_gone_are_left_out_and_come_back(tmp_path: Path) -> None:
    local, there, gone = LocalSettings(None), tmp_path / "there.crm", tmp_path / "gone.crm"
    there.touch()
    local.set(RECENT_FILES, [str(there), str(gone), "postgresql://db.example/office", "postgresql://"])
    known = KnownFirms(local)
    server = ServerAddress("db.example", "office")
    assert known.others(tmp_path) == [there, gone, server], "what is not known yet is offered"
    known.look()
    settled(known)
    assert known.others(tmp_path) == [there, server]
    assert known.others(there) == [server]
    gone.touch()
    known.look()
    settled(known)
    assert known.others(server) == [there, gone]


def test_the_last_that_was_open_is_the_first(tmp_path: Path) -> None:
    local = LocalSettings(None)
    for number in range(12):
        known_firms.remember(local, tmp_path / f"{number}.crm")
    known_firms.remember(local, tmp_path / "5.crm")
    assert [Path(name).stem for name in local.get(RECENT_FILES)][:3] == ["5", "11", "10"]
    assert len(local.get(RECENT_FILES)) == 10
    assert local.get(LAST_FILE) == str(tmp_path / "5.crm")


def test_a_folder_that_does_not_answer_stops_no_menu(
    window: MainWindow, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    dead, asked = threading.Event(), list[str]()
    is_file = os.path.isfile

    def slowly(path: Any) -> bool:
        if "dead" in str(path):
            asked.append(str(path))
            dead.wait(60)
        return is_file(path)

    monkeypatch.setattr(known_firms.os.path, "isfile", slowly)
    names = [str(tmp_path / "dead" / "firm.crm"), str(tmp_path / "gone.crm")]
    window.desk.local.set(RECENT_FILES, names)
    began = time.monotonic()
    for _time in range(3):
        assert "firm" in [entry.text for entry in window.firm_acts.menu() if entry]
    assert time.monotonic() - began < AT_ONCE
    qtbot.waitUntil(lambda: "gone" not in [entry.text for entry in window.firm_acts.menu() if entry])
    assert len(asked) == 1, "it is not asked again while it does not answer"
    dead.set()
    qtbot.waitUntil(lambda: "firm" not in [entry.text for entry in window.firm_acts.menu() if entry])
