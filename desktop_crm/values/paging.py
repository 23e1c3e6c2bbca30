"""What a list page asks for and what a query hands back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeVar

RowT = TypeVar("RowT")


@dataclass(frozen=True, slots=True)
class ListView:
    """One way of looking at a list. `sort` is a column's key ("" is the list's own order), never SQL."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    filters: tuple[tuple[str, str], ...] = ()

    @property
    def wanted(self) -> Mapping[str, str]:
        """The filters by name."""
        return dict(self.filters)


class Listing(Protocol[RowT]):
    """The rows of one `ListView`, fetched in blocks at any depth."""

    def count(self) -> int:
        """How many rows there are in all."""
        ...

    def rows(self, start: int, limit: int) -> list[RowT]:
        """At most `limit` rows from row `start`, counted from 0."""
        ...
