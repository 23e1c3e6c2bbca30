"""Files that go to the customer with a paper: receipts of what it bills on."""

from __future__ import annotations

from typing import Final

from peewee import SQL, AutoField, ForeignKeyField

from desktop_crm.billing.models.rows import Document
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table


class Enclosure(Table):
    """One file with its bytes; a paper carries the same bytes once."""

    id = AutoField()
    document = ForeignKeyField(Document, on_delete="CASCADE", backref="+", index=False)
    name = fields.Text(filled=True)
    media_type = fields.Text(filled=True)
    sha256 = ForeignKeyField(blobs.Blob, column_name="sha256", on_delete="RESTRICT", backref="+", index=True)

    class Meta:
        constraints = (SQL("UNIQUE (document_id, sha256)"),)


TABLES: Final[tuple[type[Table], ...]] = (Enclosure,)
STATEMENTS: Final[tuple[str, ...]] = ()
