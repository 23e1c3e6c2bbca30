"""A customer's account: what was billed and paid day by day with the balance after it, and how old the rest
is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

INVOICE: Final = "invoice"
CREDIT_NOTE: Final = "credit_note"
PAYMENT: Final = "payment"
DISCOUNT: Final = "discount"
WRITE_OFF: Final = "write_off"
REPLACED: Final = "replaced"
CREDIT: Final = "credit"
USED: Final = "credit_used"
REFUND: Final = "refund"
KINDS: Final = (REPLACED, INVOICE, CREDIT_NOTE, PAYMENT, DISCOUNT, WRITE_OFF, CREDIT, USED, REFUND)
"""In this order where several are of one day."""
KIND_WORDS: Final[dict[str, Message]] = {
    REPLACED: _("Replaced"),
    INVOICE: _("Invoice"),
    CREDIT_NOTE: _("Credit note"),
    PAYMENT: _("Payment"),
    DISCOUNT: _("Early-payment discount"),
    WRITE_OFF: _("Written off"),
    CREDIT: _("Payment on account"),
    USED: _("Credit used"),
    REFUND: _("Paid back"),
}
AGES: Final = (0, 30, 60, 90)
"""The last day late of each age but the oldest; 0 is not due yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that changed what a customer owes: above zero more. `invoice` is the id of the one that it
    belongs to, None for money on account; `before` are the invoices for which it stood before, each with the
    last day for which it did."""

    on: date
    kind: str
    amount: int
    number: str = ""
    text: str = ""
    due_on: date | None = None
    invoice: int | None = None
    before: tuple[tuple[date, int], ...] = ()

    def invoice_on(self, day: date) -> int | None:
        """The invoice that it belonged to on a day."""
        return next((invoice for until, invoice in self.before if day <= until), self.invoice)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLine:
    """An entry with the balance after it."""

    entry: Entry
    balance: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """`ages` are what is not due, up to 30, 60, 90 days late and later; `credit` is what the customer has to
    their credit. Their difference is the balance."""

    currency: str
    start: date
    end: date
    opening: int
    lines: tuple[AccountLine, ...]
    closing: int
    ages: tuple[int, ...]
    credit: int

    @property
    def overdue(self) -> int:
        return sum(self.ages[1:])

    @property
    def billed(self) -> int:
        """What was billed in the time."""
        return sum(
            each.entry.amount for each in self.lines if each.entry.amount > 0 or each.entry.kind == REPLACED
        )

    @property
    def settled(self) -> int:
        """What was paid, credited and given up in the time."""
        return -sum(
            each.entry.amount for each in self.lines if each.entry.amount < 0 and each.entry.kind != REPLACED
        )


def check_days(start: date, end: date, today: date) -> None:
    """Raise UserError naming "start" or "end"."""
    if end > today:
        raise UserError(_("A statement ends today or before"), "end")
    if start > end:
        raise UserError(_("The first day lies after the last one"), "start")


def account_of(entries: Sequence[Entry], currency: str, start: date, end: date) -> Account:
    """The account from `start` to `end`, both counted."""
    known = sorted(
        (each for each in entries if each.on <= end),
        key=lambda each: (each.on, KINDS.index(each.kind), each.number),
    )
    opening = balance = sum(each.amount for each in known if each.on < start)
    lines = []
    for each in known:
        if each.on >= start:
            balance += each.amount
            lines.append(AccountLine(entry=each, balance=balance))
    ages, credit = _ages(known, end)
    return Account(
        currency=currency, start=start, end=end, opening=opening, lines=tuple(lines), closing=balance,
        ages=ages, credit=credit,
    )  # fmt: skip


def _ages(entries: Sequence[Entry], on: date) -> tuple[tuple[int, ...], int]:
    left: defaultdict[int | None, int] = defaultdict(int)
    due: dict[int | None, date] = {}
    for each in entries:
        left[each.invoice_on(on)] += each.amount
        if each.kind == INVOICE:
            due[each.invoice] = each.due_on or each.on
    ages, credit = [0] * (len(AGES) + 1), 0
    for invoice, amount in left.items():
        if amount < 0 or invoice not in due:
            credit -= amount
        else:
            ages[age_of(due[invoice], on)] += amount
    return tuple(ages), credit


def age_of(due_on: date, on: date) -> int:
    """The place of an invoice among the ages."""
    late = max((on - due_on).days, 0)
    return sum(late > last for last in AGES)


def usual_start(end: date) -> date:
    """A year is what people ask for."""
    return end - timedelta(days=364)
