"""Version 2, the small office: people with roles, a trail of changes, leases, consents, erasures.

Tables and columns of one subject stand together; the order is that of their foreign keys.
"""

from __future__ import annotations

import sqlite3
from typing import Final

STATEMENTS: Final[tuple[str, ...]] = ()


def apply(cursor: sqlite3.Cursor) -> None:
    """Make what is new; nothing that is there is touched."""
    for statement in STATEMENTS:
        cursor.execute(statement)
