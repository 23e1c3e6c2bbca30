"""Rows as they are now in the trail's words, and deleted ones put back."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime
from typing import Any, NamedTuple

from desktop_crm.database.engine import placeholders
from desktop_crm.database.faults import IntegrityError
from desktop_crm.database.session import Table, raw
from desktop_crm.database.trail.comparing import unfolded
from desktop_crm.database.trail.declaring import DELETED, WHOLE
from desktop_crm.database.trail.entries import ChangeLog, touch_new
from desktop_crm.database.trail.reading import read, table_named
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _

Rows = Mapping[str, list[dict[str, Any]]]


class Entry(NamedTuple):
    """One entry of the log. `values` are (before, after) by column, None where they are not known."""

    id: int
    table: str
    row: int
    version: int
    user: str
    at: datetime
    act: str
    record: str
    job_id: int | None
    undoes: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


def get_entry(entry_id: int) -> Entry:
    """One entry; NotFound when there is none (any more: what one person types on is one entry)."""
    found = ChangeLog.select().where(ChangeLog.id == entry_id).dicts().first()
    if found is None:
        raise NotFound(_("There is no entry {id} in the history", id=str(entry_id)))
    names = {"table": "table_name"}
    return Entry(*(found[names.get(name, name)] for name in Entry._fields))


def values_now(table: str, row: int | str) -> dict[str, Any] | None:
    """A record's present values by column as the trail writes them; None when it is gone."""
    model = table_named(table)
    values = read(model, row, True).values
    return None if values is None else unfolded(model.trail, values)


def deleted_rows(entry: Entry) -> Rows:
    """All rows that went with the record that this entry says was deleted. UserError where they are not
    known.
    """
    whole: Rows | None = (entry.before or {}).get(WHOLE) if entry.act == DELETED else None
    if not whole:
        raise UserError(_("What it was is not known any more: it cannot be brought back"))
    return whole


def put_back(entry: Entry, *, leaving: AbstractSet[str] = frozenset()) -> Rows:
    """Write a deleted record and what went with it again, under its own id. Needs a transaction.

    `leaving` names tables that the caller writes himself. The record's version goes on, so that whoever still
    has it open from before is told. Raises UserError where the id is taken or something it needs is gone.
    """
    whole = deleted_rows(entry)
    for name in sorted(whole.keys() - leaving, key=lambda each: (each != entry.table, each)):
        table = table_named(name)
        for row in whole[name]:
            values = {**row, "version": entry.version + 1} if name == entry.table else dict(row)
            _insert(table, values)
    touch_new(table_named(entry.table), entry.row)
    return whole


def _insert(table: type[Table], values: Mapping[str, Any]) -> None:
    known: Mapping[str, Any] = table._meta.columns
    names = [name for name in values if name in known]
    columns = ", ".join(f'"{name}"' for name in names)
    sql = f'INSERT INTO "{table._meta.table_name}" ({columns}) VALUES ({placeholders(names)})'
    try:
        raw().execute(sql, [values[name] for name in names])
    except IntegrityError as error:
        raise UserError(
            _("Something that belongs to it is gone or taken by another record: it cannot be brought back")
        ) from error
