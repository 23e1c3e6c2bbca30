"""Tables of the cash book: what is typed by hand, closed days, and their lines as they were counted."""

from __future__ import annotations

from typing import Final

from peewee import Check, ForeignKeyField, IntegerField

from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail
from desktop_crm.receivables.rules.cash import KINDS, PAID_BACK, RECEIVED


class CashEntry(Table):
    """A movement that no payment tells of. A mistyped one is taken back by an opposite one."""

    trail = Trail(silent=("at", "about"))

    id = fields.KeyField()
    booked_on = fields.DateField(index=True)
    kind = fields.StateField(KINDS)
    amount = fields.MoneyField()
    text = fields.Text(default="")
    about = fields.Text(default="", index=True)  # the record elsewhere that it follows: "expense:7"
    by = fields.Text(default="")
    at = fields.UtcField()

    class Meta:
        constraints = (Check("amount <> 0"),)


class CashDay(Table):
    """A closed day; `hash` is over the day before it and its own lines."""

    trail = Trail(silent=("at", "hash"))

    id = fields.KeyField()
    number = IntegerField(unique=True)
    day = fields.DateField(unique=True)
    opening = fields.MoneyField()
    closing = fields.MoneyField()
    counted = fields.MoneyField(null=True)
    by = fields.Text(default="")
    at = fields.UtcField()
    hash = fields.Text(filled=True)


class CashLine(Table):
    """A movement as it was counted on a closed day; each source counts once."""

    id = fields.KeyField()
    cash_day = ForeignKeyField(CashDay, on_delete="RESTRICT", backref="+", index=True)
    source = fields.Text(unique=True, filled=True)
    moved_on = fields.DateField()
    kind = fields.StateField((*KINDS, RECEIVED, PAID_BACK))
    amount = fields.MoneyField()
    balance = fields.MoneyField()
    text = fields.Text(default="")


_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the cash book never changes'); END"
TABLES: Final[tuple[type[Table], ...]] = (CashEntry, CashDay, CashLine)
STATEMENTS: Final[tuple[str, ...]] = tuple(
    f"CREATE TRIGGER {table}_never_{word} BEFORE {act} ON {table} {_REFUSE}"
    for table in ("cash_entry", "cash_day", "cash_line")
    for word, act in (("changes", "UPDATE"), ("goes", "DELETE"))
)
