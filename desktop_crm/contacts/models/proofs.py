"""The proof of customers' VAT IDs."""

from __future__ import annotations

from typing import Final

from peewee import AutoField, ForeignKeyField

from desktop_crm.contacts.models.rows import Contact
from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class VatCheck(Table):
    """One answer about a contact's VAT ID: the proof of a sale without VAT. Rows only add up."""

    trail = Trail(silent=("contact_id", "at", "by"), contact="contact_id", record="'contact:' || contact_id")

    id = AutoField()
    contact = ForeignKeyField(Contact, on_delete="CASCADE", index=False)
    vat_id = fields.Text(filled=True)
    checked_on = fields.DateField()
    result = fields.StateField(("valid", "invalid"))
    reference = fields.Text(default="")
    source = fields.StateField(("vies", "manual"))
    name = fields.Text(default="")
    address = fields.Text(default="")
    at = fields.UtcField()
    by = fields.Text(default="")

    class Meta:
        indexes = ((("contact", "checked_on", "id"), False),)


TABLES: Final[tuple[type[Table], ...]] = (VatCheck,)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE TRIGGER vat_check_never_changes BEFORE UPDATE ON vat_check"
    " BEGIN SELECT RAISE(ABORT, 'a VAT ID is checked again, never changed'); END",
)
