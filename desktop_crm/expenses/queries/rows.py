"""Rows of lists and views of what the firm spends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_crm.expenses.rules.expenses import ExpenseDraft
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.values.messages import Message


@dataclass(frozen=True, slots=True)
class ExpenseRow:
    """One expense in a list; amounts in minor units of `currency`. `rebilled_in` is the paper that bills it
    on, None where none does (any more)."""

    id: int
    version: int
    kind: str
    supplier: str
    contact_id: int | None
    number: str
    description: str
    category: str
    country: str
    currency: str
    spent_on: date
    due_on: date | None
    net: int
    tax: int
    gross: int
    paid_on: date | None
    method: str
    customer_id: int | None
    customer: str
    received_id: int | None
    rebilled_in: int | None
    rebilled_as: str
    files: int
    category_word: str | Message = ""


@dataclass(frozen=True, slots=True)
class FileRow:
    """One receipt."""

    id: int
    name: str
    media_type: str
    sha256: str


@dataclass(frozen=True, slots=True)
class ExpenseView:
    """One expense with everything about it; `rebilled` is the number of the paper that bills it on, "" for a
    draft."""

    row: ExpenseRow
    draft: ExpenseDraft
    files: tuple[FileRow, ...]
    rebilled_kind: str
    rebilled_number: str


@dataclass(frozen=True, slots=True)
class ExpenseSum:
    """All expenses of a list in one currency."""

    currency: str
    count: int
    net: int
    tax: int
    gross: int


@dataclass(frozen=True, slots=True)
class InputVat:
    """What one expense says at one VAT category and rate; minor units of `currency`.

    A VAT of another country than the firm's is not that of its own return; AE and K are owed by the firm.
    """

    expense_id: int
    supplier: str
    number: str
    country: str
    currency: str
    invoiced_on: date
    paid_on: date | None
    category: str
    rate: Decimal
    net: int
    tax: int


@dataclass(frozen=True, slots=True)
class Profit:
    """What a customer brought and cost in one currency, both net."""

    currency: str
    revenue: int
    costs: int

    @property
    def profit(self) -> int:
        return self.revenue - self.costs


@dataclass(frozen=True, slots=True)
class RhythmRow:
    """One rhythm in a list; `gross` of one time, in minor units. `problem` is why the next one failed."""

    id: int
    version: int
    title: str
    state: str
    rule: str
    next_on: date | None
    last_on: date | None
    made: int
    currency: str
    gross: int
    problem: str


@dataclass(frozen=True, slots=True)
class RhythmView:
    """One rhythm with its draft."""

    row: RhythmRow
    draft: RhythmDraft
