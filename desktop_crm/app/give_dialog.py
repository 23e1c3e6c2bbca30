"""To whom a record goes, until when, and what is to be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.company.queries import PersonRow
from desktop_crm.contacts.queries import AssignmentRow
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, ChoiceInput, DateInput, TextInput
from desktop_crm.workspace import people as workspace_people


class GiveDialog(ModalDialog):
    """`given` is who has it now."""

    def __init__(
        self,
        desk: Desk,
        kind: str,
        record: int,
        people: Sequence[PersonRow],
        given: AssignmentRow | None,
        parent: QWidget,
    ) -> None:
        t = desk.t
        now = t("{name} has it now.", name=given.person) if given else ""
        super().__init__(t, t("Give to a colleague"), now, primary=t("Give"), parent=parent)
        self._desk, self._kind, self._record = desk, kind, record
        self.form = Form(t, roomy=False)
        others = [each for each in people if given is None or each.id != given.person_id]
        choices = [Choice(each.id, each.name) for each in others]
        self.form.add("to", t("To whom"), ChoiceInput(choices, placeholder=t("Choose")), span=6)
        self.form.add("on", t("Until (optional)"), DateInput(t, desk.today), span=6)
        self.form.add("note", t("What is to be done (optional)"), TextInput(longest=300))
        if given is not None:
            self.form.set_values(on=given.due_on, note=given.note)
        self.add(self.form)

    def accept_primary(self) -> None:
        self.form.clear_errors()
        try:
            values: dict[str, Any] = self.form.values()
        except UserError as error:
            self.form.show_error(error)
            return
        if values["to"] is None:
            self.form.field("to").set_error(self.t("Choose somebody"))
            self.form["to"].setFocus()
            return
        desk = self._desk
        caller, today = desk.caller, desk.today()
        self.set_busy(True)
        desk.tasks.run(
            self,
            lambda: workspace_people.give(
                caller,
                self._kind,
                self._record,
                values["to"],
                today,
                due_on=values["on"],
                note=values["note"],
            ),
            self._done,
            self._refused,
        )

    def _done(self, _id: int) -> None:
        name = self.form["to"].currentText()
        self.accept()
        self._desk.notices.done(self.t("Given to {name}", name=name))

    def _refused(self, error: UserError) -> None:
        self.refuse(self.form, error)
