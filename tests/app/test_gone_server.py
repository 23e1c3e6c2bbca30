"""A real window on a real server that dies, hangs and comes back: it stays alive, says so, loses nothing."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.app.opening_page import OpeningPage
from desktop_crm.app.program import Program
from desktop_crm.app.server_page import ServerPage
from desktop_crm.app.who_dialog import WhoDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.cli import main as cli_main
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.ui.contact_editor import ContactEditor
from desktop_crm.database.presence import served
from desktop_crm.database.server import connecting
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import local_caller
from desktop_crm.widgets.strips import Banner, Strip
from desktop_crm.workspace import opening
from tests.app.test_program import started
from tests.conftest import ROOT
from tests.fixtures.server import Cluster, make_cluster, program

pytestmark = pytest.mark.slow

__all__ = ["started"]

ALIVE = 1.0
"""Seconds: a window that stands still for longer is frozen."""
BEAT, SILENT = 0.5, 3.0
NEW = ContactDraft(name="Nobody yet")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Less patience than a program has."""
    monkeypatch.setattr(served, "BEAT", BEAT)
    monkeypatch.setattr(served, "SILENT", SILENT)


@pytest.fixture(scope="module")
def own() -> Iterator[Cluster]:
    """A server that nobody else uses."""
    if program("postgres") is None or program("initdb") is None:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg")
    made = make_cluster(fsync="on", full_page_writes="on", synchronous_commit="on")
    yield made
    made.thaw()
    made.stop()
    shutil.rmtree(made.folder, ignore_errors=True)


@pytest.fixture
def firm(own: Cluster, request: pytest.FixtureRequest) -> ServerAddress:
    address = own.create(f"firm{abs(hash(request.node.name)) % 10_000}")
    opening.create(address)
    with opening.opened(address, create_missing=False):
        contacts.create_contact(local_caller(), ContactDraft(name="Kestrel Roasters"))
    return address


class Pulse:
    """Whether the window's loop went on turning."""

    def __init__(self, window: MainWindow) -> None:
        self._ticks = [time.monotonic()]
        self._timer = QTimer(window, interval=20)
        self._timer.timeout.connect(lambda: self._ticks.append(time.monotonic()))
        self._timer.start()

    def longest(self) -> float:
        self._timer.stop()
        return max(later - sooner for sooner, later in pairwise(self._ticks))


def window_on(started: Program, address: ServerAddress, qtbot: QtBot) -> MainWindow:
    started.start(address)
    window = started._window
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: len(window.workspace.folder.people) == 1)
    return window


def editor_on(window: MainWindow, qtbot: QtBot) -> ContactEditor:
    """The contact's editor, loaded."""
    window.go("contact:edit", 1)
    page = window.page
    assert isinstance(page, ContactEditor)
    qtbot.waitUntil(lambda: page.drafting.draft is not None)
    return page


def type_notes(page: ContactEditor, notes: str) -> None:
    draft = page.drafting.draft
    assert draft is not None
    page.drafting.change(replace(draft, notes=notes))


def banner_of(window: MainWindow, qtbot: QtBot, within: int = 15_000) -> Banner:
    qtbot.waitUntil(lambda: window.place_watch.banner is not None, timeout=within)
    banner = window.place_watch.banner
    assert banner is not None
    return banner


def start_beside(own: Cluster, qtbot: QtBot) -> None:
    """Start the server while the window goes on."""
    starting = threading.Thread(target=own.start)
    starting.start()
    qtbot.waitUntil(lambda: not starting.is_alive(), timeout=30_000)


def is_stored(address: ServerAddress, notes: str) -> bool:
    import psycopg

    with psycopg.connect(**address.parameters) as other:  # type: ignore[arg-type]
        row = other.execute("SELECT notes FROM desktop_crm.contact WHERE id = 1").fetchone()
    return row is not None and row[0] == notes


def test_a_server_that_dies_is_told_and_what_was_typed_is_saved_once_it_is_back(
    started: Program, qtbot: QtBot, own: Cluster, firm: ServerAddress
) -> None:
    window = window_on(started, firm, qtbot)
    editor, pulse = editor_on(window, qtbot), Pulse(window)
    said: list[str] = []
    window.notices.said.connect(said.append)
    own.kill()
    type_notes(editor, "Rings on Mondays")
    banner = banner_of(window, qtbot)
    assert "The server has not answered since " in banner.text
    assert "what you type is kept, and saved by itself once the server is back" in banner.text
    assert "The server does not answer" in window.status.place.text()
    type_notes(editor, "Rings on Mondays and Fridays")
    retry = banner.findChild(QPushButton, "retry")
    assert retry is not None
    retry.click()
    qtbot.waitUntil(lambda: said[-1:] == ["Tried again, and still: The server does not answer"])
    with qtbot.waitSignal(window.tasks.refused, timeout=5_000) as refused:  # from memory, at once
        window.tasks.run(window, lambda: contacts.create_contact(window.desk.caller, NEW), lambda _id: None)
    assert "has not answered since" in str(refused.args[0])
    assert editor.drafting.dirty
    start_beside(own, qtbot)
    retry.click()
    qtbot.waitUntil(lambda: window.place_watch.banner is None, timeout=15_000)
    assert "The server is back; saving goes on" in said
    qtbot.waitUntil(lambda: not editor.drafting.dirty, timeout=10_000)
    assert is_stored(firm, "Rings on Mondays and Fridays")
    assert pulse.longest() < ALIVE
    assert window.shut_down()


