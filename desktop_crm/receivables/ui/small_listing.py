"""A list that is read at once because it is short; searched and shown from there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

RowT = TypeVar("RowT")


class SmallListing(Generic[RowT]):
    """`words(row)` is what the search looks in: every word of it must be there."""

    def __init__(self, rows: Sequence[RowT], search: str, words: Callable[[RowT], str]) -> None:
        wanted = search.casefold().split()
        self._rows = [row for row in rows if all(word in words(row).casefold() for word in wanted)]

    def count(self) -> int:
        return len(self._rows)

    def rows(self, start: int, limit: int) -> list[RowT]:
        return self._rows[start : start + limit]
