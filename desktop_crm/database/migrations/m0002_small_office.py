"""Version 2, the small office: people with roles, a trail of changes, leases, consents, erasures.

Tables and columns of one subject stand together; the order is that of their foreign keys.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from desktop_crm.database.folding import words_of

HEARD_BY_OTHERS: Final = (
    """CREATE TABLE "change_count" ("entity" TEXT NOT NULL PRIMARY KEY CHECK (trim("entity") <> ''),
    "commits" INTEGER NOT NULL) STRICT""",
)

WHO_EDITS_WHAT: Final = (
    """CREATE TABLE "lease" ("key" TEXT NOT NULL PRIMARY KEY CHECK (trim("key") <> ''),
       "entity" TEXT NOT NULL CHECK (trim("entity") <> ''), "row" INTEGER NOT NULL,
       "seat" TEXT NOT NULL CHECK (trim("seat") <> ''), "user" TEXT NOT NULL, "computer" TEXT NOT NULL,
       "seconds" INTEGER NOT NULL, "beat" INTEGER NOT NULL,
       "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at")) STRICT""",
)

WHO_CHANGED_WHAT: Final[tuple[str, ...]] = (
    """CREATE TABLE change_log_new (id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL,
       "row" INTEGER NOT NULL, version INTEGER NOT NULL, "user" TEXT NOT NULL,
       at TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
       computer TEXT NOT NULL, act TEXT NOT NULL CHECK (trim("act") <> ''), record TEXT NOT NULL,
       contact_id INTEGER, job_id INTEGER, undoes INTEGER, words TEXT NOT NULL,
       before TEXT CHECK ("before" IS NULL OR json_valid("before")),
       after TEXT CHECK ("after" IS NULL OR json_valid("after"))) STRICT""",
    """INSERT INTO change_log_new
       SELECT id, table_name, "row", version, "user", at, '',
       CASE version WHEN 1 THEN 'created' ELSE 'changed' END, table_name || ':' || "row",
       CASE table_name WHEN 'contact' THEN "row" END, NULL, NULL, words_of("user"), NULL, NULL
       FROM change_log""",
    "DROP TABLE change_log",
    "ALTER TABLE change_log_new RENAME TO change_log",
    "CREATE INDEX change_log_record ON change_log (record, id)",
    "CREATE INDEX change_log_contact ON change_log (contact_id, id) WHERE contact_id IS NOT NULL",
    "CREATE INDEX change_log_job ON change_log (job_id, id) WHERE job_id IS NOT NULL",
    'CREATE INDEX change_log_list ON change_log (id, act, table_name, "user", at)',
    """CREATE VIRTUAL TABLE change_words USING fts5(words, content='change_log', content_rowid='id',
       columnsize=0, tokenize='trigram case_sensitive 1')""",
    "INSERT INTO change_words (change_words) VALUES ('rebuild')",
    """CREATE TRIGGER change_words_come AFTER INSERT ON change_log
       BEGIN INSERT INTO change_words (rowid, words) VALUES (new.id, new.words); END""",
    """CREATE TRIGGER change_words_go AFTER DELETE ON change_log
       BEGIN INSERT INTO change_words (change_words, rowid, words)
       VALUES ('delete', old.id, old.words); END""",
    """CREATE TRIGGER change_words_change AFTER UPDATE OF words ON change_log
       BEGIN INSERT INTO change_words (change_words, rowid, words) VALUES ('delete', old.id, old.words);
       INSERT INTO change_words (rowid, words) VALUES (new.id, new.words); END""",
    "ALTER TABLE import_job ADD COLUMN kind TEXT NOT NULL DEFAULT 'contacts'"
    " CHECK (kind IN ('contacts', 'products'))",
)
"""Entries of the first version know neither computer nor values; they are found by who made them."""

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

PEOPLE: Final = (
    """CREATE TABLE colleague (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        name TEXT NOT NULL CHECK (trim(name) <> ''),
        folded TEXT NOT NULL CHECK (trim(folded) <> ''),
        role TEXT NOT NULL CHECK (role IN ('owner', 'member', 'assistant', 'accountant')),
        password TEXT NOT NULL CHECK (trim(password) <> ''),
        recovery TEXT NOT NULL,
        initials TEXT NOT NULL,
        language TEXT NOT NULL,
        since TEXT NOT NULL
          CHECK (date(since, '+0 days') IS since AND (since IS NULL OR since >= '1900-01-01')),
        left_on TEXT
          CHECK (date(left_on, '+0 days') IS left_on AND (left_on IS NULL OR left_on >= '1900-01-01')),
        failed INTEGER NOT NULL,
        failed_at TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', failed_at, '+0 days') IS failed_at),
        version INTEGER NOT NULL,
        CHECK (left_on >= since),
        CHECK (failed >= 0),
        CHECK (failed = 0 OR failed_at IS NOT NULL)
    ) STRICT""",
    "CREATE UNIQUE INDEX colleague_folded ON colleague (folded)",
    """CREATE TABLE assignment (
        id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
        entity TEXT NOT NULL CHECK (entity IN ('contact', 'document', 'ticket', 'note')),
        entity_id INTEGER NOT NULL,
        contact_id INTEGER,
        person_id INTEGER NOT NULL,
        due_on TEXT
          CHECK (date(due_on, '+0 days') IS due_on AND (due_on IS NULL OR due_on >= '1900-01-01')),
        note TEXT NOT NULL,
        given_by TEXT NOT NULL CHECK (trim(given_by) <> ''),
        given_at TEXT NOT NULL
          CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', given_at, '+0 days') IS given_at),
        done_at TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', done_at, '+0 days') IS done_at),
        version INTEGER NOT NULL,
        FOREIGN KEY (contact_id) REFERENCES contact (id) ON DELETE CASCADE,
        FOREIGN KEY (person_id) REFERENCES colleague (id) ON DELETE RESTRICT
    ) STRICT""",
    "CREATE INDEX assignment_contact_id ON assignment (contact_id)",
    "CREATE INDEX assignment_person_id_done_at_due_on ON assignment (person_id, done_at, due_on)",
    "CREATE UNIQUE INDEX assignment_open ON assignment (entity, entity_id) WHERE done_at IS NULL",
)
"""Who works here, and the records that were given to them."""

WHO_MAY_OPEN_IT: Final[tuple[str, ...]] = (
    """CREATE TABLE "compatibility" ("id" INTEGER NOT NULL PRIMARY KEY, "min_reader" INTEGER NOT NULL,
       "min_writer" INTEGER NOT NULL, CHECK (id = 1),
       CHECK (1 <= min_reader AND min_reader <= min_writer)) STRICT""",
)

STATEMENTS: Final[tuple[str, ...]] = (
    *HEARD_BY_OTHERS,
    *WHO_EDITS_WHAT,
    *WHO_CHANGED_WHAT,
    *PRIVACY,
    *PEOPLE,
    *WHO_MAY_OPEN_IT,
)  # fmt: skip


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new; nothing that is there is touched."""
    cursor.connection.create_function("words_of", 1, lambda user: words_of([user]), deterministic=True)
    for statement in STATEMENTS:
        cursor.execute(statement)
