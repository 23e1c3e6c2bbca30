"""Save a database of today's schema for all time: run once a release, `python -m tests.upgrades.save`.

It holds the demo's firm: contacts, a quote, an invoice with its payment and credit note, a ticket. With a
path as its argument it saves that database instead.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import demo

FOLDER = Path(__file__).parent


def save(source: Path | None) -> Path:
    """Write tests/upgrades/v<version>.sql as text, which a review can read; never over another one."""
    target = FOLDER / f"v{SCHEMA_VERSION}.sql"
    if target.exists():
        raise SystemExit(f"{target} is there already: a saved database never changes")
    with tempfile.TemporaryDirectory() as folder:
        if source is None:
            demo.run(Caller("Ciara Sample", "owner", "en", "studio"), Path(folder))
            source = Path(folder) / demo.FILE
        with closing(sqlite3.connect(source)) as connection:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            dump = "\n".join(_statements(connection))
    text = f"PRAGMA application_id={application};\nPRAGMA user_version={version};\n{dump}\n"
    target.write_text(text, encoding="utf-8")
    return target


def _statements(connection: sqlite3.Connection) -> Iterator[str]:
    """All that makes it anew. The rows of a virtual table lie in its shadow tables and are left out once."""
    virtual = connection.execute("SELECT name FROM pragma_table_list WHERE type = 'virtual'").fetchall()
    rows = tuple(f'INSERT INTO "{name}" VALUES' for (name,) in virtual)
    return (line for line in connection.iterdump() if not line.startswith(rows))


if __name__ == "__main__":
    print(save(Path(sys.argv[1]) if len(sys.argv) > 1 else None))
