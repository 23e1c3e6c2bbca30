"""Version 3, lawful documents: one module a subject, taken in this order."""

from __future__ import annotations

import sqlite3

from desktop_crm.database.migrations.m0003_lawful_documents import (
    cash,
    dunning,
    expenses,
    handover,
    kinds,
    law,
    looks,
    money,
    prices,
    received,
    recurring,
    sending,
)


def apply(cursor: sqlite3.Cursor) -> None:
    """Every subject in its turn; nothing that is there is lost."""
    kinds.apply(cursor)
    received.apply(cursor)
    law.apply(cursor)
    money.apply(cursor)
    dunning.apply(cursor)
    recurring.apply(cursor)
    sending.apply(cursor)
    expenses.apply(cursor)
    cash.apply(cursor)
    looks.apply(cursor)
    handover.apply(cursor)
    prices.apply(cursor)
