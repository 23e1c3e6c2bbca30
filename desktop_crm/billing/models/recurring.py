"""Tables of what is billed again and again, and of each time that it was."""

from __future__ import annotations

from typing import Final

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField

from desktop_crm.billing.models.rows import Document
from desktop_crm.billing.rules.recurring import STATES
from desktop_crm.contacts.models import Contact
from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class Recurring(Table):
    """One agreement: `draft` is what a person typed, the columns are copies for lists and for the next run.

    `turns_on` is the next day it renews itself or ends, as of the last change; `problem` is why the bill of
    `next_on` could not be made.
    """

    trail = Trail(
        silent=(
            "contact_id", "title", "currency", "starts_on", "last_made_on", "made", "net", "yearly",
            "turns_on", "problem", "created_at", "updated_at", "draft",
        ),
        contact="contact_id",
    )  # fmt: skip

    id = fields.KeyField()
    contact = ForeignKeyField(Contact, on_delete="RESTRICT", index=True)
    title = fields.Text(default="")
    state = fields.StateField(STATES)
    starts_on = fields.DateField()
    next_on = fields.DateField(null=True)
    last_made_on = fields.DateField(null=True)
    made = IntegerField(default=0)
    currency = fields.CurrencyField()
    net = fields.MoneyField()
    yearly = fields.MoneyField()
    turns_on = fields.DateField(null=True)
    problem = fields.Text(default="")
    created_at = fields.UtcField()
    updated_at = fields.UtcField()
    version = IntegerField(default=1)
    draft = fields.Text()

    class Meta:
        constraints = (
            Check("made >= 0"),
            Check("state <> 'ended' OR next_on IS NULL"),
            Check("state = 'ended' OR next_on IS NOT NULL"),
        )


class RecurringRun(Table):
    """A bill that was made: one agreement and day never twice, whoever makes them."""

    id = AutoField()
    recurring = ForeignKeyField(Recurring, on_delete="CASCADE", backref="+", index=False)
    on = fields.DateField()
    document = ForeignKeyField(Document, null=True, on_delete="SET NULL", backref="+", index=True)
    at = fields.UtcField()

    class Meta:
        table_name = "recurring_run"
        constraints = (SQL('UNIQUE (recurring_id, "on")'),)


TABLES: Final[tuple[type[Table], ...]] = (Recurring, RecurringRun)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE INDEX recurring_due ON recurring (next_on, id) WHERE state = 'active'",
)
