"""What needs a person on a given day: overdue invoices, quotes about to lapse, follow-ups, tickets due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from desktop_crm.billing import queries as billing
from desktop_crm.billing.queries import CurrencySum, DocumentRow
from desktop_crm.company import queries as company
from desktop_crm.company.rules.keep_times import SETTING as KEEP_TIMES
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts.queries import AssignmentRow, NoteRow
from desktop_crm.support import queries as support
from desktop_crm.support.queries import TicketRow
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.paging import ListView
from desktop_crm.workspace import finding

if TYPE_CHECKING:
    from desktop_crm.billing.queries import RecurringRow, TurnRow
    from desktop_crm.workspace.purging import Proposal

QUOTE_DAYS: Final = 7
"""A sent quote wants a word with the customer this many days before its last day."""
_MOST: Final = 1000


@dataclass(frozen=True, slots=True)
class Given:
    """A record that was given to somebody: `kind` and `row.record_id` are what to open."""

    row: AssignmentRow
    kind: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The Today page whole. The lists hold the first `rows` of each group; the counts count all.

    `overdue_sums` is (currency, invoices, still open, oldest due date) by currency, `unanswered` the quotes
    that were sent and neither answered nor lapsed; both are None for a role that sees no sums. What a role
    does not see at all is empty.
    """

    on: date
    overdue: tuple[DocumentRow, ...]
    overdue_count: int
    overdue_sums: tuple[tuple[str, int, int, date], ...] | None
    expiring: tuple[DocumentRow, ...]
    expiring_count: int
    unanswered_count: int
    unanswered: tuple[CurrencySum, ...] | None
    follow_ups: tuple[NoteRow, ...]
    follow_up_count: int
    tickets: tuple[TicketRow, ...]
    tickets_late: int
    tickets_today: int
    given: tuple[Given, ...] = ()
    """Records that a colleague has and that no other group shows."""
    has_contacts: bool
    has_invoices: bool
    kept_enough: tuple[Proposal, ...] = ()
    """What the firm wanted to keep no longer; nobody has to do it today, so it counts nowhere."""
    turning: tuple[TurnRow, ...] = ()
    """Recurring invoices that renew themselves or end so soon that somebody wanted to know."""
    failed_bills: tuple[RecurringRow, ...] = ()
    """Recurring invoices whose next bill could not be made."""
    bank_lines: int = 0
    """How many lines of bank statements wait, for who books payments."""
    reminders: int = 0
    """How many reminders wait for an answer, for who writes them."""
    papers_due: int = 0
    """How many issued papers no law keeps any longer, for who may delete them."""

    @property
    def waits(self) -> bool:
        """Whether the bank or the tray of reminders has something to answer."""
        return bool(self.bank_lines or self.reminders)

    @property
    def ticket_count(self) -> int:
        return self.tickets_late + self.tickets_today

    @property
    def count(self) -> int:
        """How many things need a person."""
        return self.overdue_count + self.expiring_count + self.follow_up_count + self.ticket_count


def counts(caller: Caller, today: date) -> dict[str, int]:
    """How many things need a person, by place of the sidebar: today (all), contacts, quotes, invoices,
    tickets."""
    late, _sums = _overdue(caller, today)
    quotes = len(billing.expiring(caller, today, QUOTE_DAYS, _MOST))
    follow_ups = _follow_up_count(caller, today)
    tickets = sum(_tickets(caller, today))
    return {
        "today": late + quotes + follow_ups + tickets,
        "contacts": follow_ups,
        "quotes": quotes,
        "invoices": late,
        "tickets": tickets,
    }


def get_day(caller: Caller, today: date, rows: int = 50, *, mine: bool = False) -> Day:
    """Everything the Today page shows, in a fixed number of queries; at most `rows` rows a group.

    With `mine` only what is the caller's: what was given to them, their tickets, follow-ups that they wrote.
    """
    day = _everybodys(caller, today, _MOST if mine else rows)
    given = contacts.list_assignments(caller, caller.person_id if mine else None, None if mine else today)
    if mine:
        day = _mine(caller, day, contacts.list_assignments(caller, limit=_MOST), rows)
    return replace(day, given=_given(caller, today, day, given)[:rows])


def _mine(caller: Caller, day: Day, open_ones: Sequence[AssignmentRow], rows: int) -> Day:
    """What of the day is the caller's; sums of it are not the firm's, so there are none."""
    holder = {(row.kind, row.record_id): row.person_id for row in open_ones}
    me = caller.person_id

    def has(row: DocumentRow) -> bool:
        of_customer = holder.get(("contact", row.contact_id or 0))
        return holder.get(("document", row.id), of_customer) == me

    overdue = tuple(row for row in day.overdue if has(row))
    expiring = tuple(row for row in day.expiring if has(row))
    notes = tuple(
        row
        for row in day.follow_ups
        if holder.get(("note", row.id), me if row.by == caller.user else 0) == me
    )
    tickets = tuple(row for row in day.tickets if row.assignee == caller.user)
    late = sum(row.is_overdue(day.on) for row in tickets)
    view = ListView(filters=(("state", "sent"),))
    sent = billing.list_quotes(caller, view, day.on).rows(0, _MOST)
    return replace(
        day,
        overdue=overdue[:rows],
        overdue_count=len(overdue),
        overdue_sums=None,
        expiring=expiring[:rows],
        expiring_count=len(expiring),
        unanswered_count=sum(map(has, sent)),
        unanswered=None,
        follow_ups=notes[:rows],
        follow_up_count=len(notes),
        tickets=tickets[:rows],
        tickets_late=late,
        tickets_today=len(tickets) - late,
    )


