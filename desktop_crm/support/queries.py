"""Everything that is read about tickets."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.support.rules.tickets import (
    LIVE,
    PROGRESS,
    URGENCY,
    Category,
    MessageKind,
    Priority,
    Status,
    TicketDraft,
)
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _
from desktop_crm.values.paging import Listing, ListView


@dataclass(frozen=True, slots=True)
class TicketRow:
    """One ticket in a list."""

    id: int
    number: str
    subject: str
    contact_id: int
    contact_name: str
    status: Status
    priority: Priority
    category: Category
    assignee: str
    due_on: date | None
    opened_at: datetime
    last_at: datetime

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    def is_overdue(self, today: date) -> bool:
        return self.is_live and self.due_on is not None and self.due_on < today


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message; `has_mail` says that its `.eml` is kept (`reply_mail`)."""

    id: int
    at: datetime
    kind: MessageKind
    author: str
    text: str
    has_mail: bool


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket whole. `draft.text` is its first message; attachments: contacts' `list_attachments`."""

    id: int
    version: int
    number: str
    draft: TicketDraft
    contact_name: str
    document_number: str
    line_text: str
    opened_at: datetime
    last_at: datetime
    closed_at: datetime | None
    messages: tuple[MessageRow, ...]


@dataclass(frozen=True, slots=True)
class TicketCounts:
    """How many tickets there are; all but the last two dicts count live ones. `mine` are the caller's."""

    open: int
    overdue: int
    due_today: int
    unassigned: int
    mine: int
    by_status: dict[str, int]
    by_category: dict[str, int]


_IS_LIVE: Final = "t.status IN ('new', 'open', 'waiting')"
_COLUMNS: Final = (
    "t.id, t.number_text, t.subject, t.contact_id, c.name, t.status, t.priority, t.category, t.assignee,"
    " t.due_on, t.opened_at, t.last_at"
)
_JOIN: Final = "JOIN contact c ON c.id = t.contact_id"
_URGENCY: Final = URGENCY.format(t="t.")
_PROGRESS: Final = PROGRESS.format(t="t.")

LISTING: Final = ListSpec(
    source="ticket t",
    key="t.id",
    columns=_COLUMNS,
    joins=_JOIN,
    sorts={
        "": Sort("t.due_on", nullable=True),
        "due": Sort("t.due_on", nullable=True),
        "number": Sort("t.number"),
        "subject": Sort("t.folded"),
        "contact": Sort("(SELECT c.folded FROM contact c WHERE c.id = t.contact_id)"),
        "status": Sort(_PROGRESS),
        "priority": Sort(_URGENCY),
        "opened": Sort("t.opened_at"),
        "last": Sort("t.last_at"),
    },
    filters={
        "status": "t.status = ?",
        "open": f"CASE WHEN {_IS_LIVE} THEN '1' ELSE '0' END = CAST(? AS TEXT)",
        "priority": "t.priority = ?",
        "category": "t.category = ?",
        "assignee": "t.assignee = ?",
        "contact": "t.contact_id = CAST(? AS INTEGER)",
        "due": f"{_IS_LIVE} AND t.due_on <= ?",
    },
    search=("ticket", "t.id"),
)


@rights.needs("tickets.read")
def list_tickets(caller: Caller, view: ListView) -> Listing[TicketRow]:
    """Tickets, the soonest due first and those without a date last.

    Filters: status, open ("1" live, "0" done), priority, category, assignee, contact (id), due (an ISO date:
    live and due by then).
    """
    # By name, which another table holds, all are sorted once instead of at every page.
    return KeysetListing(LISTING, view, _row, is_few=view.sort == "contact")


