"""Letters and what they are about: the ladder, debts, the tray."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.company import queries as company
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.receivables.rules import dunning as rules
from desktop_crm.receivables.rules.dunning import DEFAULT_LEVELS, Debt, Level, levels_from_json
from desktop_crm.receivables.rules.dunning_facts import DunningFacts
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _

LEVELS: Final = "dunning.levels"
"""The setting that holds the ladder."""

BY_RULE: Final = "dunning.by_rule"
"""The setting that says whether what is due is prepared without being asked for."""

_COLUMNS: Final = (
    f"l.id, l.version, l.document_id, {FISCAL_NUMBER}, d.contact_id, d.customer, d.due_on, l.level, l.state,"
    " l.prepared_on, l.later_until, l.number_text, l.issued_on, l.pay_by, l.currency, l.open, l.fee,"
    " l.lump_sum, l.interest, l.asked, l.pdf_sha"
)
_FROM: Final = f"SELECT {_COLUMNS} FROM dunning_letter l JOIN document d ON d.id = l.document_id"
_OWED: Final = "d.state = 'issued' AND d.open > 0"
_TRAY: Final = (
    f"{_FROM} WHERE l.state = 'prepared' AND {_OWED} AND coalesce(l.later_until, '') <= ?"
    " ORDER BY d.due_on, l.id LIMIT ?"
)
_TRAY_COUNT: Final = (
    "SELECT count(*) FROM dunning_letter l JOIN document d ON d.id = l.document_id"
    f" WHERE l.state = 'prepared' AND {_OWED} AND coalesce(l.later_until, '') <= ?"
)
_ALL: Final = (
    f"{_FROM} WHERE (? = '' OR l.state = ?) AND (l.state <> 'prepared' OR ({_OWED}))"
    " ORDER BY l.id DESC LIMIT ?"
)
_OF: Final = f"{_FROM} WHERE l.document_id = ? ORDER BY l.level"
_ONE: Final = f"{_FROM} WHERE l.id = ?"
_FACTS: Final = "SELECT facts FROM dunning_letter WHERE id = ?"
_DEBT: Final = (
    "SELECT open, due_on, currency FROM document WHERE id = ? AND kind = 'invoice' AND state <> 'draft'"
)
_MOVES: Final = (
    "SELECT paid_on, amount FROM payment WHERE document_id = ?"
    " UNION ALL SELECT issued_on, due FROM document"
    " WHERE corrects_id = ? AND kind = 'credit_note' AND state <> 'draft'"
)
_LATE: Final = (
    f"SELECT d.id, {FISCAL_NUMBER}, d.issued_on, d.due_on, d.issued_at, d.is_external, max(l.pay_by),"
    " max(CASE l.state WHEN 'prepared' THEN l.id END)"
    " FROM document d LEFT JOIN dunning_letter l ON l.document_id = d.id"
    " WHERE d.kind = 'invoice' AND d.state = 'issued' AND d.open > 0 AND NOT d.is_sample AND d.due_on < ?"
    " GROUP BY d.id, d.number_text, d.issued_on, d.due_on, d.issued_at, d.is_external ORDER BY d.due_on, d.id"
)
_WRITTEN: Final = "SELECT issued_on, due_on, issued_at, is_external FROM document WHERE id = ?"
_DONE: Final = "SELECT level, state FROM dunning_letter WHERE document_id = ? AND state <> 'prepared'"
_LAST_RUN: Final = "SELECT max(prepared_on) FROM dunning_letter"


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterRow:
    """One letter in a list; sums in minor units of `currency`."""

    id: int
    version: int
    document_id: int
    invoice: str
    contact_id: int
    customer: str
    due_on: date | None
    level: int
    state: str
    prepared_on: date | None
    later_until: date | None
    number: str
    issued_on: date | None
    pay_by: date | None
    currency: str
    open: int
    fee: int
    lump_sum: int
    interest: int
    asked: int
    pdf_sha: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An overdue invoice as the run sees it; the days of the levels are reckoned from `counts_from`."""

    document_id: int
    invoice: str
    due_on: date
    counts_from: date
    pay_by: date | None
    waiting_id: int | None


@rights.needs("documents.read")
def levels(caller: Caller) -> tuple[Level, ...]:
    """The firm's ladder, or the one that asks for nothing but the debt."""
    kept = company.setting(caller, LEVELS)
    return DEFAULT_LEVELS if kept is None else levels_from_json(kept)


@rights.needs("documents.read")
def is_by_rule(caller: Caller) -> bool:
    """Whether the program looks each day what is due."""
    return bool(company.setting(caller, BY_RULE))


@rights.needs("documents.read")
def count_tray(caller: Caller, today: date) -> int:
    """How many letters wait for an answer."""
    return int(raw().execute(_TRAY_COUNT, (today.isoformat(),)).fetchone()[0])


@rights.needs("documents.read")
def tray(caller: Caller, today: date, limit: int = 500) -> list[LetterRow]:
    """Prepared letters that wait for an answer, the longest overdue first; not those put off, nor of what
    was paid."""
    return [_row(row) for row in raw().execute(_TRAY, (today.isoformat(), limit)).fetchall()]


