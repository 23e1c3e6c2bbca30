"""What the firm spent, what comes again, and what goes with a paper to the customer."""

from __future__ import annotations

import sqlite3
from typing import Final

_DAY: Final = """CHECK (date("{0}", '+0 days') IS "{0}" AND ("{0}" IS NULL OR "{0}" >= '1900-01-01'))"""
_MOMENT: Final = """CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "{0}", '+0 days') IS "{0}")"""
_CURRENCY: Final = """CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]')"""
_CLOSED: Final = """EXISTS (SELECT 1 FROM closed_period c
    WHERE c.reopened_at IS NULL AND {day} BETWEEN c.starts_on AND c.ends_on)"""
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the books of this day are closed'); END"

_EXPENSES: Final = (
    f"""CREATE TABLE "expense" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "kind" TEXT NOT NULL CHECK ("kind" IN ('purchase', 'mileage', 'per_diem')),
       "supplier" TEXT NOT NULL, "supplier_folded" TEXT NOT NULL, "contact_id" INTEGER,
       "number" TEXT NOT NULL, "description" TEXT NOT NULL,
       "category" TEXT NOT NULL CHECK (trim("category") <> ''), "country" TEXT NOT NULL,
       "currency" TEXT NOT NULL {_CURRENCY}, "spent_on" TEXT NOT NULL {_DAY.format("spent_on")},
       "due_on" TEXT {_DAY.format("due_on")}, "net" INTEGER NOT NULL, "tax" INTEGER NOT NULL,
       "gross" INTEGER NOT NULL, "paid_on" TEXT {_DAY.format("paid_on")}, "method" TEXT NOT NULL,
       "customer_id" INTEGER, "received_id" INTEGER, "rebilled_in" INTEGER,
       "rebilled_as" TEXT NOT NULL CHECK ("rebilled_as" IN ('', 'cost', 'pass_through')),
       "given_up" TEXT NOT NULL CHECK ("given_up" IS NULL OR json_valid("given_up")),
       "traveller" TEXT NOT NULL, "vehicle" TEXT NOT NULL, "distance" INTEGER NOT NULL,
       "notes" TEXT NOT NULL, "trip" TEXT, "created_at" TEXT NOT NULL {_MOMENT.format("created_at")},
       "by" TEXT NOT NULL, "version" INTEGER NOT NULL,
       FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE SET NULL,
       FOREIGN KEY ("customer_id") REFERENCES "contact" ("id") ON DELETE SET NULL,
       FOREIGN KEY ("received_id") REFERENCES "received_invoice" ("id") ON DELETE RESTRICT,
       CHECK (gross = net + tax), CHECK (method = '' OR paid_on IS NOT NULL),
       CHECK ((kind = 'purchase') = (trip IS NULL)),
       CHECK ((rebilled_in IS NULL) = (rebilled_as = ''))) STRICT""",
    'CREATE INDEX "expense_contact_id" ON "expense" ("contact_id")',
    'CREATE INDEX "expense_customer_id" ON "expense" ("customer_id")',
    'CREATE UNIQUE INDEX "expense_received_id" ON "expense" ("received_id")',
    'CREATE INDEX "expense_spent_on_id" ON "expense" ("spent_on", "id")',
    'CREATE INDEX "expense_supplier_folded_id" ON "expense" ("supplier_folded", "id")',
    'CREATE INDEX "expense_gross_id" ON "expense" ("gross", "id")',
    'CREATE INDEX "expense_paid_on_id" ON "expense" ("paid_on", "id")',
    """CREATE TABLE "expense_vat" ("id" INTEGER NOT NULL PRIMARY KEY, "expense_id" INTEGER NOT NULL,
       "category" TEXT NOT NULL CHECK (trim("category") <> ''), "rate" INTEGER NOT NULL,
       "net" INTEGER NOT NULL, "tax" INTEGER NOT NULL,
       FOREIGN KEY ("expense_id") REFERENCES "expense" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE INDEX "expense_vat_expense_id" ON "expense_vat" ("expense_id")',
    """CREATE TABLE "expense_file" ("id" INTEGER NOT NULL PRIMARY KEY, "expense_id" INTEGER NOT NULL,
       "name" TEXT NOT NULL CHECK (trim("name") <> ''),
       "media_type" TEXT NOT NULL CHECK (trim("media_type") <> ''), "sha256" TEXT NOT NULL,
       FOREIGN KEY ("expense_id") REFERENCES "expense" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("sha256") REFERENCES "blob" ("sha256") ON DELETE RESTRICT) STRICT""",
    'CREATE INDEX "expense_file_expense_id" ON "expense_file" ("expense_id")',
    'CREATE INDEX "expense_file_sha256" ON "expense_file" ("sha256")',
    f"""CREATE TRIGGER expense_needs_an_open_day BEFORE INSERT ON expense
        WHEN {_CLOSED.format(day="NEW.spent_on")} OR {_CLOSED.format(day="NEW.paid_on")} {_REFUSE}""",
    f"""CREATE TRIGGER expense_of_a_closed_day_stands BEFORE UPDATE OF supplier, number, category, country,
        currency, spent_on, net, tax, gross ON expense
        WHEN (OLD.supplier <> NEW.supplier OR OLD.number <> NEW.number OR OLD.category <> NEW.category
          OR OLD.country <> NEW.country OR OLD.currency <> NEW.currency OR OLD.spent_on <> NEW.spent_on
          OR OLD.net <> NEW.net OR OLD.tax <> NEW.tax OR OLD.gross <> NEW.gross)
          AND ({_CLOSED.format(day="OLD.spent_on")} OR {_CLOSED.format(day="NEW.spent_on")}) {_REFUSE}""",
    f"""CREATE TRIGGER expense_is_paid_on_an_open_day BEFORE UPDATE OF paid_on, method ON expense
        WHEN (coalesce(OLD.paid_on, '') <> coalesce(NEW.paid_on, '') OR OLD.method <> NEW.method)
          AND ({_CLOSED.format(day="OLD.paid_on")} OR {_CLOSED.format(day="NEW.paid_on")}) {_REFUSE}""",
    f"""CREATE TRIGGER expense_of_a_closed_day_stays BEFORE DELETE ON expense
        WHEN {_CLOSED.format(day="OLD.spent_on")} OR {_CLOSED.format(day="OLD.paid_on")} {_REFUSE}""",
)
_RECURRING: Final = (
    f"""CREATE TABLE "recurring_expense" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "title" TEXT NOT NULL CHECK (trim("title") <> ''),
       "state" TEXT NOT NULL CHECK ("state" IN ('active', 'paused', 'ended')),
       "rule" TEXT NOT NULL CHECK (trim("rule") <> ''),
       "starts_on" TEXT NOT NULL {_DAY.format("starts_on")}, "next_on" TEXT {_DAY.format("next_on")},
       "last_on" TEXT {_DAY.format("last_on")}, "made" INTEGER NOT NULL,
       "currency" TEXT NOT NULL {_CURRENCY}, "gross" INTEGER NOT NULL, "problem" TEXT NOT NULL,
       "draft" TEXT NOT NULL, "version" INTEGER NOT NULL,
       CHECK (made >= 0), CHECK ((state = 'ended') = (next_on IS NULL))) STRICT""",
    f"""CREATE TABLE "recurring_expense_run" ("id" INTEGER NOT NULL PRIMARY KEY,
       "recurring_id" INTEGER NOT NULL, "on" TEXT NOT NULL {_DAY.format("on")}, "expense_id" INTEGER,
       FOREIGN KEY ("recurring_id") REFERENCES "recurring_expense" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("expense_id") REFERENCES "expense" ("id") ON DELETE SET NULL,
       UNIQUE (recurring_id, "on")) STRICT""",
    'CREATE INDEX "recurring_expense_run_expense_id" ON "recurring_expense_run" ("expense_id")',
    "CREATE INDEX recurring_expense_due ON recurring_expense (next_on, id) WHERE state = 'active'",
)
_ENCLOSURES: Final = (
    """CREATE TABLE "enclosure" ("id" INTEGER NOT NULL PRIMARY KEY, "document_id" INTEGER NOT NULL,
       "name" TEXT NOT NULL CHECK (trim("name") <> ''),
       "media_type" TEXT NOT NULL CHECK (trim("media_type") <> ''), "sha256" TEXT NOT NULL,
       FOREIGN KEY ("document_id") REFERENCES "document" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("sha256") REFERENCES "blob" ("sha256") ON DELETE RESTRICT,
       UNIQUE (document_id, sha256)) STRICT""",
    'CREATE INDEX "enclosure_sha256" ON "enclosure" ("sha256")',
)


def apply(cursor: sqlite3.Cursor) -> None:
    """New tables; nothing that is there changes."""
    for statement in (*_EXPENSES, *_RECURRING, *_ENCLOSURES):
        cursor.execute(statement)
