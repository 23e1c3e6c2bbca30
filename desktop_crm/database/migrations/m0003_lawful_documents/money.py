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
)


def apply(cursor: sqlite3.Cursor) -> None:
    """New tables only; no row of what is there changes."""
    for statement in _TABLES:
        cursor.execute(statement)
