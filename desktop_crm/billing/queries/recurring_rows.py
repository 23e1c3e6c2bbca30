"""What the queries of recurring invoices hand out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_crm.billing.rules.recurring import RecurringDraft, Turn, a_month, last_bill, next_bill, words_of


@dataclass(frozen=True, slots=True)
class RecurringRow:
    """One line of the list. `net` is one bill's, `yearly` what comes in a year, in minor units; `problem` is
    why the bill of `next_on` could not be made."""

    id: int
    version: int
    state: str
    contact_id: int
    customer: str
    title: str
    starts_on: date
    next_on: date | None
    made: int
    currency: str
    net: int
    yearly: int
    problem: str

    @property
    def monthly(self) -> int:
        return a_month(self.yearly)


@dataclass(frozen=True, slots=True)
class RunRow:
    """A bill that was made; without a document its draft was thrown away."""

    on: date
    document_id: int | None


@dataclass(frozen=True, slots=True)
class RecurringView:
    """One agreement whole, with the bills made of it, newest first."""

    row: RecurringRow
    draft: RecurringDraft
    runs: tuple[RunRow, ...]
    language: str
    """That of its papers."""

    @property
    def words(self) -> tuple[str, ...]:
        """What its lines say on the next bill, else on the last one."""
        bill = None
        if self.row.next_on is not None:
            after = self.runs[0].on if self.runs else None
            bill = next_bill(self.draft, after, self.row.made)
        bill = bill or last_bill(self.draft)
        if bill is None:
            return tuple(line.description for line in self.draft.document.lines)
        return words_of(self.draft, bill, self.language)


@dataclass(frozen=True, slots=True)
class RecurringSum:
    """What the running agreements of a currency bring, net and in minor units."""

    currency: str
    count: int
    yearly: int

    @property
    def monthly(self) -> int:
        return a_month(self.yearly)


@dataclass(frozen=True, slots=True)
class TurnRow:
    """An agreement that renews itself or ends soon."""

    row: RecurringRow
    turn: Turn
