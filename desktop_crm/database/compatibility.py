"""Which programs may open a file whose schema is newer than they know: the file itself says so.

`min_reader` is the oldest schema whose programs still read the file right, `min_writer` the oldest whose
programs may write into it. Every step of an upgrade decides both for what it made.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any, Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

READ: Final = "SELECT min_reader, min_writer FROM compatibility"
_HAS: Final = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'compatibility'"


@dataclass(frozen=True, slots=True)
class Limits:
    """What a file asks of programs that are older than it."""

    min_reader: int
    min_writer: int


def limits_of(connection: Any) -> Limits | None:
    """The limits in the database of a connection; None where it has none (the first version of a file)."""
    if not getattr(connection, "is_server", False) and connection.execute(_HAS).fetchone() is None:
        return None
    row = connection.execute(READ).fetchone()
    return None if row is None else Limits(int(row[0]), int(row[1]))


def row_sql(min_reader: int, min_writer: int) -> str:
    """The statement that writes them into a fresh database."""
    return f"INSERT INTO compatibility (id, min_reader, min_writer) VALUES (1, {min_reader}, {min_writer})"


def set_limits(cursor: sqlite3.Cursor | Any, min_reader: int, min_writer: int) -> None:
    """Write them down, where the database keeps them already."""
    if cursor.execute(_HAS).fetchone() is not None:
        cursor.execute("DELETE FROM compatibility")
        cursor.execute(row_sql(min_reader, min_writer))


def refuse_or_read(found: int, known: int, limits: Limits | None) -> Message | None:
    """Whether a program of schema `known` may only read a file of schema `found`: the reason, or None where
    it may write. Raises UserError where it may not even read.
    """
    if found <= known:
        return None
    if limits is None or known < limits.min_reader:
        raise UserError(
            _(
                "This database is from a newer version of the program (schema {found}, not {known}). "
                "It was not touched. Install the newer version.",
                found=found,
                known=known,
            )
        )
    if known < limits.min_writer:
        return _(
            "This database is from a newer version of the program (schema {found}, not {known}): "
            "this one can only read it. Install the newer version to write.",
            found=found,
            known=known,
        )
    return None


def upgraded(found: int, known: int) -> Message:
    """What somebody is told whose open file was upgraded by another program."""
    return _(
        "Somebody upgraded this database to a newer version of the program (schema {found}, not {known}) "
        "while it was open here. Nothing was saved. Close the program and install the newer version.",
        found=found,
        known=known,
    )
