"""What was handed to the accountant, so that the next package tells what changed."""

from __future__ import annotations

from typing import Final

from peewee import AutoField, Check, IntegerField

from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail


class Handover(Table):
    """One package. `seal` is the SHA-256 of its manifest, `items` what stood in it: a short hash and a
    number by record, without names."""

    trail = Trail(silent=("papers", "changes", "seal", "items", "at", "by"))

    id = AutoField()
    starts_on = fields.DateField()
    ends_on = fields.DateField()
    layouts = fields.Text(default="")
    name = fields.Text(filled=True)  # of the file
    papers = IntegerField()
    changes = IntegerField()
    seal = fields.Text(filled=True)
    made_on = fields.DateField()
    at = fields.UtcField()
    by = fields.Text(default="")
    items = fields.Text()

    class Meta:
        constraints = (Check("starts_on <= ends_on"), Check("length(seal) = 64"))


TABLES: Final[tuple[type[Table], ...]] = (Handover,)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE INDEX handover_made ON handover (at, id)",
    """CREATE TRIGGER handover_never_changes BEFORE UPDATE ON handover
       BEGIN SELECT RAISE(ABORT, 'what was handed over stays on record'); END""",
    """CREATE TRIGGER handover_stays BEFORE DELETE ON handover
       BEGIN SELECT RAISE(ABORT, 'what was handed over stays on record'); END""",
)
