"""Copies of stored files go to the system's programs; where there is none, the person is told."""

from __future__ import annotations

import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from pytestqt.qtbot import QtBot

from desktop_crm.widgets import opening
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.tasks import Tasks


class System:
    """Stands in for the desktop: notes what it is asked to open."""

    def __init__(self) -> None:
        self.has_program = True
        self.asked: list[Path] = []

    def open(self, url: QUrl) -> bool:
        self.asked.append(Path(url.toLocalFile()))
        return self.has_program


@pytest.fixture
def system(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> System:
    system = System()
    monkeypatch.setattr(opening.QDesktopServices, "openUrl", system.open)
    monkeypatch.setattr(opening.tempfile, "tempdir", str(tmp_path))
    opening._folder.cache_clear()
    return system


@pytest.fixture
def said(desk: Desk) -> list[str]:
    said: list[str] = []
    desk.notices.said.connect(said.append)
    return said


def test_a_copy_is_opened_under_its_name_and_twice_under_two(
    desk: Desk, system: System, said: list[str]
) -> None:
    opening.open_copy(desk, "T-1.eml", b"one", done="Opened")
    opening.open_copy(desk, "T-1.eml", b"two", done="Opened")
    assert [(path.name, path.read_bytes()) for path in system.asked] == [
        ("T-1.eml", b"one"), ("T-1 (2).eml", b"two"),
    ]  # fmt: skip
    assert said == ["Opened", "Opened"]


def test_copies_are_readable_to_this_user_alone(desk: Desk, system: System) -> None:
    opening.open_copy(desk, "a.pdf", b"")
    assert stat.S_IMODE(system.asked[0].parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["../../evil.desktop", "/etc/passwd", "..\\evil.desktop", ".."])
def test_a_hostile_name_stays_in_the_folder(desk: Desk, system: System, name: str) -> None:
    opening.open_copy(desk, name, b"x")
    [path] = system.asked
    assert path.parent == opening._folder()
    assert path.read_bytes() == b"x"


def test_without_a_program_nobody_is_told_that_it_is_open(
    desk: Desk, system: System, said: list[str]
) -> None:
    system.has_program = False
    opening.open_copy(desk, "2026-0001.eml", b"mail", done="Opened in the mail program")
    assert said == [f"No program here opens 2026-0001.eml. It lies in {system.asked[0].parent}"]


def test_the_window_does_not_wait_for_the_copy(desk: Desk, system: System, qtbot: QtBot) -> None:
    threads: list[int] = []
    tasks = Tasks()
    write = opening._copy

    def watched(name: str, content: bytes) -> Path:
        threads.append(threading.get_ident())
        return write(name, content)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(opening, "_copy", watched)
        opening.open_copy(replace(desk, tasks=tasks), "a.pdf", b"x")
        qtbot.waitUntil(lambda: bool(system.asked))
        tasks.close()
    assert threading.get_ident() not in threads


def test_a_name_that_no_file_can_have_is_told(desk: Desk, system: System, said: list[str]) -> None:
    opening.open_copy(desk, "x" * 300, b"x")
    assert said == [f"{'x' * 300} cannot be written here"]


def test_a_full_disk_is_told(
    desk: Desk, system: System, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    opening.open_copy(desk, "a.pdf", b"x")
    assert said == ["a.pdf cannot be written here"]
