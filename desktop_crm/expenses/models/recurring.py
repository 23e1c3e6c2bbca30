"""What is spent again and again, and each time that it was written down."""

from __future__ import annotations

from typing import Final

from peewee import SQL, AutoField, Check, ForeignKeyField, IntegerField

from desktop_crm.database import fields
from desktop_crm.database.connection import Table
from desktop_crm.database.trail import Trail
from desktop_crm.expenses.models.spent import Expense
from desktop_crm.expenses.rules.recurring import STATES


class RecurringExpense(Table):
    """One that comes by a rhythm: `draft` is what a person typed, `next_on` the day of the next one."""

    trail = Trail(silent=("starts_on", "made", "currency", "draft", "problem"))

    id = fields.KeyField()
    title = fields.Text(filled=True)
    state = fields.StateField(STATES)
    rule = fields.Text(filled=True)
    starts_on = fields.DateField()
    next_on = fields.DateField(null=True)
    last_on = fields.DateField(null=True)
    made = IntegerField(default=0)
    currency = fields.CurrencyField()
    gross = fields.MoneyField()
    problem = fields.Text(default="")
    draft = fields.Text()
    version = IntegerField(default=1)

    class Meta:
        table_name = "recurring_expense"
        constraints = (Check("made >= 0"), Check("(state = 'ended') = (next_on IS NULL)"))


class RecurringExpenseRun(Table):
    """One that was made: never twice for a day, whoever makes it."""

    id = AutoField()
    recurring = ForeignKeyField(RecurringExpense, on_delete="CASCADE", backref="+", index=False)
    on = fields.DateField()
    expense = ForeignKeyField(Expense, null=True, on_delete="SET NULL", backref="+", index=True)

    class Meta:
        table_name = "recurring_expense_run"
        constraints = (SQL('UNIQUE (recurring_id, "on")'),)


TABLES: Final[tuple[type[Table], ...]] = (RecurringExpense, RecurringExpenseRun)
STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE INDEX recurring_expense_due ON recurring_expense (next_on, id) WHERE state = 'active'",
)
