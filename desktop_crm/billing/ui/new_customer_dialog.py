"""A customer made while writing a paper: person or company, and whoever is probably the same already."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_crm.billing import service
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import DuplicateRow
from desktop_crm.contacts.rules import KINDS, ContactDraft, PointDraft, tidy_contact
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.widgets.chips import Segments
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput
from desktop_crm.widgets.strips import Strip

SHOWN = 3
"""More than three that are alike help nobody to decide."""


def alike(caller: Caller, draft: ContactDraft) -> list[DuplicateRow]:
    """Who is known already (database's thread), as a company or as a person: the kind is easily missed."""
    found: dict[int, DuplicateRow] = {}
    for kind in KINDS:
        for row in contacts.duplicates_of(caller, replace(draft, kind=kind), limit=SHOWN):
            if row.id not in found or found[row.id].score < row.score:
                found[row.id] = row
    return sorted(found.values(), key=lambda row: (-row.score, row.id))[:SHOWN]


class NewCustomerDialog(ModalDialog):
    """`chosen(id)` runs with the contact that was made, or with the known one that was taken instead."""

    def __init__(self, desk: Desk, name: str, chosen: Callable[[int], None], parent: QWidget) -> None:
        t = desk.t
        super().__init__(
            t,
            t("New customer"),
            t("Only the name is needed. Mail, phone or VAT ID tell whether they are known already."),
            primary=t("Add customer"),
            width=560,
            hint=t("Kept as a contact"),
            parent=parent,
        )
        self.desk, self._chosen = desk, chosen
        self.form = Form(t, roomy=False)
        kinds = [("company", t("Company")), ("person", t("Person"))]
        self.form.add("kind", t("Kind"), Segments(kinds, t("Kind")), span=4)
        self.form.add("name", t("Name"), TextInput(), span=8)
        self.form.add("mail", t("Mail"), TextInput(), span=4)
        self.form.add("phone", t("Phone"), TextInput(), span=4)
        self.form.add("vat_id", t("VAT ID"), TextInput(), span=4)
        self.form.set_values(name=name)
        self.add(self.form)
        self.known: list[DuplicateRow] = []
        self._strips = QVBoxLayout()
        self._strips.setSpacing(8)
        self.add(self._strips)
        self._soon = QTimer(self, singleShot=True, interval=150)
        self._soon.timeout.connect(self.look_again)
        self.form.changed.connect(lambda _name: self._soon.start())
        self.look_again()

    @property
    def draft(self) -> ContactDraft:
        """The contact as it is typed."""
        values = self.form.values()
        points = (PointDraft("mail", values["mail"]), PointDraft("phone", values["phone"]))
        return ContactDraft(kind=values["kind"], name=values["name"], points=points, vat_id=values["vat_id"])

    def first_focus(self) -> QWidget | None:
        """The name, its end: it was typed already."""
        name: QLineEdit = self.form["name"]
        name.setCursorPosition(len(name.text()))
        return name

    def look_again(self) -> None:
        """Who is probably the same, by the rule of the contact's page."""
        caller, draft = self.desk.caller, tidy_contact(self.draft)
        self.desk.tasks.run_latest(self, "duplicates", lambda: alike(caller, draft), self._propose)

    def _propose(self, found: list[DuplicateRow]) -> None:
        if found == self.known:
            return
        t, self.known = self.t, found
        while (item := self._strips.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        before: QWidget = self.form["vat_id"]
        for row in found:
            reason = t.message(row.reason)
            where = [part for part in row.subtitle.split(" · ") if part and part not in reason]
            words = " · ".join((reason, *where))
            strip = Strip("warn", words, title=t("Looks like {name}", name=row.name))
            button = strip.add_action(t("Use it"), partial(self._take, row.id))
            button.setAccessibleName(t("Use {name}", name=row.name))
            self._strips.addWidget(strip)
            strip.setVisible(self.isVisible())  # at once: Tab goes to what is shown only
            self.setTabOrder(before, button)
            before = button
        self.primary.setText(t("Add another one") if found else t("Add customer"))

    def _take(self, contact_id: int) -> None:
        self.finish()
        self._chosen(contact_id)

    def accept_primary(self) -> None:
        """Keep it as a contact; pressed twice it is still one."""
        draft = tidy_contact(self.draft)
        if not draft.name:
            self._refused(UserError(_("A name is needed"), "name"))
            return
        self.set_busy(True)
        caller = self.desk.caller
        self.desk.tasks.run(self, lambda: service.add_customer(caller, draft), self._made, self._refused)

    def _made(self, contact_id: int) -> None:
        self.finish()
        self.desk.notices.done(
            self.t("{name} is added to the contacts", name=tidy_contact(self.draft).name),
            verb=self.t("Open it"),
            run=lambda: self.desk.go("contact", contact_id),
        )
        self._chosen(contact_id)

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        field = {"points[1].value": "mail", "points[2].value": "phone"}.get(error.field or "", error.field)
        self.form.show_error(UserError(error.message, field))
