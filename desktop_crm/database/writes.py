"""Writing rows: fast inserts, compare-and-swap on `version`, work done once, the log of changes.

All of it runs inside `transaction()`; the SQL text of a table is built once and stays prepared.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any, Final, TypeVar

from peewee import AutoField, Field, IntegerField, TextField

from desktop_crm.database import trail
from desktop_crm.database.engine import placeholders
from desktop_crm.database.fields import Text, UtcField, canonical, stamp
from desktop_crm.database.session import Table, in_transaction, on_server, raw
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, NotFound
from desktop_crm.values.messages import _

ResultT = TypeVar("ResultT")

PAUSE: Final = 0.05
"""Seconds between two chunks of bulk work: the engine starves other writers without them."""


class Done(Table):
    """Work that was done under an idempotency key, and what it answered."""

    key = Text(primary_key=True, filled=True)
    result = Text()
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


@dataclass(frozen=True, slots=True)
class _Insert:
    """How rows of one shape get into one table."""

    sql: str
    given: tuple[str, ...]
    convert: tuple[tuple[int, Callable[[Any], Any]], ...]
    """The places of the values that are stored in another form."""
    defaults: tuple[Any, ...]
    """Stored for the columns that were not given, after the others; a function is called for each row."""
    fresh: bool
    """Some default is a function."""

    def stored(self, row: Mapping[str, Any]) -> list[Any]:
        values = [row[name] for name in self.given]
        for place, each in self.convert:
            values[place] = each(values[place])
        if self.fresh:
            values += [default() if callable(default) else default for default in self.defaults]
        else:
            values += self.defaults
        return values


@lru_cache(maxsize=1024)
def _insert(table: type[Table], given: tuple[str, ...]) -> _Insert:
    known = table._meta.combined
    fields = [known[name] for name in given]
    names = {field.name for field in fields}
    others = [(field, value) for field, value in table._meta.defaults.items() if field.name not in names]
    columns = ", ".join(f'"{field.column_name}"' for field in (*fields, *(field for field, _value in others)))
    marks = placeholders((*fields, *others))
    values = f"({columns}) VALUES ({marks})" if columns else "DEFAULT VALUES"
    return _Insert(
        sql=f'INSERT INTO "{_name(table)}" {values}',
        given=given,
        convert=_conversions(fields),
        defaults=tuple(_stored_default(field, value) for field, value in others),
        fresh=any(callable(value) for _field, value in others),
    )


def _conversions(fields: Sequence[Field]) -> tuple[tuple[int, Callable[[Any], Any]], ...]:
    """The places of the values that are stored in another form, and how it is made."""
    return tuple((place, _converter(field)) for place, field in enumerate(fields) if not _is_plain(field))


def _is_plain(field: Field) -> bool:
    """Whether its values are stored as they are (the strict table refuses other types)."""
    return type(field).db_value is Field.db_value and type(field).adapt in _PLAIN


_PLAIN = (Field.adapt, TextField.adapt, IntegerField.adapt)


def _converter(field: Field) -> Callable[[Any], Any]:
    convert: Callable[[Any], Any] = field.db_value
    return convert


def _stored_default(field: Field, value: Any) -> Any:
    return (lambda: field.db_value(value())) if callable(value) else field.db_value(value)


def insert(table: type[Table], /, **values: Any) -> int:
    """Insert one row and return its id. Names are fields or columns: `contact` and `contact_id` both work."""
    row_id = insert_unseen(table, **values)
    if table.trail is not None:
        key = _key(table)
        trail.touch_new(table, row_id if isinstance(key, AutoField) else values.get(key.name, row_id))
    return row_id


def insert_unseen(table: type[Table], /, **values: Any) -> int:
    """As `insert`, for a row that follows from another change: it leaves no entry on the trail."""
    _need_transaction()
    plan = _insert(table, tuple(values))
    if not on_server():
        return int(raw().execute(plan.sql, plan.stored(values)).lastrowid)
    key = _key(table)
    if not isinstance(key, AutoField):
        raw().execute(plan.sql, plan.stored(values))
        return 0
    row = raw().execute(f'{plan.sql} RETURNING "{key.column_name}"', plan.stored(values)).fetchone()
    return int(row[0])


def next_id(table: type[Table]) -> int:
    """The first id of a table with a `KeyField` that was never given; free until the transaction ends."""
    name = _name(table)
    if on_server():
        given = f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {name}_id_seq"
        sql = f"SELECT greatest((SELECT max(id) FROM {name}), ({given})) + 1"
        return int(raw().execute(sql).fetchone()[0])
    sql = f'SELECT max(coalesce((SELECT max(id) FROM "{name}"), 0), coalesce((SELECT seq FROM sqlite_sequence'
    return int(raw().execute(f"{sql} WHERE name = ?), 0)) + 1", (name,)).fetchone()[0])


def insert_many(table: type[Table], rows: Iterable[Mapping[str, Any]], /) -> int:
    """Insert rows that all have the same names; returns how many. As fast as the engine's own executemany.

    They leave no entries on the trail: who writes thousands of records says so once, with its job.
    """
    _need_transaction()
    iterator = iter(rows)
    first = next(iterator, None)
    if first is None:
        return 0
    plan = _insert(table, tuple(first))
    return int(raw().executemany(plan.sql, map(plan.stored, chain((first,), iterator))).rowcount)


@lru_cache(maxsize=1024)
def _update_sql(
    table: type[Table], fields: tuple[str, ...], *, checked: bool
) -> tuple[str, tuple[tuple[int, Callable[[Any], Any]], ...]]:
    known = table._meta.combined
    changes = "".join(f'"{known[name].column_name}" = ?, ' for name in fields)
    key = _key(table).column_name
    sql = (
        f'UPDATE "{_name(table)}" SET {changes}"version" = "version" + 1 WHERE "{key}" = ?'
        f'{" AND version = ?" if checked else ""} RETURNING "version"'
    )
    return sql, _conversions([known[name] for name in fields])


def update_versioned(table: type[Table], row_id: int, version: int, /, **values: Any) -> int:
    """Change the row if it is still the `version` that was read; returns the new version.

    Raises `StaleRow` (a `Conflict`, with the stored values in `.current`) when somebody wrote first,
    NotFound when the row is gone.
    """
    _need_transaction()
    trail.touch(table, row_id)
    if row := _updated(table, row_id, version, values):
        return row
    found = table.select().where(_key(table) == row_id).dicts().first()
    if found is None:
        raise NotFound(_("This record was deleted in the meantime."))
    refusal = StaleRow(_("Somebody else changed this in the meantime."))
    refusal.current = found
    raise refusal


def update(table: type[Table], row_id: int, /, **values: Any) -> int:
    """Change a row whoever wrote it last; returns its new version. NotFound when it is gone.

    For what only adds to what others wrote, or was read in the same transaction.
    """
    _need_transaction()
    trail.touch(table, row_id, parts=False)
    if row := _updated(table, row_id, None, values):
        return row
    raise NotFound(_("This record was deleted in the meantime."))


def _updated(table: type[Table], row_id: int, version: int | None, values: Mapping[str, Any]) -> int | None:
    """The new version of a row that was changed; None where there is none of this `version`."""
    sql, convert = _update_sql(table, tuple(values), checked=version is not None)
    stored = list(values.values())
    for place, each in convert:
        stored[place] = each(stored[place])
    found = raw().execute(sql, [*stored, row_id, *(() if version is None else (version,))]).fetchall()
    return int(found[0][0]) if found else None


def delete(table: type[Table], key: int | str, /) -> bool:
    """Delete a row with all that goes with it; False when it is gone already."""
    _need_transaction()
    trail.touch_whole(table, key)
    name = _key(table).column_name
    return bool(raw().execute(f'DELETE FROM "{_name(table)}" WHERE "{name}" = ?', (key,)).rowcount)


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


def _need_transaction() -> None:
    if not in_transaction():
        raise RuntimeError("writes need a transaction")
