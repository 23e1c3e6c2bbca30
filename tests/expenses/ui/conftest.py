"""A desk before the firm that gets invoices."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtWidgets import QApplication

from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.expenses.conftest import Firm
from tests.widgets.conftest import make_desk


@dataclass(frozen=True)
class Office:
    """The desk, where pages were asked to go, and the firm."""

    desk: Desk
    went: list[tuple[str, object]]
    firm: Firm


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


@pytest.fixture
def office(firm: Firm, themed: QApplication) -> Office:
    went: list[tuple[str, object]] = []
    desk = replace(make_desk(), changes=firm.database.hub, go=lambda kind, what: went.append((kind, what)))
    return Office(desk, went, firm)
