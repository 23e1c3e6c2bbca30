"""Letters that remind of an invoice: waiting, written or skipped. What was written never changes."""

from __future__ import annotations

from typing import Final

from peewee import SQL, Check, ForeignKeyField, IntegerField

from desktop_crm.billing.models import Document
from desktop_crm.database import blobs, fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail
from desktop_crm.receivables.rules.dunning import STATES


class DunningLetter(Table):
    """One level of one invoice. `prepared_on` is the day of the run that made it (None: by hand); the sums
    are those of that day until it is written, and then what was printed."""

    trail = Trail(
        silent=(
            "document_id", "year", "number", "facts", "pdf_sha", "by", "prepared_on", "pay_by", "open", "fee",
            "lump_sum", "interest",
        ),
        contact="(SELECT d.contact_id FROM document d WHERE d.id = document_id)",
        record="'document:' || document_id",
        acts=(("state", "issued", "issued"),),
        born=("issued",),
    )  # fmt: skip

    id = fields.KeyField()
    document = ForeignKeyField(Document, on_delete="CASCADE", backref="+", index=False)
    level = IntegerField()
    state = fields.StateField(STATES)
    prepared_on = fields.DateField(null=True)
    later_until = fields.DateField(null=True)
    year = IntegerField(null=True)
    number = IntegerField(null=True)
    number_text = fields.Text(null=True)
    issued_on = fields.DateField(null=True)
    pay_by = fields.DateField(null=True)
    currency = fields.CurrencyField()
    open = fields.MoneyField()
    fee = fields.MoneyField(default=0)
    lump_sum = fields.MoneyField(default=0)
    interest = fields.MoneyField(default=0)
    asked = fields.MoneyField()
    by = fields.Text(default="")
    pdf = ForeignKeyField(
        blobs.Blob, null=True, column_name="pdf_sha", on_delete="RESTRICT", backref="+", index=False
    )
    version = IntegerField(default=1)
    facts = fields.Text(null=True)

    class Meta:
        constraints = (
            SQL("UNIQUE (document_id, level)"),
            SQL("UNIQUE (year, number)"),
            Check("level > 0"),
            Check("asked = open + fee + lump_sum + interest"),
            Check(
                "(state = 'issued') = (number IS NOT NULL AND year IS NOT NULL AND number_text IS NOT NULL"
                " AND issued_on IS NOT NULL AND pay_by IS NOT NULL AND facts IS NOT NULL)"
            ),
        )


_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'a letter that was written never changes'); END"

TABLES: Final[tuple[type[Table], ...]] = (DunningLetter,)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE INDEX dunning_letter_waiting ON dunning_letter (prepared_on, id) WHERE state = 'prepared'",
    f"""CREATE TRIGGER dunning_letter_is_sealed BEFORE UPDATE ON dunning_letter
        WHEN OLD.state = 'issued' {_REFUSE}""",
    f"""CREATE TRIGGER dunning_letter_stays BEFORE DELETE ON dunning_letter
        WHEN OLD.state = 'issued' AND EXISTS (
          SELECT 1 FROM document d WHERE d.id = OLD.document_id AND NOT d.is_sample)
        AND NOT EXISTS (SELECT 1 FROM purged_paper p WHERE p.document_id = OLD.document_id) {_REFUSE}""",
)
