"""Tables of what customers owe and pay, one module a subject."""

from __future__ import annotations

from typing import Final

from desktop_crm.database.connection import Table
from desktop_crm.receivables.models import cash, dunning, money
from desktop_crm.receivables.models.cash import CashDay, CashEntry, CashLine
from desktop_crm.receivables.models.dunning import DunningLetter
from desktop_crm.receivables.models.money import (
    Allocation,
    BankLine,
    BankStatement,
    CustomerCredit,
    LearnedPayer,
    Remittance,
    StatementLayout,
)

__all__ = [
    "STATEMENTS",
    "TABLES",
    "Allocation",
    "BankLine",
    "BankStatement",
    "CashDay",
    "CashEntry",
    "CashLine",
    "CustomerCredit",
    "DunningLetter",
    "LearnedPayer",
    "Remittance",
    "StatementLayout",
]

TABLES: Final[tuple[type[Table], ...]] = (*money.TABLES, *dunning.TABLES, *cash.TABLES)
STATEMENTS: Final[tuple[str, ...]] = (*money.STATEMENTS, *dunning.STATEMENTS, *cash.STATEMENTS)
