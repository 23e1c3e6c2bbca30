"""Dialogs about one person: added, changed, given another password, gone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_crm.app.code_dialog import CodeDialog
from desktop_crm.app.remembered import is_remembered
from desktop_crm.company import service
from desktop_crm.company.queries import PersonRow
from desktop_crm.company.rules.people import FILE_LIMIT, PersonDraft
from desktop_crm.company.service import Added
from desktop_crm.company.ui.language_texts import OWN_NAMES
from desktop_crm.values.caller import OWNER
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import LANGUAGES, PROGRAM, Translator
from desktop_crm.values.rights import MEMBER, ROLE_WORDS, ROLES
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, PasswordInput, TextInput
from desktop_crm.widgets.labels import Label
from desktop_crm.widgets.strips import Strip
from desktop_crm.workspace import people, remembering, serving
from desktop_crm.workspace.opening import Workspace
from desktop_crm.workspace.people import Belongings


def _add_person_fields(form: Form, t: Translator, roles: Sequence[str]) -> None:
    form.add("name", t("Name"), TextInput(longest=100))
    form.add("role", t("Role"), ChoiceInput([Choice(role, t.message(ROLES[role])) for role in roles]), span=6)
    own = [Choice(code, OWN_NAMES[code]) for code in LANGUAGES[PROGRAM]]
    form.add(
        "language",
        t("Language"),
        ChoiceInput([Choice("", t("As the computer")), *own], t("Language")),
        span=6,
    )


class _RoleWords(QWidget):
    """What the chosen role may, and what a file cannot enforce."""

    def __init__(self, form: Form, t: Translator, dialog: ModalDialog) -> None:
        super().__init__(dialog)
        self._form, self._t = form, t
        self.may = Label("", "muted", wrap=True)
        self.limit = Strip("info", t.message(FILE_LIMIT))
        dialog.add(self.may)
        dialog.add(self.limit)
        self.hide()
        form.changed.connect(lambda _name: self.show_role())
        self.show_role()

    def show_role(self) -> None:
        role = self._form["role"].value() or OWNER
        self.may.setText(self._t.message(ROLE_WORDS[role]))
        self.limit.setVisible(role != OWNER)


class NewPersonDialog(ModalDialog):
    """`done(added)`; the first person is an owner."""

    def __init__(self, desk: Desk, is_first: bool, done: Callable[[Added], None], parent: QWidget) -> None:
        t = desk.t
        first = t("From now on everybody signs in. The first person is an owner: choose your own password.")
        later = t("Tell them the password; they can change it in the settings.")
        title = t("Add yourself") if is_first else t("Add somebody")
        super().__init__(t, title, first if is_first else later, primary=title, width=560, parent=parent)
        self._desk, self._added, self._is_first = desk, done, is_first
        self.form = Form(t, roomy=False)
        _add_person_fields(self.form, t, [OWNER] if is_first else list(ROLES))
        self.form.add("password", t("Password"), PasswordInput(show_it=t("Show the password")), span=6)
        self.form.add("again", t("Password again"), PasswordInput(), span=6)
        name = desk.caller.user if is_first else ""
        self.form.set_values(name=name, role=OWNER if is_first else MEMBER, language="")
        self.add(self.form)
        self.words = _RoleWords(self.form, t, self)

    def accept_primary(self) -> None:
        self.form.clear_errors()
        password = _twice(self.form)
        if password is None:
            return
        draft = PersonDraft(
            name=self.form["name"].value(),
            role=str(self.form["role"].value() or OWNER),
            language=str(self.form["language"].value() or ""),
        )
        desk = self._desk
        self.set_busy(True)
        desk.tasks.run(
            self,
            lambda: people.add_person(desk.caller, draft, password, desk.today()),
            self._done,
            self._refused,
        )

    def _done(self, added: Added) -> None:
        self.accept()
        self._added(added)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)


class PersonDialog(ModalDialog):
    """Name, role, initials, language; below, the password and the way out."""

    def __init__(
        self,
        desk: Desk,
        person: PersonRow,
        others: Sequence[PersonRow],
        saved: Callable[[], None],
        workspace: Workspace,
        parent: QWidget,
    ) -> None:
        t = desk.t
        since = t("since {date}", date=t.formats.date_words(person.since))
        super().__init__(t, person.name, since, primary=t("Save"), width=560, parent=parent)
        self._desk, self._person, self._others, self._saved = desk, person, others, saved
        self._host, self._workspace = parent, workspace
        self.form = Form(t, roomy=False)
        _add_person_fields(self.form, t, list(ROLES))
        self.form.add("initials", t("Initials"), TextInput(longest=3), span=6)
        draft = person.draft
        self.form.set_values(
            name=draft.name, role=draft.role, language=draft.language, initials=draft.initials
        )
        self.add(self.form)
        self.words = _RoleWords(self.form, t, self)
        self._add_acts()

    def _add_acts(self) -> None:
        t, person = self.t, self._person
        acts: list[tuple[str, Callable[[], None], str]]
        if person.left_on is not None:
            acts = [(t("Is here again"), self._come_back, "undo-2")]
        else:
            acts = [
                (t("Password…"), self._reset, "key"),
                (t("Leaves…"), self._leave, "log-out"),
            ]
            if person.role == OWNER:
                acts.insert(1, (t("New code"), self._renew, "shield-check"))
        for text, run, icon in reversed(acts):
            self.add_side_act(Button(text, run, kind="quiet", icon=icon))

    def accept_primary(self) -> None:
        self.form.clear_errors()
        draft = PersonDraft(
            name=self.form["name"].value(),
            role=str(self.form["role"].value() or OWNER),
            initials=self.form["initials"].value(),
            language=str(self.form["language"].value() or ""),
        )
        caller, person = self._desk.caller, self._person
        self._run(lambda: people.save_person(caller, person.id, person.version, draft))

    def _run(self, work: Callable[[], object]) -> None:
        self.set_busy(True)
        self._desk.tasks.run(self, work, self._done, self._refused)

    def _done(self, _result: object) -> None:
        self.accept()
        self._saved()

    def _refused(self, error: UserError) -> None:
        self.refuse(self.form, error)

    def _come_back(self) -> None:
        caller, person = self._desk.caller, self._person
        self._run(lambda: service.come_back(caller, person.id, person.version))

    def _reset(self) -> None:
        self.reject()
        mine = self._person.id == self._desk.caller.person_id
        person = None if mine else self._person
        PasswordDialog(self._desk, person, self._saved, self._workspace, self._host).open()

    def _renew(self) -> None:
        caller, person = self._desk.caller, self._person

        def renewed(found: tuple[int, str]) -> None:
            self.accept()
            CodeDialog(self.t, person.name, found[1], self._saved, self._host.window()).open()

        self.set_busy(True)
        self._desk.tasks.run(
            self, lambda: service.renew_recovery(caller, person.id, person.version), renewed, self._refused
        )

    def _leave(self) -> None:
        desk, person, caller = self._desk, self._person, self._desk.caller

        def counted(theirs: Belongings) -> None:
            self.reject()
            LeaveDialog(desk, person, self._others, theirs, self._saved, self._host).open()

        desk.tasks.run(self, lambda: people.belongings(caller, person.id), counted, self._refused)


class PasswordDialog(ModalDialog):
    """One's own password (`person` is None), or an owner's help for somebody who forgot it."""

    def __init__(
        self,
        desk: Desk,
        person: PersonRow | None,
        saved: Callable[[], None],
        workspace: Workspace,
        parent: QWidget,
    ) -> None:
        t = desk.t
        title = t("New password") if person is None else t("New password for {name}", name=person.name)
        sentence = "" if person is None else t("Tell them the password; they can change it in the settings.")
        super().__init__(t, title, sentence, primary=t("Set the password"), parent=parent)
        self._desk, self._person, self._saved, self._workspace = desk, person, saved, workspace
        self.form = Form(t, roomy=False)
        if person is None:
            self.form.add("before", t("Password so far"), PasswordInput())
        self.form.add("password", t("New password"), PasswordInput(show_it=t("Show the password")))
        self.form.add("again", t("Password again"), PasswordInput())
        self.add(self.form)

    def accept_primary(self) -> None:
        self.form.clear_errors()
        password = _twice(self.form)
        if password is None:
            return
        caller, person = self._desk.caller, self._person
        before = self.form["before"].value() if person is None else ""
        workspace = self._workspace
        is_kept = is_remembered(self._desk.local, workspace.place)

        def work() -> None:
            if person is None:
                people.change_own_password(caller, workspace, before, password)
                if is_kept and serving.is_by_own_login(workspace):
                    remembering.renew(workspace.place, password)
            else:
                service.reset_password(caller, person.id, person.version, password)

        self.set_busy(True)
        self._desk.tasks.run(self, work, self._done, self._refused)

    def _done(self, _result: object) -> None:
        self.accept()
        self._saved()
        self._desk.notices.done(self.t("The new password holds from now on"))

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)


class LeaveDialog(ModalDialog):
    """Somebody leaves: what waits to be done is counted, and goes to a colleague in the same act."""

    def __init__(
        self,
        desk: Desk,
        person: PersonRow,
        others: Sequence[PersonRow],
        theirs: Belongings,
        saved: Callable[[], None],
        parent: QWidget,
    ) -> None:
        t = desk.t
        title = t("{name} leaves", name=person.name)
        sentence = t("They sign in no more. What they wrote and issued keeps their name.")
        super().__init__(t, title, sentence, primary=t("Leaves"), danger=True, parent=parent)
        self._desk, self._person, self._theirs, self._saved = desk, person, theirs, saved
        self.form = Form(t, roomy=False)
        self.form.add("on", t("Last day"), DateInput(t, desk.today), span=6)
        choices = [Choice(other.id, other.name) for other in others]
        if theirs.count:
            self.form.add("to", t("Goes to"), ChoiceInput(choices, placeholder=t("Choose")), span=6)
        self.form.set_values(on=desk.today())
        self.counted = Label(_count_words(t, theirs), wrap=True)
        self.add(self.counted)
        self.add(self.form)

    def accept_primary(self) -> None:
        self.form.clear_errors()
        try:
            values = self.form.values()
        except UserError as error:
            self.form.show_error(error)
            return
        caller, person, today = self._desk.caller, self._person, self._desk.today()
        on, to = values["on"] or today, values.get("to")
        self.set_busy(True)
        self._desk.tasks.run(
            self,
            lambda: people.leave(caller, person.id, person.version, on, to),
            self._done,
            self._refused,
        )

    def _done(self, _theirs: Belongings) -> None:
        self.accept()
        self._saved()

    def _refused(self, error: UserError) -> None:
        self.refuse(self.form, error)


def _count_words(t: Translator, theirs: Belongings) -> str:
    if not theirs.count:
        return t("Nothing of theirs waits to be done.")
    parts = [
        t.plural("{n} record", "{n} records", theirs.records) if theirs.records else "",
        t.plural("{n} follow-up", "{n} follow-ups", theirs.follow_ups) if theirs.follow_ups else "",
        t.plural("{n} ticket", "{n} tickets", theirs.tickets) if theirs.tickets else "",
    ]
    return t("Waits to be done: {what}", what=", ".join(part for part in parts if part))


def _twice(form: Form) -> str | None:
    """The password, typed twice alike; None after saying that it was not."""
    password: str = form["password"].value()
    if form["again"].value() != password:
        form.field("again").set_error(form.t("Not the same as above"))
        form["again"].setFocus()
        return None
    return password
