"""A person's company or a company's person: chosen by typing, or made by its name in place."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QWidget

from desktop_crm.contacts import queries, service
from desktop_crm.contacts.queries import ContactView
from desktop_crm.contacts.rules import ContactDraft
from desktop_crm.contacts.ui.words import name_choice
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import Choice, EntityPicker, TextInput


class LinkDialog(ModalDialog):
    """Links a person with a company, whichever of them is at hand."""

    def __init__(self, desk: Desk, contact: ContactView, parent: QWidget | None = None) -> None:
        t = desk.t
        self._desk, self._contact = desk, contact
        self._is_person = contact.draft.kind == "person"
        other = "company" if self._is_person else "person"
        title = t("Link a company") if self._is_person else t("Link a person")
        super().__init__(t, title, contact.draft.name, primary=t("Link"), parent=parent)
        self.form = Form(t, roomy=False)

        def search(typed: str) -> list[Choice]:
            found = queries.suggest(desk.caller, typed, kind=other)
            return [name_choice(each) for each in found if each.id != contact.id]

        picker = EntityPicker(
            desk,
            search,
            new=lambda typed: t("New “{name}”", name=typed) if typed else "",
            placeholder=t("Type a name"),
        )
        picker.new_asked.connect(self._make)
        self.form.add("other", t("Company") if self._is_person else t("Person"), picker)
        self.form.add("role", t("What the person does there"), TextInput())
        self.form.set_values(role=contact.draft.position if self._is_person else "")
        self.add(self.form)
        self._other_kind: Any = other

    def _make(self, typed: str) -> None:
        caller, draft = self._desk.caller, ContactDraft(kind=self._other_kind, name=typed)

        def made(new_id: int) -> None:
            self.form["other"].set_value(Choice(int(new_id), typed))
            self.form["role"].setFocus()

        self._desk.tasks.run(self, lambda: service.create_contact(caller, draft), made, self.form.show_error)

    def accept_primary(self) -> None:
        """Needs the other one; the role may stay empty."""
        other = self.form["other"].value()
        if other is None:
            self.form.field("other").set_error(self.t("Not chosen yet"))
            self.form["other"].setFocus()
            return
        me, caller, role = self._contact.id, self._desk.caller, self.form["role"].value()
        pair = (me, int(other)) if self._is_person else (int(other), me)
        self.set_busy(True)
        self._desk.tasks.run(
            self, lambda: service.link_contacts(caller, *pair, role), self.finish, self._refused
        )

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)
