"""What somebody typed and has not stored yet: kept on this computer until it is sent, through a closed page,
a lock, a place that is gone, a crash.

One small database a firm in this computer's own folder, a row for each person and record. That of an
encrypted firm is encrypted with a key that comes from the firm's. It costs what it holds, never the program:
where it cannot be read or written, the text lasts as long as the window.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from desktop_crm.database import cipher, keys
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import places
from desktop_crm.workspace.places import Place

KEPT_FOR: Final = timedelta(days=90)
_TABLE: Final = (
    "CREATE TABLE IF NOT EXISTS kept (person INTEGER, record TEXT, id INTEGER, words TEXT, at TEXT,"
    " PRIMARY KEY (person, record, id))"
)
_WAIT: Final = 1.0
"""Seconds for another window of this computer."""


class HalfTyped:
    """Of one firm and one person (0 for who works alone)."""

    def __init__(self, place: Place, person_id: int) -> None:
        """While the place is open: whether it is encrypted is asked of it this once, and nothing later."""
        self._store, self._person = _store_of(place), person_id
        self._here: dict[tuple[str, int], dict[str, str]] = {}

    def get(self, record: str, key: int) -> dict[str, str]:
        """What was typed at the record (`get("ticket", 7)`); {} for nothing."""
        here = self._here.get((record, key))
        if here is not None:
            return dict(here)
        if not self._store.is_there:
            return {}
        sql = "SELECT words FROM kept WHERE person = ? AND record = ? AND id = ?"
        with suppress(sqlite3.Error, OSError, UserError, ValueError):
            with self._store.opened() as kept:
                row = kept.execute(sql, (self._person, record, key)).fetchone()
            found = json.loads(row[0]) if row else {}
            return {str(name): str(words) for name, words in found.items()}
        return {}

    def keep(self, record: str, key: int, words: Mapping[str, str]) -> None:
        """Keep this in place of what was kept before."""
        self._here[record, key] = dict(words)
        now = utc_now()
        row = (self._person, record, key, json.dumps(self._here[record, key]), now.isoformat())
        with suppress(sqlite3.Error, OSError, UserError), self._store.opened() as kept:
            kept.execute("DELETE FROM kept WHERE at < ?", ((now - KEPT_FOR).isoformat(),))
            kept.execute("INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)", row)

    def forget(self, record: str, key: int) -> None:
        """It was sent, or taken back."""
        self._here.pop((record, key), None)
        if not self._store.is_there:
            return
        sql = "DELETE FROM kept WHERE person = ? AND record = ? AND id = ?"
        with suppress(sqlite3.Error, OSError, UserError), self._store.opened() as kept:
            kept.execute(sql, (self._person, record, key))


def drop(place: Place, record: str, key: int) -> None:
    """What anybody of this computer typed at a record that is erased."""
    store = _store_of(place)
    if store.is_there:
        with suppress(sqlite3.Error, OSError, UserError), store.opened() as kept:
            kept.execute("DELETE FROM kept WHERE record = ? AND id = ?", (record, key))


@dataclass(frozen=True, slots=True)
class _Store:
    """The database of one firm. `key` is None for a plain one; locked, nothing is read or written."""

    path: Path
    key: bytes | None
    is_locked: bool = False

    @property
    def is_there(self) -> bool:
        return not self.is_locked and self.path.exists()

    @contextmanager
    def opened(self) -> Iterator[Any]:
        """Made where there is none; what is written in it holds once this ends."""
        if self.is_locked:
            raise keys.Locked(self.path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._connected()) as connection:
            try:
                connection.execute(_TABLE)
            except sqlite3.DatabaseError as error:
                if getattr(error, "sqlite_errorcode", 0) != sqlite3.SQLITE_NOTADB:
                    raise
                self.path.unlink()  # damaged
                with closing(self._connected()) as fresh:
                    fresh.execute(_TABLE)
                    yield fresh
                return
            yield connection

    def _connected(self) -> Any:
        if not self.path.exists():
            os.close(os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600))
        if self.key is None:
            connection: Any = sqlite3.connect(self.path, timeout=_WAIT, isolation_level=None)
        else:
            connection = cipher.connect(
                self.path.as_uri(),
                self.key,
                factory=cipher.bases()[0],
                timeout=_WAIT,
                isolation_level=None,
            )
        connection.execute("PRAGMA secure_delete = ON")
        return connection


def _store_of(place: Place) -> _Store:
    path = places.half_typed_file(place)
    if not isinstance(place, Path):
        return _Store(path, None)
    try:
        key = keys.key_for(place)
    except UserError:
        return _Store(path, None, is_locked=True)
    own = None if key is None else hmac.digest(key, b"desktop-crm half typed", hashlib.sha256)
    return _Store(path, own)
