"""What is billed again and again."""

from __future__ import annotations

import sqlite3
from typing import Final

_DAY: Final = """CHECK (date("{0}", '+0 days') IS "{0}" AND ("{0}" IS NULL OR "{0}" >= '1900-01-01'))"""
_MOMENT: Final = """CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "{0}", '+0 days') IS "{0}")"""
_TABLES: Final = (
    f"""CREATE TABLE "recurring" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "contact_id" INTEGER NOT NULL, "title" TEXT NOT NULL,
       "state" TEXT NOT NULL CHECK ("state" IN ('active', 'paused', 'ended')),
       "starts_on" TEXT NOT NULL {_DAY.format("starts_on")}, "next_on" TEXT {_DAY.format("next_on")},
       "last_made_on" TEXT {_DAY.format("last_made_on")}, "made" INTEGER NOT NULL,
       "currency" TEXT NOT NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'),
       "net" INTEGER NOT NULL, "yearly" INTEGER NOT NULL, "turns_on" TEXT {_DAY.format("turns_on")},
       "problem" TEXT NOT NULL, "created_at" TEXT NOT NULL {_MOMENT.format("created_at")},
       "updated_at" TEXT NOT NULL {_MOMENT.format("updated_at")}, "version" INTEGER NOT NULL,
       "draft" TEXT NOT NULL,
       FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE RESTRICT, CHECK (made >= 0),
       CHECK (state <> 'ended' OR next_on IS NULL), CHECK (state = 'ended' OR next_on IS NOT NULL)) STRICT""",
    'CREATE INDEX "recurring_contact_id" ON "recurring" ("contact_id")',
    f"""CREATE TABLE "recurring_run" ("id" INTEGER NOT NULL PRIMARY KEY, "recurring_id" INTEGER NOT NULL,
       "on" TEXT NOT NULL {_DAY.format("on")}, "document_id" INTEGER,
       "at" TEXT NOT NULL {_MOMENT.format("at")},
       FOREIGN KEY ("recurring_id") REFERENCES "recurring" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("document_id") REFERENCES "document" ("id") ON DELETE SET NULL,
       UNIQUE (recurring_id, "on")) STRICT""",
    'CREATE INDEX "recurring_run_document_id" ON "recurring_run" ("document_id")',
    "CREATE INDEX recurring_due ON recurring (next_on, id) WHERE state = 'active'",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """Two new tables; nothing that is there changes."""
    for statement in _TABLES:
        cursor.execute(statement)
