"""Filling a new file: indexes and trigrams are made once at the end, at a fraction of the cost."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

from desktop_crm.database import faults, trail
from desktop_crm.database.search import postponed, rebuild
from desktop_crm.database.session import raw, transaction

_INDEXES: Final = (
    "SELECT i.name, i.sql FROM sqlite_master i WHERE i.type = 'index' AND i.sql IS NOT NULL AND NOT EXISTS ("
    " SELECT 1 FROM pragma_foreign_key_list(i.tbl_name) f"
    ' JOIN pragma_index_info(i.name) c ON c.name = f."from"'
    ' WHERE c.seqno = 0 AND f."table" IN (SELECT value FROM json_each(?))) ORDER BY i.rowid'
)


@contextmanager
def without_indexes(*late: str) -> Iterator[list[str]]:
    """Meanwhile there are no indexes but those of keys and unique rows, and no search; then all are back.

    `late` are tables whose rows are written after those that refer to them: each is looked up in the indexes
    of its foreign keys, so these stay. Yields the names of the others. For a file that nobody else has open
    and that goes when anything fails: after an error they stay away.
    """
    found = raw().execute(_INDEXES, (json.dumps(late),)).fetchall()
    with transaction():
        for name, _sql in found:
            raw().execute(f'DROP INDEX "{name}"')
    with postponed():
        yield [name for name, _sql in found]
    with transaction():
        for _name, sql in found:
            raw().execute(sql)


_LATE: Final = (
    "SELECT type, name, sql FROM sqlite_master WHERE type IN ('trigger', 'index') AND sql IS NOT NULL"
    " ORDER BY rowid"
)


@contextmanager
def filling(connection: Any) -> Iterator[None]:
    """One transaction in which rows of a whole other database come into a new one as they are.

    Neither triggers nor foreign keys speak meanwhile (an issued document takes no more lines), so whoever
    fills checks the file afterwards. `connection` is one of its own (`engine.connect`); indexes and the
    search's trigrams are made at the end.
    """
    connection.execute("PRAGMA foreign_keys = off")
    connection.execute("BEGIN IMMEDIATE")
    try:
        late = connection.execute(_LATE).fetchall()
        for kind, name, _sql in late:
            connection.execute(f'DROP {kind} "{name}"')
        yield
        for _kind, _name, sql in late:
            connection.execute(sql)
        rebuild(connection)
        trail.WORDS.rebuild(connection)
        faults.commit(connection)
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
