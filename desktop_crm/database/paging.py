"""Long lists: any block of a million sorted rows by keyset, never by a deep OFFSET.

    LISTING = ListSpec(
        source="contact c",                       # what filters and sorts speak of; never multiplies rows
        key="c.id",
        columns="c.id, c.name, f.name",
        joins="LEFT JOIN firm f ON f.id = c.firm_id",      # for the columns only
        sorts={"": Sort("c.folded"), "created": Sort("c.created_at"), "due": Sort("c.due_on", nullable=True)},
        filters={"category": "c.category = ?", "archived": "c.archived = ?"},
        search=("contact", "c.id"),               # the entity in `database.search`
    )

    def list_contacts(caller: Caller, view: ListView) -> Listing[ContactRow]:
        return KeysetListing(LISTING, view, lambda row: ContactRow(*row))

`sorts` and `filters` are the allow-lists: a `ListView` names their keys, its values are always bound
parameters. Give every sort an index `(expression, id)`; with a filter that leaves few rows none is needed.
Empty values come last in both directions. Equal values are ordered by id, so that a row never shows twice.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from desktop_crm.database import search
from desktop_crm.database.engine import placeholders
from desktop_crm.database.session import raw
from desktop_crm.values.paging import ListView

RowT = TypeVar("RowT")

ANCHOR_EVERY: Final = 1_000
_LEAST: Final = 50
_ANCHORS: Final = 200
"""A list keeps about so many anchors, each fifty to a thousand rows after the one before."""


@dataclass(frozen=True, slots=True)
class Sort:
    """A column or expression to sort by. `nullable`: it may be NULL, which comes last."""

    expression: str
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class ListSpec:
    """The SQL pieces of one list, written once; see the module's text."""

    source: str
    key: str
    columns: str
    sorts: Mapping[str, Sort]
    joins: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    where: str = ""
    search: tuple[str, str] | None = None


@dataclass(slots=True)
class _Zone:
    """A stretch of the list: the rows with a sort value, or after them those without."""

    condition: str
    order: Sequence[str]
    """The expressions that order it, the key last."""
    anchors: dict[int, tuple[Any, ...]] = field(default_factory=dict)
    """The sort values of the row just before a position."""
    positions: list[int] = field(default_factory=list)
    size: int | None = None

    def remember(self, position: int, values: tuple[Any, ...]) -> None:
        if position not in self.anchors:
            self.positions.insert(bisect_right(self.positions, position), position)
            self.anchors[position] = values


