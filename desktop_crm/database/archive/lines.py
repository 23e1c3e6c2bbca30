"""Rows as canonical lines and back: one JSON object a row, columns in the order of their names.

A line is the same whatever engine keeps the row: flags are true or false, bytes are base64, dates, times and
JSON are the text that `database.fields` stores. The rows of a table come in the order of its key, texts by
their bytes (on a server such a column needs COLLATE "C"), so equal tables have equal hashes.

`connection` is where to read or write (`session.raw()`, the open database, when none is given): whatever has
`execute` and `executemany` with `?` for values.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Final, Protocol

from peewee import BlobField, CompositeKey, Field

from desktop_crm.database.engine import placeholders
from desktop_crm.database.fields import DateField, FlagField, JsonField, KeyField, UtcField, canonical, stamp
from desktop_crm.database.session import Table, raw
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_PAGE: Final = 2_000
_PAGE_OF_BYTES: Final = 4
"""Rows read at once; of a table that keeps files only a few, so that memory stays flat."""

_encode: Final = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


class Digest(Protocol):
    """What collects the hash of lines."""

    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of one table become lines."""

    name: str
    columns: tuple[str, ...]
    fields: tuple[Field, ...]
    outgoing: tuple[tuple[int, Callable[[Any], Any]], ...]
    incoming: tuple[tuple[int, Callable[[Any], Any]], ...]
    """The places of the values that have another form in a line than in the row."""
    key: tuple[str, ...]
    page: int

    @property
    def insert(self) -> str:
        names = ", ".join(f'"{name}"' for name in self.columns)
        return f'INSERT INTO "{self.name}" ({names}) VALUES ({placeholders(self.columns)})'


@lru_cache(maxsize=256)
def _plan(table: type[Table]) -> _Plan:
    meta = table._meta
    fields = tuple(sorted(meta.sorted_fields, key=lambda field: str(field.column_name)))
    key: Any = meta.primary_key
    names = key.field_names if isinstance(key, CompositeKey) else (key.name,)
    return _Plan(
        name=str(meta.table_name),
        columns=tuple(str(field.column_name) for field in fields),
        fields=fields,
        outgoing=tuple((n, form) for n, field in enumerate(fields) if (form := _outgoing(field))),
        incoming=tuple((n, _bytes) for n, field in enumerate(fields) if isinstance(field, BlobField)),
        key=tuple(str(meta.fields[name].column_name) for name in names),
        page=_PAGE_OF_BYTES if any(isinstance(field, BlobField) for field in fields) else _PAGE,
    )


def _outgoing(field: Field) -> Callable[[Any], Any] | None:
    """How a stored value is written where it is not written as it is."""
    if isinstance(field, FlagField):
        return bool
    if isinstance(field, BlobField):
        return lambda value: base64.b64encode(value).decode("ascii")
    if isinstance(field, DateField):
        return lambda value: value.isoformat() if isinstance(value, date) else value
    if isinstance(field, UtcField):
        return lambda value: stamp(value) if isinstance(value, datetime) else value
    if isinstance(field, JsonField):
        return lambda value: value if isinstance(value, str) else canonical(value)
    return None


def _bytes(value: Any) -> bytes:
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, TypeError, ValueError) as error:
        raise ValueError("no base64") from error


def columns(table: type[Table]) -> tuple[str, ...]:
    """The columns of a table in the order in which its lines have them."""
    return _plan(table).columns


def count(table: type[Table], connection: Any = None) -> int:
    """How many rows a table has."""
    (number,) = (connection or raw()).execute(f'SELECT count(*) FROM "{_plan(table).name}"').fetchone()
    return int(number)


def lines(table: type[Table], connection: Any = None) -> Iterator[str]:
    """The rows of a table in the order of its key, a line each without its end; flat memory."""
    plan = _plan(table)
    for row in _rows(plan, connection or raw()):
        values = list(row)
        for place, form in plan.outgoing:
            if values[place] is not None:
                values[place] = form(values[place])
        yield _encode(dict(zip(plan.columns, values, strict=True)))


def _rows(plan: _Plan, connection: Any) -> Iterator[tuple[Any, ...]]:
    """Page by page behind the last key, which is as flat on a server as on a file."""
    names = ", ".join(f'"{name}"' for name in plan.columns)
    key = ", ".join(f'"{name}"' for name in plan.key)
    start = f'SELECT {names} FROM "{plan.name}"'
    end = f" ORDER BY {key} LIMIT {plan.page}"
    after = f"{start} WHERE ({key}) > ({placeholders(plan.key)}){end}"
    places = [plan.columns.index(name) for name in plan.key]
    page = connection.execute(start + end).fetchall()
    while page:
        yield from page
        last = [page[-1][place] for place in places]
        page = connection.execute(after, last).fetchall() if len(page) == plan.page else []