@rights.needs("tickets.read")
def get_row(caller: Caller, ticket_id: int) -> TicketRow:
    """The row of a list for one ticket; NotFound."""
    sql = f"SELECT {_COLUMNS} FROM ticket t {_JOIN} WHERE t.id = ?"
    row = raw().execute(sql, (ticket_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no ticket {id}", id=str(ticket_id)))
    return _row(row)


@rights.needs("tickets.read")
def due(caller: Caller, today: date, limit: int = 100) -> list[TicketRow]:
    """Live tickets due today or before, the oldest first, among equals the most urgent."""
    sql = (
        f"SELECT {_COLUMNS} FROM ticket t {_JOIN} WHERE {_IS_LIVE} AND t.due_on <= ?"
        f" ORDER BY t.due_on, {_URGENCY} DESC, t.id LIMIT ?"
    )
    return [_row(row) for row in raw().execute(sql, (today.isoformat(), limit))]


@rights.needs("tickets.read")
def tickets_of(caller: Caller, contact_id: int, limit: int = 100) -> list[TicketRow]:
    """A contact's tickets: live ones first, then the latest."""
    sql = (
        f"SELECT {_COLUMNS} FROM ticket t {_JOIN} WHERE t.contact_id = ?"
        f" ORDER BY {_IS_LIVE} DESC, t.last_at DESC, t.id DESC LIMIT ?"
    )
    return [_row(row) for row in raw().execute(sql, (contact_id, limit))]


@rights.needs("tickets.read")
def tickets_about(caller: Caller, document_id: int, limit: int = 20) -> list[TicketRow]:
    """The tickets about a quote, invoice or credit note: live ones first, then the latest."""
    sql = (
        f"SELECT {_COLUMNS} FROM ticket t {_JOIN} WHERE t.document_id = ?"
        f" ORDER BY {_IS_LIVE} DESC, t.last_at DESC, t.id DESC LIMIT ?"
    )
    return [_row(row) for row in raw().execute(sql, (document_id, limit))]


@rights.needs("tickets.read")
def statuses_of(caller: Caller, ids: Sequence[int]) -> dict[int, Status]:
    """Where each of these tickets stands, in one query; those that are gone are left out."""
    sql = "SELECT id, status FROM ticket WHERE id IN (SELECT value FROM json_each(?))"
    return dict(raw().execute(sql, (json.dumps(list(ids)),)).fetchall())


@rights.needs("tickets.read")
def counts(caller: Caller, today: date) -> TicketCounts:
    """The figures of the list's head and of Today, in two queries."""
    sql = (
        "SELECT count(*), count(*) FILTER (WHERE t.due_on < ?1), count(*) FILTER (WHERE t.due_on = ?1),"
        " count(*) FILTER (WHERE t.assignee = ''), count(*) FILTER (WHERE t.assignee = ?2)"
        f" FROM ticket t WHERE {_IS_LIVE}"
    )
    live = raw().execute(sql, (today.isoformat(), caller.user)).fetchone()
    by_status: dict[str, int] = {}
    by_category: dict[str, int] = {}
    for status, category, number in raw().execute(
        "SELECT status, category, count(*) FROM ticket GROUP BY status, category"
    ):
        by_status[status] = by_status.get(status, 0) + number
        by_category[category] = by_category.get(category, 0) + number
    total, overdue, due_today, unassigned, mine = live
    return TicketCounts(total, overdue, due_today, unassigned, mine, by_status, by_category)


@rights.needs("tickets.read")
def live_tickets_of(caller: Caller, assignee: str) -> list[int]:
    """The tickets that somebody has still to do with."""
    sql = "SELECT id FROM ticket WHERE assignee = ? AND status IN ('new', 'open', 'waiting') ORDER BY id"
    return [ticket for (ticket,) in raw().execute(sql, (assignee,)).fetchall()]


@rights.needs("tickets.read")
def find_tickets(caller: Caller, text: str) -> list[int]:
    """The tickets of this number ("T-12", whatever its case) or internal id; more than one is ambiguous."""
    typed = text.strip()
    internal = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 18 else -1
    sql = "SELECT id FROM ticket WHERE number_text = ? COLLATE NOCASE OR id = ? ORDER BY id"
    return [key for (key,) in raw().execute(sql, (typed, internal))]


@rights.needs("tickets.read")
def get_ticket(caller: Caller, ticket_id: int) -> TicketView:
    """One ticket with its messages, oldest first; NotFound."""
    sql = (
        "SELECT t.version, t.number_text, t.contact_id, t.subject, t.status, t.priority, t.category,"
        " t.assignee, t.due_on, t.document_id, t.line, c.name, coalesce(d.number_text, ''),"
        " coalesce(l.name, ''), t.opened_at,"
        f" t.last_at, t.closed_at FROM ticket t {_JOIN} LEFT JOIN document d ON d.id = t.document_id"
        " LEFT JOIN document_line l ON l.document_id = t.document_id AND l.position = t.line WHERE t.id = ?"
    )
    row = raw().execute(sql, (ticket_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no ticket {id}", id=str(ticket_id)))
    messages = list_messages(caller, ticket_id)
    draft = TicketDraft(
        contact_id=row[2],
        subject=row[3],
        text=messages[0].text if messages else "",
        status=row[4],
        priority=row[5],
        category=row[6],
        assignee=row[7],
        due_on=_day(row[8]),
        document_id=row[9],
        line=row[10],
    )
    return TicketView(
        id=ticket_id,
        version=row[0],
        number=row[1],
        draft=draft,
        contact_name=row[11],
        document_number=row[12],
        line_text=row[13],
        opened_at=_moment(row[14]),
        last_at=_moment(row[15]),
        closed_at=_moment(row[16]) if row[16] else None,
        messages=tuple(messages),
    )


@rights.needs("tickets.read")
def list_messages(caller: Caller, ticket_id: int) -> list[MessageRow]:
    """A ticket's messages, oldest first."""
    sql = (
        "SELECT id, at, kind, author, text, mail_sha IS NOT NULL FROM ticket_message"
        " WHERE ticket_id = ? ORDER BY id"
    )
    return [
        MessageRow(key, _moment(at), kind, author, text, bool(has_mail))
        for key, at, kind, author, text, has_mail in raw().execute(sql, (ticket_id,))
    ]


@rights.needs("tickets.read")
def reply_mail(caller: Caller, message_id: int) -> bytes:
    """The `.eml` of a public reply; NotFound for a message without one."""
    row = raw().execute("SELECT mail_sha FROM ticket_message WHERE id = ?", (message_id,)).fetchone()
    if row is None or row[0] is None:
        raise NotFound(_("This message has no mail"))
    return blobs.get(row[0])


def _row(row: Any) -> TicketRow:
    values = [*row[:9], _day(row[9]), _moment(row[10]), _moment(row[11])]
    return TicketRow(*values)


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
