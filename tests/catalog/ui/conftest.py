"""A desk before the catalogue's firm."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtWidgets import QApplication

from desktop_crm.database.connection import OpenDatabase
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.widgets.conftest import make_desk


@dataclass(frozen=True)
class Shop:
    """The desk and where pages were asked to go."""

    desk: Desk
    went: list[tuple[str, object]]


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


@pytest.fixture
def shop(firm: OpenDatabase, themed: QApplication) -> Shop:
    went: list[tuple[str, object]] = []
    desk = replace(make_desk(), changes=firm.hub, go=lambda kind, what: went.append((kind, what)))
    return Shop(desk, went)
