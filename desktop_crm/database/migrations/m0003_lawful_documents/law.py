"""Closed periods, and on what a firm owes its VAT."""

from __future__ import annotations

import sqlite3
from typing import Final

_CLOSED: Final = """EXISTS (SELECT 1 FROM closed_period c
    WHERE c.reopened_at IS NULL AND {day} BETWEEN c.starts_on AND c.ends_on)"""
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the books of this day are closed'); END"

PERIODS: Final[tuple[str, ...]] = (
    """CREATE TABLE "closed_period" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "starts_on" TEXT NOT NULL CHECK (date("starts_on", '+0 days') IS "starts_on" AND
          ("starts_on" IS NULL OR "starts_on" >= '1900-01-01')),
        "ends_on" TEXT NOT NULL CHECK (date("ends_on", '+0 days') IS "ends_on" AND
          ("ends_on" IS NULL OR "ends_on" >= '1900-01-01')),
        "closed_at" TEXT NOT NULL
          CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "closed_at", '+0 days') IS "closed_at"),
        "closed_by" TEXT NOT NULL,
        "reopened_at" TEXT
          CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "reopened_at", '+0 days') IS "reopened_at"),
        "reopened_by" TEXT,
        "reason" TEXT NOT NULL,
        "version" INTEGER NOT NULL,
        CHECK (starts_on <= ends_on),
        CHECK ((reopened_at IS NULL) = (reason = '')),
        CHECK ((reopened_at IS NULL) = (reopened_by IS NULL))) STRICT""",
    "CREATE INDEX closed_period_days ON closed_period (starts_on, ends_on) WHERE reopened_at IS NULL",
    """CREATE TRIGGER closed_period_stays BEFORE DELETE ON closed_period
       BEGIN SELECT RAISE(ABORT, 'a closed period is reopened, never deleted'); END""",
    """CREATE TRIGGER closed_period_is_reopened_once BEFORE UPDATE ON closed_period
       WHEN OLD.reopened_at IS NOT NULL OR NEW.starts_on <> OLD.starts_on OR NEW.ends_on <> OLD.ends_on
         OR NEW.closed_at <> OLD.closed_at OR NEW.closed_by <> OLD.closed_by
       BEGIN SELECT RAISE(ABORT, 'a closed period is reopened, never changed'); END""",
    f"""CREATE TRIGGER document_needs_an_open_day BEFORE UPDATE OF state ON document
        WHEN NOT NEW.is_sample AND (
          (OLD.state = 'draft' AND NEW.state <> 'draft' AND {_CLOSED.format(day="NEW.issued_on")})
          OR (OLD.state <> 'written_off' AND NEW.state = 'written_off'
              AND {_CLOSED.format(day="NEW.answered_on")}))
        {_REFUSE}""",
    f"""CREATE TRIGGER document_comes_in_on_an_open_day BEFORE INSERT ON document
        WHEN NEW.state <> 'draft' AND NOT NEW.is_sample AND {_CLOSED.format(day="NEW.issued_on")}
        {_REFUSE}""",
    f"""CREATE TRIGGER payment_needs_an_open_day BEFORE INSERT ON payment
        WHEN {_CLOSED.format(day="NEW.paid_on")}
          AND EXISTS (SELECT 1 FROM document d WHERE d.id = NEW.document_id AND NOT d.is_sample)
        {_REFUSE}""",
)

TREATMENT: Final = (
    "ALTER TABLE firm ADD COLUMN vat_basis TEXT NOT NULL DEFAULT 'issue'"
    " CHECK (vat_basis IN ('issue', 'payment'))",
)

