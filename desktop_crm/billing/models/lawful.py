"""Tables and triggers of the law: the fiscal document made elsewhere, and days whose books are closed."""

from __future__ import annotations

from typing import Final

from peewee import Check, ForeignKeyField, IntegerField

from desktop_crm.billing.models.rows import Document
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class FiscalDocument(Table):
    """The fiscal document of a paper that is not the invoice itself; without a number it is waited for."""

    trail = Trail(
        silent=("document_id", "at", "by"),
        contact="(SELECT d.contact_id FROM document d WHERE d.id = document_id)",
        record="'document:' || document_id",
    )

    document = ForeignKeyField(Document, primary_key=True, on_delete="CASCADE", backref="+")
    number = fields.Text(default="")
    issued_on = fields.DateField(null=True)
    access_key = fields.Text(default="")
    pdf = ForeignKeyField(
        blobs.Blob, null=True, column_name="pdf_sha", on_delete="RESTRICT", backref="+", index=False
    )
    xml = ForeignKeyField(
        blobs.Blob, null=True, column_name="xml_sha", on_delete="RESTRICT", backref="+", index=False
    )
    at = fields.UtcField()
    by = fields.Text(default="")
    version = IntegerField(default=1)

    class Meta:
        constraints = (Check("(number = '') = (issued_on IS NULL)"),)


_CLOSED: Final = """EXISTS (SELECT 1 FROM closed_period c
    WHERE c.reopened_at IS NULL AND {day} BETWEEN c.starts_on AND c.ends_on)"""
_REFUSE_CLOSED: Final = "BEGIN SELECT RAISE(ABORT, 'the books of this day are closed'); END"
PERIODS: Final[tuple[str, ...]] = (
    f"""CREATE TRIGGER document_needs_an_open_day BEFORE UPDATE OF state ON document
        WHEN NOT NEW.is_sample AND (
          (OLD.state = 'draft' AND NEW.state <> 'draft' AND {_CLOSED.format(day="NEW.issued_on")})
          OR (OLD.state <> 'written_off' AND NEW.state = 'written_off'
              AND {_CLOSED.format(day="NEW.answered_on")}))
        {_REFUSE_CLOSED}""",
    f"""CREATE TRIGGER document_comes_in_on_an_open_day BEFORE INSERT ON document
        WHEN NEW.state <> 'draft' AND NOT NEW.is_sample AND {_CLOSED.format(day="NEW.issued_on")}
        {_REFUSE_CLOSED}""",
    f"""CREATE TRIGGER payment_needs_an_open_day BEFORE INSERT ON payment
        WHEN {_CLOSED.format(day="NEW.paid_on")}
          AND EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.document_id AND NOT d.is_sample)
        {_REFUSE_CLOSED}""",
)
"""Whoever writes: nothing is dated in a closed period."""

TABLES: Final[tuple[type[Table], ...]] = (FiscalDocument,)
STATEMENTS: Final[tuple[str, ...]] = (
    *PERIODS,
    "CREATE INDEX fiscal_document_awaited ON fiscal_document (document_id) WHERE number = ''",
    "CREATE INDEX fiscal_document_number ON fiscal_document (number) WHERE number <> ''",
    "CREATE INDEX fiscal_document_pdf ON fiscal_document (pdf_sha) WHERE pdf_sha IS NOT NULL",
    "CREATE INDEX fiscal_document_xml ON fiscal_document (xml_sha) WHERE xml_sha IS NOT NULL",
)
