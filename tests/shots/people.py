"""The shots of a firm where several people work: signing in, who they are, what is whose."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtWidgets import QWidget

from desktop_crm.app.code_dialog import CodeDialog
from desktop_crm.app.people_settings import PeopleSettings
from desktop_crm.app.person_dialogs import LeaveDialog, NewPersonDialog, PasswordDialog, PersonDialog
from desktop_crm.app.recovery_dialog import RecoveryDialog
from desktop_crm.app.sign_in import SignIn
from desktop_crm.company import queries as company
from desktop_crm.company.queries import PersonRow
from desktop_crm.values.caller import nobody
from desktop_crm.widgets.local_settings import MINE
from desktop_crm.widgets.tasks import ImmediateTasks
from desktop_crm.workspace import people
from tests.shots.studio import FIRM, Shot, Studio


def _people(studio: Studio) -> list[PersonRow]:
    return company.list_people(studio.caller)


def sign_in(studio: Studio, *, wrong: bool = False) -> SignIn:
    t = studio.t
    asked = SignIn(
        t,
        FIRM,
        _people(studio),
        nobody(t.language),
        lambda _signed: None,
        ways_out=[(t("New firm…"), "plus", lambda: None)],
        chosen=2,
        tasks=ImmediateTasks(),
    )
    asked.resize(1440, 900)
    asked.show()
    if wrong:
        asked.password.setText("12345678")
        asked.try_it()
    return asked


def section(studio: Studio) -> PeopleSettings:
    page: Any = studio.go("settings", {"section": "people"})
    body: PeopleSettings = page.current
    return body


def settings(studio: Studio) -> None:
    section(studio)


def own_password(studio: Studio) -> None:
    studio.go("settings", {"section": "password"})


def new_person(studio: Studio) -> None:
    host = section(studio)
    dialog = NewPersonDialog(studio.window.desk, False, lambda _added: None, host)
    dialog.form.set_values(name="Emil Novak", role="assistant")
    dialog.words.show_role()
    dialog.open()


def first_person(studio: Studio) -> None:
    NewPersonDialog(studio.window.desk, True, lambda _added: None, section(studio)).open()


def person(studio: Studio) -> None:
    found = _people(studio)
    PersonDialog(
        studio.window.desk, found[1], found, lambda: None, studio.window.workspace, section(studio)
    ).open()


def password(studio: Studio) -> None:
    PasswordDialog(studio.window.desk, None, lambda: None, studio.window.workspace, section(studio)).open()


def leave(studio: Studio) -> None:
    host, found = section(studio), _people(studio)
    who = next(each for each in found if each.name.startswith("Bea"))
    others = [each for each in found if each is not who]
    theirs = people.belongings(studio.caller, who.id)
    LeaveDialog(studio.window.desk, who, others, theirs, lambda: None, host).open()


def code(studio: Studio) -> None:
    shown = "7K2MA-Q0X9D-H4TRB-6WZ1C"
    CodeDialog(studio.t, "Ciara Sample", shown, lambda: None, section(studio)).open()


def recovery(studio: Studio) -> None:
    who, host = _people(studio)[0], section(studio)
    RecoveryDialog(studio.t, studio.window.tasks, who, nobody("en"), lambda _signed: None, host).open()


def wrong_password(studio: Studio) -> QWidget:
    return sign_in(studio, wrong=True)


def today(studio: Studio, *, mine: bool) -> None:
    studio.window.desk.local.set(MINE, mine)
    page: Any = studio.go("today")
    page.whose.set_value(mine)
    page.reload()


def today_mine(studio: Studio) -> None:
    today(studio, mine=True)


def today_ours(studio: Studio) -> None:
    today(studio, mine=False)


def given(studio: Studio) -> None:
    """A contact that was given to somebody."""
    studio.go("contact", studio.find("contact", "kestrel"))


def give(studio: Studio) -> None:
    given(studio)
    studio.window.whose.give()


OFFICE: Final = "office"
PAGES: Final[list[Shot]] = [
    Shot("sign-in", sign_in, world=OFFICE),
    Shot("sign-in-wrong", wrong_password, world=OFFICE),
    Shot("people", settings, world=OFFICE),
    Shot("today-mine", today_mine, world=OFFICE),
    Shot("today-ours", today_ours, world=OFFICE),
    Shot("contact-given", given, world=OFFICE),
    Shot("people-password", own_password, world=OFFICE),
]
DIALOGS: Final[list[Shot]] = [
    Shot("dialog-new-person", new_person, world=OFFICE, dialog="NewPersonDialog"),
    Shot("dialog-first-person", first_person, world=OFFICE, dialog="NewPersonDialog"),
    Shot("dialog-person", person, world=OFFICE, dialog="PersonDialog"),
    Shot("dialog-give", give, world=OFFICE, dialog="GiveDialog"),
    Shot("dialog-password", password, world=OFFICE, dialog="PasswordDialog"),
    Shot("dialog-leave", leave, world=OFFICE, dialog="LeaveDialog"),
    Shot("dialog-recovery-code", code, world=OFFICE, dialog="CodeDialog"),
    Shot("dialog-recovery", recovery, world=OFFICE, dialog="RecoveryDialog"),
]
