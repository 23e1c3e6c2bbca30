"""Large databases for the bench, made once a run."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from desktop_crm.database import engine
from desktop_crm.database.profiles import LOCAL
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.workspace import opening
from desktop_crm.workspace.generating import generate
from tests.bench.measuring import say

TODAY = date(2026, 11, 22)


def made(path: Path, contacts: int, documents: int) -> Path:
    """The generated database at `path`."""
    start = time.perf_counter()
    generate(path, contacts, documents, 1, today=TODAY)
    seconds, size = time.perf_counter() - start, path.stat().st_size / 1e6
    say(f"made {contacts:,} contacts and {documents:,} documents in {seconds:.0f} s, {size:.0f} MB")
    return path


@contextmanager
def opened(path: Path) -> Iterator[Caller]:
    """The database as the program has it open."""
    workspace = opening.open_workspace(path)
    try:
        yield local_caller()
    finally:
        workspace.close()


@contextmanager
def plain(path: Path) -> Iterator[sqlite3.Connection]:
    """Python's sqlite3 on the same file with the program's settings: what the floors speak through."""
    connection = sqlite3.connect(path, isolation_level=None, cached_statements=512)
    for name, value in LOCAL.settings.items():
        connection.execute(f"PRAGMA {name} = {value}")
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def recorded() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that the program's connections are given meanwhile, with its values."""
    statements: list[tuple[str, Any]] = []
    execute = engine.Cursor.execute

    def record(cursor: Any, sql: str, values: Any = ()) -> Any:
        statements.append((sql, values))
        return execute(cursor, sql, values)

    engine.Cursor.execute = record  # type: ignore[method-assign, assignment]
    try:
        yield statements
    finally:
        engine.Cursor.execute = execute  # type: ignore[method-assign]
