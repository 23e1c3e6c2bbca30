"""What was handed to the accountant."""

from __future__ import annotations

import sqlite3
from typing import Final

_DAY: Final = """CHECK (date("{0}", '+0 days') IS "{0}" AND ("{0}" IS NULL OR "{0}" >= '1900-01-01'))"""
_STATEMENTS: Final = (
    f"""CREATE TABLE "handover" ("id" INTEGER NOT NULL PRIMARY KEY,
        "starts_on" TEXT NOT NULL {_DAY.format("starts_on")},
        "ends_on" TEXT NOT NULL {_DAY.format("ends_on")},
        "layouts" TEXT NOT NULL,
        "name" TEXT NOT NULL CHECK (trim("name") <> ''),
        "papers" INTEGER NOT NULL, "changes" INTEGER NOT NULL,
        "seal" TEXT NOT NULL CHECK (trim("seal") <> ''),
        "made_on" TEXT NOT NULL {_DAY.format("made_on")},
        "at" TEXT NOT NULL CHECK (strftime('%Y-%m-%dT%H:%M:%SZ', "at", '+0 days') IS "at"),
        "by" TEXT NOT NULL, "items" TEXT NOT NULL,
        CHECK (starts_on <= ends_on), CHECK (length(seal) = 64)) STRICT""",
    "CREATE INDEX handover_made ON handover (at, id)",
    """CREATE TRIGGER handover_never_changes BEFORE UPDATE ON handover
       BEGIN SELECT RAISE(ABORT, 'what was handed over stays on record'); END""",
    """CREATE TRIGGER handover_stays BEFORE DELETE ON handover
       BEGIN SELECT RAISE(ABORT, 'what was handed over stays on record'); END""",
)


def apply(cursor: sqlite3.Cursor) -> None:
    """The table of the packages, its index, and what keeps a row as it is."""
    for statement in _STATEMENTS:
        cursor.execute(statement)
