"""The program around the window: which firm opens, what happens when it cannot, another language."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.program import Program
from desktop_crm.app.refusal import Refusal
from desktop_crm.app.starting import FirstRun, make_firm
from desktop_crm.app.window import MainWindow
from desktop_crm.app.wizard import Answers, SetupChoice
from desktop_crm.company import queries as company
from desktop_crm.database import connection
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.local_settings import LANGUAGE, LAST_FILE, LocalSettings
from desktop_crm.workspace import opening, samples
from tests.app.conftest import TODAY


@pytest.fixture
def started(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Program]:
    """A program that has not opened anything yet."""
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    program = Program(qapp, LocalSettings(None))
    yield program
    window = program._window
    if isinstance(window, MainWindow) and connection.is_open():
        window.shut_down()
    if window is not None:
        window.hide()
        window.deleteLater()
    for translator in program._translators:
        qapp.removeTranslator(translator)


def test_a_fresh_computer_gets_the_wizard(started: Program) -> None:
    started.start()
    assert isinstance(started._window, FirstRun)


def test_the_firm_that_was_open_last_opens_again(started: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.crm"
    opening.create(path)
    started.local.set(LAST_FILE, str(path))
    started.start()
    window = started._window
    assert isinstance(window, MainWindow)
    assert window.workspace.path == path
    assert window.page is window._kept["today"]


@pytest.mark.parametrize("content", [b"", b"not a database" * 500])
def test_what_is_no_firm_is_refused_with_ways_on_and_stays_as_it_was(
    started: Program, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "b.crm"
    path.write_bytes(content)
    started.start(path)
    window = started._window
    assert isinstance(window, Refusal)
    assert window.reason.text()
    assert path.read_bytes() == content


def test_another_language_builds_the_window_anew(started: Program, tmp_path: Path) -> None:
    path = tmp_path / "a.crm"
    opening.create(path)
    started.start(path)
    before = started._window
    started.local.set(LANGUAGE, "tr")
    started.rebuild()
    window = started._window
    assert isinstance(window, MainWindow)
    assert window is not before
    assert window.desk.t.language == "tr"


def test_the_wizards_choice_becomes_a_firm(tmp_path: Path, caller: Caller) -> None:
    answers = Answers(name="Own Ltd", iban="IE10TEST99000012345678", next_invoice=42).of_country("IE")
    path = tmp_path / "new" / "own.crm"
    make_firm(SetupChoice("en", path, answers.setup(), "sample"), TODAY)
    workspace = opening.open_workspace(path)
    try:
        assert company.get_firm(caller).draft.name == "Own Ltd"
        assert company.preview_number(caller, "invoice", TODAY) == "2026-0042"
        assert company.list_bank_accounts(caller)[0].draft.iban == "IE10TEST99000012345678"
        assert not samples.is_loaded(caller)  # a job of the window does that, with its progress shown
    finally:
        workspace.close()


def test_a_firm_that_is_refused_leaves_no_file(tmp_path: Path) -> None:
    answers = Answers(name="x" * 2000).of_country("IE")
    path = tmp_path / "own.crm"
    with pytest.raises(UserError):
        make_firm(SetupChoice("en", path, answers.setup(), "empty"), TODAY)
    assert not path.exists()
    assert not connection.is_open()


def test_the_libraries_of_printing_are_read_while_nobody_waits() -> None:
    from importlib.util import find_spec

    from desktop_crm.app import warming

    assert all(find_spec(module) for module in warming.MODULES)


def test_the_sample_asked_for_in_the_wizard_is_loaded_by_the_window(
    started: Program, tmp_path: Path, qtbot: QtBot, caller: Caller
) -> None:
    path = tmp_path / "a.crm"
    opening.create(path)
    started.open_file(path, "sample")
    window = started._window
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: not window.tasks.running)
    assert samples.is_loaded(caller)


def test_the_name_told_at_the_first_start_is_kept_and_used(started: Program, tmp_path: Path) -> None:
    started.start()
    asked = started._window
    assert isinstance(asked, FirstRun)
    asked.steps[0].form.set_values(person="Inês  Prata")
    asked.answers = replace(asked.steps[0].collect(asked.answers), path=tmp_path / "n.crm")
    for _step in asked.steps:
        asked.skip_page()
    window = started._window
    assert isinstance(window, MainWindow)
    assert window.desk.caller.user == window.desk.caller.signature == "Inês Prata"
    started.new_firm()
    again = started._window
    assert isinstance(again, FirstRun)
    assert again.answers.person == "Inês  Prata"


def test_a_last_file_that_is_gone_is_missed_and_never_made_anew(started: Program, tmp_path: Path) -> None:
    path = tmp_path / "unplugged" / "a.crm"
    started.local.set(LAST_FILE, str(path))
    started.start()
    assert isinstance(started._window, Refusal)
    assert "no database" in started._window.reason.text()
    path.parent.mkdir()
    opening.create(path)
    started.open_file(path)
    assert isinstance(started._window, MainWindow)
    moved = path.rename(path.with_name("b.crm"))
    started.rebuild()
    assert isinstance(started._window, Refusal)
    assert not path.exists()
    assert moved.exists()
