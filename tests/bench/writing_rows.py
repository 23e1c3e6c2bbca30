"""Writing: an invoice saved and issued, and a hundred thousand contacts taken in."""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.rules.drafts import ContactDraft, PointDraft
from desktop_crm.contacts.rules.importing import ContactFile, ContactRecord
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import finding, opening
from desktop_crm.workspace.generating import generate
from tests.bench import databases
from tests.bench.measuring import Row, cpu, in_turn, median, say

TODAY = databases.TODAY
ANY_CUSTOMER = "SELECT contact_id FROM document WHERE kind = 'invoice' LIMIT 1"
_FORGET = "INSERT INTO search_words (search_words, rowid, words) VALUES ('delete', ?, ?)"


# ---------------------------------------------------------------------------------------- save and issue


def issuing(path: Path, *, rounds: int = 60, keep: bool = False) -> Iterator[Row]:
    """An invoice of five lines, saved and issued without a paper, against its rows written by hand."""
    twin = path.with_suffix(".floor")
    shutil.copyfile(path, twin)
    with databases.opened(path) as caller, databases.plain(twin) as floor:
        (customer,) = floor.execute(ANY_CUSTOMER).fetchone()
        draft = draft_for(customer)
        issued = issue(caller, draft)
        with closing(sqlite3.connect(path)) as model:
            by_hand = ByHand(model, floor, issued)
        ours, least = in_turn(lambda: issue(caller, draft), by_hand.issue, rounds=rounds, warm=5)
    yield Row("save and issue an invoice of 5 lines, null renderer", median(ours), median(least), bound=20)
    if not keep:
        twin.unlink()


def draft_for(customer: int) -> DocumentDraft:
    lines = tuple(
        LineDraft(
            description=f"Service {n}\nAs agreed",
            qty=Decimal("2.5") + n,
            price=Decimal(80 + n),
            rate=Decimal(23),
        )
        for n in range(5)
    )
    return DocumentDraft(contact_id=customer, delivered_on=TODAY, lines=lines)


def issue(caller: Caller, draft: DocumentDraft) -> int:
    ref = billing_service.create_draft(caller, draft, TODAY)
    billing_service.issue_invoice(caller, ref.id, ref.version, today=TODAY, render=billing_service.NO_PAPER)
    return ref.id


class ByHand:
    """The very rows of an issued invoice, written anew with the next id and number: two transactions, as
    saving and issuing are two clicks.
    """

    def __init__(self, model: Any, floor: Any, document_id: int) -> None:
        """`model` is read for the rows of that document, `floor` is written to."""
        self._floor = floor
        self._document = _row(model, "document", "id = ?", document_id)
        self._lines = _rows(model, "document_line", "document_id = ?", document_id)
        self._taxes = _rows(model, "document_tax", "document_id = ?", document_id)
        self._event = _row(model, "timeline", "entity = 'invoice' AND entity_id = ?", document_id)
        entry = model.execute("SELECT id FROM search_entry WHERE entity = 'invoice' ORDER BY id DESC LIMIT 1")
        self._entry = _row(model, "search_entry", "id = ?", entry.fetchone()[0])
        self.go_on()
        self._first_entry = self._entry["id"] - document_id
        draft = dict(self._document)
        for name in ("series_id", "year", "number", "number_text", "facts", "link", "previous_hash", "hash",
                     "issued_at", "due_on"):  # fmt: skip
            draft[name] = None
        self._draft = draft | {"state": "draft", "open": 0, "version": 1}
        self._sealed = [name for name, value in self._document.items() if value != self._draft[name]]

    def go_on(self) -> None:
        """Behind whatever was issued last."""
        execute = self._floor.execute
        self._next = int(execute("SELECT max(id) FROM document").fetchone()[0])
        self._number, self._link = execute(
            "SELECT max(number), max(link) FROM document WHERE kind = 'invoice' AND year = ?", (TODAY.year,)
        ).fetchone()

    def issue(self) -> None:
        self._next += 1
        self._number += 1
        self._link += 1
        self._save()
        self._seal()

    def _save(self) -> None:
        execute, entry = self._floor.execute, self._entry
        execute("BEGIN IMMEDIATE")
        _insert(execute, "document", self._draft | {"id": self._next})
        row = self._first_entry + self._next
        _insert(execute, "search_entry", entry | {"id": row})
        execute("INSERT INTO search_words (rowid, words) VALUES (?, ?)", (row, entry["words"]))
        execute("COMMIT")

    def _seal(self) -> None:
        execute, document = self._floor.execute, self._next
        execute("BEGIN IMMEDIATE")
        execute("SELECT id, pattern, next_number, year FROM number_series WHERE kind = 'invoice'").fetchone()
        execute(
            "UPDATE number_series SET next_number = ?, last_issued_on = ?, version = version + 1"
            " WHERE kind = 'invoice'",
            (self._number + 1, TODAY.isoformat()),
        )
        for line in self._lines:
            _insert(execute, "document_line", line | {"id": None, "document_id": document})
        for tax in self._taxes:
            _insert(execute, "document_tax", tax | {"id": None, "document_id": document})
        seal = hashlib.sha256(f"{document}{self._document['facts']}".encode()).hexdigest()
        values = {name: self._document[name] for name in self._sealed} | {
            "number": self._number, "number_text": f"2026-{self._number:04}", "link": self._link,
            "hash": seal,
        }  # fmt: skip
        changes = ", ".join(f"{name} = ?" for name in values)
        execute(f"UPDATE document SET {changes} WHERE id = ?", (*values.values(), document))
        _insert(execute, "record_seal", {"document_id": document, "sha256": seal})
        row, words = self._first_entry + document, self._entry["words"]
        execute(_FORGET, (row, words))
        execute(
            "UPDATE search_entry SET title = ?, words = ? WHERE id = ?", (values["number_text"], words, row)
        )
        execute("INSERT INTO search_words (rowid, words) VALUES (?, ?)", (row, words))
        _insert(execute, "timeline", self._event | {"id": None, "entity_id": document})
        execute(
            "UPDATE contact SET last_at = ? WHERE id = ?", (self._event["at"], self._document["contact_id"])
        )
        execute("COMMIT")


