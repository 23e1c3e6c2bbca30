"""Whose ticket it is and what it is about, when that was written down wrongly or becomes clear later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.support.queries import TicketView
from desktop_crm.support.ui.concern_fields import ConcernFields
from desktop_crm.support.ui.contact_choices import contact_choices
from desktop_crm.support.ui.ticket_settling import TicketStoring
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, EntityPicker, TextInput


class TicketDialog(ModalDialog):
    """Customer, subject, document and line of a ticket; `done` is called when they are saved."""

    def __init__(self, desk: Desk, view: TicketView, done: Callable[[], None], parent: QWidget) -> None:
        t, draft = desk.t, view.draft
        self.desk, self._view, self._done = desk, view, done
        super().__init__(t, t("Change {number}", number=view.number), primary=t("Save"), parent=parent)
        self.form = form = Form(t, roomy=False)
        picker = EntityPicker(
            desk,
            lambda typed: contact_choices(desk.caller, typed),
            placeholder=t("Type a name"),
            icon="user",
        )
        form.add("contact_id", t("Who asks"), picker)
        form.add("subject", t("Subject"), TextInput(longest=300))
        self.concern = ConcernFields(desk, form, (draft.document_id, draft.line))
        form["contact_id"].set_value(Choice(draft.contact_id, view.contact_name))
        form.set_values(subject=draft.subject)
        form.changed.connect(self._edited)
        self.concern.show_for(draft.contact_id)
        self.add(form)

    def first_focus(self) -> QWidget:
        """What it is about is changed most."""
        field: QWidget = self.form["subject"]
        return field

    def _edited(self, name: str) -> None:
        if name == "contact_id":
            self.concern.forget()
            self.concern.show_for(self.form["contact_id"].value())

    def accept_primary(self) -> None:
        """Save; what is wrong is said at its field."""
        self.form.clear_errors()
        try:
            values: dict[str, Any] = {**self.form.values(), **self.concern.chosen}
        except UserError as error:
            self.form.show_error(error)
            return
        draft = replace(self._view.draft, **values)
        self.set_busy(True)
        TicketStoring(
            self.desk, self._view, self._saved, self._refused, self, put_off=lambda: self.set_busy(False)
        ).change(draft)

    def _saved(self, _version: object) -> None:
        self.accept()
        self._done()

    def _refused(self, error: UserError) -> None:
        self.refuse(self.form, error)
