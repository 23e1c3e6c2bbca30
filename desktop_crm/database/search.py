"""Search over everything: trigrams of folded text, any text typed, a few milliseconds at a million entries.

A room hands in one entry a record: what a person would type to find it. Found is what holds every word
typed, in any order and at any place inside a word; below three letters the start of the title decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final
from zlib import crc32

from peewee import AutoField, BigIntegerField

from desktop_crm.database.fields import Text
from desktop_crm.database.folding import fold, folded_words, query_words
from desktop_crm.database.session import Table, raw
from desktop_crm.values.money import digits, major

__all__ = [
    "Entry",
    "Hit",
    "amount",
    "find",
    "fold",
    "ids_sql",
    "index",
    "index_many",
    "rebuild",
    "remove",
]

_SHOWN: Final = 100
_LOOKED_AT: Final = 500
_TAIL: Final = 5
_CHUNK: Final = 10_000
_LAST: Final = "\U0010ffff"
_ID_BITS: Final = 40
_ID_MASK: Final = (1 << _ID_BITS) - 1
_LAST_ID: Final = (1 << 63) - 1


class SearchEntry(Table):
    """One searchable record. `name` is the folded title, `words` all folded texts, a line each.

    Its id is made of the entity and the record's id, so that the records of one entity lie in one range.
    """

    id = AutoField()
    entity = Text()
    title = Text()
    subtitle = Text()
    contact_id = BigIntegerField(null=True)
    name = Text(index=True)
    words = Text()


STATEMENTS = (
    """CREATE VIRTUAL TABLE search_words USING fts5(
       words, content='search_entry', content_rowid='id', columnsize=0,
       tokenize='trigram case_sensitive 1')""",
    # Trigrams collected in memory before they are written: 8 MB instead of 1 halve the time of an import.
    "INSERT INTO search_words (search_words, rank) VALUES ('hashsize', 8388608)",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What makes one record findable; `texts` are mails, numbers, line texts, notes, `amount(...)`."""

    entity: str
    entity_id: int
    title: str
    texts: tuple[str, ...] = ()
    contact_id: int | None = None
    subtitle: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found."""

    entity: str
    entity_id: int
    title: str
    subtitle: str
    contact_id: int | None


def amount(minor: int, currency: str) -> str:
    """An amount as it is indexed, "1570.21"; typed as 1.570,21 or 1,570.21 it is found."""
    return f"{major(minor, currency):.{digits(currency)}f}"


def _range(entity: str) -> tuple[int, int]:
    """The first and the last id of an entity's records: its name's checksum stands above the record's id."""
    first = (crc32(entity.encode()) & 0x3FFFFF) << _ID_BITS
    if _ranges.setdefault(first, entity) != entity:
        raise RuntimeError(f"{entity} and {_ranges[first]} share a checksum; rename one")
    return first, first | _ID_MASK


_ranges: dict[int, str] = {}


def index(
    entity: str,
    entity_id: int,
    title: str,
    texts: Iterable[str] = (),
    contact_id: int | None = None,
    subtitle: str = "",
    *,
    is_new: bool = False,
) -> None:
    """Make a record findable, or change how it is found; with `is_new` it never was. Needs a transaction."""
    row = _stored(Entry(entity, entity_id, title, tuple(texts), contact_id, subtitle))
    row_id, words = row[0], row[-1]
    connection = raw()
    if is_new:
        connection.execute(_INSERT, row)
        connection.execute(_NEW_WORDS, (row_id, words))
        return
    old = connection.execute("SELECT words FROM search_entry WHERE id = ?", (row_id,)).fetchone()
    connection.execute(_UPSERT, row)
    if old is not None and old[0] != words:
        connection.execute(_FORGET, (row_id, old[0]))
    if old is None or old[0] != words:
        connection.execute(_NEW_WORDS, (row_id, words))


_INSERT = """INSERT INTO search_entry (id, entity, title, subtitle, contact_id, name, words)
             VALUES (?, ?, ?, ?, ?, ?, ?)"""
_UPSERT = (
    f"{_INSERT} ON CONFLICT (id) DO UPDATE SET title = excluded.title, subtitle = excluded.subtitle,"
    " contact_id = excluded.contact_id, name = excluded.name, words = excluded.words"
)
_NEW_WORDS = "INSERT INTO search_words (rowid, words) VALUES (?, ?)"
_INSERT_WORDS = (
    "INSERT INTO search_words (rowid, words)"
    " SELECT e.id, e.words FROM json_each(?) new CROSS JOIN search_entry e ON e.id = new.value"
)
_FORGET = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)"


def index_many(entries: Iterable[Entry]) -> None:
    """Make many records findable at the cost of a bulk insert; none may be so yet. Needs a transaction.

    The entries of one entity should come together and in the order of their ids.
    """
    connection = raw()
    waiting = iter(entries)
    while rows := [_stored(entry) for entry in islice(waiting, _CHUNK)]:
        connection.executemany(_INSERT, rows)
        ids = ",".join(str(row[0]) for row in rows)
        connection.execute(_INSERT_WORDS, (f"[{ids}]",))


def _stored(entry: Entry) -> tuple[int, str, str, str, int | None, str, str]:
    name, words = folded_words(entry.title, (entry.subtitle, *entry.texts))
    row_id = _range(entry.entity)[0] | entry.entity_id
    return row_id, entry.entity, entry.title, entry.subtitle, entry.contact_id, name, words


