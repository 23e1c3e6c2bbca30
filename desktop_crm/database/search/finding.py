"""Finding: from what was typed to the best records, and where each of them holds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, NamedTuple

from desktop_crm.database.engine import placeholders
from desktop_crm.database.folding import LONGEST_QUERY, fold, query_words
from desktop_crm.database.search.entries import ID_MASK, id_range
from desktop_crm.database.search.places import place_of
from desktop_crm.database.search.queries import (
    LONG,
    NOTHING,
    Condition,
    Words,
    holding,
    is_long_number,
    is_short,
    newest,
    starting,
)
from desktop_crm.database.session import on_server, raw

_LEAST: Final = 40
_LOOKED_AT: Final = 500
_LAST: Final = "\U0010ffff"
_LAST_ID: Final = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found.

    Where its title does not hold what was typed, `match` is the text that does and `label` what that is
    ("order_number"; "" where it needs no name).
    """

    entity: str
    entity_id: int
    title: str
    subtitle: str
    contact_id: int | None
    number: str = ""
    label: str = ""
    match: str = ""


def find(text: str, limit: int = 20, entities: Sequence[str] | None = None, first: str = "") -> list[Hit]:
    """The records that hold every word of `text`, best first.

    The order: the title itself, its beginning, the beginning of a word in it, a whole other text (an order
    number, an amount) or its beginning, the inside of the title, elsewhere; among equals those of the entity
    `first`, then the newest. What a common word finds is only looked at in part, so that an answer never
    takes longer than a keystroke.
    """
    words = query_words(text)
    if not words:
        return []
    typed = " ".join(fold(text[:LONGEST_QUERY]).split())
    ranges = [(0, _LAST_ID)] if entities is None else [id_range(entity) for entity in entities]
    found: dict[int, tuple[tuple[int, bool, int, int], tuple[Any, ...]]] = {}
    for ids in ranges:
        for row_id, name, line, entity, *rest in _candidates(typed, words, ids, max(limit, _LEAST)):
            if row_id not in found:
                rank, length = _rank(name, typed, words[0][0], line)
                key = (rank, entity != first, length, -(row_id & ID_MASK))
                found[row_id] = (key, (row_id, entity, *rest))
    best = [row for _key_of, row in sorted(found.values())[:limit]]
    return _placed([Hit(entity, row_id & ID_MASK, *rest) for row_id, entity, *rest in best], best, words)


def named(records: Sequence[tuple[str, int]]) -> list[Hit]:
    """The records (entity, id) as they are found, in this order; those that nothing finds are left out."""
    ids = [id_range(entity)[0] | record for entity, record in records]
    sql = f"SELECT e.id, {_COLUMNS} FROM search_entry e WHERE e.id IN ({placeholders(ids)})"
    found = {}
    for row_id, entity, *rest in raw().execute(sql, ids).fetchall():
        found[row_id] = Hit(entity, row_id & ID_MASK, *rest)
    return [found[row_id] for row_id in ids if row_id in found]


def _placed(hits: list[Hit], rows: Sequence[tuple[Any, ...]], words: Words) -> list[Hit]:
    """The hits with the place of what was typed, those that show it in their title as they are."""
    unseen = {
        row[0]: position
        for position, (row, hit) in enumerate(zip(rows, hits, strict=True))
        if not _holds(fold(hit.title), words)
    }
    if not unseen:
        return hits
    sql = f"SELECT id, words, shown FROM search_entry WHERE id IN ({placeholders(unseen)})"
    for row_id, lines, shown in raw().execute(sql, tuple(unseen)).fetchall():
        label, match = place_of(lines, shown, words)
        hits[unseen[row_id]] = replace(hits[unseen[row_id]], label=label, match=match)
    return hits


def _holds(folded: str, words: Words) -> bool:
    return all(any(form in folded for form in forms) for forms in words)


_COLUMNS = "e.entity, e.title, e.subtitle, e.contact_id, e.number"


def _candidates(typed: str, words: Words, ids: tuple[int, int], most: int) -> Iterator[tuple[Any, ...]]:
    """Titles that begin as typed; what holds all words, the newest first; and where that is too much to look
    at and no title fits, texts that begin as typed (the amount itself, not all that contain it).

    Each gives at most `most` rows: id, name, how a line fits, columns.
    """
    execute = raw().execute
    in_range = "name >= ? AND name < ? AND id BETWEEN ? AND ?"
    titles = execute(
        f"SELECT e.id, e.name, 0, {_COLUMNS} FROM search_entry e WHERE {in_range} ORDER BY e.name LIMIT ?",
        [typed, typed + _LAST, *ids, most],
    ).fetchall()
    yield from titles
    if len(titles) == most:
        return  # nothing fits better
    fits = _fits(_line_forms(typed, words))
    match = holding(words)
    if match == NOTHING:
        if len(words) > 1:
            start = f"SELECT id FROM search_entry WHERE {in_range}"
            bound = (words[0][0], words[0][0] + _LAST, *ids)
            yield from _looked_at(start, bound, _inside(words), fits, most)[0]
        return
    near = holding(words, loose=True)
    rows, is_all = _looked_at(newest(near), (*near.values, *ids), _inside(words, loose=True), fits, most)
    if len(rows) < most and not is_all:  # among the many that nearly match there may be more that do
        rows, _is_all = _looked_at(newest(match), (*match.values, *ids), _inside(words), fits, most)
    if fits.forms and not titles and len(rows) == most:
        begin = starting(fits.forms)
        yield from _looked_at(newest(begin), (*begin.values, *ids), fits.condition, fits, most)[0]
    yield from rows


