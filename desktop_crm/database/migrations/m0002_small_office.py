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

_DAY: Final = """CHECK (date("{0}", '+0 days') IS "{0}" AND ("{0}" IS NULL OR "{0}" >= '1900-01-01'))"""
_PURGED: Final = "NOT EXISTS (SELECT 1 FROM purged_paper p WHERE p.document_id = OLD.{0})"
_STANDS: Final = """WHEN EXISTS (
    SELECT 1 FROM document d WHERE d.id = OLD.document_id AND d.state <> 'draft'
    AND NOT d.is_sample)"""

AFTER_THE_KEEP_TIME: Final[tuple[str, ...]] = (
    """CREATE TABLE "paper_hold" ("document_id" INTEGER NOT NULL PRIMARY KEY,
       "reason" TEXT NOT NULL CHECK (trim("reason") <> ''),
       "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
       "by" TEXT NOT NULL,
       FOREIGN KEY ("document_id") REFERENCES "document" ("id") ON DELETE RESTRICT) STRICT""",
    f"""CREATE TABLE "purge_run" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "done_on" TEXT NOT NULL {_DAY.format("done_on")},
       "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
       "by" TEXT NOT NULL, "by_itself" INTEGER NOT NULL CHECK ("by_itself" IN (0, 1)),
       "is_scrubbed" INTEGER NOT NULL CHECK ("is_scrubbed" IN (0, 1))) STRICT""",
    f"""CREATE TABLE "purged_paper" ("document_id" INTEGER NOT NULL PRIMARY KEY, "run_id" INTEGER NOT NULL,
       "kind" TEXT NOT NULL CHECK ("kind" IN ('quote', 'invoice', 'credit_note')), "series_id" INTEGER,
       "year" INTEGER, "number" INTEGER, "number_text" TEXT NOT NULL CHECK (trim("number_text") <> ''),
       "issued_on" TEXT NOT NULL {_DAY.format("issued_on")},
       "currency" TEXT NOT NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'), "net" INTEGER NOT NULL,
       "tax" INTEGER NOT NULL, "gross" INTEGER NOT NULL, "paid" INTEGER NOT NULL,
       "taxes" TEXT NOT NULL CHECK ("taxes" IS NULL OR json_valid("taxes")),
       "is_external" INTEGER NOT NULL CHECK ("is_external" IN (0, 1)), "link" INTEGER, "previous_hash" TEXT,
       "hash" TEXT, "record_seal" TEXT NOT NULL, "pdf_sha" TEXT, "xml_sha" TEXT,
       "payments" INTEGER NOT NULL, "payments_hash" TEXT NOT NULL,
       "counted_from" TEXT NOT NULL {_DAY.format("counted_from")},
       "until" TEXT NOT NULL {_DAY.format("until")}, "rule" TEXT NOT NULL, "years" INTEGER NOT NULL,
       "seal" TEXT NOT NULL CHECK (trim("seal") <> ''),
       FOREIGN KEY ("run_id") REFERENCES "purge_run" ("id") ON DELETE RESTRICT,
       FOREIGN KEY ("series_id") REFERENCES "number_series" ("id") ON DELETE RESTRICT,
       UNIQUE (series_id, year, number), UNIQUE (series_id, link), CHECK (years >= 3),
       CHECK (issued_on <= counted_from AND counted_from < until)) STRICT""",
    'CREATE INDEX "purged_paper_run_id" ON "purged_paper" ("run_id")',
    'CREATE INDEX "purged_paper_issued_on" ON "purged_paper" ("issued_on")',
    *(
        f"DROP TRIGGER {table}_stays"
        for table in ("document", "document_line", "document_tax", "record_seal", "payment")
    ),
    f"""CREATE TRIGGER document_stays BEFORE DELETE ON document
        WHEN OLD.state <> 'draft' AND NOT OLD.is_sample AND {_PURGED.format("id")}
        BEGIN SELECT RAISE(ABORT, 'an issued document never changes'); END""",
    *(
        f"""CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} {_STANDS}
            AND {_PURGED.format("document_id")} BEGIN SELECT RAISE(ABORT, '{message}'); END"""
        for table, message in (
            ("document_line", "an issued document never changes"),
            ("document_tax", "an issued document never changes"),
            ("record_seal", "an issued document never changes"),
            ("payment", "a payment is reversed, never changed"),
        )
    ),
    """CREATE TRIGGER purged_paper_is_ripe BEFORE INSERT ON purged_paper WHEN NOT EXISTS (
       SELECT 1 FROM document d JOIN purge_run r ON r.id = NEW.run_id
       WHERE d.id = NEW.document_id AND d.state <> 'draft' AND NOT d.is_sample AND d.open = 0
       AND d.issued_on <= NEW.counted_from AND NEW.until < r.done_on
       AND CAST(substr(NEW.until, 1, 4) AS INTEGER)
       >= CAST(substr(NEW.counted_from, 1, 4) AS INTEGER) + NEW.years
       AND NOT EXISTS (SELECT 1 FROM paper_hold h WHERE h.document_id = d.id))
       BEGIN SELECT RAISE(ABORT, 'a paper is purged after its keep time'); END""",
    "CREATE TRIGGER purged_paper_never_changes BEFORE UPDATE ON purged_paper"
    " BEGIN SELECT RAISE(ABORT, 'what was purged stays on record'); END",
    "CREATE TRIGGER purged_paper_stays BEFORE DELETE ON purged_paper"
    " BEGIN SELECT RAISE(ABORT, 'what was purged stays on record'); END",
)
"""Papers whose keep time is over may go once the record of their purge is written."""

WHERE_IT_LIVES: Final[tuple[str, ...]] = (
    """CREATE TABLE "relocation" ("id" INTEGER NOT NULL PRIMARY KEY, "state" TEXT NOT NULL,
       "key" TEXT NOT NULL CHECK (trim("key") <> ''), "place" TEXT NOT NULL CHECK (trim("place") <> ''),
       "computer" TEXT NOT NULL,
       "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"), CHECK (id = 1),
       CHECK (state IN ('moving', 'moved', 'arriving', 'taken back', 'stayed', 'arrived'))) STRICT""",
)
"""The last move of the firm from here or to here."""

STATEMENTS: Final[tuple[str, ...]] = (
    *HEARD_BY_OTHERS,
    *WHO_EDITS_WHAT,
    *WHO_CHANGED_WHAT,
    *PRIVACY,
    *PEOPLE,
    *WHO_MAY_OPEN_IT,
    *AFTER_THE_KEEP_TIME,
    *WHERE_IT_LIVES,
)  # fmt: skip


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new; of what is there only the log of changes is made anew, and rules on what goes."""
    cursor.connection.create_function("words_of", 1, lambda user: words_of([user]), deterministic=True)
    for statement in STATEMENTS:
        cursor.execute(statement)