def remove(entity: str, entity_id: int) -> None:
    """Forget a record. Needs a transaction."""
    row_id = _range(entity)[0] | entity_id
    connection = raw()
    old = connection.execute("SELECT words FROM search_entry WHERE id = ?", (row_id,)).fetchone()
    if old is not None:
        connection.execute(_FORGET, (row_id, old[0]))
        connection.execute("DELETE FROM search_entry WHERE id = ?", (row_id,))


def rebuild() -> None:
    """Make the trigrams anew from the entries. Needs a transaction."""
    raw().execute("INSERT INTO search_words (search_words) VALUES ('rebuild')")


def find(text: str, limit: int = 20, entities: Sequence[str] | None = None) -> list[Hit]:
    """The records that hold every word of `text`, best first.

    The order: the title itself, its beginning, the beginning of a word in it, its inside, elsewhere. What a
    common word finds is only looked at in part, so that an answer never takes longer than a keystroke.
    """
    words = query_words(text)
    if not words:
        return []
    typed = " ".join(fold(text).split())
    ranges = [(0, _LAST_ID)] if entities is None else [_range(entity) for entity in entities]
    found: dict[int, tuple[int, int, str, tuple[Any, ...]]] = {}
    for ids in ranges:
        for sql, values in _candidate_queries(typed, words, ids):
            for row_id, name, *hit in raw().execute(sql, values).fetchall():
                found[row_id] = (_rank(name, typed, words[0][0]), len(name), name, (row_id, *hit))
    best = sorted(found.values())
    return [_hit(*row) for _rank_of, _length, _name, row in best[:limit]]


def _hit(row_id: int, entity: str, title: str, subtitle: str, contact_id: int | None) -> Hit:
    return Hit(entity, row_id & _ID_MASK, title, subtitle, contact_id)


_COLUMNS = "e.id, e.name, e.entity, e.title, e.subtitle, e.contact_id"


def _candidate_queries(
    typed: str, words: Sequence[Sequence[str]], ids: tuple[int, int]
) -> Iterator[tuple[str, list[str | int]]]:
    """Titles that begin as typed; then what holds all words, of which a bounded number is looked at."""
    in_range = "name >= ? AND name < ? AND id BETWEEN ? AND ?"
    yield (
        f"SELECT {_COLUMNS} FROM search_entry e WHERE {in_range} ORDER BY e.name LIMIT ?",
        [typed, typed + _LAST, *ids, _SHOWN],
    )
    inside, values = _inside(words)
    if match := _match(words):
        start = "SELECT rowid AS id FROM search_words WHERE words MATCH ? AND rowid BETWEEN ? AND ?"
        bound: list[str | int] = [match, *ids]
    elif len(words) > 1:
        start = f"SELECT id FROM search_entry WHERE {in_range}"
        bound = [words[0][0], words[0][0] + _LAST, *ids]
    else:
        return
    yield (
        f"SELECT {_COLUMNS} FROM ({start} LIMIT ?) w CROSS JOIN search_entry e ON e.id = w.id"
        f" WHERE 1{inside} LIMIT ?",
        [*bound, _LOOKED_AT if inside else _SHOWN, *values, _SHOWN],
    )


def _match(words: Sequence[Sequence[str]]) -> str:
    """The words of three letters and more as a query; each is quoted, so that no sign is an operator."""
    long = [forms for forms in words if not _is_short(forms)]
    return " AND ".join("(" + " OR ".join(map(_quoted, forms)) + ")" for forms in long)


def _quoted(form: str) -> str:
    part = form[-_TAIL:] if _is_long_number(form) else form
    return '"' + part.replace('"', '""') + '"'


def _is_long_number(form: str) -> bool:
    """A phone number begins as all others do ("+351 9"): its end finds it faster, the rest is compared."""
    return len(form) > _TAIL and form.isdecimal()


def _is_short(forms: Sequence[str]) -> bool:
    return any(len(form) < 3 for form in forms)


def _inside(words: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """The conditions for the words that trigrams find not at all or only in part."""
    short = [forms for forms in words if _is_short(forms) or any(map(_is_long_number, forms))]
    sql = "".join(f" AND ({' OR '.join('instr(e.words, ?) > 0' for _form in forms)})" for forms in short)
    return sql, [form for forms in short for form in forms]


def _rank(name: str, typed: str, first: str) -> int:
    if name.startswith(typed):
        return 0 if name == typed else 1
    if name.startswith(first):
        return 2
    if f" {first}" in name:
        return 3
    return 4 if first in name else 5


def ids_sql(text: str, entity: str) -> tuple[str, list[str | int]]:
    """A sub-select of the ids of `entity` that hold every word of `text`, with its values, for lists.

    All of them, unlike `find`. Text without a word gives ("", []). Use it as `d.id IN (<sql>)`.
    """
    words = query_words(text)
    if not words:
        return "", []
    ids = _range(entity)
    inside, values = _inside(words)
    match = _match(words)
    if not match:
        sql = "SELECT e.id & ? FROM search_entry e WHERE e.name >= ? AND e.name < ? AND e.id BETWEEN ? AND ?"
        return sql + inside, [_ID_MASK, words[0][0], words[0][0] + _LAST, *ids, *values]
    sql = "SELECT w.rowid & ? FROM search_words w WHERE w.words MATCH ? AND w.rowid BETWEEN ? AND ?"
    if inside:
        sql = sql.replace(" WHERE", " CROSS JOIN search_entry e ON e.id = w.rowid WHERE") + inside
    return sql, [_ID_MASK, match, *ids, *values]
