"""What changed a customer's account: papers, money, what was given up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from desktop_crm.billing.queries.moves import COUNTS_ON, MOVED_HERE
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.database.connection import raw
from desktop_crm.receivables.rules.accounts import (
    CREDIT,
    CREDIT_NOTE,
    DISCOUNT,
    INVOICE,
    PAYMENT,
    REFUND,
    REPLACED,
    USED,
    WRITE_OFF,
    Account,
    Entry,
    account_of,
)
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_PAPERS: Final = (
    f"SELECT d.id, d.kind, d.state, {FISCAL_NUMBER}, d.title, d.issued_on, d.due_on, d.due, d.paid,"
    " d.credited, d.open, d.corrects_id, d.answered_on FROM document d"
    " WHERE d.contact_id = ? AND d.currency = ? AND d.kind IN ('invoice', 'credit_note')"
    " AND d.state <> 'draft' AND NOT d.is_sample ORDER BY d.id"
)
_PAYMENTS: Final = (
    f"SELECT p.id, p.document_id, p.amount, {COUNTS_ON}, p.method, p.reference, p.reverses_id, {MOVED_HERE}"
    " FROM payment p JOIN document d ON d.id = p.document_id WHERE d.contact_id = ? AND d.currency = ?"
    " AND d.state <> 'draft' AND NOT d.is_sample ORDER BY p.id"
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


class _Paper(NamedTuple):
    id: int
    kind: str
    state: str
    number: str
    title: str | None
    issued_on: str
    due_on: str | None
    due: int
    paid: int
    credited: int
    open: int
    corrects_id: int | None
    answered_on: str | None

    @property
    def asked(self) -> int:
        """What it asked for; of one that is open, by what is left of it."""
        return self.open + self.paid + self.credited if self.state == "issued" else self.due


class _Money(NamedTuple):
    id: int
    invoice: int
    amount: int
    counts_on: str
    method: str
    reference: str
    reverses: int | None
    has_moved_here: bool

    @property
    def on(self) -> date:
        return _day(self.counts_on)


@rights.needs("accounts.read")
def account_currencies(caller: Caller, contact_id: int) -> list[str]:
    """In which currencies a customer has an account, the most used first."""
    return [unit for unit, _count in raw().execute(_UNITS, (contact_id, contact_id)).fetchall()]


@rights.needs("accounts.read")
def get_account(caller: Caller, contact_id: int, currency: str, start: date, end: date) -> Account:
    """The account from `start` to `end`, which says of a day what was said on it: later papers change nothing
    of it. A payment that was mistyped and reversed was none, nor was the reversal."""
    return account_of(_entries(contact_id, currency), currency, start, end)


def _entries(contact_id: int, currency: str) -> list[Entry]:
    given = (contact_id, currency)
    papers = {row[0]: _Paper(*row) for row in raw().execute(_PAPERS, given).fetchall()}
    sums = [_Money(*row) for row in raw().execute(_PAYMENTS, given).fetchall()]
    entries = [*_of_papers(papers), *_of_money(papers, sums), *_given_up(papers, sums)]
    for amount, on, kind, reference in raw().execute(_CREDIT, given).fetchall():
        what = {"refund": REFUND, "credit": USED}.get(kind, CREDIT)
        entries.append(Entry(on=_day(on), kind=what, amount=-amount, text=reference))
    return entries


def _of_papers(papers: dict[int, _Paper]) -> Iterator[Entry]:
    for each in papers.values():
        on, title = _day(each.issued_on), each.title or ""
        if each.kind == CREDIT_NOTE:
            invoice = each.corrects_id or each.id
            yield Entry(
                on=on, kind=CREDIT_NOTE, amount=-each.due, number=each.number, text=title, invoice=invoice
            )
            continue
        due_on = _day(each.due_on) if each.due_on else None
        yield Entry(
            on=on, kind=INVOICE, amount=each.asked, number=each.number, text=title, due_on=due_on,
            invoice=each.id,
        )  # fmt: skip
        wrong = papers.get(each.corrects_id or 0)
        if wrong is not None and wrong.state == "replaced":
            yield Entry(
                on=on, kind=REPLACED, amount=-wrong.asked, number=wrong.number, text=each.number,
                invoice=wrong.id,
            )  # fmt: skip


def _of_money(papers: dict[int, _Paper], sums: list[_Money]) -> Iterator[Entry]:
    """Each payment once, on its own day, wherever it moved; taken back on another day, that too."""
    reversals = {each.reverses: each for each in sums if each.reverses is not None}
    moved = dict[int, _Money]()  # by the reversal on the wrong invoice
    for out, there in pairwise(sums):
        if there.has_moved_here and out.id == there.id - 1:
            moved[out.id] = there
    arrived = {each.id for each in moved.values()}
    for first in sums:
        if first.reverses is not None or first.id in arrived:
            continue
        now, before = first, list[tuple[date, int]]()
        end = reversals.get(first.id)
        while end is not None and end.id in moved:
            before.append((end.on - timedelta(days=1), now.invoice))
            now = moved[end.id]
            end = reversals.get(now.id)
        if end is not None and end.on == first.on:
            continue
        yield _entry(papers, first, now.invoice, tuple(before))
        if end is not None:
            yield _entry(papers, end, end.invoice)


def _entry(
    papers: dict[int, _Paper], money: _Money, invoice: int, before: tuple[tuple[date, int], ...] = ()
) -> Entry:
    kind = DISCOUNT if money.method == "early_discount" else PAYMENT if money.amount > 0 else REFUND
    return Entry(
        on=money.on, kind=kind, amount=-money.amount, number=papers[invoice].number, text=money.reference,
        invoice=invoice, before=before,
    )  # fmt: skip


def _given_up(papers: dict[int, _Paper], sums: list[_Money]) -> Iterator[Entry]:
    """What was given up of an invoice; less of it where a credit note came afterwards."""
    changes: defaultdict[int, list[tuple[date, int]]] = defaultdict(list)
    for each in sums:
        changes[each.invoice].append((each.on, each.amount))
    for paper in papers.values():
        if paper.kind == CREDIT_NOTE and paper.corrects_id is not None:
            changes[paper.corrects_id].append((_day(paper.issued_on), paper.due))
    for paper in papers.values():
        if paper.kind == CREDIT_NOTE or (paper.answered_on is None and paper.state != "written_off"):
            continue
        day, told = _day(paper.answered_on or paper.issued_on), 0
        days = sorted({day, *(on for on, _amount in changes[paper.id] if on > day)})
        for on in days:
            left = max(paper.due - sum(amount for known, amount in changes[paper.id] if known <= on), 0)
            if left != told:
                yield Entry(on=on, kind=WRITE_OFF, amount=told - left, number=paper.number, invoice=paper.id)
            told = left


def _day(text: str) -> date:
    return date.fromisoformat(text)
