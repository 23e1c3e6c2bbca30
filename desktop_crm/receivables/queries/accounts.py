"""What changed a customer's account: papers, money, what was given up."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.database.connection import raw
from desktop_crm.receivables.rules.accounts import (
    CREDIT,
    CREDIT_NOTE,
    DISCOUNT,
    INVOICE,
    PAYMENT,
    REFUND,
    USED,
    WRITE_OFF,
    Account,
    Entry,
    account_of,
)
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_PAPERS: Final = (
    f"SELECT d.id, d.kind, d.state, {FISCAL_NUMBER}, d.title, d.issued_on, d.due_on, d.due, d.open,"
    " d.corrects_id, d.answered_on FROM document d"
    " WHERE d.contact_id = ? AND d.currency = ? AND d.kind IN ('invoice', 'credit_note')"
    " AND d.state NOT IN ('draft', 'replaced') AND NOT d.is_sample ORDER BY d.id"
)
_STANDING: Final = "p.reverses_id IS NULL AND NOT EXISTS (SELECT 1 FROM payment v WHERE v.reverses_id = p.id)"
_PAYMENTS: Final = (
    f"SELECT p.document_id, p.amount, p.paid_on, p.method, p.reference, {FISCAL_NUMBER}"
    " FROM payment p JOIN document d ON d.id = p.document_id"
    " WHERE d.contact_id = ? AND d.currency = ? AND d.state NOT IN ('draft', 'replaced')"
    f" AND NOT d.is_sample AND {_STANDING} ORDER BY p.id"
)
_CREDIT: Final = (
    "SELECT e.amount, e.booked_on, r.kind, r.reference FROM customer_credit e"
    " JOIN remittance r ON r.id = e.remittance_id"
    " WHERE e.contact_id = ? AND e.currency = ? AND r.voided_at IS NULL ORDER BY e.id"
)
_UNITS: Final = (
    "SELECT currency, count(*) FROM (SELECT currency FROM document WHERE contact_id = ?"
    " AND kind IN ('invoice', 'credit_note') AND state NOT IN ('draft', 'replaced') AND NOT is_sample"
    " UNION ALL SELECT currency FROM customer_credit WHERE contact_id = ?) u"
    " GROUP BY currency ORDER BY count(*) DESC, currency"
)


@rights.needs("accounts.read")
def account_currencies(caller: Caller, contact_id: int) -> list[str]:
    """In which currencies a customer has an account, the most used first."""
    return [unit for unit, _count in raw().execute(_UNITS, (contact_id, contact_id)).fetchall()]


@rights.needs("accounts.read")
def get_account(caller: Caller, contact_id: int, currency: str, start: date, end: date) -> Account:
    """The account from `start` to `end`. A payment that was reversed was none, nor was the reversal."""
    return account_of(_entries(contact_id, currency), currency, start, end)


def _entries(contact_id: int, currency: str) -> list[Entry]:
    given = (contact_id, currency)
    entries, paid, credited = [], dict[int, int](), dict[int, int]()
    for document, amount, on, method, reference, number in raw().execute(_PAYMENTS, given).fetchall():
        paid[document] = paid.get(document, 0) + amount
        what = DISCOUNT if method == "early_discount" else PAYMENT if amount > 0 else REFUND
        entries.append(
            Entry(
                on=_day(on), kind=what, amount=-amount, number=number or "", text=reference, invoice=document
            )
        )
    papers = raw().execute(_PAPERS, given).fetchall()
    for row in papers:
        if row[1] == CREDIT_NOTE and row[9] is not None:
            credited[row[9]] = credited.get(row[9], 0) + row[7]
    for row in papers:
        entries += _of_paper(row, paid.get(row[0], 0), credited.get(row[0], 0))
    for amount, on, kind, reference in raw().execute(_CREDIT, given).fetchall():
        what = {"refund": REFUND, "credit": USED}.get(kind, CREDIT)
        entries.append(Entry(on=_day(on), kind=what, amount=-amount, text=reference))
    return entries


def _of_paper(row: tuple[Any, ...], paid: int, credited: int) -> list[Entry]:
    """The paper, and where the rest of it was given up that too."""
    (key, kind, state, number, title, issued_on, due_on, due, left, corrects, answered_on) = row
    if kind == CREDIT_NOTE:
        return [
            Entry(on=_day(issued_on), kind=kind, amount=-due, number=number, text=title or "",
                  invoice=corrects or key)
        ]  # fmt: skip
    given_up = max(due - paid - credited, 0) if state == "written_off" else 0
    found = [
        Entry(
            on=_day(issued_on), kind=INVOICE, amount=left + paid + credited + given_up, number=number,
            text=title or "", due_on=_day(due_on) if due_on else None, invoice=key,
        )
    ]  # fmt: skip
    if given_up:
        on = _day(answered_on or issued_on)
        found.append(Entry(on=on, kind=WRITE_OFF, amount=-given_up, number=number, invoice=key))
    return found


def _day(text: str) -> date:
    return date.fromisoformat(text)