def _given(caller: Caller, today: date, day: Day, open_ones: Sequence[AssignmentRow]) -> tuple[Given, ...]:
    """What was given and stands in no other group of the day, with what it is called."""
    shown = {("document", row.id) for row in (*day.overdue, *day.expiring)}
    shown |= {("note", row.id) for row in day.follow_ups} | {("ticket", row.id) for row in day.tickets}
    left = [row for row in open_ones if (row.kind, row.record_id) not in shown]
    papers = [row.record_id for row in left if row.kind == "document"]
    kinds = {row.id: row.kind for row in billing.list_rows(caller, papers, today)} if papers else {}
    records = [
        (kinds.get(row.record_id, "invoice") if row.kind == "document" else row.kind, row.record_id)
        for row in left
    ]
    titles = {(hit.kind, hit.id): hit.number or hit.title for hit in finding.named(caller, records)}
    return tuple(
        Given(row, kind, titles[kind, key])
        for row, (kind, key) in zip(left, records, strict=True)
        if (kind, key) in titles
    )


def _everybodys(caller: Caller, today: date, rows: int) -> Day:
    expiring = billing.expiring(caller, today, QUOTE_DAYS, _MOST)
    overdue_count, overdue_sums = _overdue(caller, today)
    unanswered_count, unanswered = _unanswered(caller, today)
    tickets_late, tickets_today = _tickets(caller, today)
    turning, failed = _recurring(caller, today)
    sees_notes, sees_tickets = rights.may(caller, "notes.read"), rights.may(caller, "tickets.read")
    return Day(
        on=today,
        overdue=tuple(billing.overdue(caller, today, rows)),
        overdue_count=overdue_count,
        overdue_sums=overdue_sums,
        expiring=tuple(expiring[:rows]),
        expiring_count=len(expiring),
        unanswered_count=unanswered_count,
        unanswered=unanswered,
        follow_ups=tuple(contacts.list_follow_ups(caller, today, rows)) if sees_notes else (),
        follow_up_count=_follow_up_count(caller, today),
        tickets=tuple(support.due(caller, today, rows)) if sees_tickets else (),
        tickets_late=tickets_late,
        tickets_today=tickets_today,
        has_contacts=bool(contacts.list_contacts(caller, ListView()).rows(0, 1)),
        has_invoices=bool(billing.list_invoices(caller, ListView(), today).rows(0, 1)),
        kept_enough=_kept_enough(caller, today),
        bank_lines=_bank_lines(caller),
        reminders=_reminders(caller, today),
        papers_due=_papers_due(caller, today),
        turning=tuple(turning[:rows]),
        failed_bills=tuple(failed[:rows]),
    )


def _recurring(caller: Caller, today: date) -> tuple[list[TurnRow], list[RecurringRow]]:
    """What renews or ends soon, and what failed; a firm where nothing recurs loads nothing for it."""
    if not billing.anything_recurs(caller):
        return [], []
    return billing.turning_soon(caller, today), billing.failed_recurring(caller)


def _kept_enough(caller: Caller, today: date) -> tuple[Proposal, ...]:
    """Asked only where somebody set a time, and of who may delete it."""
    if not rights.may(caller, "persons.erase") or company.setting(caller, KEEP_TIMES) is None:
        return ()
    from desktop_crm.workspace import purging

    return purging.plan(caller, today)


def _papers_due(caller: Caller, today: date) -> int:
    if not rights.may(caller, "persons.erase"):
        return 0
    from desktop_crm.workspace import paper_purging

    return paper_purging.count_due(caller, today)


def _bank_lines(caller: Caller) -> int:
    if not rights.may(caller, "payments.record"):
        return 0
    from desktop_crm.receivables import queries as receivables

    return receivables.count_lines(caller).get("open", 0)


def _reminders(caller: Caller, today: date) -> int:
    if not rights.may(caller, "dunning.write"):
        return 0
    from desktop_crm.receivables.queries import dunning

    return dunning.count_tray(caller, today)


def _overdue(caller: Caller, today: date) -> tuple[int, tuple[tuple[str, int, int, date], ...] | None]:
    """How many invoices are overdue, and their sums for who may see them."""
    if not rights.may(caller, "money.totals"):
        return billing.count_invoices(caller, today)["overdue"], None
    sums = tuple(billing.overdue_sums(caller, today))
    return sum(count for _currency, count, _open, _oldest in sums), sums


def _unanswered(caller: Caller, today: date) -> tuple[int, tuple[CurrencySum, ...] | None]:
    if not rights.may(caller, "money.totals"):
        return billing.count_quotes(caller, today)["sent"], None
    sums = tuple(billing.sum_quotes(caller, ListView(filters=(("state", "sent"),)), today))
    return sum(each.count for each in sums), sums


def _follow_up_count(caller: Caller, today: date) -> int:
    return contacts.count_follow_ups(caller, today) if rights.may(caller, "notes.read") else 0


def _tickets(caller: Caller, today: date) -> tuple[int, int]:
    """How many tickets are late and how many due today."""
    if not rights.may(caller, "tickets.read"):
        return 0, 0
    live = support.counts(caller, today)
    return live.overdue, live.due_today
