"""Search over everything: trigrams of folded text, any text typed, a few milliseconds at a million entries.

A room hands in one entry a record: what a person would type to find it. Found is what holds every word
typed, in any order and at any place inside a word; below three letters the start of the title decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from peewee import SQL, AutoField, BigIntegerField

from desktop_crm.database.engine import placeholders
from desktop_crm.database.fields import Text
from desktop_crm.database.folding import fold, forms_of, query_words
from desktop_crm.database.session import Table, current, raw
from desktop_crm.values.money import digits, major

__all__ = [
    "Entry",
    "Hit",
    "amount",
    "bulk_indexing",
    "find",
    "fold",
    "ids_sql",
    "index",
    "index_many",
    "rebuild",
    "remove",
]

_CANDIDATES = 200


class SearchEntry(Table):
    """One searchable record. `name` is the folded title, `words` all folded texts, a line each."""

    id = AutoField()
    entity = Text()
    entity_id = BigIntegerField()
    contact_id = BigIntegerField(null=True, index=True)
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
    name, words = _folded(title, subtitle, texts)
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
    """Make many new records findable at the cost of a bulk insert. Needs a transaction; none may be indexed
    yet.
    """
    connection = raw()
    before = connection.execute("SELECT coalesce(max(id), 0) FROM search_entry").fetchone()[0]
    connection.executemany(_INSERT, map(_stored, entries))
    connection.execute(
        "INSERT INTO search_words (rowid, words) SELECT id, words FROM search_entry WHERE id > ?", (before,)
    )


def _stored(entry: Entry) -> tuple[str, int, int | None, str, str, str, str]:
    name, words = _folded(entry.title, entry.subtitle, entry.texts)
    return entry.entity, entry.entity_id, entry.contact_id, entry.title, entry.subtitle, name, words


def _folded(title: str, subtitle: str, texts: Iterable[str]) -> tuple[str, str]:
    name = fold(title)
    parts = [name]
    for text in (title, subtitle, *texts):
        if text:
            parts += forms_of(text)
    return name, "\n".join(dict.fromkeys(parts))


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
    """The records that hold every word of `text`, best first: title equal, title begins, a word begins,
    elsewhere.
    """
    words = query_words(text)
    if not words:
        return []
    found: dict[tuple[str, int], tuple[int, Hit]] = {}
    for sql, values in _candidate_queries(words, entities):
        for entity, entity_id, contact_id, title, subtitle, name, all_words in raw().execute(sql, values):
            if all(any(form in all_words for form in forms) for forms in words):
                hit = Hit(entity, entity_id, title, subtitle, contact_id)
                found[entity, entity_id] = (_rank(name, all_words, words), hit)
    best = sorted(found.values(), key=lambda ranked: (ranked[0], len(ranked[1].title), ranked[1].title))
    return [hit for _rank_of, hit in best[:limit]]


_COLUMNS = "e.entity, e.entity_id, e.contact_id, e.title, e.subtitle, e.name, e.words"


def _candidate_queries(
    words: Sequence[Sequence[str]], entities: Sequence[str] | None
) -> Iterator[tuple[str, list[str | int]]]:
    only = f" AND e.entity IN ({placeholders(entities)})" if entities is not None else ""
    kinds = list(entities or ())
    for start in words[0]:
        yield (
            f"SELECT {_COLUMNS} FROM search_entry e WHERE e.name >= ? AND e.name < ?{only}"
            f" ORDER BY e.name LIMIT ?",
            [start, start + "\U0010ffff", *kinds, _CANDIDATES],
        )
    if match := _match(words):
        yield (
            f"SELECT {_COLUMNS} FROM search_words w JOIN search_entry e ON e.id = w.rowid"
            f" WHERE w.words MATCH ?{only} LIMIT ?",
            [match, *kinds, _CANDIDATES],
        )


def _match(words: Sequence[Sequence[str]]) -> str:
    """The words of three letters and more as a query; each form quoted, so that no typed sign is an
    operator.
    """
    long = [forms for forms in words if all(len(form) >= 3 for form in forms)]
    return " AND ".join("(" + " OR ".join(map(_quoted, forms)) + ")" for forms in long)


def _quoted(form: str) -> str:
    return '"' + form.replace('"', '""') + '"'


def _rank(name: str, all_words: str, words: Sequence[Sequence[str]]) -> int:
    first = words[0][0]
    if any(name == form for form in words[0]) and len(words) == 1:
        return 0
    if name.startswith(first):
        return 1
    if re.search(r"(?<!\w)" + re.escape(first), name):
        return 2
    if first in name:
        return 3
    return 4 if re.search(r"(?<!\w)" + re.escape(first), all_words) else 5


def ids_sql(text: str, entity: str) -> tuple[str, list[str]]:
    """A sub-select of the ids of `entity` that hold every word of `text`, with its values, for lists.

    Empty text gives ("", []). Use it as `d.id IN (<sql>)`.
    """
    words = query_words(text)
    if not words:
        return "", []
    conditions = ["e.entity = ?"]
    values = [entity]
    if match := _match(words):
        source = "search_words w JOIN search_entry e ON e.id = w.rowid"
        conditions.insert(0, "w.words MATCH ?")
        values.insert(0, match)
    else:
        source = "search_entry e"
        conditions.append("e.name >= ? AND e.name < ?")
        values += [words[0][0], words[0][0] + "\U0010ffff"]
    for forms in words:
        if any(len(form) < 3 for form in forms):
            conditions.append("(" + " OR ".join("instr(e.words, ?) > 0" for _form in forms) + ")")
            values += forms
    return f"SELECT e.entity_id FROM {source} WHERE {' AND '.join(conditions)}", values


@contextmanager
def bulk_indexing() -> Iterator[list[Entry]]:
    """Collect the entries of an import and index them together at the end. Needs a transaction."""
    current()
    collected: list[Entry] = []
    yield collected
    index_many(collected)
