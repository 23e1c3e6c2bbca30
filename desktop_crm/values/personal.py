"""What each room hands in when a person asks what is known about them, and when they ask to be forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple, TypeAlias

from desktop_crm.values.messages import Message


class Amount(NamedTuple):
    """Money in a readable table: minor units and the currency."""

    minor: int
    currency: str


@dataclass(frozen=True)
class PersonalFile:
    """A file that goes along; `name` is what it was called, its bytes are read when it is written."""

    name: str
    content: Callable[[], bytes]


Cell: TypeAlias = str | Message | date | datetime | Amount | tuple[PersonalFile, ...] | None


@dataclass(frozen=True, slots=True)
class Section:
    """One subject: readable as a table, and whole as JSON.

    `name` is its JSON file's ("tickets"), which nobody translates; `data` is a list or an object of JSON,
    None where another section's data holds it already.
    """

    name: str
    title: Message
    columns: tuple[Message, ...]
    rows: tuple[tuple[Cell, ...], ...]
    data: Any


@dataclass(frozen=True, slots=True)
class Kept:
    """A paper that the law keeps: until which day, and by which rule."""

    number: str
    kind: str
    issued_on: date
    until: date
    reason: Message


@dataclass(slots=True)
class Forgotten:
    """What a room erases of a person.

    `counts` by what it is; `rows` are the ids, by table, of whatever a log may tell about; `blobs` the hashes
    of bytes that may go; `kept` the papers that stay, `kept_rows` those of `rows` that do.
    """

    counts: dict[Message, int] = field(default_factory=dict)
    rows: dict[str, list[int]] = field(default_factory=dict)
    blobs: set[str] = field(default_factory=set)
    kept: list[Kept] = field(default_factory=list)
    kept_rows: dict[str, list[int]] = field(default_factory=dict)

    def count(self, what: Message, number: int) -> None:
        """So many of these; none are not told of."""
        if number:
            self.counts[what] = self.counts.get(what, 0) + number

    def add(self, other: Forgotten) -> None:
        """What another room says, too."""
        for what, number in other.counts.items():
            self.count(what, number)
        for mine, others in ((self.rows, other.rows), (self.kept_rows, other.kept_rows)):
            for table, ids in others.items():
                mine.setdefault(table, []).extend(ids)
        self.blobs |= other.blobs
        self.kept += other.kept
