"""Letters that remind of an invoice."""

from __future__ import annotations

import sqlite3
from typing import Final

_STATEMENTS: Final = (
    """CREATE TABLE "dunning_letter" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "document_id"
       INTEGER NOT NULL, "level" INTEGER NOT NULL, "state" TEXT NOT NULL CHECK ("state" IN ('prepared',
       'issued', 'skipped')), "prepared_on" TEXT CHECK (date("prepared_on", '+0 days') IS "prepared_on" AND
       ("prepared_on" IS NULL OR "prepared_on" >= '1900-01-01')), "later_until" TEXT CHECK
       (date("later_until", '+0 days') IS "later_until" AND ("later_until" IS NULL OR "later_until" >=
       '1900-01-01')), "year" INTEGER, "number" INTEGER, "number_text" TEXT, "issued_on" TEXT CHECK
       (date("issued_on", '+0 days') IS "issued_on" AND ("issued_on" IS NULL OR "issued_on" >=
       '1900-01-01')), "pay_by" TEXT CHECK (date("pay_by", '+0 days') IS "pay_by" AND ("pay_by" IS NULL OR
       "pay_by" >= '1900-01-01')), "currency" TEXT NOT NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'),
       "open" INTEGER NOT NULL, "fee" INTEGER NOT NULL, "lump_sum" INTEGER NOT NULL, "interest" INTEGER NOT
       NULL, "asked" INTEGER NOT NULL, "by" TEXT NOT NULL, "pdf_sha" TEXT, "version" INTEGER NOT NULL,
       "facts" TEXT, FOREIGN KEY ("document_id") REFERENCES "document" ("id") ON DELETE CASCADE, FOREIGN
       KEY ("pdf_sha") REFERENCES "blob" ("sha256") ON DELETE RESTRICT, UNIQUE (document_id, level), UNIQUE
       (year, number), CHECK (level > 0), CHECK (asked = open + fee + lump_sum + interest), CHECK ((state =
       'issued') = (number IS NOT NULL AND year IS NOT NULL AND number_text IS NOT NULL AND issued_on IS
       NOT NULL AND pay_by IS NOT NULL AND facts IS NOT NULL))) STRICT""",
    """CREATE INDEX dunning_letter_waiting ON dunning_letter (prepared_on, id) WHERE state = 'prepared'""",
    """CREATE TRIGGER dunning_letter_is_sealed BEFORE UPDATE ON dunning_letter WHEN OLD.state = 'issued'
       BEGIN SELECT RAISE(ABORT, 'a letter that was written never changes'); END""",
    """CREATE TRIGGER dunning_letter_stays BEFORE DELETE ON dunning_letter WHEN OLD.state = 'issued' AND
       EXISTS ( SELECT 1 FROM document d WHERE d.id = OLD.document_id AND NOT d.is_sample) AND NOT EXISTS
       (SELECT 1 FROM purged_paper p WHERE p.document_id = OLD.document_id) BEGIN SELECT RAISE(ABORT, 'a
       letter that was written never changes'); END""",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """The table of the letters, its index, and what keeps a written one as it is."""
    for statement in _STATEMENTS:
        cursor.execute(statement)
