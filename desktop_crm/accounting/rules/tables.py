"""Tables for the accountant: named columns of one kind each, written as CSV, as a sheet or for an audit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.values.messages import Message

Kind = Literal["text", "date", "time", "amount", "number", "rate"]
Cell = str | int | Decimal | date | datetime | bool | None
TYPES: Final[dict[Kind, tuple[type, ...]]] = {
    "text": (str,),
    "date": (date,),
    "time": (datetime,),
    "amount": (Decimal, int),
    "number": (int,),
    "rate": (Decimal, int),
}


@dataclass(frozen=True, slots=True)
class Column:
    """`name` is the same in every language; `title` says what it means."""

    name: str
    kind: Kind
    title: Message
    is_key: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """`name` is that of its files; rows have a cell a column, None where there is nothing."""

    name: str
    title: Message
    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Cell]]

    @property
    def headers(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


def columns(*declared: tuple[str, Kind, Message], leading: int = 0) -> tuple[Column, ...]:
    """The first `leading` of these columns tell one row from another."""
    return tuple(
        Column(name, kind, title, place < leading) for place, (name, kind, title) in enumerate(declared)
    )
