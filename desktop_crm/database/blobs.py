"""Bytes that never change (issued documents, attachments, logos), kept once under their SHA-256."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterable

from peewee import SQL, BlobField

from desktop_crm.database.engine import placeholders
from desktop_crm.database.fields import Text
from desktop_crm.database.session import Table, current, in_transaction, on_server, raw
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _


class Blob(Table):
    """Insert-only: triggers refuse UPDATE, and DELETE outside `purge`."""

    sha256 = Text(primary_key=True)
    bytes = BlobField()

    class Meta:
        constraints = (SQL("CHECK (length(sha256) = 64)"),)


TRIGGERS = (
    """CREATE TRIGGER blob_never_changes BEFORE UPDATE ON blob
       BEGIN SELECT RAISE(ABORT, 'a blob never changes'); END""",
    """CREATE TRIGGER blob_stays BEFORE DELETE ON blob
       BEGIN SELECT RAISE(ABORT, 'a blob is deleted by purge only'); END""",
)

SERVER_TRIGGERS = (
    TRIGGERS[0],
    """CREATE TRIGGER blob_stays BEFORE DELETE ON blob
       WHEN coalesce(current_setting('desktop_crm.purging', TRUE), '') <> 'on'
       BEGIN SELECT RAISE(ABORT, 'a blob is deleted by purge only'); END""",
)
"""On a server nobody who uses the program may drop a trigger: there a change says that it purges."""


def put(content: bytes) -> str:
    """Keep `content`; returns its SHA-256 in hex. The same bytes are kept once. Needs a transaction."""
    if not in_transaction():
        raise RuntimeError("blobs.put needs a transaction")
    sha256 = hashlib.sha256(content).hexdigest()
    raw().execute("INSERT INTO blob (sha256, bytes) VALUES (?, ?) ON CONFLICT DO NOTHING", (sha256, content))
    return sha256


def get(sha256: str) -> bytes:
    """The bytes kept under this hash; NotFound when there are none."""
    row = raw().execute("SELECT bytes FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise NotFound(_("This file is not in the database."))
    return bytes(row[0])


def size(sha256: str) -> int:
    """How many bytes are kept under this hash, without reading them; NotFound when there are none."""
    row = raw().execute("SELECT length(bytes) FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
    if row is None:
        raise NotFound(_("This file is not in the database."))
    return int(row[0])


def purge(hashes: Iterable[str]) -> int:
    """Delete these blobs for good (a person's erasure, an undone import); returns how many there were.

    Needs a transaction. A blob that another table still refers to by a foreign key raises IntegrityError.
    """
    if not in_transaction():
        raise RuntimeError("blobs.purge needs a transaction")
    wanted = tuple(hashes)
    connection = raw()
    if on_server():
        connection.execute("SELECT set_config('desktop_crm.purging', 'on', TRUE)")
    else:
        connection.execute("DROP TRIGGER blob_stays")  # the drop lives and dies with the transaction
    deleted = 0
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        deleted += connection.execute(
            f"DELETE FROM blob WHERE sha256 IN ({placeholders(some)})", some
        ).rowcount
    if on_server():
        connection.execute("SELECT set_config('desktop_crm.purging', '', TRUE)")
    else:
        connection.execute(TRIGGERS[1])
    return deleted


def purge_unused(hashes: Iterable[str], also_used: Container[str] = ()) -> int:
    """Delete those of these blobs that no row of any table refers to any more; returns how many those were.

    `also_used` are hashes that somebody names otherwise than by a foreign key. Needs a transaction.
    """
    unused = [each for each in dict.fromkeys(hashes) if each not in also_used and not _is_used(each)]
    return purge(unused)


def _is_used(sha256: str) -> bool:
    return any(
        raw().execute(f'SELECT 1 FROM "{table}" WHERE "{column}" = ? LIMIT 1', (sha256,)).fetchone()
        for table, column in _references()
    )


def _references() -> list[tuple[str, str]]:
    """Every column of the open database that points to a blob."""
    found = []
    for field in Blob._meta.backrefs:
        table = field.model._meta.table_name
        if table in _tables():
            found.append((table, field.column_name))
    return found


def _tables() -> frozenset[str]:
    """The names of the tables that the open database has."""
    return frozenset(current().engine.get_tables())


def wrong_blobs(but: Container[str] = ()) -> list[str]:
    """The hashes under which other bytes lie than they say; those in `but` somebody else looks at."""
    hashes = [row[0] for row in raw().execute("SELECT sha256 FROM blob ORDER BY sha256").fetchall()]
    wrong = []
    for sha256 in hashes:
        row = None
        if sha256 not in but:
            row = raw().execute("SELECT bytes FROM blob WHERE sha256 = ?", (sha256,)).fetchone()
        if row is not None and hashlib.sha256(row[0]).hexdigest() != sha256:
            wrong.append(sha256)
    return wrong
