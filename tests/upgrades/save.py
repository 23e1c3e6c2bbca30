"""Save a database of today's schema for all time: run once a release, `python -m tests.upgrades.save`.

With a path as its argument it saves that database (one with data in it), else an empty one.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from desktop_crm.database.connection import create_database
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.workspace import registry

FOLDER = Path(__file__).parent


def save(source: Path | None) -> Path:
    """Write tests/upgrades/v<version>.sql as text, which a review can read; never over another one."""
    target = FOLDER / f"v{SCHEMA_VERSION}.sql"
    if target.exists():
        raise SystemExit(f"{target} is there already: a saved database never changes")
    if source is None:
        source = FOLDER / "fresh.db"
        create_database(source, registry.TABLES, registry.STATEMENTS)
        remove = True
    else:
        remove = False
    try:
        with closing(sqlite3.connect(source)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            dump = "\n".join(connection.iterdump())
    finally:
        if remove:
            source.unlink()
    target.write_text(f"PRAGMA application_id={application};\nPRAGMA user_version={version};\n{dump}\n")
    return target


if __name__ == "__main__":
    print(save(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
