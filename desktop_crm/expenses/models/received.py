"""E-invoices that came in."""

from __future__ import annotations

from typing import Final

from peewee import Check, ForeignKeyField, IntegerField

from desktop_crm.contacts.models import Contact
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class ReceivedInvoice(Table):
    """One e-invoice that came in: its bytes as they came, and what a list shows of it.

    The amounts are those that the file states, in minor units of `currency`; NULL where it states none that
    can be read. `errors` counts the rules it breaks.
    """

    trail = Trail(
        silent=(
            "sha256", "media_type", "format", "type", "seller_folded", "seller_key", "buyer", "issued_on",
            "due_on", "net", "tax", "due", "errors", "warnings", "taken_at", "by",
        ),
        contact="contact_id",
    )  # fmt: skip

    id = fields.KeyField()
    sha256 = ForeignKeyField(blobs.Blob, column_name="sha256", unique=True, on_delete="RESTRICT", backref="+")
    name = fields.Text(filled=True)  # of the file
    media_type = fields.Text(filled=True)
    format = fields.Text(default="")  # what the file says that it is
    type = fields.Text(default="")  # BT-3
    number = fields.Text(default="")  # BT-1
    seller = fields.Text(default="")  # BT-27
    seller_folded = fields.Text(default="")
    seller_key = fields.Text(default="")  # the seller's VAT ID, else tax number, in one writing
    contact = ForeignKeyField(Contact, null=True, on_delete="SET NULL", index=True)  # the supplier
    buyer = fields.Text(default="")  # BT-44
    issued_on = fields.DateField(null=True)  # BT-2
    due_on = fields.DateField(null=True)  # BT-9
    currency = fields.CurrencyField(null=True)  # BT-5
    net = fields.MoneyField(null=True)  # BT-109
    tax = fields.MoneyField(null=True)  # BT-110
    gross = fields.MoneyField(null=True)  # BT-112
    due = fields.MoneyField(null=True)  # BT-115
    errors = IntegerField(default=0)
    warnings = IntegerField(default=0)
    taken_at = fields.UtcField()
    by = fields.Text(default="")
    version = IntegerField(default=1)

    class Meta:
        indexes = (
            (("seller_key", "number"), False),
            (("issued_on", "id"), False),
            (("seller_folded", "id"), False),
            (("due_on", "id"), False),
            (("gross", "id"), False),
        )
        constraints = (
            Check("currency IS NOT NULL OR (net IS NULL AND tax IS NULL AND gross IS NULL AND due IS NULL)"),
            Check("errors >= 0 AND warnings >= 0"),
        )


_FROZEN: Final = (
    "sha256", "name", "media_type", "format", "type", "number", "seller", "seller_key", "buyer", "issued_on",
    "due_on", "currency", "net", "tax", "gross", "due", "taken_at",
)  # fmt: skip
"""What came in stands as it came; only whose supplier it is may be decided later."""

_CLOSED: Final = """EXISTS (SELECT 1 FROM closed_period c
    WHERE c.reopened_at IS NULL AND {day} BETWEEN c.starts_on AND c.ends_on)"""
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the books of this day are closed'); END"
TABLES: Final[tuple[type[Table], ...]] = (ReceivedInvoice,)
STATEMENTS: Final[tuple[str, ...]] = (
    f"""CREATE TRIGGER received_invoice_stands BEFORE UPDATE OF {", ".join(_FROZEN)} ON received_invoice
        BEGIN SELECT RAISE(ABORT, 'a received invoice never changes'); END""",
    f"""CREATE TRIGGER received_invoice_needs_an_open_day BEFORE INSERT ON received_invoice
        WHEN {_CLOSED.format(day="NEW.issued_on")} {_REFUSE}""",
    f"""CREATE TRIGGER received_invoice_of_a_closed_day_stays BEFORE DELETE ON received_invoice
        WHEN {_CLOSED.format(day="OLD.issued_on")} {_REFUSE}""",
)
