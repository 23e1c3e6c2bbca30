"""What makes records findable: one row a record, and the trigrams of its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import Any, Final, NamedTuple
from zlib import crc32

from peewee import AutoField, BigIntegerField

from desktop_crm.database.fields import Text
from desktop_crm.database.folding import folded_line, spaceless_forms
from desktop_crm.database.session import Table, on_server, raw, transaction
from desktop_crm.values.money import digits

_CHUNK: Final = 10_000
_ID_BITS: Final = 40
ID_MASK: Final = (1 << _ID_BITS) - 1


class SearchEntry(Table):
    """One searchable record. `name` is the folded title, `words` all folded texts, a line each.

    `shown` holds the same lines after the first as they were written, each behind its label and a tab, so
    that a hit can say where it was found. The id is made of the entity and the record's id, so that the
    records of one entity lie in one range.
    """

    id = AutoField()
    entity = Text()
    title = Text()
    subtitle = Text()
    number = Text()
    contact_id = BigIntegerField(null=True)
    name = Text(index=True)
    words = Text()
    shown = Text()


STATEMENTS = (
    """CREATE VIRTUAL TABLE search_words USING fts5(
       words, content='search_entry', content_rowid='id', columnsize=0,
       tokenize='trigram case_sensitive 1')""",
    # Trigrams collected in memory before they are written: 8 MB instead of 1 halve the time of an import.
    "INSERT INTO search_words (search_words, rank) VALUES ('hashsize', 8388608)",
)


class Part(NamedTuple):
    """One text that finds a record. `label` is a word of `workspace.finding.LABELS` ("order_number");
    `form` is what is found, folded, where that is not the text itself or is known already."""

    label: str
    text: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """What makes one record findable. `subtitle` and `number` are shown with the title and found too."""

    entity: str
    entity_id: int
    title: str
    texts: tuple[Part, ...] = ()
    contact_id: int | None = None
    subtitle: str = ""
    number: str = ""


def parts(label: str, *texts: str) -> tuple[Part, ...]:
    """Texts under one label; empty ones are left out."""
    return tuple([Part(label, text) for text in texts if text])


def folded(part: Part) -> Part:
    """The part ready to be indexed many times."""
    return part if part.form else Part(part.label, part.text, folded_line(part.text))


def amount(label: str, minor: int, currency: str) -> Part:
    """An amount, indexed as "1570.21"; typed as 1.570,21 or 1,570.21 it is found."""
    places = digits(currency)
    whole, fraction = divmod(abs(minor), 10**places)
    form = f"{whole}.{fraction:0{places}}" if places else str(whole)
    return Part(label, f"{'-' if minor < 0 else ''}{form} {currency}", form)


def price(label: str, value: Decimal, currency: str) -> Part:
    """A unit price with all its decimals, at least those of the currency: "249.90", "0.0125"."""
    places = max(digits(currency), -int(value.normalize().as_tuple().exponent))
    form = f"{abs(value):.{places}f}"
    return Part(label, f"{'-' if value < 0 else ''}{form} {currency}", form)


def id_range(entity: str) -> tuple[int, int]:
    """The first and the last id of an entity's records: its name's checksum stands above the record's id."""
    first = (crc32(entity.encode()) & 0x3FFFFF) << _ID_BITS
    if _ranges.setdefault(first, entity) != entity:
        raise RuntimeError(f"{entity} and {_ranges[first]} share a checksum; rename one")
    return first, first | ID_MASK


_ranges: dict[int, str] = {}


SERVER_STATEMENTS = ("CREATE INDEX search_entry_words ON search_entry USING gin (words gin_trgm_ops)",)
"""On a server the trigrams are an index of the entries themselves: nobody has to keep them."""


def index(entry: Entry, *, is_new: bool = False) -> None:
    """Make a record findable, or change how it is found; with `is_new` it never was. Needs a transaction."""
    row = _stored(entry)
    row_id, words = row[0], row[7]
    connection = raw()
    if on_server():
        connection.execute(_INSERT if is_new else _UPSERT, row)
        return
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


