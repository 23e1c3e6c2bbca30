"""A small firm to issue for, and what must be true of it whatever happened."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
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
from desktop_crm.workspace.places import Place
from tests.faults.promises import Promise, broken

TODAY = date(2026, 11, 22)


def make(path: Path) -> None:
    """A firm with ten customers and nothing sold yet."""
    generate(path, 10, 0, seed=1, today=TODAY)


@contextmanager
def opened(place: Place) -> Iterator[Caller]:
    workspace = opening.open_workspace(place)
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


def faults(place: Place, promised: Set[str] = frozenset(), promises: Iterable[Promise] = ()) -> list[str]:
    """What is wrong: findings of `verify`, gaps, and what was acknowledged but is not there."""
    with opened(place) as caller:
        return faults_of_open(caller, promised, promises)


def faults_of_open(
    caller: Caller, promised: Set[str] = frozenset(), promises: Iterable[Promise] = ()
) -> list[str]:
    """The same of the firm that is open."""
    report = verifying.verify(caller)
    wrong = [f"{each.record}: {each.message.text}" for each in report.findings]
    for kind in ("invoice", "quote", "credit_note"):
        wrong += _gaps(kind)
    found = (
        raw()
        .execute(
            "SELECT number_text FROM document WHERE number IS NOT NULL"
            " UNION SELECT number_text FROM purged_paper"
        )
        .fetchall()
    )
    if missing := promised - {text for (text,) in found}:
        wrong.append(f"lost after they were given: {sorted(missing)[:5]}")
    return wrong + broken(promises, lambda sql, values: raw().execute(sql, values).fetchone())


def _gaps(kind: str) -> list[str]:
    """Numbers are consecutive, and no more were drawn than papers are there."""
    found = raw().execute(
        "SELECT number FROM document WHERE kind = ? AND number IS NOT NULL"
        " UNION ALL SELECT number FROM purged_paper WHERE kind = ? AND number IS NOT NULL ORDER BY number",
        (kind, kind),
    )
    numbers = [number for (number,) in found.fetchall()]
    wrong = []
    if numbers != list(range(1, len(numbers) + 1)):
        wrong.append(f"the numbers of each {kind} are not consecutive")
    (drawn,) = raw().execute("SELECT next_number FROM number_series WHERE kind = ?", (kind,)).fetchone()
    if drawn != len(numbers) + 1:
        wrong.append(f"{drawn - 1} numbers were drawn, there are {len(numbers)} of each {kind}")
    return wrong


def count(path: Path) -> int:
    with opened(path):
        return int(raw().execute("SELECT count(*) FROM document WHERE number IS NOT NULL").fetchone()[0])
