"""Where the firm of a database lives, when it has been on its way: see `marks`."""

from __future__ import annotations

from peewee import Check, IntegerField

from desktop_crm.database.fields import Text, UtcField
from desktop_crm.database.marks import STATES
from desktop_crm.database.session import Table


class Relocation(Table):
    """One row at most: the last move from here or to here."""

    id = IntegerField(primary_key=True)
    state = Text()
    key = Text(filled=True)
    place = Text(filled=True)
    computer = Text()
    at = UtcField()

    class Meta:
        constraints = (Check("id = 1"), Check(f"state IN ({', '.join(map(repr, STATES))})"))
