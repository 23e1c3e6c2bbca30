"""Tables of what becomes of papers whose keep time is over: kept for a reason, or gone with a record."""

from __future__ import annotations

from typing import Final

from peewee import SQL, Check, ForeignKeyField, IntegerField

from desktop_crm.billing.models.rows import Document
from desktop_crm.billing.rules.kinds import KINDS
from desktop_crm.company.models import NumberSeries
from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class PaperHold(Table):
    """A paper that is kept although its keep time is over, because somebody said why (a lawsuit, a
    warranty)."""

    trail = Trail(
        silent=("document_id", "at", "by"),
        contact="(SELECT d.contact_id FROM document d WHERE d.id = document_id)",
        record="'document:' || document_id",
    )

    document = ForeignKeyField(Document, primary_key=True, on_delete="RESTRICT", backref="+")
    reason = fields.Text(filled=True)
    at = fields.UtcField()
    by = fields.Text(default="")


class PurgeRun(Table):
    """One act in which papers went whose keep time was over."""

    trail = Trail(silent=("at", "by", "is_scrubbed"))

    id = fields.KeyField()
    done_on = fields.DateField()
    at = fields.UtcField()
    by = fields.Text(default="")
    by_itself = fields.FlagField(default=False)
    is_scrubbed = fields.FlagField(default=False)


class PurgedPaper(Table):
    """What stays of a purged paper: its link of the chain, its line of the journal, and the rule by which it
    went.

    Nothing in it names anybody. `taxes` is [[category, rate, base, tax]] as `DocumentTax` had them, `rule`
    the article and `years` its keep time, which counted from `counted_from` to `until`; `seal` is over all.
    """

    document_id = IntegerField(primary_key=True)
    run = ForeignKeyField(PurgeRun, on_delete="RESTRICT", backref="+", index=True)
    kind = fields.StateField(KINDS)
    series = ForeignKeyField(NumberSeries, null=True, on_delete="RESTRICT", backref="+", index=False)
    year = IntegerField(null=True)
    number = IntegerField(null=True)
    number_text = fields.Text(filled=True)
    issued_on = fields.DateField(index=True)
    currency = fields.CurrencyField()
    net = fields.MoneyField()
    tax = fields.MoneyField()
    gross = fields.MoneyField()
    paid = fields.MoneyField()
    taxes = fields.JsonField()
    is_external = fields.FlagField()
    link = IntegerField(null=True)
    previous_hash = fields.Text(null=True)
    hash = fields.Text(null=True)
    record_seal = fields.Text()
    pdf_sha = fields.Text(null=True)
    xml_sha = fields.Text(null=True)
    payments = IntegerField()
    payments_hash = fields.Text()
    counted_from = fields.DateField()
    until = fields.DateField()
    rule = fields.Text()
    years = IntegerField()
    seal = fields.Text(filled=True)

    class Meta:
        constraints = (
            SQL("UNIQUE (series_id, year, number)"),
            SQL("UNIQUE (series_id, link)"),
            Check("years >= 3"),
            Check("issued_on <= counted_from AND counted_from < until"),
        )


_RIPE: Final = """NOT EXISTS (
    SELECT 1 FROM document d JOIN purge_run r ON r.id = NEW.run_id
    WHERE d.id = NEW.document_id AND d.state <> 'draft' AND NOT d.is_sample AND d.open = 0
    AND d.issued_on <= NEW.counted_from AND NEW.until < r.done_on
    AND CAST(substr(NEW.until, 1, 4) AS INTEGER)
      >= CAST(substr(NEW.counted_from, 1, 4) AS INTEGER) + NEW.years
    AND NOT EXISTS (SELECT 1 FROM paper_hold h WHERE h.document_id = d.id))"""

TABLES: Final[tuple[type[Table], ...]] = (PaperHold, PurgeRun, PurgedPaper)
STATEMENTS: Final[tuple[str, ...]] = (
    f"""CREATE TRIGGER purged_paper_is_ripe BEFORE INSERT ON purged_paper WHEN {_RIPE}
        BEGIN SELECT RAISE(ABORT, 'a paper is purged after its keep time'); END""",
    "CREATE TRIGGER purged_paper_never_changes BEFORE UPDATE ON purged_paper"
    " BEGIN SELECT RAISE(ABORT, 'what was purged stays on record'); END",
    "CREATE TRIGGER purged_paper_stays BEFORE DELETE ON purged_paper"
    " BEGIN SELECT RAISE(ABORT, 'what was purged stays on record'); END",
)
