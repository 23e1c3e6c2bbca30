"""Whatever is changed of an issued document, in any column, by any byte, `verify` finds it and names it."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from desktop_crm.billing import service
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.database.connection import create_database, open_database
from tests.billing.conftest import CALLER, STATEMENTS, TABLES, TODAY, open_books
from tests.fixtures.database import UNSAFE

MOVES = {
    "document": {
        "id", "contact_id", "customer_folded", "state", "sent_at", "answered_on", "answer", "updated_at",
        "version", "internal_notes",
    },
    "document_line": {"id"},
    "document_tax": {"id"},
    "document_link": set(),
    "payment": {"id"},
    "record_seal": set(),
    "blob": set(),
}  # fmt: skip
"""Columns that change in the life of an issued document, or say nothing of it; every other one is sealed."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three invoices (paid, paid back, credited), quotes, a deposit with its final invoice, an external one
    and a sample, closed."""
    path = tmp_path_factory.mktemp("books") / "books.crm"
    create_database(path, TABLES, STATEMENTS)
    with open_database(path, profile=UNSAFE):
        books = open_books()
        quote = books.sent(valid_until=TODAY + timedelta(days=30), project="Relaunch")
        invoices = [books.issued(order_number=f"B-{n}", due_on=TODAY + timedelta(days=14)) for n in range(3)]
        for amount in (300, 200, 100):
            payment = PaymentDraft(amount=amount, paid_on=TODAY, reference="Giro")
            paid = service.record_payment(CALLER, invoices[0], payment, TODAY)
        service.void_payment(CALLER, paid, TODAY, "Mistyped")
        service.credit_invoice(CALLER, invoices[1], (CreditLine(3),), today=TODAY, render=books.paper)
        service.accept_quote(CALLER, quote, None, TODAY)
        draft = service.invoice_quote(CALLER, quote, TODAY)
        books.issue(draft.id)
        books.issued(is_sample=True)
        second = books.sent(valid_until=TODAY + timedelta(days=30), project="Relaunch")
        books.issue(service.deposit_invoice(CALLER, second, TODAY, percent=Decimal(20)).id)
        books.issue(service.final_invoice(CALLER, second, TODAY).id)
        folder = path.parent
        (folder / "open.csv").write_text(
            "number,customer,date,due,total,open\nA-7,Konserven GmbH,2026-10-01,2026-10-15,100.00,40.00\n"
        )
        service.import_external(CALLER, service.plan_external(CALLER, folder / "open.csv"), TODAY)
        assert service.verify(CALLER).findings == ()
    return path


@pytest.fixture
def path(template: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(template, tmp_path / "books.crm"))


def tampered(path: Path) -> sqlite3.Connection:
    """The file in the hands of a person with another program: no triggers, keys or checks."""
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA foreign_keys = 0")
    other.execute("PRAGMA ignore_check_constraints = 1")
    for (name,) in other.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        other.execute(f"DROP TRIGGER {name}")
    return other


def found(path: Path) -> list[str]:
    with open_database(path, profile=UNSAFE):
        return [finding.record for finding in service.verify(CALLER).findings]


def columns() -> Iterator[tuple[str, str]]:
    known = {table._meta.table_name: table for table in (*TABLES, *_own())}
    for name, free in MOVES.items():
        for field in known[name]._meta.sorted_fields:
            if field.column_name not in free:
                yield name, field.column_name


def _own() -> tuple[type, ...]:
    from desktop_crm.database.connection import OWN_TABLES

    return OWN_TABLES


def whose(other: sqlite3.Connection, table: str, row: int) -> set[str]:
    """The numbers of the documents that a row belongs to."""
    sql = {
        "document": "SELECT number_text FROM document WHERE rowid = ?",
        "blob": "SELECT number_text FROM document WHERE"
        " (SELECT sha256 FROM blob WHERE rowid = ?) IN (pdf_sha, xml_sha)",
    }.get(
        table,
        f"SELECT number_text FROM document WHERE id = (SELECT document_id FROM {table} WHERE rowid = ?)",
    )
    return {number for (number,) in other.execute(sql, (row,))}


def another(value: object, kind: str, rng: random.Random) -> object:
    """A value of the same column that differs, by one byte or bit where there is one."""
    if value is None:
        return "9" if kind == "TEXT" else 9
    if isinstance(value, int):
        return value ^ (1 << rng.randrange(4))
    content = bytearray(value.encode() if isinstance(value, str) else value)
    if not content:
        return "x"
    content[rng.randrange(len(content))] ^= 1 << rng.randrange(7)
    return content.decode("utf-8", "replace") if isinstance(value, str) else bytes(content)


@pytest.mark.parametrize(("table", "column"), list(columns()))
def test_any_change_of_any_column_is_found_and_its_document_named(
    path: Path, table: str, column: str
) -> None:
    rng = random.Random(f"{table}.{column}")
    with closing(tampered(path)) as other:
        state = "WHERE state <> 'draft'" if table == "document" else ""
        rows = [row for (row,) in other.execute(f"SELECT rowid FROM {table} {state}")]
        declared = {name: kind for _n, name, kind, *_more in other.execute(f"PRAGMA table_info({table})")}
        for _attempt in range(50):  # some changes the table itself refuses: a number that another one has
            row = rng.choice(rows)
            sql = f"SELECT {column} FROM {table} WHERE rowid = ?"
            owners, (value,) = whose(other, table, row), other.execute(sql, (row,)).fetchone()
            new = another(value, declared[column], rng)
            with suppress(sqlite3.IntegrityError):
                other.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (new, row))
                break
        else:
            pytest.fail("no change was possible")
        owners |= whose(other, table, row)
    records = found(path)
    assert records, f"{value!r} became {new!r} and nobody saw it"
    assert owners & set(records), (owners, records)


@pytest.mark.parametrize("table", MOVES)
@pytest.mark.parametrize("seed", range(3))
def test_a_row_that_was_taken_out_is_missed(path: Path, table: str, seed: int) -> None:
    rng = random.Random(seed)
    with closing(tampered(path)) as other:
        kept = "WHERE state <> 'draft' AND NOT is_sample AND NOT is_external" if table == "document" else ""
        rows = [row for (row,) in other.execute(f"SELECT rowid FROM {table} {kept}")]
        other.execute(f"DELETE FROM {table} WHERE rowid = ?", (rng.choice(rows),))
    assert found(path)


@pytest.mark.parametrize("table", ["document_line", "document_tax", "payment"])
def test_a_row_that_was_put_in_or_doubled_is_found(path: Path, table: str) -> None:
    with closing(tampered(path)) as other:
        names = [name for _n, name, *_more in other.execute(f"PRAGMA table_info({table})") if name != "id"]
        shown = ["position + 50" if n == "position" else "'Z'" if n == "category" else n for n in names]
        other.execute(
            f"INSERT INTO {table} ({', '.join(names)}) SELECT {', '.join(shown)} FROM {table} WHERE id = 1"
        )
    assert found(path)


SWAPS = {
    "document": (
        "facts",
        "draft",
        "pdf_sha",
        "number_text",
        "issued_on",
        "customer",
        "hash",
        "previous_hash",
    ),
    "document_line": ("name", "net", "document_id"),
    "document_tax": ("base", "document_id"),
    "payment": ("amount", "document_id", "paid_on", "hash"),
    "blob": ("bytes",),
}


@pytest.mark.parametrize(("table", "column"), [(t, c) for t, names in SWAPS.items() for c in names])
def test_two_rows_that_changed_places_are_refused_or_found(path: Path, table: str, column: str) -> None:
    rng = random.Random(f"{table} {column}")
    with closing(tampered(path)) as other:
        state = "WHERE state <> 'draft'" if table == "document" else ""
        values = other.execute(f"SELECT rowid, {column} FROM {table} {state}").fetchall()
        pairs = [(a, b) for a in values for b in values if a[1] != b[1]]
        rng.shuffle(pairs)
        for (first, one), (second, two) in pairs:  # some the table itself refuses
            sql = f"UPDATE {table} SET {column} = CASE rowid WHEN ? THEN ? ELSE ? END WHERE rowid IN (?, ?)"
            with suppress(sqlite3.IntegrityError):
                other.execute(sql, (first, two, one, first, second))
                break
        else:
            return  # the table itself refuses every exchange
    assert found(path)


def test_bytes_that_are_no_text_are_found_and_named(path: Path) -> None:
    with closing(tampered(path)) as other:
        other.execute(
            "UPDATE document SET facts = CAST(x'7bff' || facts AS TEXT) WHERE number_text = '2026-0002'"
        )
    assert found(path)[0] == "2026-0002"
