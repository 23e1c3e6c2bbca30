"""Tables of what others charge the firm, one module a subject."""

from __future__ import annotations

from typing import Final

from desktop_crm.database.connection import Table
from desktop_crm.expenses.models import received, recurring, spent
from desktop_crm.expenses.models.received import ReceivedInvoice
from desktop_crm.expenses.models.recurring import RecurringExpense, RecurringExpenseRun
from desktop_crm.expenses.models.spent import Expense, ExpenseFile, ExpenseVat

__all__ = [
    "STATEMENTS",
    "TABLES",
    "Expense",
    "ExpenseFile",
    "ExpenseVat",
    "ReceivedInvoice",
    "RecurringExpense",
    "RecurringExpenseRun",
]

TABLES: Final[tuple[type[Table], ...]] = (*received.TABLES, *spent.TABLES, *recurring.TABLES)
STATEMENTS: Final[tuple[str, ...]] = (*received.STATEMENTS, *spent.STATEMENTS, *recurring.STATEMENTS)
