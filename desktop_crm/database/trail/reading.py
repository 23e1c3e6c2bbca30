"""Rows as the trail sees them: the same values on every engine."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from peewee import Field

from desktop_crm.database.fields import FlagField, JsonField, ScaledField, Text
from desktop_crm.database.session import Table, raw
from desktop_crm.database.trail.declaring import Part, Trail


@dataclass(slots=True)
class Seen:
    """A row as it was when the transaction touched it first; `values` is None where there was none."""

    values: dict[str, Any] | None
    version: int
    contact: int | None
    record: str
    has_parts: bool
    is_noted: bool = False
    whole: dict[str, list[dict[str, Any]]] | None = None


@dataclass(frozen=True, slots=True)
class _Plan:
    """How one table's rows are read for the trail."""

    sql: str
    columns: tuple[tuple[str, Callable[[Any], Any] | None], ...]
    has_version: bool


@lru_cache(maxsize=256)
def _plan(table: type[Table]) -> _Plan:
    spec = table.trail
    meta: Any = table._meta
    key = meta.primary_key.column_name
    shown = [
        each
        for each in meta.sorted_fields
        if each.column_name not in (*spec.silent, "version") and each is not meta.primary_key
    ]
    if isinstance(meta.primary_key, Text):
        shown.insert(0, meta.primary_key)
    has_version = "version" in meta.columns
    names = [f'"{each.column_name}"' for each in shown]
    record = spec.record or f"'{meta.table_name}:' || \"{key}\""
    extra = ['"version"' if has_version else "1", spec.contact, record]
    sql = f'SELECT {", ".join([*extra, *names])} FROM "{meta.table_name}" WHERE "{key}" = ?'
    return _Plan(sql, tuple((each.column_name, _reader(each, spec)) for each in shown), has_version)


def _reader(field_: Field, spec: Trail) -> Callable[[Any], Any] | None:
    """How a stored value becomes that of the trail: the same on every engine."""
    if isinstance(field_, FlagField):
        return bool
    if isinstance(field_, JsonField) or field_.column_name == spec.unfolded:
        return json.loads
    if isinstance(field_, ScaledField):
        unscaled = field_.python_value

        def exact(value: Any) -> str:
            return format(unscaled(value) or Decimal(0), "f")

        return exact
    return None


def read(table: type[Table], key: int | str, parts: bool) -> Seen:
    plan, spec = _plan(table), table.trail
    found = raw().execute(plan.sql, (key,)).fetchone()
    if found is None:
        return Seen(None, 0, None, "", True)
    version, contact, record, *stored = found
    values: dict[str, Any] = {}
    for (name, convert), value in zip(plan.columns, stored, strict=True):
        if name == spec.unfolded:
            values[name] = value  # compared as it is; its members are looked at only where it changed
        else:
            values[name] = value if value is None or convert is None else convert(value)
    if parts:
        values |= parts_of(table, key)
    return Seen(values, version, contact, str(record), parts)


def parts_of(table: type[Table], key: int | str) -> dict[str, Any]:
    spec: Trail = table.trail
    return {part.name: _part(part, raw().execute(part.sql, (key,)).fetchall()) for part in spec.parts}


def _part(part: Part, found: Iterable[tuple[Any, ...]]) -> list[Any]:
    if len(part.columns) == 1:
        return [row[0] for row in found]
    filled = (zip(part.columns, row, strict=True) for row in found)
    return [{name: value for name, value in row if value not in (None, "")} for row in filled]


def whole_of(table: type[Table], key: int | str) -> dict[str, list[dict[str, Any]]]:
    meta: Any = table._meta
    kept = {str(meta.table_name): stored_rows(table, meta.primary_key.column_name, key)}
    for name, column in table.trail.goes_with_it:
        if rows := stored_rows(table_named(name), column, key):
            kept.setdefault(name, []).extend(rows)
    return kept


def stored_rows(table: type[Table], column: str, key: int | str) -> list[dict[str, Any]]:
    meta: Any = table._meta
    names = ", ".join(f'"{each.column_name}"' for each in meta.sorted_fields)
    found = raw().execute(
        f'SELECT {names} FROM "{meta.table_name}" WHERE "{column}" = ? ORDER BY 1, 2', (key,)
    )
    return [
        {
            each.column_name: bool(value) if isinstance(each, FlagField) and value is not None else value
            for each, value in zip(meta.sorted_fields, row, strict=True)
        }
        for row in found.fetchall()
    ]


@lru_cache(maxsize=256)
def table_named(name: str) -> type[Table]:
    """The table of this name that is on the trail; LookupError when there is none."""
    waiting, found = list(Table.__subclasses__()), []
    for each in waiting:
        waiting.extend(each.__subclasses__())
        if each._meta.table_name == name:
            found.append(each)
    if not found:
        raise LookupError(name)
    return max(found, key=lambda each: each.trail is not None)