@rights.needs("documents.read")
def list_letters(caller: Caller, state: str = "", limit: int = 1000) -> list[LetterRow]:
    """Letters, the newest first; of one state ("prepared", "issued", "skipped") or of any ("")."""
    return [_row(row) for row in raw().execute(_ALL, (state, state, limit)).fetchall()]


@rights.needs("documents.read")
def letters_of(caller: Caller, document_id: int) -> list[LetterRow]:
    """The letters of one invoice by level."""
    return [_row(row) for row in raw().execute(_OF, (document_id,)).fetchall()]


@rights.needs("documents.read")
def get_letter(caller: Caller, letter_id: int) -> LetterRow:
    """One letter; NotFound when there is none."""
    row = raw().execute(_ONE, (letter_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no letter {id}", id=str(letter_id)), "id")
    return _row(row)


@rights.needs("documents.read")
def letter_pdf(caller: Caller, letter_id: int) -> bytes:
    """The bytes of a letter that was written; NotFound for one that waits or was skipped."""
    row = get_letter(caller, letter_id)
    if not row.pdf_sha:
        raise NotFound(_("This letter has not been written"), "id")
    return blobs.get(row.pdf_sha)


@rights.needs("documents.read")
def letter_facts(caller: Caller, letter_id: int) -> DunningFacts:
    """What a letter that was written says; NotFound for another one."""
    row = raw().execute(_FACTS, (letter_id,)).fetchone()
    if row is None or row[0] is None:
        raise NotFound(_("This letter has not been written"), "id")
    return canonical.load(DunningFacts, row[0])


def debt_of(document_id: int) -> tuple[Debt, int]:
    """The debt of an invoice and what is open of it; NotFound where no issued invoice has a due day."""
    row = raw().execute(_DEBT, (document_id,)).fetchone()
    if row is None or row[1] is None:
        raise NotFound(_("Only an issued invoice with a due date is reminded of"), "id")
    left, due_on, currency = row
    moves = tuple(
        (date.fromisoformat(on), amount)
        for on, amount in raw().execute(_MOVES, (document_id, document_id)).fetchall()
    )
    whole = left + sum(amount for _on, amount in moves)
    return Debt(due=whole, due_on=date.fromisoformat(due_on), currency=currency, moves=moves), left


def late_invoices(today: date) -> list[Late]:
    """Every invoice past its due day with something open, samples not."""
    return [
        Late(
            document_id=key,
            invoice=number or "",
            due_on=date.fromisoformat(due_on),
            counts_from=_counts_from(issued_on, due_on, None if is_external else issued_at, today),
            pay_by=None if pay_by is None else date.fromisoformat(pay_by),
            waiting_id=waiting,
        )
        for key, number, issued_on, due_on, issued_at, is_external, pay_by, waiting in raw()
        .execute(_LATE, (today.isoformat(),))
        .fetchall()
    ]


def seen_late(document_id: int, today: date) -> date | None:
    """Until which day the customer has time by when an invoice was really written, where that day is not
    over yet: it bears dates of the past. None for all others."""
    row = raw().execute(_WRITTEN, (document_id,)).fetchone()
    if row is None or row[1] is None or row[3]:
        return None
    issued_on, due_on, issued_at, _is_external = row
    until = _counts_from(issued_on, due_on, issued_at, today)
    return until if until >= today and until > date.fromisoformat(due_on) else None


def _counts_from(issued_on: str | None, due_on: str, issued_at: str | None, today: date) -> date:
    written = None if issued_at is None else date.fromisoformat(issued_at[:10])
    given = date.fromisoformat(issued_on or due_on)
    return rules.counts_from(given, date.fromisoformat(due_on), written, today)


def done_levels(document_id: int) -> dict[int, str]:
    """The levels of an invoice that were written or skipped."""
    return dict(raw().execute(_DONE, (document_id,)).fetchall())


def last_run() -> date | None:
    """The day on which a run last prepared a letter."""
    (day,) = raw().execute(_LAST_RUN).fetchone()
    return None if day is None else date.fromisoformat(day)


def _row(row: tuple[Any, ...]) -> LetterRow:
    (key, version, document_id, invoice, contact_id, customer, due_on, level, state, prepared_on, later,
     number, issued_on, pay_by, currency, left, fee, lump_sum, interest, asked, sha) = row  # fmt: skip
    return LetterRow(
        id=key,
        version=version,
        document_id=document_id,
        invoice=invoice or "",
        contact_id=contact_id,
        customer=customer,
        due_on=_day(due_on),
        level=level,
        state=state,
        prepared_on=_day(prepared_on),
        later_until=_day(later),
        number=number or "",
        issued_on=_day(issued_on),
        pay_by=_day(pay_by),
        currency=currency,
        open=left,
        fee=fee,
        lump_sum=lump_sum,
        interest=interest,
        asked=asked,
        pdf_sha=sha or "",
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
