"""Reading: a keystroke of search, a page of a list at any depth, a contact's page."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import lists
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding
from tests.bench import databases, rare_pages
from tests.bench.measuring import Row, cpu, in_turn, median, percentile

PAGE = 50
_FLOOR_SEARCH = (
    "SELECT e.id, e.title, e.subtitle FROM (SELECT rowid FROM search_words WHERE words MATCH ? LIMIT 50) w"
    " JOIN search_entry e ON e.id = w.rowid"
)
_FLOOR_START = "SELECT id, title, subtitle FROM search_entry WHERE name >= ? AND name < ? LIMIT 50"


def rows(path: Path, label: str, *, documents: bool) -> Iterator[Row]:
    """All that is read of the database at `path`; its contact's page too where it has documents."""
    with databases.opened(path) as caller, databases.plain(path) as floor:
        yield from _search(caller, floor, label, documents=documents)
        yield from _pages(caller, floor, label)
        if documents:
            yield from rare_pages.rows(caller, floor, label)
            yield from _contact_page(caller, floor, label)


def _search(caller: Caller, floor: Any, label: str, *, documents: bool) -> Iterator[Row]:
    """Names, mails, phones, and of papers numbers, amounts, references, lines, typed letter by letter."""
    words = _words(floor, documents=documents)
    for word in words:  # neither may be fast because it finds nothing
        assert finding.find(caller, word), word
        assert _raw_search(floor, word), word
    typed = [word[:length] for word in words for length in range(1, min(len(word), 14) + 1)]
    typed = [text for text in typed if text.strip()]
    ours, least = [], []
    for text in typed[:40]:
        finding.find(caller, text)
        _raw_search(floor, text)
    for number, text in enumerate(typed):
        one, other = (lambda t=text: finding.find(caller, t)), (lambda t=text: _raw_search(floor, t))
        first, second = (one, other) if number % 2 else (other, one)
        times = {first: cpu(first), second: cpu(second)}
        ours.append(times[one])
        least.append(times[other])
    p95, floor95 = percentile(ours, 0.95), percentile(least, 0.95)
    further = {
        "keystrokes": len(typed),
        "median": round(median(ours), 3),
        "floor median": round(median(least), 3),
    }
    yield Row(f"search a keystroke, {label}: p95 to raw FTS5", p95, floor95, bound=6, further=further)
    yield Row(f"search a keystroke, {label}: p95", p95, None, bound=5)


def _words(floor: Any, *, documents: bool) -> list[str]:
    """What people look for, of records anywhere in the file."""
    rng = random.Random(5)
    words = []
    for _n in range(60):
        row = _any(floor, rng, "contact", "name, mail, phone")
        words.append(rng.choice((row[0], row[0], row[0].split()[-1], row[1], row[2])))
    if documents:
        for _n in range(60):
            row = _any(floor, rng, "document", "number_text, gross, order_number, title, customer")
            words.append(rng.choice((row[0], f"{row[1] // 100}.{row[1] % 100:02}", row[2], row[3], row[4])))
    return [word for word in words if word and len(word) > 2]


def _any(floor: Any, rng: random.Random, table: str, columns: str) -> Any:
    last = floor.execute(f"SELECT max(id) FROM {table}").fetchone()[0]
    found = f"SELECT {columns} FROM {table} WHERE id >= ? LIMIT 1"
    row = None
    while row is None or row[0] is None:
        row = floor.execute(found, (rng.randint(1, last),)).fetchone()
    return row


def _raw_search(floor: Any, text: str) -> list[Any]:
    """FTS5 as it comes: the words as typed, folded, not ranked; below three letters an index range."""
    folded = lists.fold(text).strip()
    if len(folded) < 3:
        found: list[Any] = floor.execute(_FLOOR_START, (folded, folded + "\U0010ffff")).fetchall()
        return found
    quoted = " AND ".join(f'"{word}"' for word in folded.replace('"', " ").split() if len(word) > 2)
    if not quoted:
        quoted = '"' + folded.replace('"', '""') + '"'
    found = floor.execute(_FLOOR_SEARCH, (quoted,)).fetchall()
    return found


def _pages(caller: Caller, floor: Any, label: str) -> Iterator[Row]:
    view = ListView()
    listing = contacts.list_contacts(caller, view)
    count = listing.count()
    depths = [int(count * share) for share in (0.02, 0.25, 0.5, 0.75, 0.95)]
    sql = (
        f"SELECT {lists.LIST.columns} FROM contact c WHERE c.is_archived = 0 AND (c.folded, c.id) > (?, ?)"
        f" ORDER BY c.folded, c.id LIMIT {PAGE}"
    )
    marks = {
        depth: floor.execute(
            "SELECT folded, id FROM contact WHERE is_archived = 0 ORDER BY folded, id LIMIT 1 OFFSET ?",
            (depth - 1,),
        ).fetchone()
        for depth in depths
    }
    ours: list[float] = []
    least: list[float] = []
    for depth in depths:
        assert [row.id for row in listing.rows(depth, PAGE)] == [
            row[0] for row in floor.execute(sql, marks[depth]).fetchall()
        ]
        # Where one scrolls to: a page near an anchor that is known, and its neighbours.
        one, other = in_turn(
            lambda depth=depth: listing.rows(depth, PAGE),
            lambda depth=depth: floor.execute(sql, marks[depth]).fetchall(),
            rounds=40,
        )
        ours += one
        least += other
    further = {"p95": round(percentile(ours, 0.95), 3), "depths": depths}
    yield Row(f"a list page at any depth, {label}", median(ours), median(least), bound=8, further=further)
    jumps = []
    for depth in depths:
        fresh = contacts.list_contacts(caller, view)
        fresh.count()
        jumps.append(cpu(lambda fresh=fresh, depth=depth: fresh.rows(depth, PAGE)))
    yield Row(f"the first jump into a fresh list (at worst), {label}", max(jumps), None)


def _contact_page(caller: Caller, floor: Any, label: str) -> Iterator[Row]:
    """Everything that the page shows at once: the contact's own and what billing adds."""
    today = databases.TODAY

    def page(contact_id: int) -> None:
        contacts.get_page(caller, contact_id)
        billing.contact_money(caller, contact_id, today)
        billing.documents_of(caller, contact_id, today, 50)

    busy = [
        row[0]
        for row in floor.execute(
            "SELECT contact_id FROM document GROUP BY contact_id ORDER BY count(*) DESC LIMIT 30"
        ).fetchall()
    ]
    idle = [
        row[0]
        for row in floor.execute(
            "SELECT id FROM contact WHERE id NOT IN (SELECT contact_id FROM document) LIMIT 30"
        ).fetchall()
    ]
    ours, least, counts = [], [], set()
    for contact_id in (*busy, *idle):
        page(contact_id)
        with databases.recorded() as statements:
            page(contact_id)
        counts.add(len(statements))
        one, other = in_turn(
            lambda contact_id=contact_id: page(contact_id), _replay(floor, statements), rounds=9, warm=1
        )
        ours.append(median(one))
        least.append(median(other))
    further = {"queries": sorted(counts), "fixed": len(counts) == 1}
    yield Row(f"contact's page, {label}", median(ours), median(least), bound=4, further=further)
    yield Row("contact's page: different numbers of queries", len(counts), None, "counts", 1)


def _replay(floor: Any, statements: Sequence[tuple[str, Any]]) -> Callable[[], None]:
    def run() -> None:
        for sql, values in statements:
            floor.execute(sql, values).fetchall()

    return run
