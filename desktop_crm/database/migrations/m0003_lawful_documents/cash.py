"""The cash book: entries by hand, closed days and their lines."""

from __future__ import annotations

import sqlite3
from typing import Final

_TABLES: Final = (
    """CREATE TABLE "cash_entry" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "booked_on" TEXT NOT
       NULL CHECK (date("booked_on", '+0 days') IS "booked_on" AND ("booked_on" IS NULL OR "booked_on" >=
       '1900-01-01')), "kind" TEXT NOT NULL CHECK ("kind" IN ('opening', 'expense', 'withdrawal',
       'deposit', 'difference', 'other')), "amount" INTEGER NOT NULL, "text" TEXT NOT NULL, "about" TEXT
       NOT NULL, "by" TEXT NOT NULL, "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0
       days') IS "at"), CHECK (amount <> 0)) STRICT""",
    """CREATE INDEX "cash_entry_about" ON "cash_entry" ("about")""",
    """CREATE INDEX "cash_entry_booked_on" ON "cash_entry" ("booked_on")""",
    """CREATE TRIGGER cash_entry_never_changes BEFORE UPDATE ON cash_entry BEGIN SELECT RAISE(ABORT, 'the
       cash book never changes'); END""",
    """CREATE TRIGGER cash_entry_never_goes BEFORE DELETE ON cash_entry BEGIN SELECT RAISE(ABORT, 'the cash
       book never changes'); END""",
    """CREATE TABLE "cash_day" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "number" INTEGER NOT NULL,
       "day" TEXT NOT NULL CHECK (date("day", '+0 days') IS "day" AND ("day" IS NULL OR "day" >=
       '1900-01-01')), "opening" INTEGER NOT NULL, "closing" INTEGER NOT NULL, "counted" INTEGER, "by" TEXT
       NOT NULL, "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"), "hash"
       TEXT NOT NULL CHECK (trim("hash") <> '')) STRICT""",
    """CREATE UNIQUE INDEX "cash_day_day" ON "cash_day" ("day")""",
    """CREATE UNIQUE INDEX "cash_day_number" ON "cash_day" ("number")""",
    """CREATE TRIGGER cash_day_never_changes BEFORE UPDATE ON cash_day BEGIN SELECT RAISE(ABORT, 'the cash
       book never changes'); END""",
    """CREATE TRIGGER cash_day_never_goes BEFORE DELETE ON cash_day BEGIN SELECT RAISE(ABORT, 'the cash
       book never changes'); END""",
    """CREATE TABLE "cash_line" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "cash_day_id" INTEGER NOT
       NULL, "source" TEXT NOT NULL CHECK (trim("source") <> ''), "moved_on" TEXT NOT NULL CHECK
       (date("moved_on", '+0 days') IS "moved_on" AND ("moved_on" IS NULL OR "moved_on" >= '1900-01-01')),
       "kind" TEXT NOT NULL CHECK ("kind" IN ('opening', 'expense', 'withdrawal', 'deposit', 'difference',
       'other', 'received', 'paid_back')), "amount" INTEGER NOT NULL, "balance" INTEGER NOT NULL, "text"
       TEXT NOT NULL, FOREIGN KEY ("cash_day_id") REFERENCES "cash_day" ("id") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "cash_line_cash_day_id" ON "cash_line" ("cash_day_id")""",
    """CREATE UNIQUE INDEX "cash_line_source" ON "cash_line" ("source")""",
    """CREATE TRIGGER cash_line_never_changes BEFORE UPDATE ON cash_line BEGIN SELECT RAISE(ABORT, 'the
       cash book never changes'); END""",
    """CREATE TRIGGER cash_line_never_goes BEFORE DELETE ON cash_line BEGIN SELECT RAISE(ABORT, 'the cash
       book never changes'); END""",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """New tables only; no row of what is there changes."""
    for statement in _TABLES:
        cursor.execute(statement)