_COLUMNS: Final = ("id", "entity", "title", "subtitle", "number", "contact_id", "name", "words", "shown")
_INSERT: Final = (
    f"INSERT INTO search_entry ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' for _name in _COLUMNS)})"
)
_UPSERT: Final = f"{_INSERT} ON CONFLICT (id) DO UPDATE SET " + ", ".join(
    f"{name} = excluded.{name}" for name in _COLUMNS[2:]
)
_NEW_WORDS: Final = "INSERT INTO search_words (rowid, words) VALUES (?, ?)"
_INSERT_WORDS: Final = (
    "INSERT INTO search_words (rowid, words)"
    " SELECT e.id, e.words FROM json_each(?) new CROSS JOIN search_entry e ON e.id = new.value"
)
_FORGET: Final = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)"


def index_many(entries: Iterable[Entry]) -> None:
    """Make many records findable at the cost of a bulk insert; none may be so yet. Needs a transaction.

    The entries of one entity should come together and in the order of their ids.
    """
    connection = raw()
    waiting = iter(entries)
    while rows := [_stored(entry) for entry in islice(waiting, _CHUNK)]:
        connection.executemany(_INSERT, rows)
        if _is_postponed or on_server():
            continue
        ids = ",".join(str(row[0]) for row in rows)
        connection.execute(_INSERT_WORDS, (f"[{ids}]",))


_Row = tuple[int, str, str, str, str, int | None, str, str, str]


def _stored(entry: Entry) -> _Row:
    name = folded_line(entry.title)
    lines = {name: ""}
    shown = []
    for label, text, form in _texts(entry):
        line = form or folded_line(text)
        if line and line not in lines:
            lines[line] = ""
            shown.append(f"{label}\t{text if text.isprintable() else ' '.join(text.split())}")
    words = "\n".join(lines)
    # The line break at the end closes the last line as the others: a search for whole lines finds it.
    words = "\n".join((words, *spaceless_forms(words), ""))
    row_id = id_range(entry.entity)[0] | entry.entity_id
    return (
        row_id, entry.entity, _seen(entry.title), _seen(entry.subtitle), _seen(entry.number),
        entry.contact_id, name, words, _seen("\n".join(shown)),
    )  # fmt: skip


def _seen(text: str) -> str:
    """The text as it is shown: a server keeps no NUL."""
    return text.replace("\0", " ")


def _texts(entry: Entry) -> Iterator[Part]:
    if entry.subtitle:
        yield Part("", entry.subtitle)
    if entry.number:
        yield Part("", entry.number)
    yield from entry.texts


@contextmanager
def postponed() -> Iterator[None]:
    """Meanwhile `index_many` writes entries alone; then the trigrams of all are made at once.

    Nothing is found before, and an error leaves it so: for a new file that is thrown away then.
    """
    global _is_postponed
    _is_postponed = True
    try:
        yield
    finally:
        _is_postponed = False
    with transaction():
        rebuild()


_is_postponed = False


def remove(entity: str, entity_id: int) -> None:
    """Forget a record. Needs a transaction."""
    row_id = id_range(entity)[0] | entity_id
    connection = raw()
    old = connection.execute("SELECT words FROM search_entry WHERE id = ?", (row_id,)).fetchone()
    if old is not None:
        if not on_server():
            connection.execute(_FORGET, (row_id, old[0]))
        connection.execute("DELETE FROM search_entry WHERE id = ?", (row_id,))


def rebuild(connection: Any = None) -> None:
    """Make the trigrams anew from the entries. Needs a transaction."""
    if connection is not None or not on_server():
        (connection or raw()).execute("INSERT INTO search_words (search_words) VALUES ('rebuild')")


def forget_deleted() -> None:
    """Drop what the trigrams still remember of records that are gone. Needs a transaction."""
    if not on_server():
        raw().execute("INSERT INTO search_words (search_words) VALUES ('optimize')")
