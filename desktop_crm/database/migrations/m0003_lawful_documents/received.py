"""Invoices received, and the format in which a customer wants theirs."""

from __future__ import annotations

import sqlite3
from typing import Final

_CLOSED: Final = """EXISTS (SELECT 1 FROM closed_period c
    WHERE c.reopened_at IS NULL AND {day} BETWEEN c.starts_on AND c.ends_on)"""
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the books of this day are closed'); END"
_STATEMENTS: Final = (
    "ALTER TABLE contact ADD COLUMN einvoice TEXT NOT NULL DEFAULT ''",
    """CREATE TABLE "received_invoice" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "sha256" TEXT NOT NULL, "name" TEXT NOT NULL CHECK (trim("name") <> ''),
       "media_type" TEXT NOT NULL CHECK (trim("media_type") <> ''), "format" TEXT NOT NULL,
       "type" TEXT NOT NULL, "number" TEXT NOT NULL, "seller" TEXT NOT NULL, "seller_folded" TEXT NOT NULL,
       "seller_key" TEXT NOT NULL, "contact_id" INTEGER, "buyer" TEXT NOT NULL,
       "issued_on" TEXT CHECK (date("issued_on", '+0 days') IS "issued_on" AND
       ("issued_on" IS NULL OR "issued_on" >= '1900-01-01')),
       "due_on" TEXT CHECK (date("due_on", '+0 days') IS "due_on" AND
       ("due_on" IS NULL OR "due_on" >= '1900-01-01')),
       "currency" TEXT CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'), "net" INTEGER, "tax" INTEGER,
       "gross" INTEGER, "due" INTEGER, "errors" INTEGER NOT NULL, "warnings" INTEGER NOT NULL,
       "taken_at" TEXT NOT NULL CHECK
       (strftime('%Y-%m-%dT%H:%M:%SZ', "taken_at", '+0 days') IS "taken_at"),
       "by" TEXT NOT NULL, "version" INTEGER NOT NULL,
       FOREIGN KEY ("sha256") REFERENCES "blob" ("sha256") ON DELETE RESTRICT,
       FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE SET NULL,
       CHECK (currency IS NOT NULL OR (net IS NULL AND tax IS NULL AND gross IS NULL AND due IS NULL)),
       CHECK (errors >= 0 AND warnings >= 0)) STRICT""",
    'CREATE UNIQUE INDEX "received_invoice_sha256" ON "received_invoice" ("sha256")',
    'CREATE INDEX "received_invoice_contact_id" ON "received_invoice" ("contact_id")',
    'CREATE INDEX "received_invoice_seller_key_number" ON "received_invoice" ("seller_key", "number")',
    'CREATE INDEX "received_invoice_issued_on_id" ON "received_invoice" ("issued_on", "id")',
    'CREATE INDEX "received_invoice_seller_folded_id" ON "received_invoice" ("seller_folded", "id")',
    'CREATE INDEX "received_invoice_due_on_id" ON "received_invoice" ("due_on", "id")',
    'CREATE INDEX "received_invoice_gross_id" ON "received_invoice" ("gross", "id")',
    """CREATE TRIGGER received_invoice_stands BEFORE UPDATE OF sha256, name, media_type, format, type,
        number, seller, seller_key, buyer, issued_on, due_on, currency, net, tax, gross, due, taken_at
        ON received_invoice
        BEGIN SELECT RAISE(ABORT, 'a received invoice never changes'); END""",
    f"""CREATE TRIGGER received_invoice_needs_an_open_day BEFORE INSERT ON received_invoice
        WHEN {_CLOSED.format(day="NEW.issued_on")} {_REFUSE}""",
    f"""CREATE TRIGGER received_invoice_of_a_closed_day_stays BEFORE DELETE ON received_invoice
        WHEN {_CLOSED.format(day="OLD.issued_on")} {_REFUSE}""",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """Tables and columns; what is there stays as it is."""
    for statement in _STATEMENTS:
        cursor.execute(statement)