def _rows(connection: sqlite3.Connection, table: str, where: str, value: int) -> list[dict[str, Any]]:
    found = connection.execute(f"SELECT * FROM {table} WHERE {where}", (value,))
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _row(connection: sqlite3.Connection, table: str, where: str, value: int) -> dict[str, Any]:
    return _rows(connection, table, where, value)[0]


def _insert(execute: Any, table: str, values: dict[str, Any]) -> None:
    execute(
        f"INSERT INTO {table} ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",
        tuple(values.values()),
    )


# ------------------------------------------------------------------------------------------------ import


def importing(folder: Path, count: int, *, rounds: int = 2) -> Iterator[Row]:
    """`count` contacts with name, mail and phone, findable afterwards."""
    file = _file(count)
    ours, least = [], []
    for number in range(rounds):
        model = folder / f"ours-{number}.db"
        ours.append(_import(model, file))
        least.append(_import_by_hand(folder / f"floor-{number}.db", model))
        say(f"import {number + 1}: {ours[-1] / 1000:.1f} s, floor {least[-1] / 1000:.1f} s")
        model.unlink()
    yield Row(f"import of {count:,} contacts, findable afterwards", median(ours), median(least), bound=3)


def _file(count: int) -> ContactFile:
    rng = random.Random(3)
    parts = [
        "ka",
        "lo",
        "mi",
        "ren",
        "tas",
        "vor",
        "bel",
        "dan",
        "sil",
        "ner",
        "hof",
        "gra",
        "win",
        "es",
        "tul",
    ]
    records = []
    for n in range(count):
        given = "".join(rng.choices(parts, k=2)).title()
        family = "".join(rng.choices(parts, k=3)).title()
        mail, phone = f"{given}.{family}{n}@people.example".lower(), f"+49 30 {n:07}"
        draft = ContactDraft(
            name=f"{given} {family}",
            given_name=given,
            family_name=family,
            points=(PointDraft("mail", mail), PointDraft("phone", phone)),
        )
        records.append(ContactRecord(n + 2, draft, hashlib.sha256(mail.encode()).hexdigest()[:32]))
    return ContactFile(name="people.csv", sha256="0" * 64, dialect="table", records=records)


def _import(path: Path, file: ContactFile) -> float:
    opening.create(path)
    with databases.opened(path) as caller:
        reports: list[Any] = []
        # The pause lets others write in between; it costs time but no work.
        spent = cpu(
            lambda: reports.append(
                contacts_service.import_contacts(caller, file, pause=lambda _seconds: None)
            )
        )
        assert reports[0].added == len(file.records)
        assert finding.find(caller, file.records[len(file.records) // 2].draft.mail)
    return spent


def _import_by_hand(path: Path, model: Path) -> float:
    """The very rows that `model` holds now: executemany into each table, then the trigrams at once."""
    opening.create(path)
    tables = ("contact", "contact_point", "search_entry")
    with databases.plain(model) as source:
        job = source.execute("SELECT * FROM import_job").fetchall()
        rows = {table: source.execute(f"SELECT * FROM {table}").fetchall() for table in tables}
    with databases.plain(path) as floor:
        floor.execute(f"INSERT INTO import_job VALUES ({_marks(job)})", job[0])
        spent = cpu(lambda: _write(floor, rows))
        found = floor.execute("SELECT count(*) FROM search_words WHERE words MATCH '\"people\"'").fetchone()
        assert found[0] == len(rows["contact"])
    path.unlink()
    return spent


def _write(floor: sqlite3.Connection, rows: dict[str, list[Any]]) -> None:
    floor.execute("BEGIN IMMEDIATE")
    for table, some in rows.items():
        floor.executemany(f"INSERT INTO {table} VALUES ({_marks(some)})", some)
    floor.execute("INSERT INTO search_words (search_words) VALUES ('rebuild')")
    floor.execute("COMMIT")


def _marks(rows: Sequence[Any]) -> str:
    return ", ".join("?" * len(rows[0]))


# ---------------------------------------------------------------------------------------------- samples


def sampling(folder: Path, contacts: int, documents: int, *, seconds: float | None = None) -> Iterator[Row]:
    """A large sample from nothing; `seconds` of processor time it may take."""
    path = folder / "sample.db"
    spent = cpu(lambda: generate(path, contacts, documents, 1, today=TODAY)) / 1000
    with databases.plain(path) as made:
        assert made.execute("SELECT count(*) FROM contact").fetchone()[0] == contacts
    path.unlink()
    job = f"a sample of {contacts:,} contacts and {documents:,} documents"
    yield Row(job, spent, None, "s CPU", seconds)
