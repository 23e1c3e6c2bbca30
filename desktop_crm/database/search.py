"""Search over everything: trigrams of folded text, any text typed, a few milliseconds at a million entries.

A room hands in one entry a record: what a person would type to find it. Found is what holds every word
typed, in any order and at any place inside a word; below three letters the start of the title decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, Final

from peewee import SQL, AutoField, BigIntegerField

from desktop_crm.database.engine import placeholders
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
_LOOKED_AT: Final = 1_000
_LAST: Final = "\U0010ffff"


class SearchEntry(Table):
    """One searchable record. `name` is the folded title, `words` all folded texts, a line each."""

    id = AutoField()
    entity = Text()
    entity_id = BigIntegerField()
    contact_id = BigIntegerField(null=True)
    title = Text()
    subtitle = Text()
    name = Text(index=True)
    words = Text()

    class Meta:
        constraints = (SQL("UNIQUE (entity, entity_id)"),)


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


def index(
    entity: str,
    entity_id: int,
    title: str,
    texts: Iterable[str] = (),
    contact_id: int | None = None,
    subtitle: str = "",
) -> None:
    """Make a record findable, or change how it is found. Needs a transaction."""
    connection = raw()
    name, words = folded_words(title, (subtitle, *texts))
    old = connection.execute(
        "SELECT id, words FROM search_entry WHERE entity = ? AND entity_id = ?", (entity, entity_id)
    ).fetchone()
    if old is None:
        cursor = connection.execute(_INSERT, (entity, entity_id, contact_id, title, subtitle, name, words))
        connection.execute("INSERT INTO search_words (rowid, words) VALUES (?, ?)", (cursor.lastrowid, words))
        return
    connection.execute(
        "UPDATE search_entry SET contact_id = ?, title = ?, subtitle = ?, name = ?, words = ? WHERE id = ?",
        (contact_id, title, subtitle, name, words, old[0]),
    )
    if words != old[1]:
        connection.execute(
            "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)", tuple(old)
        )
        connection.execute("INSERT INTO search_words (rowid, words) VALUES (?, ?)", (old[0], words))


_INSERT = (
    "INSERT INTO search_entry (entity, entity_id, contact_id, title, subtitle, name, words)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


def index_many(entries: Iterable[Entry]) -> None:
    """Make many records findable at the cost of a bulk insert; none may be so yet. Needs a transaction."""
    connection = raw()
    before = connection.execute("SELECT coalesce(max(id), 0) FROM search_entry").fetchone()[0]
    connection.executemany(_INSERT, map(_stored, entries))
    connection.execute(
        "INSERT INTO search_words (rowid, words) SELECT id, words FROM search_entry WHERE id > ?", (before,)
    )


def _stored(entry: Entry) -> tuple[str, int, int | None, str, str, str, str]:
    name, words = folded_words(entry.title, (entry.subtitle, *entry.texts))
    return entry.entity, entry.entity_id, entry.contact_id, entry.title, entry.subtitle, name, words


def remove(entity: str, entity_id: int) -> None:
    """Forget a record. Needs a transaction."""
    connection = raw()
    old = connection.execute(
        "SELECT id, words FROM search_entry WHERE entity = ? AND entity_id = ?", (entity, entity_id)
    ).fetchone()
    if old is not None:
        connection.execute(
            "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)", tuple(old)
        )
        connection.execute("DELETE FROM search_entry WHERE id = ?", (old[0],))


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
    found: dict[tuple[str, int], tuple[int, int, str, tuple[Any, ...]]] = {}
    for sql, values in _candidate_queries(typed, words, entities):
        for row in raw().execute(sql, values).fetchall():
            found[row[0], row[1]] = (_rank(row[5], typed, words[0][0]), len(row[2]), row[2], row)
    best = sorted(found.values(), key=itemgetter(0, 1, 2))
    return [
        Hit(*row[:2], title=row[3], subtitle=row[4], contact_id=row[2]) for *_rank_of, row in best[:limit]
    ]


_COLUMNS = "e.entity, e.entity_id, e.title, e.subtitle, e.contact_id, e.name"


def _candidate_queries(
    typed: str, words: Sequence[Sequence[str]], entities: Sequence[str] | None
) -> Iterator[tuple[str, list[str | int]]]:
    only = f" AND e.entity IN ({placeholders(entities)})" if entities is not None else ""
    kinds = list(entities or ())
    yield (
        f"SELECT {_COLUMNS} FROM search_entry e WHERE e.name >= ? AND e.name < ?{only}"
        " ORDER BY e.name LIMIT ?",
        [typed, typed + _LAST, *kinds, _SHOWN],
    )
    match = _match(words)
    if not match and len(words) == 1:
        return
    inside, values = _inside(words)
    if match:
        start, bound = "SELECT rowid FROM search_words WHERE words MATCH ?", [match]
    else:
        start = "SELECT id AS rowid FROM search_entry WHERE name >= ? AND name < ?"
        bound = [words[0][0], words[0][0] + _LAST]
    many = _LOOKED_AT if inside or only else _SHOWN
    yield (
        f"SELECT {_COLUMNS} FROM ({start} LIMIT ?) w CROSS JOIN search_entry e ON e.id = w.rowid"
        f" WHERE 1{inside}{only} LIMIT ?",
        [*bound, many, *values, *kinds, _SHOWN],
    )


def _match(words: Sequence[Sequence[str]]) -> str:
    """The words of three letters and more as a query; each is quoted, so that no sign typed is an operator."""
    return " AND ".join(
        "(" + " OR ".join(map(_quoted, forms)) + ")" for forms in words if not _is_short(forms)
    )


def _quoted(form: str) -> str:
    return '"' + form.replace('"', '""') + '"'


def _is_short(forms: Sequence[str]) -> bool:
    return any(len(form) < 3 for form in forms)


def _inside(words: Sequence[Sequence[str]]) -> tuple[str, list[str]]:
    """The conditions for the words that are too short for trigrams."""
    short = [forms for forms in words if _is_short(forms)]
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


def ids_sql(text: str, entity: str) -> tuple[str, list[str]]:
    """A sub-select of the ids of `entity` that hold every word of `text`, with its values, for lists.

    All of them, unlike `find`. Text without a word gives ("", []). Use it as `d.id IN (<sql>)`.
    """
    words = query_words(text)
    if not words:
        return "", []
    inside, values = _inside(words)
    if match := _match(words):
        source = "search_words w CROSS JOIN search_entry e ON e.id = w.rowid WHERE w.words MATCH ?"
        bound = [match]
    else:
        source = "search_entry e WHERE e.name >= ? AND e.name < ?"
        bound = [words[0][0], words[0][0] + _LAST]
    return f"SELECT e.entity_id FROM {source}{inside} AND e.entity = ?", [*bound, *values, entity]
