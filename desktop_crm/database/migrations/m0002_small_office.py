"""Version 2, the small office: people with roles, a trail of changes, leases, consents, erasures.

Tables and columns of one subject stand together; the order is that of their foreign keys.
"""

from __future__ import annotations

import sqlite3
from typing import Final

HEARD_BY_OTHERS: Final = (
    """CREATE TABLE "change_count" ("entity" TEXT NOT NULL PRIMARY KEY CHECK (trim("entity") <> ''),
    "commits" INTEGER NOT NULL) STRICT""",
)

WHO_CHANGED_WHAT: Final[tuple[str, ...]] = (
    """CREATE TABLE change_log_new (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL,
       "row" INTEGER NOT NULL, version INTEGER NOT NULL, "user" TEXT NOT NULL,
       at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
       computer TEXT NOT NULL, act TEXT NOT NULL CHECK (trim("act") <> ''), record TEXT NOT NULL,
       contact_id INTEGER, job_id INTEGER, undoes INTEGER,
       before TEXT CHECK ("before" IS NULL OR json_valid("before")),
       after TEXT CHECK ("after" IS NULL OR json_valid("after"))) STRICT""",
    """INSERT INTO change_log_new
       SELECT id, table_name, "row", version, "user", at, '',
       CASE version WHEN 1 THEN 'created' ELSE 'changed' END, table_name || ':' || "row",
       CASE table_name WHEN 'contact' THEN "row" END, NULL, NULL, NULL, NULL FROM change_log""",
    "DROP TABLE change_log",
    "ALTER TABLE change_log_new RENAME TO change_log",
    "CREATE INDEX change_log_record ON change_log (record, id)",
    "CREATE INDEX change_log_contact ON change_log (contact_id, id) WHERE contact_id IS NOT NULL",
    "CREATE INDEX change_log_job ON change_log (job_id, id) WHERE job_id IS NOT NULL",
    'CREATE INDEX change_log_list ON change_log (id, act, table_name, "user", at)',
)
"""Entries of the first version know neither computer nor values."""

PRIVACY: Final[tuple[str, ...]] = (
    """CREATE TABLE "consent" ("id" INTEGER NOT NULL PRIMARY KEY, "contact_id" INTEGER NOT NULL,
       "purpose" TEXT NOT NULL CHECK (trim("purpose") <> ''),
       "is_given" INTEGER NOT NULL CHECK ("is_given" IN (0, 1)),
       "decided_on" TEXT NOT NULL CHECK (date("decided_on", '+0 days') IS "decided_on" AND
       ("decided_on" IS NULL OR "decided_on" >= '1900-01-01')),
       "source" TEXT NOT NULL CHECK (trim("source") <> ''),
       "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
       "by" TEXT NOT NULL,
       FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE INDEX "consent_contact_id_purpose_decided_on_id" ON "consent"
       ("contact_id", "purpose", "decided_on", "id")""",
    """CREATE TRIGGER consent_never_changes BEFORE UPDATE ON consent
       BEGIN SELECT RAISE(ABORT, 'a consent is withdrawn by another row'); END""",
    """CREATE TABLE "erasure" ("id" INTEGER NOT NULL PRIMARY KEY,
       "entity" TEXT NOT NULL CHECK (trim("entity") <> ''), "entity_id" INTEGER NOT NULL,
       "key" TEXT NOT NULL CHECK (trim("key") <> ''), "kept" INTEGER NOT NULL,
       "erased_at" TEXT NOT NULL CHECK
       (strftime('%Y-%m-%dT%H:%M:%SZ', "erased_at", '+0 days') IS "erased_at"),
       "by" TEXT NOT NULL, "is_scrubbed" INTEGER NOT NULL CHECK ("is_scrubbed" IN (0, 1))) STRICT""",
    'CREATE UNIQUE INDEX "erasure_key" ON "erasure" ("key")',
    'CREATE INDEX "erasure_entity_entity_id" ON "erasure" ("entity", "entity_id")',
)

STATEMENTS: Final[tuple[str, ...]] = (
    *HEARD_BY_OTHERS,
    *WHO_CHANGED_WHAT,
    *PRIVACY,
)  # fmt: skip


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new; nothing that is there is touched."""
    for statement in STATEMENTS:
        cursor.execute(statement)
