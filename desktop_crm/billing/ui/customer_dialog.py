"""The customer's address and VAT ID, asked for where the law wants them on the paper and they are missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtWidgets import QWidget

from desktop_crm.billing import service
from desktop_crm.billing.ui.address_fields import COUNTRY, add_address_fields, address_in
from desktop_crm.company import queries as company
from desktop_crm.company.rules import identifiers
from desktop_crm.company.rules.addresses import Address
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.widgets.desk import Desk
from desktop_crm.widgets.dialogs import ModalDialog
from desktop_crm.widgets.form import Form
from desktop_crm.widgets.inputs import TextInput


@dataclass(frozen=True)
class KnownCustomer:
    """What is known already; an address without a country is taken to be at home."""

    contact_id: int
    name: str
    address: Address
    vat_id: str


def known_customer(caller: Caller, contact_id: int) -> KnownCustomer:
    """Runs in the database's thread."""
    draft = contacts.get_contact(caller, contact_id).draft
    address = draft.address_for("invoice")
    if not address.country:
        firm = company.firm_or_none(caller)
        address = replace(address, country=firm.draft.country if firm else "")
    return KnownCustomer(contact_id, draft.name, address, draft.vat_id)


class CustomerDialog(ModalDialog):
    """`saved()` runs once it is stored with the contact."""

    def __init__(
        self, desk: Desk, known: KnownCustomer, why: Message, saved: Callable[[], None], parent: QWidget
    ) -> None:
        t = desk.t
        super().__init__(
            t,
            t("What is still missing of {name}", name=known.name),
            t.message(why),
            primary=t("Save and go on"),
            width=560,
            hint=t("Kept with the contact"),
            parent=parent,
        )
        self.desk, self.known, self._saved = desk, known, saved
        self.form = Form(t, roomy=False)
        self._build(known.address, known.vat_id)

    def _build(self, address: Address, vat_id: str) -> None:
        t = self.t
        old, self.form = self.form, Form(t, roomy=False)
        old.hide()
        old.deleteLater()  # it is perhaps the one that tells of its change just now
        add_address_fields(self.form, t, address)
        name = t.message(identifiers.vat_id_name(address.country))
        self.form.add("vat_id", t("{name} (optional)", name=name), TextInput(), span=6)
        self.form["vat_id"].set_value(vat_id)
        self.form.changed.connect(self._edited)
        self.add(self.form)

    def _edited(self, name: str) -> None:
        if name == COUNTRY:
            self._build(address_in(self.form), self.form["vat_id"].value())
            self.form[COUNTRY].setFocus()

    def first_focus(self) -> QWidget | None:
        """The first empty row."""
        for name in self.form.names:
            if not self.form[name].value():
                empty: QWidget = self.form[name]
                return empty
        return None

    def accept_primary(self) -> None:
        """Store it with the contact."""
        self.set_busy(True)
        caller, contact = self.desk.caller, self.known.contact_id
        address, vat_id = address_in(self.form), self.form["vat_id"].value()
        self.desk.tasks.run(
            self,
            lambda: service.state_customer(caller, contact, address, vat_id),
            self._stored,
            self._refused,
        )

    def _stored(self, _version: int) -> None:
        self.finish()
        self._saved()

    def _refused(self, error: UserError) -> None:
        self.set_busy(False)
        self.form.show_error(error)
