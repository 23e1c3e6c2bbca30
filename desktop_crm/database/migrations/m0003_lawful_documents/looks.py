"""How papers look, for the firm and for a customer."""

from __future__ import annotations

import sqlite3
from typing import Final

LOOKS: Final = (
    "ALTER TABLE firm ADD COLUMN design TEXT NOT NULL DEFAULT 'classic'"
    " CHECK (design IN ('classic', 'modern', 'compact'))",
    "ALTER TABLE firm ADD COLUMN paper_size TEXT NOT NULL DEFAULT 'a4'"
    " CHECK (paper_size IN ('a4', 'letter'))",
    'ALTER TABLE firm ADD COLUMN "columns" TEXT CHECK ("columns" IS NULL OR json_valid("columns"))',
    "ALTER TABLE firm ADD COLUMN \"paper_texts\" TEXT NOT NULL DEFAULT '{}'"
    ' CHECK ("paper_texts" IS NULL OR json_valid("paper_texts"))',
    "ALTER TABLE contact ADD COLUMN design TEXT NOT NULL DEFAULT ''"
    " CHECK (design IN ('', 'classic', 'modern', 'compact'))",
    "ALTER TABLE contact ADD COLUMN paper_size TEXT NOT NULL DEFAULT ''"
    " CHECK (paper_size IN ('', 'a4', 'letter'))",
    "ALTER TABLE bank_account ADD COLUMN qr_iban TEXT NOT NULL DEFAULT ''"
    " CHECK (qr_iban NOT GLOB '*[ a-z]*')",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """Every firm goes on with Classic on A4."""
    for statement in LOOKS:
        cursor.execute(statement)
