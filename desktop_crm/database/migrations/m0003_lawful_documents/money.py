"""Money in: sums over several invoices, credit of customers, bank statements and what is learned of them."""

from __future__ import annotations

import sqlite3
from typing import Final

_TABLES: Final = (
    """CREATE TABLE "remittance" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "kind" TEXT NOT NULL
       CHECK ("kind" IN ('received', 'credit', 'refund')), "contact_id" INTEGER, "currency" TEXT NOT
       NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'), "amount" INTEGER NOT NULL, "fee" INTEGER NOT
       NULL, "paid_on" TEXT NOT NULL CHECK (date("paid_on", '+0 days') IS "paid_on" AND ("paid_on"
       IS NULL OR "paid_on" >= '1900-01-01')), "method" TEXT NOT NULL CHECK ("method" IN
       ('transfer', 'cash', 'card', 'direct_debit', 'pix', 'paypal', 'cheque', 'early_discount',
       'other')), "bank_account_id" INTEGER, "reference" TEXT NOT NULL, "user" TEXT NOT NULL, "at"
       TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"), "voided_at"
       TEXT CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "voided_at", '+0 days') IS "voided_at"),
       "voided_by" TEXT NOT NULL, "reason" TEXT NOT NULL, "version" INTEGER NOT NULL, FOREIGN KEY
       ("contact_id") REFERENCES "contact" ("id") ON DELETE SET NULL, FOREIGN KEY
       ("bank_account_id") REFERENCES "bank_account" ("id") ON DELETE SET NULL, CHECK (amount > 0),
       CHECK (fee >= 0)) STRICT""",
    """CREATE INDEX "remittance_contact_id" ON "remittance" ("contact_id")""",
    """CREATE INDEX "remittance_paid_on" ON "remittance" ("paid_on")""",
    """CREATE TRIGGER remittance_never_changes BEFORE UPDATE OF id, kind, currency, amount, fee, paid_on,
       method, at ON remittance BEGIN SELECT RAISE(ABORT,
       'what came in is taken back, never changed'); END""",
    """CREATE TRIGGER remittance_is_taken_back_once BEFORE UPDATE OF voided_at ON remittance WHEN
       OLD.voided_at IS NOT NULL BEGIN SELECT RAISE(ABORT,
       'what came in is taken back, never changed'); END""",
    """CREATE TABLE "allocation" ("id" INTEGER NOT NULL PRIMARY KEY, "remittance_id" INTEGER NOT NULL,
       "document_id" INTEGER, "payment_id" INTEGER, "discount_payment_id" INTEGER, "amount" INTEGER
       NOT NULL, "discount" INTEGER NOT NULL, "written_off" INTEGER NOT NULL, FOREIGN KEY
       ("remittance_id") REFERENCES "remittance" ("id") ON DELETE CASCADE, FOREIGN KEY
       ("document_id") REFERENCES "document" ("id") ON DELETE SET NULL, FOREIGN KEY ("payment_id")
       REFERENCES "payment" ("id") ON DELETE SET NULL, FOREIGN KEY ("discount_payment_id")
       REFERENCES "payment" ("id") ON DELETE SET NULL, CHECK (amount > 0), CHECK (discount >= 0),
       CHECK (written_off >= 0)) STRICT""",
    """CREATE INDEX "allocation_remittance_id" ON "allocation" ("remittance_id")""",
    """CREATE INDEX "allocation_document_id" ON "allocation" ("document_id")""",
    """CREATE INDEX "allocation_payment_id" ON "allocation" ("payment_id")""",
    """CREATE INDEX "allocation_discount_payment_id" ON "allocation" ("discount_payment_id")""",
    """CREATE TABLE "customer_credit" ("id" INTEGER NOT NULL PRIMARY KEY, "contact_id" INTEGER, "currency"
       TEXT NOT NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'), "amount" INTEGER NOT NULL,
       "booked_on" TEXT NOT NULL CHECK (date("booked_on", '+0 days') IS "booked_on" AND ("booked_on"
       IS NULL OR "booked_on" >= '1900-01-01')), "remittance_id" INTEGER NOT NULL, "at" TEXT NOT
       NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"), FOREIGN KEY
       ("contact_id") REFERENCES "contact" ("id") ON DELETE SET NULL, FOREIGN KEY ("remittance_id")
       REFERENCES "remittance" ("id") ON DELETE CASCADE, CHECK (amount <> 0)) STRICT""",
    """CREATE INDEX "customer_credit_remittance_id" ON "customer_credit" ("remittance_id")""",
    """CREATE INDEX "customer_credit_contact_id_currency" ON "customer_credit" ("contact_id", "currency")""",
    """CREATE TRIGGER customer_credit_never_changes BEFORE UPDATE OF id, currency, amount, booked_on,
       remittance_id ON customer_credit BEGIN SELECT RAISE(ABORT,
       'what came in is taken back, never changed'); END""",
    """CREATE TABLE "bank_statement" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "name" TEXT NOT NULL
       CHECK (trim("name") <> ''), "format" TEXT NOT NULL CHECK (trim("format") <> ''), "file_sha"
       TEXT NOT NULL, "account" TEXT NOT NULL CHECK (trim("account") <> ''), "currency" TEXT NOT
       NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'), "number" TEXT NOT NULL, "opening" INTEGER,
       "closing" INTEGER, "from_day" TEXT CHECK (date("from_day", '+0 days') IS "from_day" AND
       ("from_day" IS NULL OR "from_day" >= '1900-01-01')), "to_day" TEXT CHECK (date("to_day", '+0
       days') IS "to_day" AND ("to_day" IS NULL OR "to_day" >= '1900-01-01')), "at" TEXT NOT NULL
       CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"), "by" TEXT NOT NULL, FOREIGN
       KEY ("file_sha") REFERENCES "blob" ("sha256") ON DELETE RESTRICT) STRICT""",
    """CREATE INDEX "bank_statement_file_sha" ON "bank_statement" ("file_sha")""",
    """CREATE TABLE "bank_line" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, "statement_id" INTEGER
       NOT NULL, "key" TEXT NOT NULL CHECK (trim("key") <> ''), "booked_on" TEXT NOT NULL CHECK
       (date("booked_on", '+0 days') IS "booked_on" AND ("booked_on" IS NULL OR "booked_on" >=
       '1900-01-01')), "amount" INTEGER NOT NULL, "currency" TEXT NOT NULL CHECK ("currency" GLOB
       '[A-Z][A-Z][A-Z]'), "name" TEXT NOT NULL, "account" TEXT NOT NULL, "reference" TEXT NOT NULL,
       "end_to_end" TEXT NOT NULL, "text" TEXT NOT NULL, "bank_id" TEXT NOT NULL, "state" TEXT NOT
       NULL CHECK ("state" IN ('open', 'booked', 'skipped')), "remittance_id" INTEGER, FOREIGN KEY
       ("statement_id") REFERENCES "bank_statement" ("id") ON DELETE RESTRICT, FOREIGN KEY
       ("remittance_id") REFERENCES "remittance" ("id") ON DELETE RESTRICT, CHECK (state <> 'booked'
       OR remittance_id IS NOT NULL)) STRICT""",
    """CREATE INDEX "bank_line_statement_id" ON "bank_line" ("statement_id")""",
    """CREATE UNIQUE INDEX "bank_line_key" ON "bank_line" ("key")""",
    """CREATE INDEX "bank_line_remittance_id" ON "bank_line" ("remittance_id")""",
    """CREATE INDEX "bank_line_state_booked_on" ON "bank_line" ("state", "booked_on")""",
    """CREATE TRIGGER bank_line_never_changes BEFORE UPDATE OF id, statement_id, key, booked_on, amount,
       currency, name, account, reference, end_to_end, text, bank_id ON bank_line BEGIN SELECT
       RAISE(ABORT, 'what came in is taken back, never changed'); END""",
    """CREATE TABLE "learned_payer" ("payer" TEXT NOT NULL PRIMARY KEY CHECK (trim("payer") <> ''),
       "contact_id" INTEGER NOT NULL, "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at",
       '+0 days') IS "at"), FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE
       CASCADE) STRICT""",
    """CREATE INDEX "learned_payer_contact_id" ON "learned_payer" ("contact_id")""",
    """CREATE TABLE "statement_layout" ("signature" TEXT NOT NULL PRIMARY KEY CHECK (trim("signature") <>
       ''), "layout" TEXT NOT NULL CHECK ("layout" IS NULL OR json_valid("layout")), "at" TEXT NOT
       NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at")) STRICT""",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """New tables only; no row of what is there changes."""
    for statement in _TABLES:
        cursor.execute(statement)
