"""The log itself: rows are touched as they are written, and told before the commit."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from peewee import BigIntegerField, IntegerField

from desktop_crm.database.engine import placeholders
from desktop_crm.database.fields import JsonField, KeyField, Text, UtcField, canonical, stamp
from desktop_crm.database.search import WordsColumn, words_of
from desktop_crm.database.session import Table, raw, running_trail
from desktop_crm.database.trail.comparing import change_of, told_texts
from desktop_crm.database.trail.declaring import CHANGED, TOUCHED
from desktop_crm.database.trail.reading import Seen, parts_of, read, whole_of
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now


class ChangeLog(Table):
    """One row a change of a record. Other computers poll it to learn what to reload.

    `before` and `after` hold the values that changed, by column. Both are NULL where only the fact is known
    (entries of the first version's files, changes of unknown extent, values that were erased). `words` are
    what finds the entry: who, where, and the values as far as they may be told; none where nobody is told.
    """

    id = KeyField()
    table_name = Text()
    row = BigIntegerField()
    version = IntegerField()
    user = Text()
    at = UtcField()
    computer = Text()
    act = Text(filled=True)
    record = Text()
    contact_id = BigIntegerField(null=True)
    job_id = BigIntegerField(null=True)
    undoes = BigIntegerField(null=True)
    words = Text()
    before = JsonField(null=True)
    after = JsonField(null=True)


WORDS: Final = WordsColumn("change_log", "change_words")

STATEMENTS: Final[tuple[str, ...]] = (
    "CREATE INDEX change_log_record ON change_log (record, id)",
    "CREATE INDEX change_log_contact ON change_log (contact_id, id) WHERE contact_id IS NOT NULL",
    "CREATE INDEX change_log_job ON change_log (job_id, id) WHERE job_id IS NOT NULL",
    'CREATE INDEX change_log_list ON change_log (id, act, table_name, "user", at)',
)

_INSERT: Final = (
    'INSERT INTO change_log (table_name, "row", version, "user", at, computer, act, record, contact_id,'
    " job_id, undoes, words, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


@dataclass(slots=True)
class Notes:
    """What the running transaction touched, and on whose behalf."""

    caller: Caller | None = None
    job_id: int | None = None
    undoes: int | None = None
    is_forgetting: bool = False
    rows: dict[tuple[type[Table], int | str], Seen] = field(default_factory=dict)


def touch(table: type[Table], key: int | str, *, parts: bool = True) -> None:
    """Keep how this row is now, unless the transaction did already. Call it before the write.

    Without `parts` only the row's own columns are looked at: for a write that cannot change more.
    """
    if table.trail is None:
        return
    rows = _notes().rows
    known = rows.get((table, key))
    if known is None:
        rows[table, key] = read(table, key, parts)
    elif parts and not known.has_parts:
        if known.values is not None:
            known.values |= parts_of(table, key)
        known.has_parts = True


def touch_new(table: type[Table], key: int | str) -> None:
    """The same for a row that was not there before; call it after the write."""
    if table.trail is not None:
        _notes().rows.setdefault((table, key), Seen(None, 0, None, "", True))


def touch_whole(table: type[Table], key: int | str) -> None:
    """The same for a row that is deleted: all that goes with it is kept, so that it can be brought back."""
    if table.trail is None:
        return
    touch(table, key)
    row = _notes().rows[table, key]
    if row.values is not None and row.whole is None and not table.trail.secret:
        row.whole = whole_of(table, key)


def note(caller: Caller, table: type[Table], key: int) -> None:
    """Write an entry for this row although its values may not be known from before."""
    notes = _notes()
    notes.caller = notes.caller or caller
    if table.trail is None:
        return
    touch(table, key, parts=False)
    notes.rows[table, key].is_noted = True


def belongs_to(job_id: int | None = None, undoes: int | None = None) -> None:
    """All changes of the running transaction are those of this import, or take back this entry."""
    notes = _notes()
    notes.job_id, notes.undoes = job_id or notes.job_id, undoes or notes.undoes


def forget_values() -> None:
    """The changes of the running transaction are told without any value: it erases somebody."""
    _notes().is_forgetting = True


def entries_of(contact_id: int, rows: Mapping[str, Sequence[int]]) -> list[dict[str, Any]]:
    """All that is told about a contact and these rows (ids by table), the first entry first."""
    columns = [each.column_name for each in ChangeLog._meta.sorted_fields]
    named = ", ".join(f'"{each}"' for each in columns)
    found = {}
    for where, values in _about(contact_id, rows):
        for row in raw().execute(f"SELECT {named} FROM change_log WHERE {where}", values).fetchall():
            found[row[0]] = dict(zip(columns, row, strict=True))
    return [found[key] for key in sorted(found)]


def forget_entries(
    contact_id: int, rows: Mapping[str, Sequence[int]], kept: Mapping[str, Sequence[int]], name: str
) -> int:
    """Delete all that is told about a contact and these rows; of the rows in `kept` only the values go, and
    so do those of any entry in which `name` stands. Returns how many entries lost something.
    """
    stay = {(table, row) for table, ids in kept.items() for row in ids}
    changed = 0
    for each in entries_of(contact_id, rows):
        if (each["table_name"], each["row"]) in stay:
            _forget_values_of(each["id"])
        else:
            raw().execute("DELETE FROM change_log WHERE id = ?", (each["id"],))
        changed += 1
    written = json.dumps(name, ensure_ascii=False)[1:-1]
    if len(written) >= _SHORTEST_NAME:
        literal = re.sub("([%_!])", r"!\1", written)
        pattern = f"%{literal}%"
        sql = "SELECT id FROM change_log WHERE before LIKE ? ESCAPE '!' OR after LIKE ? ESCAPE '!'"
        for (key,) in raw().execute(sql, (pattern, pattern)).fetchall():
            _forget_values_of(key)
            changed += 1
    return changed


def _forget_values_of(entry_id: int) -> None:
    """That something changed, when and by whom stays, and is found by it."""
    execute = raw().execute
    who = execute('SELECT "user", computer FROM change_log WHERE id = ?', (entry_id,)).fetchone()
    sql = "UPDATE change_log SET words = ?, before = NULL, after = NULL WHERE id = ?"
    execute(sql, (words_of(told_texts(*who)), entry_id))


def forget_named(names: Iterable[str]) -> int:
    """Take the values out of every entry in which one of these names stands; returns of how many."""
    written = [json.dumps(name, ensure_ascii=False)[1:-1] for name in names if len(name) >= _SHORTEST_NAME]
    if not written:
        return 0
    named = re.compile("|".join(map(re.escape, written)))
    sql = "SELECT id, before, after FROM change_log WHERE before IS NOT NULL OR after IS NOT NULL"
    found = [
        key
        for key, before, after in raw().execute(sql).fetchall()
        if (before and named.search(before)) or (after and named.search(after))
    ]
    for key in found:
        _forget_values_of(key)
    return len(found)


def forget_rows(rows: Mapping[str, Sequence[int]]) -> None:
    """Delete all that is told about these rows, ids by table."""
    for where, values in _of_rows(rows):
        raw().execute(f"DELETE FROM change_log WHERE {where}", values)


def forget_records(records: Iterable[str]) -> None:
    """Delete all that is told on the pages of these records ("document:5")."""
    for record in records:
        raw().execute("DELETE FROM change_log WHERE record = ?", (record,))


def _about(contact_id: int, rows: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, list[Any]]]:
    yield "contact_id = ?", [contact_id]
    yield from _of_rows(rows)


def _of_rows(rows: Mapping[str, Sequence[int]]) -> Iterator[tuple[str, list[Any]]]:
    for table, ids in rows.items():
        for start in range(0, len(ids), 500):
            some = ids[start : start + 500]
            yield f'table_name = ? AND "row" IN ({placeholders(some)})', [table, *some]


_SHORTEST_NAME: Final = 8
"""A shorter one stands in too much that is not about this person."""


def _notes() -> Notes:
    notes: Notes = running_trail(Notes, _write_down)
    return notes


def _write_down(notes: Notes) -> None:
    """The entries of the transaction, before its commit."""
    caller, at = notes.caller, stamp(utc_now())
    user, computer = (caller.user, caller.computer) if caller else ("", "")
    entries = []
    for (table, key), before in notes.rows.items():
        after = read(table, key, before.has_parts)
        if (change := change_of(table, before, after)) is None:
            continue
        act, version, old, new = change
        seen = after if after.values is not None else before
        number = key if isinstance(key, int) else 0
        if notes.is_forgetting:
            old = new = None
        if act == CHANGED and table.trail.settles and old and not notes.undoes:
            old, new = _settled(table, number, caller, old, new or {})
        what = (str(table._meta.table_name), number, version, user, at, computer, act, seen.record)
        words = "" if act == TOUCHED else words_of(told_texts(user, computer, old, new))
        values = (None if each is None else canonical(each) for each in (old, new))
        entries.append((*what, seen.contact, notes.job_id, notes.undoes, words, *values))
    notes.rows.clear()
    if entries:
        raw().executemany(_INSERT, entries)


_LAST: Final = (
    'SELECT id, table_name, act, "user", computer, at, before, after, undoes FROM change_log WHERE record = ?'
    " ORDER BY id DESC LIMIT 1"
)


def _settled(
    table: type[Table], row: int, caller: Caller | None, old: Mapping[str, Any], new: Mapping[str, Any]
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The values of this change together with those of the same person's last one, a moment ago, whose entry
    goes: it comes again under a new id, which other computers have not seen.
    """
    name = str(table._meta.table_name)
    last = raw().execute(_LAST, (f"{name}:{row}",)).fetchone()
    if last is None or caller is None:
        return old, new
    entry, of_table, act, user, computer, at, before, after, undoes = last
    since = stamp(utc_now() - timedelta(seconds=table.trail.settles))
    if (of_table, act, user, computer) != (name, CHANGED, caller.user, caller.computer):
        return old, new
    if at < since or undoes is not None or before is None or after is None:
        return old, new
    raw().execute("DELETE FROM change_log WHERE id = ?", (entry,))
    old = {**old, **json.loads(before)}
    new = {**json.loads(after), **new}
    names = [each for each in new if old.get(each) != new[each]]
    return {each: old.get(each) for each in names}, {each: new[each] for each in names}
