"""Tables of tickets and their messages."""

from __future__ import annotations

from typing import Final

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField

from desktop_crm.billing.models import Document
from desktop_crm.contacts.models import Contact
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail
from desktop_crm.support.rules.tickets import (
    CATEGORIES,
    MESSAGE_KINDS,
    PRIORITIES,
    PROGRESS,
    STATUSES,
    URGENCY,
)

FILTERS: Final = ("status", "priority", "category", "assignee")


class Ticket(Table):
    """One ticket. `last_at` follows its messages and is no change of the ticket itself."""

    trail = Trail(
        silent=("number", "folded", "opened_on", "opened_at", "last_at", "closed_at"),
        contact="contact_id",
        goes_with_it=(("ticket_message", "ticket_id"),),
        acts=(("status", "closed", "closed"),),
    )

    id = fields.KeyField()
    number = IntegerField(unique=True)
    number_text = fields.Text(unique=True, filled=True)
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", index=False)
    document = ForeignKeyField(Document, null=True, on_delete="RESTRICT", index=True)
    line = IntegerField(null=True)
    subject = fields.Text(filled=True)
    folded = fields.Text()
    status = fields.StateField(STATUSES)
    priority = fields.StateField(PRIORITIES)
    category = fields.StateField(CATEGORIES)
    assignee = fields.Text(default="")
    due_on = fields.DateField(null=True)
    opened_on = fields.DateField()
    opened_at = fields.UtcField()
    last_at = fields.UtcField()
    closed_at = fields.UtcField(null=True)
    version = IntegerField(default=1)

    class Meta:
        # One for each way to sort the list; what its chips filter by stands behind the sort and the id.
        indexes = (
            (("contact", "id", *FILTERS, "due_on"), False),
            (("number", "id", *FILTERS), False),
            (("folded", "id", *FILTERS), False),
            (("due_on", "id", *FILTERS), False),
            (("opened_at", "id", *FILTERS), False),
            (("last_at", "id", *FILTERS), False),
            (("status", "due_on"), False),
        )
        constraints = (
            SQL("FOREIGN KEY (document_id, line) REFERENCES document_line (document_id, position)"),
            Check("line IS NULL OR document_id IS NOT NULL"),
            Check("(status = 'closed') = (closed_at IS NOT NULL)"),
            Check("number > 0"),
        )


class TicketMessage(Table):
    """One message of a ticket: ours to the customer, ours to ourselves, or the customer's. It never
    changes."""

    trail = Trail(
        silent=("ticket_id", "at", "mail_sha"),
        contact="(SELECT t.contact_id FROM ticket t WHERE t.id = ticket_id)",
        record="'ticket:' || ticket_id",
    )

    id = AutoField()
    ticket = ForeignKeyField(Ticket, on_delete="CASCADE", index=True)
    at = fields.UtcField()
    kind = fields.StateField(MESSAGE_KINDS)
    author = fields.Text(default="")
    text = fields.Text(filled=True)
    mail = ForeignKeyField(blobs.Blob, null=True, column_name="mail_sha", on_delete="RESTRICT")

    class Meta:
        constraints = (Check("mail_sha IS NULL OR kind = 'public'"),)


TABLES: Final[tuple[type[Table], ...]] = (Ticket, TicketMessage)
STATEMENTS: Final[tuple[str, ...]] = (
    f"CREATE INDEX ticket_by_urgency ON ticket ({URGENCY.format(t='')}, id, {', '.join(FILTERS)}, due_on)",
    f"CREATE INDEX ticket_by_progress ON ticket ({PROGRESS.format(t='')}, id, {', '.join(FILTERS)}, due_on)",
    """CREATE TRIGGER ticket_message_never_changes BEFORE UPDATE ON ticket_message
       BEGIN SELECT RAISE(ABORT, 'what was said is not changed'); END""",
)
