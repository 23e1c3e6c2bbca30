"""Price lists, customers' own prices, quantity prices."""

from __future__ import annotations

import sqlite3
from typing import Final

_DAY: Final = """CHECK (date("{0}", '+0 days') IS "{0}" AND ("{0}" IS NULL OR "{0}" >= '1900-01-01'))"""
STATEMENTS: Final = (
    """CREATE TABLE "price_list" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "name" TEXT NOT NULL CHECK (trim("name") <> ''),
       "currency" TEXT NOT NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'),
       "price_mode" TEXT NOT NULL CHECK ("price_mode" IN ('net', 'gross')),
       "is_archived" INTEGER NOT NULL CHECK ("is_archived" IN (0, 1)), "version" INTEGER NOT NULL) STRICT""",
    f"""CREATE TABLE "product_price" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "product_id" INTEGER NOT NULL, "list_id" INTEGER, "contact_id" INTEGER,
       "from_qty" INTEGER NOT NULL, "price" INTEGER NOT NULL,
       "currency" TEXT NOT NULL CHECK ("currency" GLOB '[A-Z][A-Z][A-Z]'),
       "price_mode" TEXT NOT NULL CHECK ("price_mode" IN ('net', 'gross')),
       "valid_from" TEXT {_DAY.format("valid_from")}, "valid_to" TEXT {_DAY.format("valid_to")},
       "version" INTEGER NOT NULL,
       FOREIGN KEY ("product_id") REFERENCES "product" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("list_id") REFERENCES "price_list" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
       CHECK (from_qty >= 0), CHECK (valid_to >= valid_from),
       CHECK (list_id IS NULL OR contact_id IS NULL)) STRICT""",
    'CREATE INDEX "product_price_list_id" ON "product_price" ("list_id")',
    'CREATE INDEX "product_price_contact_id" ON "product_price" ("contact_id")',
    """CREATE TABLE "customer_price_list" ("id" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
       "contact_id" INTEGER NOT NULL, "list_id" INTEGER NOT NULL, "version" INTEGER NOT NULL,
       FOREIGN KEY ("contact_id") REFERENCES "contact" ("id") ON DELETE CASCADE,
       FOREIGN KEY ("list_id") REFERENCES "price_list" ("id") ON DELETE CASCADE) STRICT""",
    'CREATE UNIQUE INDEX "customer_price_list_contact_id" ON "customer_price_list" ("contact_id")',
    'CREATE INDEX "customer_price_list_list_id" ON "customer_price_list" ("list_id")',
    "CREATE UNIQUE INDEX price_list_name_once ON price_list (name)",
    """CREATE UNIQUE INDEX product_price_once ON product_price (product_id, coalesce(list_id, 0),
       coalesce(contact_id, 0), currency, price_mode, from_qty, coalesce(valid_from, ''))""",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """Three new tables; nothing that is there changes."""
    for statement in STATEMENTS:
        cursor.execute(statement)
