"""A desk before the firm of the tickets' tests."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest
from PySide6.QtWidgets import QApplication

from desktop_crm.support import service
from desktop_crm.support.ui import ticket_files
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.theme import THEME
from tests.support.conftest import CALLER, TODAY
from tests.support.conftest import Desk as Firm
from tests.widgets.conftest import make_desk


@dataclass(frozen=True)
class Office:
    """The desk, the firm's records, where pages were asked to go, and which copies were opened."""

    desk: Desk
    firm: Firm
    went: list[tuple[str, object]]
    opened: list[tuple[str, bytes]]

    def ticket(self, **values: object) -> int:
        return service.open_ticket(CALLER, self.firm.ticket(**values), TODAY)


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


@pytest.fixture
def office(desk: Firm, themed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Office:
    went: list[tuple[str, object]] = []
    opened: list[tuple[str, bytes]] = []

    def keep(desk: Desk, name: str, content: bytes, *, done: str = "") -> None:
        opened.append((name, content))
        desk.notices.done(done)

    monkeypatch.setattr(ticket_files, "open_copy", keep)
    ready = replace(make_desk(), changes=desk.database.hub, go=lambda kind, what: went.append((kind, what)))
    return Office(ready, desk, went, opened)
