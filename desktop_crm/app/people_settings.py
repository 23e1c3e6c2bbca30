"""Settings, People: who works here and in which role; and, for each of them, their own password."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_crm.app.code_dialog import CodeDialog
from desktop_crm.app.person_dialogs import NewPersonDialog, PasswordDialog, PersonDialog
from desktop_crm.app.services import Services
from desktop_crm.company import queries
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.service import Added
from desktop_crm.company.ui.sections import Saved, Section, SectionBody
from desktop_crm.values.rights import ROLES
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card, LinkRow, SettingRow
from desktop_crm.widgets.desk import watch
from desktop_crm.widgets.labels import Label


def people_section(services: Services) -> Section:
    """For owners: everybody."""
    t = services.desk.t
    return Section(
        key="people",
        group=t("Firm"),
        title=t("People"),
        icon="users",
        make=lambda saved: PeopleSettings(services, saved),
        settings=(t("Roles"), t("Passwords"), t("Add somebody"), t("Recovery code"), t("Hand over")),
        right="people.manage",
    )


def password_section(services: Services) -> Section:
    """For everybody in a firm with people: themselves."""
    t = services.desk.t
    return Section(
        key="password",
        group=t("Program"),
        title=t("Your password"),
        icon="key",
        make=lambda saved: OwnPassword(services, saved),
        settings=(t("Change the password"), t("Lock")),
    )


class PeopleSettings(SectionBody):
    """A line each; Enter opens it. Those who left stand below on demand."""

    def __init__(self, services: Services, saved: Saved) -> None:
        self.desk, self._services, self._saved = services.desk, services, saved
        t = self.desk.t
        self.new_button = Button(t("Add somebody"), self.add_somebody, icon="plus", shortcut=keys.NEW.first)
        sentence = t("Everybody signs in with a password and sees and does what the role allows.")
        super().__init__(t("People"), sentence, self.new_button)
        self.card = Card(padding=16, gap=0)
        self.add(self.card)
        self._shows_left = False
        self.left_button = Button(t("Show who left"), self._toggle, kind="link")
        self.add(self.left_button)
        self.people: list[PersonRow] = []
        self.rows: list[LinkRow] = []
        watch(self.desk.changes, self, {"colleague", "sign_in"}, self.reload)
        self.reload()

    def reload(self) -> None:
        """Read them again."""
        caller = self.desk.caller
        self.desk.tasks.run_latest(self, "people", lambda: queries.list_people(caller, left=True), self._show)

    def _toggle(self) -> None:
        self._shows_left = not self._shows_left
        t = self.desk.t
        self.left_button.setText(t("Hide who left") if self._shows_left else t("Show who left"))
        self.reload()

    def _show(self, people: list[PersonRow]) -> None:
        while (item := self.card.body.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        t, self.people, self.rows = self.desk.t, people, []
        for person in people:
            if person.left_on is not None and not self._shows_left:
                continue
            row = LinkRow(
                person.name, self._under(person), *self._right(person), run=partial(self.open, person)
            )
            self.rows.append(row)
            self.card.add(row)
        if not people:
            words = t("You work alone: nobody signs in. Add yourself first, as an owner, then the others.")
            self.card.add(Label(words, "muted", wrap=True))
        self.left_button.setVisible(any(person.left_on is not None for person in people))
        self.new_button.setText(t("Add somebody") if people else t("Add yourself"))

    def _under(self, person: PersonRow) -> str:
        return self.desk.t.message(ROLES[person.role])

    def _right(self, person: PersonRow) -> tuple[str, str]:
        t = self.desk.t
        if person.left_on is not None:
            return t("left"), t.formats.date_words(person.left_on)
        wrong = t.plural("{n} wrong password", "{n} wrong passwords", person.failed) if person.failed else ""
        return wrong, t("since {date}", date=t.formats.date_words(person.since))

    def add_somebody(self) -> None:
        """The first one is whoever sits here."""
        NewPersonDialog(self.desk, not self.people, self._added, self).open()

    def _added(self, added: Added) -> None:
        self._saved()
        if not added.recovery_code:
            return
        caller = self.desk.caller

        def show(person: PersonRow) -> None:
            self.desk.caller = queries.caller_of(caller, person)
            CodeDialog(
                self.desk.t, person.name, added.recovery_code, self._services.rebuild, self.window()
            ).open()

        self.desk.tasks.run(self, lambda: queries.get_person(caller, added.id), show)

    def open(self, person: PersonRow) -> None:
        """Change them, or what became of them."""
        others = [other for other in self.people if other.id != person.id and other.left_on is None]
        PersonDialog(self.desk, person, others, self._saved, self._services.workspace, self).open()


class OwnPassword(SectionBody):
    """One's own password, and the way out."""

    def __init__(self, services: Services, saved: Saved) -> None:
        desk, t = services.desk, services.desk.t
        role = t.message(ROLES[desk.caller.role])
        super().__init__(t("Your password"), t("{name}, {role}", name=desk.caller.user, role=role))

        def ask(parent: QWidget) -> None:
            PasswordDialog(desk, None, saved, services.workspace, parent).open()

        change = Button(t("Change…"), lambda: ask(self), icon="key")
        lock = Button(t("Lock"), services.firm.lock, icon="lock", shortcut="")
        self.add(
            Card(
                SettingRow(t("Change the password"), t("You need the one so far."), change),
                SettingRow(t("Lock"), t("Nobody gets in without a password."), lock),
                padding=16,
                gap=0,
            )
        )
