"""`verify` finds every change that got past the tables, and names the first wrong record."""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from desktop_crm.billing import service
from desktop_crm.billing.rules.crediting import CreditLine
from desktop_crm.billing.rules.payments import PaymentDraft
from desktop_crm.database.connection import create_database, current, open_database, raw
from tests.billing.conftest import CALLER, STATEMENTS, TABLES, TODAY, Books, open_books
from tests.fixtures import server

TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def filled(books: Books) -> list[int]:
    invoices = [books.issued(order_number=f"B-{n}") for n in range(3)]
    payment = service.record_payment(CALLER, invoices[0], PaymentDraft(amount=100, paid_on=TODAY), TODAY)
    service.void_payment(CALLER, payment, TODAY)
    service.record_payment(CALLER, invoices[0], PaymentDraft(amount=50, paid_on=TODAY), TODAY)
    service.credit_invoice(CALLER, invoices[1], (CreditLine(3),), today=TODAY, render=books.paper)
    books.sent()
    books.issued(is_sample=True)
    books.new()
    return invoices


def test_a_database_as_it_was_written_is_clean(books: Books) -> None:
    filled(books)
    report = service.verify(CALLER)
    assert report.findings == ()
    assert report.checked["documents"] == 6
    assert set(report.heads) == {"invoice", "credit_note", "quote"}


def force(sql: str) -> None:
    """What a person with another program and bad intentions does: no triggers, no foreign keys, no checks."""
    if current().is_on_server:
        server.force(current().place, sql)
        return
    connection = sqlite3.connect(current().path)
    connection.execute("PRAGMA foreign_keys = 0")
    connection.execute("PRAGMA ignore_check_constraints = 1")
    for (name,) in connection.execute(TRIGGERS).fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    assert connection.execute(sql).rowcount > 0
    connection.commit()
    connection.close()


@pytest.mark.parametrize(
    ("sql", "record"),
    [
        (
            "UPDATE document SET facts = replace(facts, 'Hamburg', 'Homburg') WHERE id = 2",
            "2026-0002",
        ),
        ("UPDATE document SET gross = gross + 100 WHERE number_text = '2026-0003'", "2026-0003"),
        ("UPDATE document SET net = net + 1, tax = tax - 1 WHERE number_text = '2026-0001'", "2026-0001"),
        (
            "UPDATE document SET draft = replace(draft, '12.5', '13.5') WHERE number_text = '2026-0001'",
            "2026-0001",
        ),
        ("UPDATE document SET draft = 'nonsense' WHERE number_text = '2026-0001'", "2026-0001"),
        ("UPDATE document SET number_text = '2026-0009' WHERE number_text = '2026-0003'", "2026-0009"),
        ("UPDATE document SET number = 9 WHERE number_text = '2026-0003'", "2026-0003"),
        ("UPDATE document SET issued_on = '2026-11-21' WHERE number_text = '2026-0002'", "2026-0002"),
        ("UPDATE document SET currency = 'CHF' WHERE number_text = 'CN-2026-0001'", "CN-2026-0001"),
        ("UPDATE document SET hash = previous_hash WHERE number_text = '2026-0001'", "2026-0001"),
        ("UPDATE document SET pdf_sha = xml_sha WHERE number_text = '2026-0002'", "2026-0002"),
        ("DELETE FROM document WHERE number_text = '2026-0001'", "2026-0002"),
        ("DELETE FROM document WHERE number_text = '2026-0002'", "2026-0003"),
        ("DELETE FROM document WHERE number_text = '2026-0003'", "invoice"),
        ("DELETE FROM document WHERE number_text = 'Q-2026-0001'", "quote"),
        (
            "UPDATE blob SET bytes = (SELECT b.bytes FROM blob b JOIN document d ON d.pdf_sha = b.sha256"
            " WHERE d.id = 2)"
            " WHERE sha256 = (SELECT pdf_sha FROM document WHERE id = 3)",
            "2026-0003",
        ),
        ("DELETE FROM blob WHERE sha256 = (SELECT xml_sha FROM document WHERE id = 3)", "2026-0003"),
        ("UPDATE document SET paid = paid + 1, open = open - 1 WHERE number_text = '2026-0001'", "2026-0001"),
        ("UPDATE payment SET amount = amount + 1 WHERE id = 3", "2026-0001"),
        ("DELETE FROM payment WHERE id = 3", "2026-0001"),
        ("UPDATE document SET credited = 0, open = due WHERE number_text = '2026-0002'", "2026-0002"),
        ("UPDATE document SET open = 0 WHERE number_text = '2026-0003'", "2026-0003"),
        ("UPDATE document_tax SET tax = tax + 1 WHERE document_id = 3", "2026-0003"),
        ("UPDATE document_line SET qty = qty * 2 WHERE corrects_position = 3", "CN-2026-0001"),
        ("UPDATE document_line SET net = net + 1 WHERE document_id = 3 AND position = 1", "2026-0003"),
        ("UPDATE document_line SET name = 'Other' WHERE document_id = 3 AND position = 2", "2026-0003"),
        ("UPDATE document_line SET qty = qty - 1 WHERE document_id = 3 AND position = 1", "2026-0003"),
        (
            "UPDATE document_tax SET tax = tax + CASE rate WHEN 60000 THEN 1 ELSE -1 END"
            " WHERE document_id = 3",
            "2026-0003",
        ),
        ("UPDATE document SET due_on = '2027-01-01' WHERE number_text = '2026-0003'", "2026-0003"),
        ("UPDATE document SET customer = 'Other' WHERE number_text = '2026-0002'", "2026-0002"),
        ("UPDATE document SET order_number = '' WHERE number_text = '2026-0001'", "2026-0001"),
        ("DELETE FROM contact", "timeline 1"),
    ],
)
def test_every_change_behind_the_programs_back_is_found(books: Books, sql: str, record: str) -> None:
    filled(books)
    force(sql)
    findings = service.verify(CALLER).findings
    assert findings
    first = findings[0].record if record != "timeline 1" else "timeline 1"  # the engines order them otherwise
    assert first == record and record in [found.record for found in findings]


