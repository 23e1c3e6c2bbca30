"""The real window over a firm's file of its own, everything happening at once in one thread."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import Acts, MainWindow
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.workspace import opening, samples
from tests.fixtures.kept import firm_file

TODAY = date(2026, 11, 22)


class Program:
    """What the window asks of the program around it, noted down."""

    def __init__(self) -> None:
        self.opened: list[Path] = []
        self.rebuilt = 0

    def acts(self) -> Acts:
        return Acts(self.opened.append, lambda: self.opened.append(Path("new")), self._rebuild)

    def _rebuild(self) -> None:
        self.rebuilt += 1


@pytest.fixture
def caller() -> Caller:
    return local_caller()


@pytest.fixture
def program() -> Program:
    return Program()


@pytest.fixture
def sample_firm(tmp_path: Path, template_folder: Path) -> Path:
    """The file of the sample firm, which nobody has opened yet."""
    path = tmp_path / "firm.crm"
    firm_file(_load_samples, path, template_folder)
    return path


def _load_samples(path: Path) -> None:
    opening.create(path)
    workspace = opening.open_workspace(path)
    samples.load(local_caller(), TODAY)
    workspace.close()


@pytest.fixture
def window(qtbot: QtBot, sample_firm: Path, caller: Caller, program: Program) -> Iterator[MainWindow]:
    """A window on the sample firm, on Today."""
    workspace = opening.open_workspace(sample_firm)
    local = LocalSettings(None)
    window = MainWindow(
        workspace,
        caller,
        translator_for("en"),
        local,
        program.acts(),
        tasks=ImmediateTasks(),
        today=lambda: TODAY,
    )  # fmt: skip
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.go("today")
    yield window
    window.shut_down()