VAT_IDS: Final = (
    """CREATE TABLE "vat_check" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "contact_id" INTEGER NOT NULL,
        "vat_id" TEXT NOT NULL CHECK (trim("vat_id") <> ''),
        "checked_on" TEXT NOT NULL CHECK (date("checked_on", '+0 days') IS "checked_on" AND
          ("checked_on" IS NULL OR "checked_on" >= '1900-01-01')),
        "result" TEXT NOT NULL CHECK ("result" IN ('valid', 'invalid')),
        "reference" TEXT NOT NULL,
        "source" TEXT NOT NULL CHECK ("source" IN ('vies', 'manual')),
        "name" TEXT NOT NULL,
        "address" TEXT NOT NULL,
        "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
        "by" TEXT NOT NULL,
        FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE) STRICT""",
    """CREATE INDEX "vat_check_contact_id_checked_on_id" ON "vat_check"
       ("contact_id", "checked_on", "id")""",
    """CREATE TRIGGER vat_check_never_changes BEFORE UPDATE ON vat_check
       BEGIN SELECT RAISE(ABORT, 'a VAT ID is checked again, never changed'); END""",
)

FISCAL: Final = (
    """CREATE TABLE "fiscal_document" (
        "document_id" INTEGER NOT NULL PRIMARY KEY,
        "number" TEXT NOT NULL,
        "issued_on" TEXT CHECK (date("issued_on", '+0 days') IS "issued_on" AND
          ("issued_on" IS NULL OR "issued_on" >= '1900-01-01')),
        "access_key" TEXT NOT NULL,
        "pdf_sha" TEXT,
        "xml_sha" TEXT,
        "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
        "by" TEXT NOT NULL,
        "version" INTEGER NOT NULL,
        FOREIGN KEY ("document_id") REFERENCES "document" ("id") ON DELETE CASCADE,
        FOREIGN KEY ("pdf_sha") REFERENCES "blob" ("sha256") ON DELETE RESTRICT,
        FOREIGN KEY ("xml_sha") REFERENCES "blob" ("sha256") ON DELETE RESTRICT,
        CHECK ((number = '') = (issued_on IS NULL))) STRICT""",
    "CREATE INDEX fiscal_document_awaited ON fiscal_document (document_id) WHERE number = ''",
    "CREATE INDEX fiscal_document_number ON fiscal_document (number) WHERE number <> ''",
    "CREATE INDEX fiscal_document_pdf ON fiscal_document (pdf_sha) WHERE pdf_sha IS NOT NULL",
    "CREATE INDEX fiscal_document_xml ON fiscal_document (xml_sha) WHERE xml_sha IS NOT NULL",
    # Papers of before that said they were no invoice: their facts tell, in their canonical form.
    """INSERT INTO fiscal_document (document_id, number, access_key, "at", "by", version)
       SELECT id, '', '', issued_at, '', 1 FROM document WHERE kind IN ('invoice', 'credit_note')
       AND state <> 'draft' AND NOT is_sample AND issued_at IS NOT NULL
       AND facts LIKE '%"is_fiscal":false%' ORDER BY id""",
)

EXCHANGE: Final = (
    """CREATE TABLE "exchange_rate" (
        "id" INTEGER NOT NULL PRIMARY KEY,
        "base" TEXT NOT NULL CHECK ("base" GLOB '[A-Z][A-Z][A-Z]'),
        "quote" TEXT NOT NULL CHECK ("quote" GLOB '[A-Z][A-Z][A-Z]'),
        "day" TEXT NOT NULL CHECK (date("day", '+0 days') IS "day" AND
          ("day" IS NULL OR "day" >= '1900-01-01')),
        "rate" INTEGER NOT NULL,
        "source" TEXT NOT NULL CHECK ("source" IN ('ecb', 'bmf', 'tcmb', 'ptax', 'manual')),
        "is_monthly" INTEGER NOT NULL CHECK ("is_monthly" IN (0, 1)),
        "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
        "by" TEXT NOT NULL,
        "version" INTEGER NOT NULL,
        UNIQUE (base, quote, day, source),
        CHECK (rate > 0),
        CHECK (base <> quote)) STRICT""",
    "CREATE INDEX exchange_rate_day ON exchange_rate (day, source)",
)

STATEMENTS: Final[tuple[str, ...]] = (*PERIODS, *TREATMENT, *VAT_IDS, *FISCAL, *EXCHANGE)


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new; nothing that is there is touched."""
    for statement in STATEMENTS:
        cursor.execute(statement)
