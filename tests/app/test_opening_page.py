"""A folder that does not answer: the window opens, waits, gives up and closes without freezing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app import opening_page
from desktop_crm.app.opening_page import GivenUp, Opening, OpeningPage
from desktop_crm.app.program import Program
from desktop_crm.app.refusal import Refusal
from desktop_crm.app.window import MainWindow
from desktop_crm.database import connection
from desktop_crm.database.presence import words
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import Tasks
from desktop_crm.workspace import opening
from tests.shots.folders import Recorded


@pytest.fixture
def dead() -> Iterator[threading.Event]:
    """A folder that answers once this is set."""
    answers = threading.Event()
    yield answers
    answers.set()


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening_page, "SHOWN_AFTER", 50)


def never(_give_up: object) -> None:
    raise AssertionError("no page is shown")


def test_what_is_quick_is_opened_without_a_page(qapp: QApplication) -> None:
    assert Opening(lambda: 7, lambda _result: None).wait(never) == 7


def test_a_refusal_and_a_bug_arrive_where_it_is_waited(qapp: QApplication) -> None:
    def refuse() -> int:
        raise UserError(_("No"))

    def fail() -> int:
        raise LookupError("bug")

    with pytest.raises(UserError, match="No"):
        Opening(refuse, lambda _result: None).wait(never)
    with pytest.raises(LookupError, match="bug"):
        Opening(fail, lambda _result: None).wait(never)


def test_what_comes_too_late_is_taken_back(qtbot: QtBot, dead: threading.Event) -> None:
    taken_back: list[str] = []

    def work() -> str:
        dead.wait()
        return "late"

    waiting = Opening(work, taken_back.append)
    with pytest.raises(GivenUp):
        waiting.wait(lambda give_up: QTimer.singleShot(20, give_up))
    assert not waiting.is_done
    dead.set()
    qtbot.waitUntil(lambda: taken_back == ["late"])
    assert waiting.is_done


def test_a_firm_in_a_dead_folder_shows_a_page_that_can_be_left(
    qtbot: QtBot,
    qapp: QApplication,
    tmp_path: Path,
    dead: threading.Event,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    path = tmp_path / "firm.crm"
    opening.create(path)
    really = opening.open_workspace

    def slowly(where: Path) -> opening.Workspace:
        dead.wait()
        return really(where)

    monkeypatch.setattr(opening, "open_workspace", slowly)
    started = Program(qapp, LocalSettings(None))
    shown: list[str] = []

    def leave() -> None:
        page = started._window
        assert isinstance(page, OpeningPage)
        shown.append(page.words.text())
        page.cancel.click()

    QTimer.singleShot(300, leave)
    started.start(path)
    assert "takes long to answer" in shown[0]
    assert isinstance(started._window, Refusal)
    assert "did not answer" in started._window.reason.text()
    assert started.is_stuck
    dead.set()
    qtbot.waitUntil(lambda: not started.is_stuck)
    assert not connection.is_open()
    started._window.hide()
    started._window.deleteLater()
    for translator in started._translators:
        qapp.removeTranslator(translator)


def test_a_window_whose_folder_hangs_says_so_and_closes_at_the_second_try(
    window: MainWindow, dead: threading.Event
) -> None:
    said: list[str] = []
    window.notices.said.connect(said.append)
    presence = window.workspace.database.presence
    assert presence is not None
    presence.leave()
    window.workspace.database.presence = Recorded("gone", words.silent(9), ())  # type: ignore[assignment]
    stuck, ordinary = Tasks(), window.tasks
    stuck.run(window, dead.wait, lambda _answered: None)
    window.tasks = stuck
    window.show()
    assert not window.close()
    assert "Close once more" in said[-1]
    assert window.close()
    assert window.has_left_work
    dead.set()
    window.tasks = ordinary
