"""A real window on a real mount whose server hangs for a while: it stays alive, says so, and goes on."""

from __future__ import annotations

import threading
import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from desktop_crm.app.window import MainWindow
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import translator_for
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.workspace import opening
from tests.app.conftest import TODAY, Program
from tests.fixtures.shares import Mount

pytestmark = pytest.mark.slow

ALIVE = 1.0
"""Seconds: a window that stands still for longer is frozen."""


def test_a_window_stays_alive_while_its_folder_hangs_and_goes_on_afterwards(
    qtbot: QtBot, mount: Mount, caller: Caller, program: Program
) -> None:
    path = mount("office") / "firm.crm"
    opening.create(path)
    workspace = opening.open_workspace(path)
    window = MainWindow(
        workspace, caller, translator_for("en"), LocalSettings(None), program.acts(), today=lambda: TODAY
    )
    qtbot.addWidget(window)
    window.show()
    window.go("contact:new")
    workspace.listen_to_others()
    qtbot.wait(300)
    ticks = [time.monotonic()]
    timer = QTimer(window, interval=20)
    timer.timeout.connect(lambda: ticks.append(time.monotonic()))
    timer.start()
    rescue = threading.Timer(60, mount.go_on, (path.parent,))
    rescue.start()
    mount.stop(path.parent)
    try:
        qtbot.waitUntil(lambda: window.place_watch.banner is not None)
        banner = window.place_watch.banner
        assert banner is not None
        assert "has not answered for" in banner.text
        refused: list[UserError] = []
        asking = threading.Thread(target=_ask, args=(workspace, refused))
        asking.start()
        qtbot.waitUntil(lambda: bool(refused))
        asking.join()
        assert "has not answered for" in str(refused[0])
        window.go("invoices")  # asks the database, which does not answer
        qtbot.wait(500)
    finally:
        mount.go_on(path.parent)
        rescue.cancel()
    qtbot.waitUntil(lambda: window.place_watch.banner is None)
    timer.stop()
    assert max(later - sooner for sooner, later in pairwise(ticks)) < ALIVE
    saved: list[object] = []
    window.tasks.run(window, lambda: contacts.create_contact(caller, ContactDraft(name="Ana")), saved.append)
    qtbot.waitUntil(lambda: bool(saved))
    window.go("today")
    assert window.shut_down()


def _ask(workspace: opening.Workspace, refused: list[UserError]) -> None:
    try:
        workspace.database.check_may_write()
    except UserError as error:
        refused.append(error)
