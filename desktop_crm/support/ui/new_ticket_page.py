"""A new ticket: who asks, what about, how urgent."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop_crm.support import service
from desktop_crm.support.rules.tickets import TicketDraft
from desktop_crm.support.ui.assignee_input import assignee_input
from desktop_crm.support.ui.concern_fields import ConcernFields
from desktop_crm.support.ui.contact_choices import (
    contact_choice,
    contact_choices,
    customer_of,
)
from desktop_crm.support.ui.words import category_choices, priority_choices
from desktop_crm.values.errors import UserError
from desktop_crm.widgets import keys
from desktop_crm.widgets.buttons import Button
from desktop_crm.widgets.cards import Card
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import confirm
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import AreaInput, Choice, ChoiceInput, DateInput, EntityPicker, TextInput
from desktop_crm.widgets.page import Page, Scroll

WIDEST = 760


class NewTicketPage(Page):
    """`preset` may name the "contact" (id), the "document" (id) and its "line", "subject" and "text".

    A document without a contact brings its own.
    """

    def __init__(self, desk: Desk, preset: Mapping[str, object] | None = None) -> None:
        t = desk.t
        super().__init__(t("New ticket"))
        self.desk, self.t, self._preset = desk, t, dict(preset or {})
        self._stored = self._leaving = False
        self.header.set_crumb((t("Tickets"), lambda: desk.go("tickets", None)), (t("New ticket"), None))
        self.header.add_verb(Button(t("Cancel"), lambda: desk.go("tickets", None)))
        self.primary = Button(
            t("Open ticket"), self.store, kind="primary", icon="check", shortcut=keys.PRIMARY.first
        )
        self.header.add_verb(self.primary)
        self.form = self._build_form()
        card = Card(self.form, padding=24)
        card.setMaximumWidth(WIDEST)
        inner = QWidget()
        layout = QHBoxLayout(inner)
        layout.setContentsMargins(0, 0, 0, 16)
        layout.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        layout.addStretch(0)
        self.set_body(Scroll(inner))
        self._begin()

    def _build_form(self) -> Form:
        t, desk, form = self.t, self.desk, Form(self.t)
        self.contact = EntityPicker(
            desk,
            lambda typed: contact_choices(desk.caller, typed),
            new=lambda typed: t("New contact \u201c{name}\u201d", name=typed) if typed else t("New contact"),
            placeholder=t("Type a name"),
            icon="user",
        )
        self.contact.new_asked.connect(self._new_contact)
        form.add("contact_id", t("Who asks"), self.contact, span=8)
        form.add("category", t("Category"), ChoiceInput(category_choices(t)), span=4)
        form.add("subject", t("Subject"), TextInput(longest=300))
        form.add(
            "text",
            t("What the customer says (optional)"),
            AreaInput(lines=6),
            help=t("The first message of the conversation"),
        )
        form.add("priority", t("Priority"), ChoiceInput(priority_choices(t)), span=4)
        form.add(
            "due_on",
            t("Due (optional)"),
            DateInput(t, desk.today),
            span=4,
            help=t("A date, or +3 for in three days"),
        )
        form.add("assignee", t("Assigned to"), assignee_input(desk), span=4)
        self.concern = ConcernFields(desk, form, (self._preset.get("document"), self._preset.get("line")))
        form.set_values(category="question", priority="normal", assignee=desk.caller.user)
        form.changed.connect(self._edited)
        return form

    def first_focus(self) -> QWidget:
        """Who asks; with the contact given already, what about."""
        given = isinstance(self._preset.get("contact") or self._preset.get("document"), int)
        field: QWidget = self.form["subject" if given else "contact_id"]
        return field

    # who and what about

    def _begin(self) -> None:
        for name in ("subject", "text"):
            self.form[name].set_value(self._preset.get(name, ""))
        contact, document = self._preset.get("contact"), self._preset.get("document")
        caller = self.desk.caller
        if isinstance(contact, int):
            self.desk.tasks.run(self, lambda: contact_choice(caller, contact), self._take_contact)
        elif isinstance(document, int):
            today = self.desk.today()
            self.desk.tasks.run(self, lambda: customer_of(caller, document, today), self._take_contact)

    def _take_contact(self, choice: Choice | None) -> None:
        if choice is None:
            return
        self.contact.set_value(choice)
        self.concern.show_for(choice.value)

    def _new_contact(self, typed: str) -> None:
        typed_already = {name: self.form[name].value() for name in ("subject", "text")}

        def back(contact_id: int) -> None:
            self.desk.go("ticket:new", {**typed_already, "contact": contact_id})

        self._leaving = True
        self.desk.go("contact:new", {"name": typed, "then": back})

    def _edited(self, name: str) -> None:
        if name == "contact_id":
            self.concern.forget()
            self.concern.show_for(self.contact.value())

    # storing

    def store(self) -> None:
        """Open the ticket and show it."""
        self.form.clear_errors()
        try:
            draft = TicketDraft(**{**self.form.values(), **self.concern.chosen})
        except UserError as error:
            self.form.show_error(error)
            return
        self.primary.setEnabled(False)
        caller, today = self.desk.caller, self.desk.today()
        self.desk.tasks.run(
            self, lambda: service.open_ticket(caller, draft, today), self._opened, self._refused
        )

    def _opened(self, ticket_id: int) -> None:
        self._stored = True
        self.desk.go("ticket", ticket_id)

    def _refused(self, error: UserError) -> None:
        self.primary.setEnabled(True)
        self.form.show_error(error)

    def may_leave(self) -> bool:
        """What was typed is not thrown away without a word."""
        typed = self.form["subject"].value() or self.form["text"].value()
        if self._stored or self._leaving or not typed:
            return True
        t = self.t
        confirm(
            self,
            t,
            t("Leave without opening the ticket?"),
            t("What was typed here is not stored."),
            t("Leave"),
            self._leave,
            danger=True,
        )
        return False

    def _leave(self) -> None:
        self._leaving = True
        self.desk.go("tickets", None)
