"""Bank statements, the lines that wait, and what each of them seems to pay."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.billing.rules import references
from desktop_crm.company.rules.identifiers import compact
from desktop_crm.database.connection import raw
from desktop_crm.receivables.rules.matching import OpenInvoice, Proposal, propose
from desktop_crm.receivables.rules.statements import StatementLine
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _

_STATEMENTS: Final = (
    "SELECT s.id, s.name, s.format, s.account, s.currency, s.number, s.opening, s.closing, s.from_day,"
    " s.to_day, (SELECT count(*) FROM bank_line l WHERE l.statement_id = s.id),"
    " (SELECT count(*) FROM bank_line l WHERE l.statement_id = s.id AND l.state = 'open')"
    " FROM bank_statement s ORDER BY s.id DESC LIMIT ?"
)
_LINES: Final = (
    "SELECT id, state, booked_on, amount, currency, name, account, reference, end_to_end, text, bank_id,"
    " remittance_id FROM bank_line"
)
_OPEN: Final = (
    f"SELECT d.id, {FISCAL_NUMBER}, d.number_text, d.contact_id, d.customer, d.currency, d.open, d.due,"
    " d.issued_on, d.facts FROM document d"
    " WHERE d.kind = 'invoice' AND d.state = 'issued' AND d.open > 0 AND NOT d.is_sample"
    " ORDER BY d.issued_on, d.id"
)
_LEARNED: Final = "SELECT payer, contact_id FROM learned_payer"
_LAYOUT: Final = "SELECT layout FROM statement_layout WHERE signature = ?"


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One statement; `lines` in all, `waiting` of them neither booked nor passed over."""

    id: int
    name: str
    format: str
    account: str
    currency: str
    number: str
    opening: int | None
    closing: int | None
    from_day: date | None
    to_day: date | None
    lines: int
    waiting: int


@dataclass(frozen=True, slots=True)
class LineRow:
    """One movement and, while it waits, what it seems to pay."""

    id: int
    state: str
    line: StatementLine
    proposal: Proposal | None = None
    remittance_id: int | None = None


@rights.needs("accounts.read")
def list_statements(caller: Caller, limit: int = 1000) -> list[StatementRow]:
    """The latest first."""
    return [_statement(row) for row in raw().execute(_STATEMENTS, (limit,)).fetchall()]


@rights.needs("accounts.read")
def waiting_lines(caller: Caller) -> list[LineRow]:
    """Every line that waits, with its proposal, in the order of the bank."""
    found = raw().execute(f"{_LINES} WHERE state = 'open' ORDER BY booked_on, id").fetchall()
    rows = [_line(row) for row in found]
    proposals = propose([row.line for row in rows], open_invoices(caller), learned_payers(caller))
    return [
        LineRow(row.id, row.state, row.line, proposal) for row, proposal in zip(rows, proposals, strict=True)
    ]


@rights.needs("accounts.read")
def list_lines(caller: Caller, state: str, limit: int = 1000) -> list[LineRow]:
    """Lines of one state ("booked", "skipped", "open"), the latest first, without proposals."""
    sql = f"{_LINES} WHERE state = ? ORDER BY booked_on DESC, id DESC LIMIT ?"
    return [_line(row) for row in raw().execute(sql, (state, limit)).fetchall()]


@rights.needs("accounts.read")
def get_line(caller: Caller, line_id: int) -> LineRow:
    """One movement; NotFound."""
    row = raw().execute(f"{_LINES} WHERE id = ?", (line_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no bank line {id}", id=str(line_id)), "id")
    return _line(row)


@rights.needs("accounts.read")
def open_invoices(caller: Caller) -> list[OpenInvoice]:
    """What can be paid, the oldest first; with the discount that is promised while nothing was paid."""
    return [_invoice(row) for row in raw().execute(_OPEN).fetchall()]


@rights.needs("accounts.read")
def learned_payers(caller: Caller) -> dict[str, int]:
    """Customers by account or name of bank lines."""
    return {payer: int(contact) for payer, contact in raw().execute(_LEARNED).fetchall()}


@rights.needs("accounts.read")
def saved_layout(caller: Caller, signature: str) -> Mapping[str, Any] | None:
    """How the tables with these columns were read the last time."""
    row = raw().execute(_LAYOUT, (signature,)).fetchone()
    return None if row is None else json.loads(row[0])


def _statement(row: Sequence[Any]) -> StatementRow:
    values = list(row)
    for place in (8, 9):
        values[place] = date.fromisoformat(values[place]) if values[place] else None
    return StatementRow(*values)


def _line(row: Sequence[Any]) -> LineRow:
    key, state, booked_on, amount, currency, name, account, reference, end_to_end, text, bank_id, paid = row
    line = StatementLine(
        booked_on=date.fromisoformat(booked_on), amount=int(amount), currency=currency, name=name,
        account=account, reference=reference, end_to_end=end_to_end, text=text, bank_id=bank_id,
    )  # fmt: skip
    return LineRow(int(key), state, line, remittance_id=paid)


def _invoice(row: Sequence[Any]) -> OpenInvoice:
    key, number, own, contact, customer, currency, left, due, issued_on, facts = row
    said = json.loads(facts) if facts else {}
    early = (said.get("early_payment") or {}) if left == due else {}
    reference = said.get("payment_reference", "")
    until = early.get("until")
    return OpenInvoice(
        id=int(key), number=number, own_number=own, contact_id=int(contact), customer=customer,
        currency=currency, open=int(left), issued_on=date.fromisoformat(issued_on),
        discount=int(early.get("discount") or 0),
        discount_until=date.fromisoformat(until) if until else None,
        reference=compact(reference) if references.is_structured(reference) else "",
    )  # fmt: skip
