"""How a table says what is told of its changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

CREATED: Final = "created"
CHANGED: Final = "changed"
DELETED: Final = "deleted"
TOUCHED: Final = "touched"
"""A new version with the same values: other computers read it anew, nobody is told of it."""
WHOLE: Final = "whole"
"""Beside the values of a deleted row: all its rows as they were stored, to bring it back."""
HIDDEN: Final = "***"
"""Stands for a secret value: that it changed is written down, never what it is."""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows of another table that belong to a row, as one value of it: a list.

    `sql` selects them in their order by the row's id; a single column makes a plain list.
    """

    name: str
    columns: tuple[str, ...]
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """How changes of a table's rows are written down."""

    silent: tuple[str, ...] = ()
    """Columns that follow from others."""
    secret: tuple[str, ...] = ()
    """Columns of which only is told that they changed; a row that has some is not kept whole."""
    unfolded: str = ""
    """A column of JSON whose members count as columns of their own."""
    contact: str = "NULL"
    """SQL: the id of the contact it belongs to."""
    record: str = ""
    """SQL: "table:id" of the record on whose page it is seen, where that is another one."""
    parts: tuple[Part, ...] = ()
    goes_with_it: tuple[tuple[str, str], ...] = ()
    """(table, column) of the rows that are deleted with a row."""
    acts: tuple[tuple[str, Any, str], ...] = ()
    """(column, value, act): what a change to this value is called; the first that fits. The value `...`
    stands for any.
    """
    born: tuple[str, ...] = ()
    """Acts with which a new row may begin: a credit note is issued in the transaction that makes it."""
    settles: int = 0
    """Seconds within which the changes of one person are one entry: for what saves itself while one types."""
