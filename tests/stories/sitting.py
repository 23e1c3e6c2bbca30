"""The window on a firm of its own, opened on the days of a story."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import MainWindow
from desktop_crm.company import service as company
from desktop_crm.company.documents import company_json
from desktop_crm.values.caller import local_caller
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.widgets.theme import THEME
from desktop_crm.workspace import opening, places, samples
from tests.app.conftest import Program
from tests.fixtures.database import firm_place

CALLER = local_caller()


def new_firm(request: pytest.FixtureRequest, folder: Path, engine: str, day: date) -> places.Place:
    """A firm with its name, address and account, in a file or on the tests' server."""
    place = firm_place(request, folder / "firm.crm", engine)
    with opened(place):
        firm = company_json.company_from_json(samples.content()["firm"])
        company.apply_company(CALLER, firm, day - timedelta(days=30))
    return place


@contextmanager
def opened(place: places.Place) -> Iterator[None]:
    """The firm without a window."""
    workspace = opening.open_workspace(place)
    try:
        yield
    finally:
        workspace.close()


@contextmanager
def window_on(qtbot: QtBot, qapp: QApplication, place: places.Place, day: date) -> Iterator[MainWindow]:
    """The program as somebody starts it on that day, and closes it afterwards."""
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    window = MainWindow(
        opening.open_workspace(place), CALLER, translator_for("en"), LocalSettings(None), Program().acts(),
        tasks=ImmediateTasks(), today=lambda: day,
    )  # fmt: skip
    qtbot.addWidget(window)
    window.resize(1440, 900)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.go("today")
    yield window
    window.shut_down()
