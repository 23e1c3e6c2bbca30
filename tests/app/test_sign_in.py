"""A firm with people asks who is there before it shows anything; owners add, change and let go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_crm.app import sign_in
from desktop_crm.app.code_dialog import CodeDialog
from desktop_crm.app.people_settings import PeopleSettings
from desktop_crm.app.person_dialogs import LeaveDialog, NewPersonDialog, PasswordDialog, PersonDialog
from desktop_crm.app.program import Program
from desktop_crm.app.recovery_dialog import RecoveryDialog
from desktop_crm.app.refusal import Refusal
from desktop_crm.app.sign_in import SignIn
from desktop_crm.app.window import MainWindow
from desktop_crm.company import queries as company
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.rules.people import PersonDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.database import connection
from desktop_crm.support import queries as support_queries
from desktop_crm.support import service as support
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.local_settings import LocalSettings
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.workspace import opening, people, serving
from tests.app.conftest import TODAY
from tests.fixtures.kept import firm_file

SECRET = "correct horse"
OWNER = local_caller()
CODES: list[str] = []


@pytest.fixture
def firm(tmp_path: Path, template_folder: Path) -> Path:
    """A file with an owner and a member."""
    path = tmp_path / "firm.crm"
    CODES.append(firm_file(_with_people, path, template_folder))
    return path


def _with_people(path: Path) -> str:
    opening.create(path)
    workspace = opening.open_workspace(path)
    code: str = people.add_person(OWNER, PersonDraft(name="Ana"), SECRET, TODAY).recovery_code
    people.add_person(OWNER, PersonDraft(name="Bea", role="assistant", language="pt_BR"), SECRET, TODAY)
    workspace.close()
    return code


@pytest.fixture
def started(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Program]:
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(sign_in, "Tasks", ImmediateTasks)
    program = Program(qapp, LocalSettings(None))
    yield program
    window = program._window
    if isinstance(window, MainWindow) and connection.is_open():
        window.shut_down()
    if isinstance(window, SignIn):
        window.leave()
    if window is not None:
        window.hide()
        window.deleteLater()
    for translator in program._translators:
        qapp.removeTranslator(translator)


def asked(program: Program) -> SignIn:
    assert isinstance(program._window, SignIn)
    return program._window


def entered(program: Program) -> MainWindow:
    assert isinstance(program._window, MainWindow)
    return program._window


def enter(program: Program, name: str, password: str = SECRET) -> None:
    window = asked(program)
    next(tile for tile in window.tiles if tile.person.name == name).click()
    window.password.setText(password)
    QTest.keyClick(window.password, Qt.Key.Key_Return)


def test_whoever_signs_in_is_who_does_everything(started: Program, firm: Path) -> None:
    started.start(firm)
    assert [tile.person.name for tile in asked(started).tiles] == ["Ana", "Bea"]
    enter(started, "Bea", "wrong")
    assert "This is not the password of Bea" in asked(started).says.text()
    enter(started, "Bea")
    caller = entered(started).desk.caller
    assert (caller.user, caller.role, caller.person_id) == ("Bea", "assistant", 2)
    assert started.language == "pt_BR"  # hers, as the computer names none
    toast = entered(started).notices.toast
    assert toast is not None
    assert toast.text.startswith("1 ")


def test_lock_asks_again_and_a_new_language_does_not(started: Program, firm: Path) -> None:
    started.start(firm)
    enter(started, "Ana")
    started.rebuild()
    assert entered(started).desk.caller.user == "Ana"
    entered(started).firm_acts.lock()
    assert asked(started).person.name == "Ana"  # the tile of who was in last
    enter(started, "Bea")
    assert entered(started).desk.caller.user == "Bea"
    assert any(
        (item and "Lock" in item.text) or (item and "Bea" in item.text)
        for item in entered(started).firm_acts.menu()
    )


def test_enter_without_a_password_tries_nothing(started: Program, firm: Path) -> None:
    started.start(firm)
    asked(started).try_it()
    assert company.list_people(OWNER)[0].failed == 0


def test_arrow_keys_choose_a_person(started: Program, firm: Path, qtbot: QtBot) -> None:
    started.start(firm)
    window = asked(started)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.tiles[0].setFocus()
    QTest.keyClick(window.tiles[0], Qt.Key.Key_Right)
    assert window.person.name == "Bea"
    QTest.keyClick(window.tiles[1], Qt.Key.Key_Return)
    assert window.password.hasFocus()


def test_a_password_typed_at_once_is_taken_from_its_first_letter(
    started: Program, firm: Path, qtbot: QtBot
) -> None:
    started.start(firm)
    window = asked(started)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.tiles[0].setFocus()
    QTest.keyClick(window.tiles[0], "c")
    assert window.password.hasFocus()
    QTest.keyClicks(window.password, SECRET[1:])
    QTest.keyClick(window.password, Qt.Key.Key_Return)
    assert entered(started).desk.caller.user == "Ana"


def dialog(window: MainWindow | SignIn, kind: type[ModalDialog]) -> ModalDialog:
    return next(each for each in window.findChildren(kind) if each.isVisible())


def test_an_owner_who_forgot_comes_in_with_the_code(started: Program, firm: Path) -> None:
    started.start(firm)
    window = asked(started)
    window.tiles[1].click()
    window.help()
    assert "owner" in window.says.text()
    window.tiles[0].click()
    window.help()
    recovery = dialog(window, RecoveryDialog)
    assert isinstance(recovery, RecoveryDialog)
    recovery.form.set_values(code="wrong")
    recovery.form["password"].setText("another secret")
    recovery.accept_primary()
    assert recovery.form.errors
    recovery.form.set_values(code=CODES[-1].lower())
    recovery.accept_primary()
    shown = dialog(window, CodeDialog)
    assert isinstance(shown, CodeDialog)
    assert shown.code.text() != CODES[-1]
    shown.accept_primary()
    assert shown.isVisible()  # the box is not ticked
    shown.written.set_value(True)
    shown.accept_primary()
    assert entered(started).desk.caller.user == "Ana"


def test_the_first_person_is_whoever_sits_here(started: Program, tmp_path: Path) -> None:
    path = tmp_path / "one.crm"
    opening.create(path)
    started.start(path)
    window = entered(started)
    window.tasks.close()
    window.desk.tasks = window.tasks = ImmediateTasks()
    window.go("settings", {"section": "people"})
    section = window.page.current  # type: ignore[union-attr]
    assert isinstance(section, PeopleSettings)
    section.add_somebody()
    new = dialog(window, NewPersonDialog)
    assert isinstance(new, NewPersonDialog)
    assert new.form["name"].value() == window.desk.caller.user
    new.form["password"].setText(SECRET)
    new.form["again"].setText("another one")
    new.accept_primary()
    assert new.form.errors
    new.form["again"].setText(SECRET)
    new.accept_primary()
    shown = dialog(window, CodeDialog)
    assert isinstance(shown, CodeDialog)
    assert window.desk.caller.person_id == 1
    shown.written.set_value(True)
    shown.accept_primary()
    assert entered(started).desk.caller.person_id == 1  # built anew, without asking for the password


def test_the_recovery_code_of_the_first_person_stays_however_late_the_answer_comes(
    started: Program, tmp_path: Path
) -> None:
    path = tmp_path / "one.crm"
    opening.create(path)
    started.start(path)
    window = entered(started)
    window.tasks.close()
    window.desk.tasks = window.tasks = ImmediateTasks()
    asked_before: list[Callable[[], None]] = []
    window.tasks._submit = lambda _pool, work: asked_before.append(work())  # type: ignore[method-assign]
    people.add_person(OWNER, PersonDraft(name="Ana"), SECRET, TODAY)
    window.who_watch.look()  # a slow folder answers after the window knows who is in
    window.desk.caller = company.caller_of(window.desk.caller, company.get_person(OWNER, 1))
    for deliver in asked_before:
        deliver()
    assert entered(started) is window
    assert window.desk.caller.person_id == 1


def opened(started: Program, firm: Path) -> tuple[MainWindow, PeopleSettings]:
    started.start(firm)
    enter(started, "Ana")
    window = entered(started)
    window.tasks.close()
    window.desk.tasks = window.tasks = ImmediateTasks()
    window.go("settings", {"section": "people"})
    section = window.page.current  # type: ignore[union-attr]
    assert isinstance(section, PeopleSettings)
    return window, section


def test_who_leaves_hands_everything_over(started: Program, firm: Path) -> None:
    window, section = opened(started, firm)
    caller = window.desk.caller
    contact = contacts_service.create_contact(caller, ContactDraft(name="Eve"))
    people.give(caller, "contact", contact, 2, TODAY)
    section.reload()
    section.open(section.people[1])
    person = dialog(window, PersonDialog)
    assert isinstance(person, PersonDialog)
    person._leave()
    leaving = dialog(window, LeaveDialog)
    assert isinstance(leaving, LeaveDialog)
    assert "1 record" in leaving.counted.text()
    leaving.accept_primary()
    assert leaving.form.errors == ["to"] or leaving.strip.isVisible()
    leaving.form["to"].set_value(1)
    leaving.accept_primary()
    assert [each.name for each in company.list_people(caller)] == ["Ana"]
    assert contacts.assignments_of(caller, "contact", [contact])[contact].person == "Ana"


def test_an_owner_resets_a_password_and_everybody_changes_their_own(started: Program, firm: Path) -> None:
    window, section = opened(started, firm)
    for person, before in ((section.people[1], ""), (None, SECRET)):
        box = PasswordDialog(window.desk, person, lambda: None, window.workspace, section)
        if before:
            box.form["before"].setText(before)
        box.form["password"].setText("another secret")
        box.form["again"].setText("another secret")
        box.accept_primary()
    entered(started).firm_acts.lock()
    enter(started, "Bea", "another secret")
    assert entered(started).desk.caller.user == "Bea"


def test_who_gets_another_role_or_leaves_is_asked_again(started: Program, firm: Path) -> None:
    started.start(firm)
    enter(started, "Bea")
    window = entered(started)
    bea = company.get_person(OWNER, 2)
    people.save_person(OWNER, 2, bea.version, PersonDraft(name="Bea", role="member"))
    window.who_watch.take(company.list_people(OWNER))
    assert entered(started).desk.caller.role == "member"
    people.leave(OWNER, 2, company.get_person(OWNER, 2).version, TODAY, None)
    entered(started).who_watch.take(company.list_people(OWNER))
    assert [tile.person.name for tile in asked(started).tiles] == ["Ana"]


def test_a_ticket_is_assigned_to_one_of_those_who_work_here(started: Program, firm: Path) -> None:
    window, _section = opened(started, firm)
    caller = window.desk.caller
    contact = contacts_service.create_contact(caller, ContactDraft(name="Eve"))
    draft = TicketDraft(contact_id=contact, subject="S", text="T", assignee="Zoe")
    ticket = support.open_ticket(caller, draft, TODAY)
    window.go("ticket", ticket)
    field = window.page.facts.form["assignee"]  # type: ignore[union-attr]
    assert [choice.text for choice in field.choices] == ["Nobody", "Ana", "Bea", "Zoe"]
    assert field.value() == "Zoe"
    field.set_value("Bea")
    field.changed.emit()
    assert support_queries.get_row(caller, ticket).assignee == "Bea"
    window.go("ticket:new")
    assert window.page.form["assignee"].value() == "Ana"  # type: ignore[union-attr]


def test_a_login_of_the_server_says_who_is_there(
    started: Program, firm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening.Workspace, "is_on_server", True)
    bea = company.caller_of(
        OWNER, PersonRow(2, 1, PersonDraft(name="Bea", role="assistant"), TODAY, None, 0, None)
    )
    monkeypatch.setattr(serving, "person_here", lambda _nobody, _workspace: bea)
    told: list[str] = []
    monkeypatch.setattr(opening.Workspace, "tell_name", lambda _self, name: told.append(name))
    started.start(firm)
    assert entered(started).desk.caller.user == "Bea"
    assert told == ["Bea"]


def test_a_login_of_somebody_who_left_is_refused(
    started: Program, firm: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_nobody: Caller, _workspace: opening.Workspace) -> Caller | None:
        raise UserError(_("The server's login belongs to nobody who works here."), "database")

    monkeypatch.setattr(opening.Workspace, "is_on_server", True)
    monkeypatch.setattr(serving, "person_here", refuse)
    started.start(firm)
    assert isinstance(started._window, Refusal)
    assert "nobody who works here" in started._window.reason.text()
    assert not connection.is_open()