class _Fits(NamedTuple):
    """How a line of an entry fits: 2 where it is one of the forms, 1 where it begins so, else 0."""

    forms: list[str]
    sql: str
    values: list[str]

    @property
    def condition(self) -> Condition:
        return Condition(f" AND ({self.sql}) > 0", self.values)


def _looked_at(
    start: str, bound: Sequence[str | int], condition: Condition, fits: _Fits, most: int
) -> tuple[list[tuple[Any, ...]], bool]:
    """At most `most` rows of a sub-select of ids that meet the condition, and whether all were looked at."""
    limit = max(_LOOKED_AT, most) if condition.sql else most
    cursor = raw().execute(
        f"SELECT TRUE{condition.sql}, e.id, e.name, {fits.sql}, {_COLUMNS} FROM ({start} LIMIT ?) w"
        " CROSS JOIN search_entry e ON e.id = w.id",
        [*condition.values, *fits.values, *bound, limit],
    )
    rows: list[tuple[Any, ...]] = []
    looked_at = 0
    for is_met, *row in cursor:
        looked_at += 1
        if is_met:
            rows.append(tuple(row))
            if len(rows) == most:
                break
    cursor.close()
    return rows, looked_at < limit


def _fits(forms: list[str]) -> _Fits:
    if not forms:
        return _Fits(forms, "0", [])
    held = " OR ".join("instr(e.words, ?) > 0" for _form in forms)
    values = [*(f"\n{form}\n" for form in forms), *(f"\n{form}" for form in forms)]
    return _Fits(forms, f"CASE WHEN {held} THEN 2 WHEN {held} THEN 1 ELSE 0 END", values)


def _line_forms(typed: str, words: Words) -> list[str]:
    """What a line may begin with; a long number is found by its end alone (see `_is_long_number`)."""
    forms = words[0] if len(words) == 1 else [typed]
    return [form for form in forms if len(form) > 2 and not is_long_number(form)]


def _inside(words: Words, *, loose: bool = False) -> Condition:
    """The conditions for the words that the query of `holding` finds not at all or only in part."""

    def is_partial(forms: Sequence[str]) -> bool:
        return is_short(forms) or any(is_long_number(form) or (loose and len(form) >= LONG) for form in forms)

    partial = [forms for forms in words if is_partial(forms)]
    sql = "".join(f" AND ({' OR '.join('instr(e.words, ?) > 0' for _form in forms)})" for forms in partial)
    return Condition(sql, [form for forms in partial for form in forms])


def _rank(name: str, typed: str, first: str, line: int) -> tuple[int, int]:
    """How well a record fits, and the length of a title that does: short ones come before long ones."""
    if name.startswith(typed):
        return (0 if name == typed else 1), len(name)
    if name.startswith(first):
        return 2, len(name)
    if f" {first}" in name:
        return 3, len(name)
    if line:
        return 6 - line, 0
    return (6, len(name)) if first in name else (7, 0)


def ids_sql(text: str, entity: str) -> tuple[str, list[str | int]]:
    """A sub-select of the ids of `entity` that hold every word of `text`, with its values, for lists.

    All of them, unlike `find`. Text without a word gives ("", []). Use it as `d.id IN (<sql>)`.
    """
    words = query_words(text)
    if not words:
        return "", []
    ids = id_range(entity)
    inside, values = _inside(words)
    match = holding(words)
    if match == NOTHING:
        sql = "SELECT e.id & ? FROM search_entry e WHERE e.name >= ? AND e.name < ? AND e.id BETWEEN ? AND ?"
        return sql + inside, [ID_MASK, words[0][0], words[0][0] + _LAST, *ids, *values]
    if on_server():
        sql = f"SELECT w.id & ? FROM search_entry w WHERE {match.sql} AND w.id BETWEEN ? AND ?"
        return sql + inside.replace("e.words", "w.words"), [ID_MASK, *match.values, *ids, *values]
    sql = f"SELECT w.rowid & ? FROM search_words w WHERE {match.sql} AND w.rowid BETWEEN ? AND ?"
    if inside:
        sql = sql.replace(" WHERE", " CROSS JOIN search_entry e ON e.id = w.rowid WHERE") + inside
    return sql, [ID_MASK, *match.values, *ids, *values]