class KeysetListing(Generic[RowT]):
    """A `values.paging.Listing`: `count()` and `rows(start, limit)` over a `ListSpec` for one `ListView`.

    `make` turns the tuple of `columns` into a row. `where` and `values` add conditions that are no filter of
    the user (the rows of one contact); `index` names the one to read from, where the engine would choose
    another. With `is_few` the ids of all rows are read and sorted once, as in a search; `found` gives them in
    the order of the list where the asker knows a shorter way. A sort or filter that the spec does not know
    is a ValueError. It sees the database as it is at each call; make a new one after a
    change.
    """

    def __init__(
        self,
        spec: ListSpec,
        view: ListView,
        make: Callable[[Any], RowT],
        *,
        where: str = "",
        values: Sequence[Any] = (),
        index: str = "",
        is_few: bool = False,
        found: Callable[[], Iterable[int]] | None = None,
    ) -> None:
        if view.sort not in spec.sorts:
            raise ValueError(f"no sort {view.sort!r}")
        self._spec = spec
        self._make = make
        self._sort = spec.sorts[view.sort]
        self._descending = view.descending
        conditions, self._values = _conditions(spec, view, where, values)
        self._from = f"FROM {spec.source} INDEXED BY {index}" if index else f"FROM {spec.source}"
        self._where = " AND ".join(conditions) or "TRUE"
        self._count: int | None = None
        is_search = spec.search is not None and bool(view.search.strip())
        self._is_by_ids = is_few or is_search or found is not None
        self._find = found or self._read_ids
        self._found: array[int] | None = None
        self._zones = self._make_zones()

    def _make_zones(self) -> list[_Zone]:
        expression, key = self._sort.expression, self._spec.key
        order = (key,) if expression == key else (expression, key)
        if not self._sort.nullable:
            return [_Zone("TRUE", order)]
        return [_Zone(f"{expression} IS NOT NULL", order), _Zone(f"{expression} IS NULL", (key,))]

    def count(self) -> int:
        if self._is_by_ids:
            return len(self._ids())
        if self._count is None:
            sql = f"SELECT count(*) {self._from} WHERE {self._where}"
            self._count = int(raw().execute(sql, self._values).fetchone()[0])
        return self._count

    def rows(self, start: int, limit: int) -> list[RowT]:
        if start < 0 or limit <= 0:
            return []
        if self._is_by_ids:
            ids = self._ids()[start : start + limit]
            parts = (ids[first : first + ANCHOR_EVERY] for first in range(0, len(ids), ANCHOR_EVERY))
            return [row for part in parts for row in self._rows_of(part)]
        found: list[Any] = []
        for zone in self._zones:
            if zone.size is not None and start >= zone.size and zone is not self._zones[-1]:
                start -= zone.size
                continue
            block = self._block(zone, start, limit - len(found))
            found += block
            if len(found) >= limit:
                break
            if block:  # the zone ends here, known without counting it
                zone.size = start + len(block)
            start = 0 if block or zone is self._zones[-1] else start - self._size(zone)
        return [self._make(row) for row in found]

    def _ids(self) -> array[int]:
        """The ids of a search or of a short list, in the order of the list."""
        if self._found is None:
            self._found = array("q", self._find())
        return self._found

    def _read_ids(self) -> Iterable[int]:
        expression, key = self._sort.expression, self._spec.key
        nulls = f"{expression} IS NULL, " if self._sort.nullable else ""
        order = nulls + self._ordered(dict.fromkeys((expression, key)))
        sql = f"SELECT {key} {self._from} WHERE {self._where} ORDER BY {order}"
        return map(itemgetter(0), raw().execute(sql, self._values).fetchall())

    def _rows_of(self, ids: Sequence[int]) -> list[RowT]:
        spec = self._spec
        sql = (
            f"SELECT {spec.key}, {spec.columns} FROM {spec.source} {spec.joins}"
            f" WHERE {spec.key} IN ({placeholders(ids)})"
        )
        by_id = {row[0]: row[1:] for row in raw().execute(sql, ids).fetchall()}
        return [self._make(by_id[row_id]) for row_id in ids if row_id in by_id]

    def _size(self, zone: _Zone) -> int:
        if zone.size is None:
            sql = f"SELECT count(*) {self._from} WHERE {self._where} AND {zone.condition}"
            zone.size = int(raw().execute(sql, self._values).fetchone()[0])
        return zone.size

    def _block(self, zone: _Zone, start: int, limit: int) -> list[Any]:
        """The rows of a zone from `start`: from the nearest known position before it."""
        position = self._walk(zone, start)
        before = int(start > position)  # the row before the first is read too: the next time we begin there
        width = len(zone.order)
        keys, values = self._keys(zone, position)
        columns = ", ".join(f"page.k{number}" for number in range(width))
        directed = self._ordered(f"page.k{number}" for number in range(width))
        spec = self._spec
        sql = (
            f"SELECT {columns}, {spec.columns} FROM ({keys} LIMIT ? OFFSET ?) page"
            f" CROSS JOIN {spec.source} {spec.joins} WHERE {spec.key} = page.k{width - 1} ORDER BY {directed}"
        )
        rows = raw().execute(sql, [*values, limit + before, start - position - before]).fetchall()
        if before and rows:
            zone.remember(start, rows.pop(0)[:width])
        if len(rows) == limit:
            zone.remember(start + limit, rows[-1][:width])
        return [row[width:] for row in rows]

    def _walk(self, zone: _Zone, start: int) -> int:
        """The nearest known position at or before `start`, less than an anchor's distance away."""
        place = bisect_right(zone.positions, start)
        position = zone.positions[place - 1] if place else 0
        # The rows of a filter that leaves few lie far apart: there a thousand are too many to step over.
        every = ANCHOR_EVERY
        if self._count is not None:
            every = max(_LEAST, min(ANCHOR_EVERY, self._count // _ANCHORS))
        while start - position >= every:
            keys, values = self._keys(zone, position)
            row = raw().execute(f"{keys} LIMIT 1 OFFSET {every - 1}", values).fetchone()
            if row is None:
                break
            position += every
            zone.remember(position, tuple(row))
        return position

    def _keys(self, zone: _Zone, position: int) -> tuple[str, list[Any]]:
        """The sort values of the rows after a known position, in order, as SQL and its values.

        Two halves, those equal to the last one and those beyond, are merged: a comparison of pairs would read
        all rows that are equal, and thousands are after an import.
        """
        named = ", ".join(f"{expression} AS k{number}" for number, expression in enumerate(zone.order))
        half = f"SELECT {named} {self._from} WHERE {self._where} AND {zone.condition}"
        order = f" ORDER BY {self._ordered(f'k{number}' for number in range(len(zone.order)))}"
        if position == 0:
            return half + order, list(self._values)
        last, sign = zone.anchors[position], "<" if self._descending else ">"
        if len(last) == 1:
            return f"{half} AND {zone.order[0]} {sign} ?{order}", [*self._values, *last]
        equal = f"{half} AND {zone.order[0]} = ? AND {zone.order[1]} {sign} ?"
        beyond = f"{half} AND {zone.order[0]} {sign} ?"
        return f"{equal} UNION ALL {beyond}{order}", [*self._values, *last, *self._values, last[0]]

    def _ordered(self, expressions: Iterable[str]) -> str:
        direction = " DESC" if self._descending else ""
        return ", ".join(f"{expression}{direction}" for expression in expressions)


def _conditions(
    spec: ListSpec, view: ListView, where: str, values: Sequence[Any]
) -> tuple[list[str], list[Any]]:
    conditions = [f"({condition})" for condition in (spec.where, where) if condition]
    bound = list(values)
    for name, value in view.filters:
        if name not in spec.filters:
            raise ValueError(f"no filter {name!r}")
        condition = spec.filters[name]
        conditions.append(f"({condition})")
        bound += [value] * condition.count("?")
    if view.search.strip() and spec.search is not None:
        entity, key = spec.search
        sql, found = search.ids_sql(view.search, entity)
        conditions.append(f"{key} IN ({sql})" if sql else "FALSE")
        bound += found
    return conditions, bound
