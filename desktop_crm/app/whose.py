"""Whose is it: a bar over the page of a record that was given to somebody, and the verb that gives it."""

from __future__ import annotations

from datetime import date
from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.company import queries as company
from desktop_crm.company.queries import PersonRow
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service
from desktop_crm.contacts.queries import AssignmentRow
from desktop_crm.values.messages import Translator
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk, watch
from desktop_crm.widgets.labels import Avatar, ElidedLabel
from desktop_crm.widgets.painting import Run
from desktop_crm.widgets.theme import THEME, tokens
from desktop_crm.workspace import people

KINDS: Final = frozenset(
    {"contact", "quote", "order", "delivery", "pro_forma", "receipt", "invoice", "credit_note", "ticket"}
)
"""Pages of one record that can be given."""


def given_words(t: Translator, given: AssignmentRow, today: date) -> tuple[Run, ...]:
    """ "Bea Lindqvist   until 24 Nov 2026   Call about the website"."""
    runs = [Run(given.person, weight=600)]
    if given.due_on is not None:
        late = "bad" if given.due_on < today else "muted"
        runs.append(Run(t("until {date}", date=t.formats.date_words(given.due_on)), role=late))
    if given.note:
        runs.append(Run(given.note))
    runs.append(Run(t("given by {name}", name=given.given_by), role="muted"))
    return tuple(runs)


class WhoseBar(QWidget):
    """44 high; hidden while the record on the page is nobody's in particular, or the firm has no people."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._t = desk, desk.t
        self._record: tuple[str, int] | None = None
        self.given: AssignmentRow | None = None
        self.avatar = Avatar("", 24)
        self.words = ElidedLabel("")
        self.done_button = Button(desk.t("Done"), self.finish, compact=True, icon="check")
        self.give_button = Button(desk.t("Give on…"), self.give, compact=True, icon="user-round")
        line = QHBoxLayout(self)
        line.setContentsMargins(24, 8, 24, 8)
        line.setSpacing(12)
        line.addWidget(self.avatar)
        line.addWidget(self.words, 1)
        line.addWidget(self.done_button)
        line.addWidget(self.give_button)
        self.setFixedHeight(44)
        self.hide()
        watch(desk.changes, self, {"assignment", "colleague"}, self.reload)
        THEME.changed.connect(self.update)

    def show_for(self, kind: str, record: object) -> None:
        """Another page is shown; `record` is the id of what it shows, if it shows one."""
        self._record = (kind, record) if kind in KINDS and isinstance(record, int) else None
        self.hide()
        self.reload()

    @property
    def can_give(self) -> bool:
        """Whether the page shows what can be given, by somebody who may."""
        desk = self._desk
        return self._record is not None and bool(desk.caller.person_id) and desk.may("records.give")

    def reload(self) -> None:
        """Read who has it."""
        if self._record is None or not self._desk.caller.person_id:
            self._show(None)
            return
        caller, (kind, record) = self._desk.caller, self._record
        given = people.KINDS[kind]
        self._desk.tasks.run_latest(
            self, "whose", lambda: contacts.assignments_of(caller, given, [record]).get(record), self._show
        )

    def _show(self, given: AssignmentRow | None) -> None:
        self.given = given
        self.setVisible(given is not None)
        if given is None:
            return
        self.avatar.set_name(given.person)
        runs = given_words(self._t, given, self._desk.today())
        self.words.set_runs(runs)
        self.setAccessibleName(self._t("Given to {name}", name=given.person))
        may = self._desk.may("records.give")
        self.done_button.setVisible(may)
        self.give_button.setVisible(may)

    def give(self) -> None:
        """Choose a colleague for what is shown."""
        if self.can_give and self._record is not None:
            ask_to_give(self._desk, *self._record, self.window())

    def finish(self) -> None:
        """What was to be done is done."""
        given, desk = self.given, self._desk
        if given is None:
            return
        caller = desk.caller
        desk.tasks.run(
            self,
            lambda: service.finish_assignment(caller, given.id, given.version),
            lambda _version: desk.notices.done(self._t("Done; it is nobody's in particular again")),
        )

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, c = QPainter(self), tokens()
        painter.fillRect(self.rect(), c.bg)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), c.border)


def ask_to_give(desk: Desk, kind: str, record: int, parent: QWidget) -> None:
    """The dialog, with who works here and who has it now."""
    caller = desk.caller

    def read() -> tuple[list[PersonRow], AssignmentRow | None]:
        given = contacts.assignments_of(caller, people.KINDS[kind], [record])
        return company.list_people(caller), given.get(record)

    def choose(found: tuple[list[PersonRow], AssignmentRow | None]) -> None:
        from desktop_crm.app.give_dialog import GiveDialog

        GiveDialog(desk, kind, record, *found, parent).open()

    desk.tasks.run(parent, read, choose)
