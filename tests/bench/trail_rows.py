"""The history of a firm after some years: found by what is typed, a page shown and all of it counted."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from desktop_crm.database.fields import canonical, stamp
from desktop_crm.database.folding import words_of
from desktop_crm.database.trail import ChangeLog
from desktop_crm.database.trail.comparing import told_texts
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.paging import ListView
from desktop_crm.workspace.trail import reading
from tests.bench import databases
from tests.bench.measuring import Row, cpu, median, percentile, say

ENTRIES, PAGE = 200_000, 50
_PEOPLE = ("Ana", "Bruno Çelik", "Chloé", "Dora")
_STREETS = ("Quay", "Market Street", "Rua do Alecrim", "İstiklal Caddesi", "Große Gasse")
_COLUMNS = (
    "table_name", "row", "version", "user", "at", "computer", "act", "record", "contact_id", "words",
    "before", "after",
)  # fmt: skip


def searching(path: Path, entries: int = ENTRIES) -> Iterator[Row]:
    """Words, numbers, names of people and records, each letter by letter as one types."""
    with databases.plain(path) as floor:
        spent = cpu(lambda: _write(floor, entries)) / 1000
        say(f"{entries:,} entries of a history written in {spent:.0f} s")
        typed = _typed(floor, entries)
        with databases.opened(path) as caller:
            for text in typed[:20]:
                _ours(caller, text), _raw(floor, text)
            ours, least = [], []
            for number, text in enumerate(typed):
                one, other = (lambda t=text: _ours(caller, t)), (lambda t=text: _raw(floor, t))
                first, second = (one, other) if number % 2 else (other, one)
                times = {first: cpu(first), second: cpu(second)}
                ours.append(times[one])
                least.append(times[other])
            slowest = [round(ms, 1) for ms in sorted(ours)[-3:]]
            further = {"keystrokes": len(typed), "median": round(median(ours), 3), "slowest": slowest}
            label = f"search the history, {entries:,} entries"
            p95 = percentile(ours, 0.95)
            yield Row(f"{label}: p95 to raw FTS5", p95, percentile(least, 0.95), bound=6, further=further)
            yield Row(f"{label}: p95", p95, None, bound=100)


def _write(floor: Any, entries: int) -> None:
    names = ", ".join(f'"{name}"' for name in _COLUMNS)
    sql = f"INSERT INTO {ChangeLog._meta.table_name} ({names}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    contacts = floor.execute("SELECT id, name, mail, phone FROM contact LIMIT 20000").fetchall()
    rng, at = random.Random(9), stamp(utc_now())
    floor.execute("BEGIN IMMEDIATE")
    floor.executemany(sql, (_entry(rng, at, rng.choice(contacts), number) for number in range(entries)))
    floor.execute("COMMIT")


def _entry(rng: random.Random, at: str, contact: Any, number: int) -> tuple[Any, ...]:
    """A contact that moved, got another number, or was new: three values from what to what."""
    key, name, mail, phone = contact
    who, computer = rng.choice(_PEOPLE), f"desk-{rng.randint(1, 9)}"
    after: dict[str, Any] = {"name": name, "points": [{"kind": "mail", "value": mail or ""}]}
    before = None
    if number % 3:
        street = f"{rng.choice(_STREETS)} {rng.randint(1, 300)}"
        before = {"street": street, "notes": "", "points": [phone or ""]}
        after = {
            "street": f"{rng.choice(_STREETS)} {rng.randint(1, 300)}",
            "notes": f"Order {rng.randint(10_000, 999_999)} was late",
            "points": [f"+49 30 {rng.randint(1_000_000, 9_999_999)}"],
        }
    act, words = "changed" if before else "created", words_of(told_texts(who, computer, before, after))
    told = (None if each is None else canonical(each) for each in (before, after))
    return ("contact", key, 1 + number % 9, who, at, computer, act, f"contact:{key}", key, words, *told)


def _typed(floor: Any, entries: int) -> list[str]:
    """Lines of the entries, so that each is found, as they grow under the fingers."""
    rng, wanted = random.Random(4), []
    last = floor.execute("SELECT max(id) FROM change_log").fetchone()[0]
    for _n in range(40):
        entry = rng.randint(last - entries // 2, last)
        (words,) = floor.execute("SELECT words FROM change_log WHERE id = ?", (entry,)).fetchone()
        wanted.append(rng.choice([line for line in words.split("\n") if len(line) > 2]))
    typed = [word[:length] for word in wanted for length in range(1, min(len(word), 14) + 1)]
    return [text for text in typed if text.strip()]


def _ours(caller: Caller, text: str) -> int:
    listing = reading.list_trail(caller, ListView(search=text, descending=True))
    count = listing.count()
    assert len(listing.rows(0, PAGE)) == min(PAGE, count)
    return count


def _raw(floor: Any, text: str) -> int:
    """FTS5 as it comes: how many hold it, and the newest fifty of them."""
    quoted = '"' + text.replace('"', '""') + '"'
    (count,) = floor.execute("SELECT count(*) FROM change_words WHERE words MATCH ?", (quoted,)).fetchone()
    floor.execute(
        "SELECT l.id, l.at, l.before, l.after FROM change_words w JOIN change_log l ON l.id = w.rowid"
        " WHERE w.words MATCH ? ORDER BY w.rowid DESC LIMIT 50",
        (quoted,),
    ).fetchall()
    return int(count)
