"""The window on a server: open it, be refused with the reason at its field, move a firm there."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_crm.app.move_dialog import AskServerDialog, MoveDialog
from desktop_crm.app.program import Program
from desktop_crm.app.server_page import ServerPage
from desktop_crm.app.who_dialog import WhoDialog
from desktop_crm.app.window import MainWindow
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import sides
from desktop_crm.database.marks import Mark
from desktop_crm.database.server.address import ServerAddress
from desktop_crm.values.caller import local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.widgets.local_settings import LAST_FILE
from desktop_crm.workspace import moving, opening, people, serving
from desktop_crm.workspace.places import Place
from tests.app.conftest import TODAY
from tests.app.test_program import started
from tests.fixtures.interrupted import interrupt
from tests.fixtures.server import Cluster

__all__ = ["started"]


def shown(started: Program) -> object:
    return started._window


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "firm.crm"
    opening.create(path)
    workspace = opening.open_workspace(path)
    contacts.create_contact(local_caller(), ContactDraft(name="Kestrel Roasters"))
    workspace.close()
    return path


def test_a_firm_moves_to_a_server_and_the_window_opens_there(
    started: Program, qtbot: QtBot, cluster: Cluster, file: Path
) -> None:
    address = cluster.create("window")
    started.start(file)
    window = shown(started)
    assert isinstance(window, MainWindow)
    window.firm_acts.move_to_server()
    dialog = window.findChild(MoveDialog)
    assert isinstance(dialog, MoveDialog)
    dialog.accept_primary()
    assert dialog.isVisible(), "it asks for the server first"
    dialog.form.set_values(
        host=address.host, port=str(address.port), database=address.database, user=address.user, tls="disable"
    )
    dialog.accept_primary()
    qtbot.waitUntil(lambda: isinstance(now := shown(started), MainWindow) and now.workspace.is_on_server)
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert started.local.get(LAST_FILE) == str(address)
    window.go("contacts")
    assert window.shut_down()
    again = opening.open_workspace(file)
    assert again.moved_to == str(address)
    again.close()
    started.start(file)
    window = shown(started)
    assert isinstance(window, MainWindow)
    watch = window.place_watch
    qtbot.waitUntil(lambda: watch.banner is not None)
    assert watch.banner is not None
    assert f"This firm moved to {address}" in watch.banner.text
    verb = watch.banner.findChild(QPushButton, "open_again")
    assert isinstance(verb, QPushButton)
    verb.click()
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.workspace.place == address
    assert window.shut_down()


@pytest.fixture(params=["file", "server"])
def interrupted(request: pytest.FixtureRequest, cluster: Cluster, file: Path) -> tuple[Place, Place, Place]:
    """Where a firm is, where it was going when the program died, and which of the two is opened."""
    address = cluster.create("interrupted_window")
    interrupt((file, address), "moved")
    return file, address, file if request.param == "file" else address


@pytest.mark.parametrize(("verb", "lives"), [("finish", 1), ("undo", 0)])
def test_a_move_that_was_interrupted_is_finished_or_taken_back_from_the_window(
    started: Program, qtbot: QtBot, interrupted: tuple[Place, Place, Place], verb: str, lives: int
) -> None:
    started.start(interrupted[2])
    window = shown(started)
    assert isinstance(window, MainWindow)
    watch = window.place_watch
    qtbot.waitUntil(lambda: watch.banner is not None)
    assert watch.banner is not None
    assert watch.banner.accessibleName().startswith("This firm is on its way")
    assert "finish it or take it back" in watch.banner.text
    button = watch.banner.findChild(QPushButton, verb)
    assert isinstance(button, QPushButton)
    button.click()
    qtbot.waitUntil(lambda: isinstance(now := shown(started), MainWindow) and now is not window)
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.workspace.place == interrupted[lives]
    assert window.workspace.mark is None
    assert window.shut_down()


def test_a_window_that_is_open_says_that_the_firm_is_being_moved_and_when_it_is_back(
    started: Program, qtbot: QtBot, cluster: Cluster, file: Path
) -> None:
    started.start(file)
    window = shown(started)
    assert isinstance(window, MainWindow)
    watch = window.place_watch
    address = cluster.create("interrupted_window")
    interrupt((file, address), "arriving")
    watch.look()
    qtbot.waitUntil(lambda: watch.banner is not None)
    said: list[str] = []
    window.notices.said.connect(said.append)
    with sides.side_of(file).reading(moving=True):
        window.firm_acts.moves.undo()
        qtbot.waitUntil(lambda: any("very moment" in text for text in said))
    moving.undo(local_caller(), file)
    watch.look()
    qtbot.waitUntil(lambda: watch.banner is None)
    contacts.create_contact(local_caller(), ContactDraft(name="Back again"))
    assert window.shut_down()


def test_the_server_of_an_interrupted_move_is_asked_for_with_its_password(
    started: Program, qtbot: QtBot, cluster: Cluster, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = cluster.create("interrupted_window")
    cluster.execute("postgres", "DROP ROLE IF EXISTS mover", "CREATE ROLE mover LOGIN PASSWORD 'correct'")
    cluster.execute("postgres", f"ALTER DATABASE {owner.database} OWNER TO mover")
    started.start(file)
    window = shown(started)
    assert isinstance(window, MainWindow)
    address = owner.as_user("mover")
    interrupt((file, address), "moved")
    looked_in, mark_at = list[threading.Thread](), moving.mark_at

    def looks(place: Place) -> Mark | None:
        looked_in.append(threading.current_thread())
        return mark_at(place)

    def refuses(*_facts: object, **_more: object) -> NoReturn:
        raise UserError(Message("refused"), "password")

    monkeypatch.setattr(moving, "mark_at", looks)
    with monkeypatch.context() as patch:
        patch.setattr(moving, "finish", refuses)
        window.firm_acts.moves.finish()
        qtbot.waitUntil(lambda: window.findChild(AskServerDialog) is not None)
    assert looked_in and threading.main_thread() not in looked_in
    dialog = window.findChild(AskServerDialog)
    assert isinstance(dialog, AskServerDialog)
    assert (dialog.form.value("user"), dialog.form.errors) == ("mover", ["password"])
    dialog.form.set_values(password="correct")
    dialog.accept_primary()
    qtbot.waitUntil(lambda: isinstance(now := shown(started), MainWindow) and now.workspace.is_on_server)
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.shut_down()


def test_a_server_that_is_not_there_is_named_at_its_field(started: Program, qtbot: QtBot) -> None:
    started.start(ServerAddress("127.0.0.1", "firm", 1))
    page = shown(started)
    assert isinstance(page, ServerPage)
    assert page.form.value("host") == "127.0.0.1"
    assert page.form.errors == ["host"]
    assert "No server answers at 127.0.0.1:1" in str(page.form._fields["host"].error)
    page.form.set_values(port="many")
    page.open()
    assert page.form.errors == ["port"]


def test_the_server_that_was_open_last_opens_again(started: Program, cluster: Cluster) -> None:
    address = cluster.create("again")
    opening.create(address)
    started.start(address)
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.shut_down()
    started.start()
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.workspace.place == address


def test_the_window_says_the_server_and_who_is_in_there(
    started: Program, qtbot: QtBot, cluster: Cluster, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    address = cluster.create("said")
    opening.create(address)
    started.start(address)
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.status.place.text().startswith("said ")
    window.go("settings", {"section": "data"})
    page = window.page
    assert page is not None
    texts = [label.text() for label in page.findChildren(QLabel)]
    assert "Database" in texts and any(str(address) in text for text in texts)
    assert not {"File of this firm", "Encryption", "Move to a server"} & set(texts)
    window.firm_acts.who_is_in()
    dialog = window.findChild(WhoDialog)
    assert isinstance(dialog, WhoDialog)
    qtbot.waitUntil(lambda: any("(you)" in label.text() for label in dialog.findChildren(QLabel)))
    assert not any("file" in label.text() for label in dialog.findChildren(QLabel) if label.isVisible())
    dialog.accept_primary()
    assert window.shut_down()


def test_who_locks_is_asked_for_the_password_of_their_login_again(
    started: Program, qtbot: QtBot, cluster: Cluster
) -> None:
    owner, caller = cluster.create("locked"), local_caller()
    opening.create(owner)
    workspace = opening.open_workspace(owner)
    person = people.add_person(caller, PersonDraft(name="Ana"), "correct horse", TODAY).id
    login = serving.let_in(caller, workspace, person, "correct horse").address
    workspace.close()
    started.start(login.with_password("correct horse"))
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.desk.caller.user == "Ana"
    window.firm_acts.lock()
    page = shown(started)
    assert isinstance(page, ServerPage)
    assert (page.form.value("user"), page.form.value("password")) == (login.user, "")
    page.form.set_values(password="correct horse")
    page.open()
    window = shown(started)
    assert isinstance(window, MainWindow)
    assert window.shut_down()