def test_a_server_that_hangs_freezes_nothing_and_goes_on_by_itself(
    started: Program, qtbot: QtBot, own: Cluster, firm: ServerAddress
) -> None:
    window = window_on(started, firm, qtbot)
    editor, pulse = editor_on(window, qtbot), Pulse(window)
    own.freeze()
    try:
        hung_at = time.monotonic()
        type_notes(editor, "Hangs")
        banner_of(window, qtbot)
        assert time.monotonic() - hung_at < BEAT + SILENT + 3
        type_notes(editor, "Hangs, and is typed on")
    finally:
        own.thaw()
    qtbot.waitUntil(lambda: window.place_watch.banner is None, timeout=15_000)
    qtbot.waitUntil(lambda: not editor.drafting.dirty, timeout=15_000)
    assert is_stored(firm, "Hangs, and is typed on")
    assert pulse.longest() < ALIVE
    assert window.shut_down()


def test_what_was_asked_before_a_server_hung_is_given_up_and_stored_later(
    started: Program, qtbot: QtBot, own: Cluster, firm: ServerAddress, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(served, "HOPELESS", 4.0)
    monkeypatch.setattr(connecting, "CONNECT_SECONDS", 2)
    window = window_on(started, firm, qtbot)
    editor = editor_on(window, qtbot)
    own.freeze()
    try:
        type_notes(editor, "Asked too late")
        editor.drafting.save_now()
        banner_of(window, qtbot)
        qtbot.waitUntil(lambda: not editor.drafting.is_saving, timeout=15_000)
        assert window.tasks.is_idle(), "nobody waits for a server that hangs"
        assert editor.drafting.dirty
    finally:
        own.thaw()
    qtbot.waitUntil(lambda: not editor.drafting.dirty, timeout=20_000)
    assert is_stored(firm, "Asked too late")
    assert window.shut_down()


def test_who_is_not_let_in_any_more_reads_why_and_loses_nothing(
    started: Program, qtbot: QtBot, own: Cluster, firm: ServerAddress
) -> None:
    own.execute("postgres", "DROP ROLE IF EXISTS ana", "CREATE ROLE ana LOGIN SUPERUSER")
    window = window_on(started, own.address(firm.database, user="ana"), qtbot)
    editor = editor_on(window, qtbot)
    own.execute(
        "postgres",
        "ALTER ROLE ana NOLOGIN",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ana'",
    )
    type_notes(editor, "Locked out")
    editor.drafting.save_now()
    banner = banner_of(window, qtbot)
    assert banner.text.startswith("The server does not let this user in. Nothing can be saved since ")
    assert "The server does not let you in" in window.status.place.text()
    qtbot.waitUntil(lambda: not editor.drafting.is_saving)
    assert editor.drafting.dirty
    own.execute("postgres", "ALTER ROLE ana LOGIN")
    window.workspace.try_again()
    qtbot.waitUntil(lambda: window.place_watch.banner is None)
    qtbot.waitUntil(lambda: not editor.drafting.dirty)
    assert is_stored(firm, "Locked out")
    assert window.shut_down()


def test_a_page_that_could_not_be_read_is_read_once_the_server_is_back(
    started: Program, qtbot: QtBot, own: Cluster, firm: ServerAddress
) -> None:
    window = window_on(started, firm, qtbot)
    own.kill()
    banner_of(window, qtbot)
    window.go("contacts")
    page: Any = window.page
    qtbot.wait(300)
    assert page.table.table_model.rowCount() == 0
    start_beside(own, qtbot)
    window.workspace.try_again()
    qtbot.waitUntil(lambda: page.table.table_model.rowCount() == 1, timeout=15_000)
    assert window.shut_down()


def test_a_host_that_takes_connections_and_never_answers_can_be_given_up(
    started: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "CONNECT_SECONDS", 3)
    with socket.socket() as mute:
        mute.bind(("127.0.0.1", 0))
        mute.listen()
        port = mute.getsockname()[1]
        address = ServerAddress("127.0.0.1", "firm", port, "ana", tls="disable")
        QTimer.singleShot(1_500, lambda: opening_page(started).cancel.click())
        started.start(address)
        page = started._window
        assert isinstance(page, ServerPage)
        assert "The server did not answer" in str(page.form._fields["host"].error)
        page.open()  # and not given up
        page = started._window
        assert isinstance(page, ServerPage)
        assert f"127.0.0.1:{port} did not answer in time" in str(page.form._fields["host"].error)


def opening_page(program: Program) -> OpeningPage:
    page = program._window
    assert isinstance(page, OpeningPage)
    return page


def test_the_status_line_counts_and_names_who_is_in(
    started: Program, qtbot: QtBot, own: Cluster, firm: ServerAddress
) -> None:
    window = window_on(started, firm, qtbot)
    code = (
        "import sys; from desktop_crm.workspace import opening, places;"
        " firm = opening.open_workspace(places.place_of(sys.argv[1])); firm.tell_name('Bea Sá');"
        " from desktop_crm.database import connection; connection.raw().execute('SELECT 1').fetchall();"
        " print('in', flush=True); sys.stdin.read(); firm.close()"
    )
    words = [sys.executable, "-c", code, str(firm)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        qtbot.waitUntil(lambda: "2 are in" in window.status.place.text(), timeout=15_000)
        window.firm_acts.who_is_in()
        dialog = window.findChild(WhoDialog)
        assert dialog is not None
        shown = [label.text() for label in dialog.findChildren(QLabel)]
        assert "Bea Sá" in shown
        assert sum(text.startswith("since ") for text in shown) == 2
        assert len([text for text in shown if text.endswith("(you)")]) == 1
        told = cli_main.main(["--database", str(firm), "--json", "database", "status"])
        assert told == 0
        other.stdin.close()
        qtbot.waitUntil(lambda: "are in" not in window.status.place.text(), timeout=15_000)
        qtbot.waitUntil(lambda: any(s.text == "Nobody else is in." for s in dialog.findChildren(Strip)))
        dialog.accept_primary()
    assert window.shut_down()
