"""Records that were given to colleagues."""

from __future__ import annotations

from typing import Final

from peewee import BigIntegerField, ForeignKeyField, IntegerField

from desktop_crm.company.models import Colleague
from desktop_crm.contacts.models.rows import Contact
from desktop_crm.contacts.rules.drafts import GIVEN_KINDS
from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class Assignment(Table):
    """A record that was given to a colleague, perhaps until a day; an open one at a time.

    `entity` is "contact", "document", "ticket" or "note"; `contact` is whose timeline tells of it.
    """

    trail = Trail(
        silent=("entity", "entity_id", "contact_id", "given_by", "given_at"),
        contact="contact_id",
        record="entity || ':' || entity_id",
        acts=(("done_at", ..., "closed"),),
    )

    id = fields.KeyField()
    entity = fields.StateField(GIVEN_KINDS)
    entity_id = BigIntegerField()
    contact = ForeignKeyField(Contact, null=True, on_delete="CASCADE")
    person = ForeignKeyField(Colleague, on_delete="RESTRICT", index=False)
    due_on = fields.DateField(null=True)
    note = fields.Text(default="")
    given_by = fields.Text(filled=True)
    given_at = fields.UtcField()
    done_at = fields.UtcField(null=True)
    version = IntegerField(default=1)

    class Meta:
        indexes = ((("person", "done_at", "due_on"), False),)


TABLES: Final[tuple[type[Table], ...]] = (Assignment,)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE UNIQUE INDEX assignment_open ON assignment (entity, entity_id) WHERE done_at IS NULL",
)
