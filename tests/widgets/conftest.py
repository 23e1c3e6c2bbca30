"""A desk for widget tests: work happens at once, settings live in memory, everything is English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtWidgets import QApplication

from desktop_crm.values.caller import Caller
from desktop_crm.values.changes import ChangeHub
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets import fonts
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.notices import Notices
from desktop_crm.widgets.tasks import ImmediateTasks, Tasks
from desktop_crm.widgets.theme import THEME


def make_desk(tasks: Tasks | None = None) -> Desk:
    """A desk whose `go` remembers where it was sent in `desk.local`'s property "went"."""
    t = translator_for("en")
    local = LocalSettings()
    went: list[tuple[str, object]] = []
    local.setProperty("went", went)
    return Desk(
        caller=Caller("ana", "owner", "en", "desk-1"),
        tasks=tasks or ImmediateTasks(),
        changes=ChangeHub(),
        t=t,
        today=lambda: date(2026, 11, 22),
        notices=Notices(t),
        go=lambda kind, what: went.append((kind, what)),
        local=local,
    )


@pytest.fixture(scope="session")
def themed(qapp: QApplication) -> QApplication:
    """The application with our theme and fonts."""
    THEME.install(qapp, "light")
    fonts.install_fonts(qapp)
    return qapp


@pytest.fixture
def desk(themed: QApplication) -> Iterator[Desk]:
    """Work at once."""
    return make_desk()


@pytest.fixture
def threaded_desk(themed: QApplication) -> Iterator[Desk]:
    """Work in real threads."""
    desk = make_desk(Tasks())
    yield desk
    desk.tasks.close()
