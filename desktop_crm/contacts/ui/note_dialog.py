"""A note opened from the timeline: its text, the day to come back to it, done or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.queries import NoteRow
from desktop_crm.contacts.ui.words import local_day
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.additions import RecordVerb
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog, confirm
from desktop_crm.widgets.field_words import FieldWords
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, CheckInput, DateInput
from desktop_crm.widgets.settling import Manner, Storing


@dataclass(frozen=True)
class Noted:
    """What can be changed of a note."""

    text: str
    follow_up_on: date | None
    is_done: bool


def noted(note: NoteRow) -> Noted:
    """The note as the dialog shows it."""
    return Noted(note.text, note.follow_up_on, note.done_at is not None)


class NoteDialog(ModalDialog):
    """Saves with the version it was opened with; what somebody else wrote meanwhile is joined or asked."""

    def __init__(
        self,
        desk: Desk,
        note: NoteRow,
        parent: QWidget | None = None,
        verbs: Sequence[RecordVerb] = (),
    ) -> None:
        t = desk.t
        day = t.formats.date_words(local_day(note.created_at))
        sentence = t("{name}, written {date}", name=note.contact_name, date=day)
        super().__init__(t, t("Note"), sentence, primary=t("Save note"), width=560, parent=parent)
        self._desk, self._note = desk, note
        self.form = Form(t, roomy=False)
        self.form.add("text", t("Text"), AreaInput(lines=5))
        self.form.add("follow_up_on", t("Follow up on"), DateInput(t, desk.today), span=6)
        self.form.set_values(text=note.text, follow_up_on=note.follow_up_on)
        self.is_done = CheckInput(t("Done"))
        self.is_done.set_value(note.done_at is not None)
        self.add(self.form)
        self.add(self.is_done)
        self.is_done.setVisible(note.follow_up_on is not None)
        self._storing: Storing[Noted] = Storing(
            desk,
            Manner(self._read, self._words),
            self._store,
            self.finish,
            self._refused,
            self,
            put_off=lambda: self.set_busy(False),
        )
        for verb in verbs:
            if not verb.right or desk.may(verb.right):
                self.add_side_act(Button(verb.text, partial(self._leave_to, verb), kind="quiet"))
        self.add_side_act(Button(t("Delete…"), self._ask_to_delete, kind="quiet", icon="trash-2"))

    def accept_primary(self) -> None:
        """One save; whether it is done is written with it."""
        try:
            values = self.form.values()
        except UserError as error:
            self.form.show_error(error)
            return
        mine = Noted(values["text"], values["follow_up_on"], bool(self.is_done.value()))
        self.set_busy(True)
        self._storing.store(noted(self._note), self._note.version, mine)

    def _store(self, draft: Noted, version: int) -> None:
        """In the database's thread; whether it is done is written with it."""
        caller, note = self._desk.caller, self._note
        service.save_note(caller, note.id, version, draft.text, draft.follow_up_on)
        if draft.follow_up_on is not None:
            (service.complete_note if draft.is_done else service.reopen_note)(caller, note.id)

    def _read(self) -> tuple[Noted, int]:
        now = queries.get_note(self._desk.caller, self._note.id)
        return noted(now), now.version

    def _words(self) -> FieldWords:
        return FieldWords(self.t, self.form, labels={"is_done": self.t("Done")})

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)

    def _leave_to(self, verb: RecordVerb) -> None:
        self.reject()
        verb.run(self._note.id)

    def _ask_to_delete(self) -> None:
        t, caller, note = self.t, self._desk.caller, self._note

        def run() -> None:
            self._run(lambda: service.delete_note(caller, note.id))

        confirm(self, t, t("Delete this note?"), t("It goes for good."), t("Delete note"), run, danger=True)

    def _run(self, work: Callable[[], None]) -> None:
        self._desk.tasks.run(self, work, self.finish, self.show_error)