WORKER = """
import sys
from datetime import date
from pathlib import Path
from desktop_crm.billing import service
from desktop_crm.database.connection import open_database
from tests.billing.conftest import CALLER, TODAY, Books, PlainPaper

customer, times, mark = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
books = Books(customer, PlainPaper())
with open_database(Path(sys.argv[1])):
    for n in range(times):
        draft = service.create_draft(CALLER, books.draft(), TODAY, key=f"{mark}-{n}")
        service.issue_invoice(CALLER, draft.id, today=TODAY, key=f"{mark}-{n}", render=books.paper)
        print(n, flush=True)
"""


@pytest.mark.slow
def test_two_processes_issuing_with_one_killed_leave_no_gap(tmp_path: Path) -> None:
    path = tmp_path / "books.crm"
    create_database(path, TABLES, STATEMENTS)
    with open_database(path):
        customer = open_books().customer
    times = int(os.environ.get("ISSUES") or 40)
    seed = int(os.environ.get("SEED") or time.time_ns() % 10**6)
    print(f"seed {seed}")
    chance = random.Random(seed)
    with ExitStack() as ended:

        def start(mark: str) -> subprocess.Popen[str]:
            command = [sys.executable, "-c", WORKER, str(path), str(customer), str(times), mark]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            ended.callback(process.communicate)
            ended.callback(process.kill)  # nobody stays behind when this test fails
            return process

        steady, victim = start("steady"), start("victim")
        assert victim.stdout is not None
        for _line in range(chance.randint(1, times // 2)):
            assert victim.stdout.readline()
        time.sleep(chance.random() * 0.02)
        victim.send_signal(signal.SIGKILL)
        assert victim.wait(120) == -signal.SIGKILL
        again = start("victim")  # the same clicks once more, by their keys
        again.communicate(timeout=120)
        steady.communicate(timeout=120)
        assert (again.returncode, steady.returncode) == (0, 0)
    with open_database(path):
        numbers = [row[0] for row in raw().execute("SELECT number FROM document ORDER BY number").fetchall()]
        assert numbers == list(range(1, 2 * times + 1))
        assert service.verify(CALLER).findings == ()


def test_nothing_wrong_is_said_of_an_empty_database(make_database: Callable[..., object]) -> None:
    make_database(TABLES, STATEMENTS)
    report = service.verify(CALLER)
    assert (report.is_clean, report.checked["documents"]) == (True, 0)
