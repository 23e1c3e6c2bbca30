"""Version 2, the small office: people with roles, a trail of changes, leases, consents, erasures.

Tables and columns of one subject stand together; the order is that of their foreign keys.
"""

from __future__ import annotations

import sqlite3
from typing import Final

HEARD_BY_OTHERS: Final = (
    """CREATE TABLE "change_count" ("entity" TEXT NOT NULL PRIMARY KEY CHECK (trim("entity") <> ''),
    "commits" INTEGER NOT NULL) STRICT""",
)

STATEMENTS: Final[tuple[str, ...]] = (
    *HEARD_BY_OTHERS,
)  # fmt: skip


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new; nothing that is there is touched."""
    for statement in STATEMENTS:
        cursor.execute(statement)
