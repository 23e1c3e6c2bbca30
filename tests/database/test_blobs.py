"""Bytes are kept once, never change, and go only by an explicit purge."""

from __future__ import annotations

import hashlib

import pytest

from desktop_crm.database import blobs
from desktop_crm.database.connection import OpenDatabase, on_server, raw, transaction
from desktop_crm.database.faults import IntegrityError
from desktop_crm.values.errors import NotFound
from tests.fixtures import server


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7\x00\xff", bytes(range(256)) * 9_000], ids=["none", "few", "many"]
)
def test_bytes_come_back_under_their_hash(database: OpenDatabase, content: bytes) -> None:
    with transaction():
        sha256 = blobs.put(content)
        assert blobs.put(content) == sha256
    assert sha256 == hashlib.sha256(content).hexdigest()
    assert (blobs.get(sha256), blobs.size(sha256)) == (content, len(content))
    assert raw().execute("SELECT count(*) FROM blob").fetchone() == (1,)
    assert blobs.wrong_blobs() == []


def test_a_blob_neither_changes_nor_goes(database: OpenDatabase) -> None:
    with transaction():
        sha256 = blobs.put(b"paper")
    for sql in (
        "UPDATE blob SET bytes = bytes",
        "DELETE FROM blob",
    ):
        with pytest.raises(IntegrityError):
            raw().execute(sql)
    assert blobs.get(sha256) == b"paper"


def test_a_purge_deletes_what_is_named_and_locks_the_door_again(database: OpenDatabase) -> None:
    with transaction():
        kept, gone = blobs.put(b"kept"), blobs.put(b"gone")
    with transaction():
        assert blobs.purge([gone, "0" * 64]) == 1
    with pytest.raises(NotFound):
        blobs.get(gone)
    with pytest.raises(NotFound):
        blobs.size(gone)
    with pytest.raises(IntegrityError):
        raw().execute("DELETE FROM blob")
    assert blobs.get(kept) == b"kept"


def test_bytes_that_were_changed_behind_the_back_are_found(database: OpenDatabase) -> None:
    with transaction():
        blobs.put(b"right")
        sha256 = blobs.put(b"wrong")
        if not on_server():
            raw().execute("DROP TRIGGER blob_never_changes")
            raw().execute("UPDATE blob SET bytes = ? WHERE sha256 = ?", (b"other", sha256))
    if on_server():
        server.force(database.place, f"UPDATE blob SET bytes = 'other' WHERE sha256 = '{sha256}'")
    assert blobs.wrong_blobs() == [sha256]
    assert blobs.wrong_blobs({sha256}) == []


def test_a_blob_needs_a_transaction(database: OpenDatabase) -> None:
    with pytest.raises(RuntimeError):
        blobs.put(b"paper")
    with pytest.raises(RuntimeError):
        blobs.purge([])