def new_digest() -> Digest:
    """An empty hash for `hashed`."""
    return hashlib.sha256()


def hashed(texts: Iterable[str], digest: Digest) -> Iterator[str]:
    """The same lines; each with its end goes into the hash on its way."""
    for text in texts:
        digest.update(text.encode())
        digest.update(b"\n")
        yield text


def table_hash(table: type[Table], connection: Any = None) -> str:
    """The SHA-256 over the lines of a table, each with its line end, in hex."""
    digest = new_digest()
    for _line in hashed(lines(table, connection), digest):
        pass
    return digest.hexdigest()


def load(table: type[Table], texts: Iterable[str], connection: Any = None) -> int:
    """Write such lines into a table, which has none of these rows; returns how many there were.

    Needs a transaction in which keys and triggers let rows in as they were (`loading.filling` for a new
    file). Raises UserError naming the first line that is no row of this table.
    """
    plan = _plan(table)
    counted = _Counter(rows_of(table, texts))
    writing = connection or raw()
    if is_of_server(writing):
        writing.copy_in(plan.name, plan.columns, counted)
    else:
        writing.executemany(plan.insert, counted)
    return counted.number


class _Counter(Iterator[list[Any]]):
    """Counts what goes through."""

    def __init__(self, rows: Iterator[list[Any]]) -> None:
        self._rows = rows
        self.number = 0

    def __next__(self) -> list[Any]:
        row = next(self._rows)
        self.number += 1
        return row


def rows_of(table: type[Table], texts: Iterable[str]) -> Iterator[list[Any]]:
    """The values of each line in the order of `columns`, in the form in which they are stored.

    A column that an older program did not know has its default. UserError for what is no row of this table.
    """
    plan = _plan(table)
    known = set(plan.columns)
    for number, text in enumerate(texts, 1):
        try:
            found = json.loads(text, parse_float=_refuse_float, parse_constant=_refuse_float)
            if not isinstance(found, dict) or not known.issuperset(found):
                raise ValueError("other columns")
            if len(found) < len(known):
                found = _defaults(table) | found
            values = [found[name] for name in plan.columns]
            for place, form in plan.incoming:
                if values[place] is not None:
                    values[place] = form(values[place])
        except (ValueError, KeyError, RecursionError) as error:
            raise UserError(
                _("Line {number} of the table “{table}” is not a row of it.", number=number, table=plan.name)
            ) from error
        yield values


def _refuse_float(text: str) -> Any:
    raise ValueError(text)


@lru_cache(maxsize=256)
def _defaults(table: type[Table]) -> dict[str, Any]:
    """What columns hold that a line does not have: their default, else nothing where they may be empty."""
    found = {}
    for field in _plan(table).fields:
        if field in table._meta.defaults:
            value = table._meta.defaults[field]
            found[str(field.column_name)] = field.db_value(value() if callable(value) else value)
        elif field.null:
            found[str(field.column_name)] = None
    return found


def is_of_server(connection: Any) -> bool:
    """Whether rows are read from, or written to, a server."""
    return bool(getattr(connection, "is_server", False))


def next_ids(tables: Iterable[type[Table]], connection: Any) -> dict[str, int]:
    """By table, the first id that was never given: of those tables that never give one twice."""
    if is_of_server(connection):
        from desktop_crm.database.server import filling

        return filling.next_ids(tuple(tables), connection)
    given = dict(connection.execute("SELECT name, seq FROM sqlite_sequence").fetchall())
    return {
        name: int(given.get(name, 0)) + 1
        for table in tables
        if isinstance(table._meta.primary_key, KeyField) and (name := _plan(table).name)
    }


def keep_next_ids(ids: dict[str, int], connection: Any) -> None:
    """See to it that no id below these is given, nor one of a row that is there."""
    if is_of_server(connection):
        from desktop_crm.database.server import filling

        filling.keep_next_ids(ids, connection)
        return
    for name, following in ids.items():
        changed = connection.execute(
            "UPDATE sqlite_sequence SET seq = ? WHERE name = ? AND seq < ?", (following - 1, name, following)
        ).rowcount
        known = connection.execute("SELECT 1 FROM sqlite_sequence WHERE name = ?", (name,)).fetchone()
        if not changed and known is None:
            connection.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (name, following - 1))
