"""Writing rows: fast inserts, compare-and-swap on `version`, work done once, the log of changes.

All of it runs inside `transaction()`; the SQL text of a table is built once and stays prepared.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from peewee import AutoField, BigIntegerField, IntegerField

from desktop_crm.database.fields import Text, UtcField, canonical, stamp
from desktop_crm.database.session import Table, in_transaction, raw
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, NotFound
from desktop_crm.values.messages import _

ResultT = TypeVar("ResultT")


class Done(Table):
    """Work that was done under an idempotency key, and what it answered."""

    key = Text(primary_key=True, filled=True)
    result = Text()
    at = UtcField()


class ChangeLog(Table):
    """One row a change of an editable row: what other computers poll to learn what to reload."""

    id = AutoField()
    table_name = Text()
    row = BigIntegerField()
    version = IntegerField()
    user = Text()
    at = UtcField()


class StaleRow(Conflict):
    """The `Conflict` of `update_versioned`: `current` holds the stored values by column name, `version`
    among them.
    """

    current: Mapping[str, Any]


def _key(table: type[Table]) -> Any:
    return table._meta.primary_key


def _name(table: type[Table]) -> str:
    return str(table._meta.table_name)


@lru_cache(maxsize=1024)
def _insert_sql(table: type[Table], fields: tuple[str, ...]) -> tuple[str, tuple[Callable[[Any], Any], ...]]:
    """The INSERT of these fields, with how each value becomes what is stored."""
    known = table._meta.combined
    columns = ", ".join(f'"{known[name].column_name}"' for name in fields)
    marks = ", ".join("?" for _field in fields)
    sql = f'INSERT INTO "{_name(table)}" ({columns}) VALUES ({marks})' if fields else _empty_insert(table)
    return sql, tuple(known[name].db_value for name in fields)


def _empty_insert(table: type[Table]) -> str:
    return f'INSERT INTO "{_name(table)}" DEFAULT VALUES'


@lru_cache(maxsize=256)
def _defaults(table: type[Table], given: frozenset[str]) -> tuple[tuple[str, Any], ...]:
    """The fields that were not given and have a default; as in Peewee it may be a function."""
    defaults = table._meta.defaults
    return tuple(
        (field.name, default)
        for field, default in defaults.items()
        if field.name not in given and field.column_name not in given
    )


def _complete(table: type[Table], values: Mapping[str, Any]) -> dict[str, Any]:
    completed = dict(values)
    for name, default in _defaults(table, frozenset(values)):
        completed[name] = default() if callable(default) else default
    return completed


def insert(table: type[Table], /, **values: Any) -> int:
    """Insert one row and return its id. Names are fields or columns: `contact` and `contact_id` both work."""
    _need_transaction()
    completed = _complete(table, values)
    sql, convert = _insert_sql(table, tuple(completed))
    cursor = raw().execute(
        sql, [each(value) for each, value in zip(convert, completed.values(), strict=True)]
    )
    return int(cursor.lastrowid)


def insert_many(table: type[Table], rows: Iterable[Mapping[str, Any]], /) -> int:
    """Insert rows that all have the same names; returns how many. As fast as the engine's own executemany."""
    _need_transaction()
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return 0
    names = tuple(_complete(table, first))
    sql, convert = _insert_sql(table, names)
    pairs = tuple(zip(names, convert, strict=True))
    needs_defaults = len(names) > len(first)

    def stored() -> Iterable[list[Any]]:
        for row in (first, *iterator) if isinstance(rows, Sequence) else _chained(first, iterator):
            whole = _complete(table, row) if needs_defaults else row
            yield [each(whole[name]) for name, each in pairs]

    return int(raw().executemany(sql, stored()).rowcount)


def _chained(first: Mapping[str, Any], rest: Iterable[Mapping[str, Any]]) -> Iterable[Mapping[str, Any]]:
    yield first
    yield from rest


@lru_cache(maxsize=1024)
def _update_sql(table: type[Table], fields: tuple[str, ...]) -> tuple[str, tuple[Callable[[Any], Any], ...]]:
    known = table._meta.combined
    changes = "".join(f'"{known[name].column_name}" = ?, ' for name in fields)
    key = _key(table).column_name
    sql = (
        f'UPDATE "{_name(table)}" SET {changes}"version" = "version" + 1 WHERE "{key}" = ? AND "version" = ?'
        f' RETURNING "version"'
    )
    return sql, tuple(known[name].db_value for name in fields)


def update_versioned(table: type[Table], row_id: int, version: int, /, **values: Any) -> int:
    """Change the row if it is still the `version` that was read; returns the new version.

    Raises `StaleRow` (a `Conflict`, with the stored values in `.current`) when somebody wrote first,
    NotFound when the row is gone.
    """
    _need_transaction()
    sql, convert = _update_sql(table, tuple(values))
    stored = [each(value) for each, value in zip(convert, values.values(), strict=True)]
    row = raw().execute(sql, [*stored, row_id, version]).fetchall()
    if row:
        return int(row[0][0])
    found = table.select().where(_key(table) == row_id).dicts().first()
    if found is None:
        raise NotFound(_("This record was deleted in the meantime."))
    refusal = StaleRow(_("Somebody else changed this in the meantime."))
    refusal.current = found
    raise refusal


def once(key: str, work: Callable[[], ResultT]) -> ResultT:
    """Do `work` and remember its answer under `key`; with a key that was used before, only answer.

    Inside the same transaction as the work, so that a click sent twice or a retry after a crash does it
    once. The answer must be plain JSON (numbers, texts, lists, dicts); it comes back as JSON gives it.
    """
    _need_transaction()
    found = raw().execute("SELECT result FROM done WHERE key = ?", (key,)).fetchone()
    if found is not None:
        answer: ResultT = json.loads(found[0])
        return answer
    result = work()
    raw().execute(
        "INSERT INTO done (key, result, at) VALUES (?, ?, ?)", (key, canonical(result), stamp(utc_now()))
    )
    return result


def new_key() -> str:
    """A fresh idempotency key for one click, or a job id for one import."""
    return uuid.uuid4().hex


def log_change(caller: Caller, table: type[Table], row_id: int, version: int) -> None:
    """Note that this row now has this version. Services call it beside their write."""
    raw().execute(
        'INSERT INTO change_log (table_name, "row", version, "user", at) VALUES (?, ?, ?, ?, ?)',
        (_name(table), row_id, version, caller.user, stamp(utc_now())),
    )


def _need_transaction() -> None:
    if not in_transaction():
        raise RuntimeError("writes need a transaction")
