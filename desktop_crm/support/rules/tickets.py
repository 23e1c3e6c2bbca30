"""A ticket: what somebody asks, how urgent it is, who cares for it and until when (terms of ITIL)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Final, Literal

from desktop_crm.values.dates import FIRST_DATE
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _
from desktop_crm.values.texts import NAME, check_line, check_text, tidy_line, tidy_text

Status = Literal["new", "open", "waiting", "resolved", "closed"]
Priority = Literal["low", "normal", "high", "urgent"]
Category = Literal["question", "problem", "complaint", "request", "warranty"]
MessageKind = Literal["public", "internal", "customer"]
STATUSES: Final[tuple[Status, ...]] = ("new", "open", "waiting", "resolved", "closed")
PRIORITIES: Final[tuple[Priority, ...]] = ("low", "normal", "high", "urgent")
CATEGORIES: Final[tuple[Category, ...]] = ("question", "problem", "complaint", "request", "warranty")
MESSAGE_KINDS: Final[tuple[MessageKind, ...]] = ("public", "internal", "customer")
LIVE: Final = frozenset({"new", "open", "waiting"})
"""Somebody still has to do something."""

URGENCY: Final = "CASE {t}priority WHEN 'low' THEN 0 WHEN 'normal' THEN 1 WHEN 'high' THEN 2 ELSE 3 END"
PROGRESS: Final = (
    "CASE {t}status WHEN 'new' THEN 0 WHEN 'open' THEN 1 WHEN 'waiting' THEN 2"
    " WHEN 'resolved' THEN 3 ELSE 4 END"
)
"""The order of priorities and states as SQL; `t` is the table's name and a point."""

STATUS_WORDS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "new": _("New"),
        "open": _("In progress"),
        "waiting": _("Waiting for the customer"),
        "resolved": _("Resolved"),
        "closed": _("Closed"),
    }
)
PRIORITY_WORDS: Final[Mapping[str, Message]] = MappingProxyType(
    {"low": _("Low"), "normal": _("Normal"), "high": _("High"), "urgent": _("Urgent")}
)
CATEGORY_WORDS: Final[Mapping[str, Message]] = MappingProxyType(
    {
        "question": _("Question"),
        "problem": _("Problem"),
        "complaint": _("Complaint"),
        "request": _("Request"),
        "warranty": _("Warranty"),
    }
)
KIND_WORDS: Final[Mapping[str, Message]] = MappingProxyType(
    {"public": _("Reply"), "internal": _("Internal note"), "customer": _("From the customer")}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketDraft:
    """A ticket as a person writes it down. A contact and a subject must be there.

    `text` is the first message, what the customer said; it counts when the ticket is opened. `document_id`
    and
    `line` (from 1, as printed) name the issued document, or its line, that the ticket is about.
    """

    contact_id: int | None = None
    subject: str = ""
    text: str = ""
    status: Status = "new"
    priority: Priority = "normal"
    category: Category = "question"
    assignee: str = ""
    due_on: date | None = None
    document_id: int | None = None
    line: int | None = None

    @property
    def is_live(self) -> bool:
        return self.status in LIVE


def tidied(draft: TicketDraft) -> TicketDraft:
    """Without blanks at the ends."""
    return replace(
        draft,
        subject=tidy_line(draft.subject),
        text=tidy_text(draft.text),
        assignee=tidy_line(draft.assignee),
    )


def check_ticket(draft: TicketDraft) -> None:
    """Raise UserError naming "contact_id", "subject", "status", "due_on", "line" ..."""
    if draft.contact_id is None:
        raise UserError(_("Choose who asks"), "contact_id")
    check_line(draft.subject, "subject", most=NAME, required=True)
    check_text(draft.text, "text")
    check_line(draft.assignee, "assignee", most=NAME)
    for value, choices, field in (
        (draft.status, STATUSES, "status"),
        (draft.priority, PRIORITIES, "priority"),
        (draft.category, CATEGORIES, "category"),
    ):
        if value not in choices:
            raise UserError(_("Write one of {choices}", choices=", ".join(choices)), field)
    if draft.due_on is not None and draft.due_on < FIRST_DATE:
        raise UserError(_("Dates before 1970 are not taken"), "due_on")
    if draft.line is not None and draft.document_id is None:
        raise UserError(_("A line belongs to a document: choose the document first"), "document_id")


def check_opening(draft: TicketDraft) -> None:
    """A ticket is not opened as done."""
    check_ticket(draft)
    if not draft.is_live:
        raise UserError(
            _("A new ticket cannot be {status} already", status=STATUS_WORDS[draft.status]), "status"
        )


def check_move(before: Status, after: Status) -> None:
    """A closed ticket is reopened first; every other move is allowed, but nothing becomes new again."""
    if before == "closed" and after not in ("closed", "open"):
        raise UserError(_("This ticket is closed: reopen it first"), "status")
    if after == "new" and before != "new":
        raise UserError(_("A ticket that was answered is not new any more"), "status")


def status_after(kind: MessageKind, status: Status) -> Status:
    """Where a message leads by itself: an answer waits for the customer, the customer's word opens it
    again."""
    if kind == "public" and status in LIVE:
        return "waiting"
    if kind == "customer" and status != "new":
        return "open"
    return status


def check_message(text: str) -> None:
    """Raise UserError at "text" for an empty message or one that cannot be kept."""
    check_text(text, "text", required=True)
