"""A desk before books that are handed over."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from desktop_crm.database.connection import current
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.billing.conftest import Books
from tests.widgets.conftest import make_desk


@dataclass(frozen=True)
class Office:
    """The desk, the books, and a folder to write to."""

    desk: Desk
    books: Books
    out: Path


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


@pytest.fixture
def office(books: Books, out: Path, themed: QApplication) -> Office:
    desk = replace(make_desk(), changes=current().hub, go=lambda _kind, _what: None)
    return Office(desk, books, out)
