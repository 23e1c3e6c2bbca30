"""A small firm to issue for, and what must be true of it whatever happened."""

from __future__ import annotations

from collections.abc import Iterator, Set
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from desktop_crm.billing import service as billing_service
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.database.connection import raw
from desktop_crm.values.caller import Caller, local_caller
from desktop_crm.workspace import opening, verifying
from desktop_crm.workspace.generating import generate

TODAY = date(2026, 11, 22)


def make(path: Path) -> None:
    """A firm with ten customers and nothing sold yet."""
    generate(path, 10, 0, seed=1, today=TODAY)


@contextmanager
def opened(path: Path) -> Iterator[Caller]:
    workspace = opening.open_workspace(path)
    try:
        yield local_caller()
    finally:
        workspace.close()


def draft(customer: int = 1, text: str = "Work") -> DocumentDraft:
    line = LineDraft(description=text, qty=Decimal("1.5"), price=Decimal("80.00"), rate=Decimal(23))
    return DocumentDraft(contact_id=customer, delivered_on=TODAY, lines=(line, replace(line, qty=Decimal(2))))


def issue(
    caller: Caller,
    key: str,
    paper: DocumentDraft | None = None,
    *,
    printed: bool = False,
    render: billing_service.Renderer | None = None,
) -> str:
    """Save and issue an invoice; its number. Without a paper unless it is `printed`, or by `render`."""
    ref = billing_service.create_draft(caller, paper or draft(), TODAY)
    render = render or (None if printed else billing_service.NO_PAPER)
    return billing_service.issue_invoice(
        caller, ref.id, ref.version, today=TODAY, key=key, render=render
    ).number


def faults(path: Path, promised: Set[str] = frozenset()) -> list[str]:
    """What is wrong: findings of `verify`, gaps, and numbers that were given but are not there."""
    with opened(path) as caller:
        report = verifying.verify(caller)
        wrong = [f"{each.record}: {each.message.text}" for each in report.findings]
        found = raw().execute(
            "SELECT number, number_text FROM document WHERE kind = 'invoice' AND number IS NOT NULL"
            " ORDER BY number"
        )
        numbers, texts = zip(*rows, strict=True) if (rows := found.fetchall()) else ((), ())
        if list(numbers) != list(range(1, len(numbers) + 1)):
            wrong.append("the numbers are not consecutive")
        if missing := promised - set(texts):
            wrong.append(f"lost after they were given: {sorted(missing)[:5]}")
        (drawn,) = raw().execute("SELECT next_number FROM number_series WHERE kind = 'invoice'").fetchone()
        if drawn != len(numbers) + 1:
            wrong.append(f"{drawn - 1} numbers were drawn, {len(numbers)} invoices are there")
    return wrong


def count(path: Path) -> int:
    with opened(path):
        return int(raw().execute("SELECT count(*) FROM document WHERE number IS NOT NULL").fetchone()[0])
