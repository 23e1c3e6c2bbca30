"""Tickets: opened with a number, changed by compare-and-swap, closed and reopened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.company import service as company
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database import search, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.support import queries
from desktop_crm.support.documents.ticket_json import TicketWish
from desktop_crm.support.models import Ticket
from desktop_crm.support.rules.tickets import (
    STATUS_WORDS,
    Status,
    TicketDraft,
    check_move,
    check_opening,
    check_ticket,
    tidied,
)
from desktop_crm.support.service.messages import add_message
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import Message, _


@rights.needs("tickets.change")
def open_ticket(caller: Caller, draft: TicketDraft, today: date) -> int:
    """Open a ticket under the next number; returns its id. `draft.text` becomes its first message.

    Raises UserError naming the field: no contact or subject, a document that is not issued, a line it does
    not have.
    """
    draft = tidied(draft)
    check_opening(draft)
    now = utc_now()
    with transaction(caller) as changed:
        _check_references(caller, draft)
        drawn = company.next_number(caller, "ticket", today)
        ticket_id = writes.insert(
            Ticket,
            number=drawn.number,
            number_text=drawn.text,
            opened_on=today,
            opened_at=now,
            last_at=now,
            closed_at=None,
            **_columns(draft),
        )
        if draft.text:
            add_message(ticket_id, "customer", _contact_name(caller, draft), draft.text, now)
        _note(draft, ticket_id, f"{drawn.text} {draft.subject}", draft.text, caller)
        reindex(caller, ticket_id)
        changed.add("ticket")
        return ticket_id


@rights.needs("tickets.change")
def save_ticket(caller: Caller, ticket_id: int, version: int, draft: TicketDraft, today: date) -> int:
    """Change everything but the messages; returns the new version. Raises UserError, Conflict, NotFound."""
    draft = tidied(draft)
    check_ticket(draft)
    with transaction(caller) as changed:
        before = queries.get_ticket(caller, ticket_id)
        check_move(before.draft.status, draft.status)
        _check_references(caller, draft)
        closed_at = (before.closed_at or utc_now()) if draft.status == "closed" else None
        version = writes.update_versioned(Ticket, ticket_id, version, closed_at=closed_at, **_columns(draft))
        if draft.contact_id != before.draft.contact_id:
            _move_history(before, draft, ticket_id, caller)
        elif (draft.status == "closed") != (before.draft.status == "closed"):
            _note_status(before, draft, ticket_id, caller)
        reindex(caller, ticket_id)
        changed.add("ticket")
        return version


@rights.needs("tickets.change")
def set_status(caller: Caller, ticket_id: int, version: int, status: Status, today: date) -> int:
    """Move a ticket to another status; returns the new version."""
    with transaction(caller):
        draft = queries.get_ticket(caller, ticket_id).draft
        return save_ticket(caller, ticket_id, version, replace(draft, status=status), today)


@rights.needs("tickets.change")
def close_ticket(caller: Caller, ticket_id: int, version: int, today: date) -> int:
    """Close a ticket; returns the new version."""
    return set_status(caller, ticket_id, version, "closed", today)


@rights.needs("tickets.change")
def reopen_ticket(caller: Caller, ticket_id: int, version: int, today: date) -> int:
    """Take a resolved or closed ticket up again; returns the new version."""
    return set_status(caller, ticket_id, version, "open", today)


@rights.needs("tickets.change")
def give_ticket(caller: Caller, ticket_id: int, assignee: str, today: date) -> int:
    """Somebody else is to answer; returns the new version."""
    with transaction(caller):
        view = queries.get_ticket(caller, ticket_id)
        return save_ticket(caller, ticket_id, view.version, replace(view.draft, assignee=assignee), today)


@rights.needs("people.manage")
def rename_assignee(caller: Caller, before: str, after: str) -> int:
    """Somebody is called otherwise now: their live tickets carry the new name. Returns how many."""
    sql = "SELECT id, version FROM ticket WHERE assignee = ? AND status IN ('new', 'open', 'waiting')"
    with transaction(caller) as changed:
        theirs = raw().execute(sql, (before,)).fetchall()
        for ticket_id, version in theirs:
            writes.update_versioned(Ticket, ticket_id, version, assignee=after)
        if theirs:
            changed.add("ticket")
    return len(theirs)


@rights.needs("tickets.change")
def settle(caller: Caller, wish: TicketWish) -> TicketDraft:
    """The draft with ids for the customer's and the document's names.

    Raises NotFound or UserError at "customer" and "document" for what is unknown or could be meant in two
    ways.
    """
    draft = wish.draft
    if wish.customer:
        found = contacts.find_contacts(caller, wish.customer)
        if not found:
            raise NotFound(_("There is no contact “{name}”", name=wish.customer), "customer")
        if len(found) > 1:
            listed = "; ".join(f"{each.name} (id {each.id})" for each in found)
            raise UserError(
                _("“{text}” could be any of these: {listed}", text=wish.customer, listed=listed), "customer"
            )
        draft = replace(draft, contact_id=found[0].id)
    if wish.document:
        try:
            draft = replace(draft, document_id=billing.resolve(caller, wish.document))
        except UserError as error:
            raise type(error)(error.message, "document") from error
    if not wish.customer and draft.contact_id is None:
        raise UserError(_("Choose who asks"), "customer")
    return draft


def reindex(caller: Caller, ticket_id: int) -> None:
    """Make the ticket findable by number, subject, every message and its document's number."""
    ticket = queries.get_ticket(caller, ticket_id)
    texts = search.parts("document", ticket.document_number)
    for message in ticket.messages:
        texts += search.parts("internal_notes" if message.kind == "internal" else "message", message.text)
    draft, number = ticket.draft, ticket.number
    search.index(search.Entry("ticket", ticket_id, draft.subject, texts, draft.contact_id, "", number))


def _columns(draft: TicketDraft) -> dict[str, Any]:
    return {
        "contact": draft.contact_id,
        "document": draft.document_id,
        "line": draft.line,
        "subject": draft.subject,
        "folded": search.fold(draft.subject),
        "status": draft.status,
        "priority": draft.priority,
        "category": draft.category,
        "assignee": draft.assignee,
        "due_on": draft.due_on,
    }


def _check_references(caller: Caller, draft: TicketDraft) -> None:
    """The contact exists; the document is the contact's, issued, and has this line."""
    _contact_name(caller, draft)
    if draft.document_id is None:
        return
    sql = "SELECT state, contact_id FROM document WHERE id = ?"
    row = raw().execute(sql, (draft.document_id,)).fetchone()
    if row is None:
        raise UserError(_("There is no document {id}", id=str(draft.document_id)), "document_id")
    if row[0] == "draft":
        raise UserError(_("A ticket can be about an issued document only, not about a draft"), "document_id")
    if row[1] != draft.contact_id:
        raise UserError(_("This document belongs to another customer"), "document_id")
    if draft.line is not None:
        sql = "SELECT 1 FROM document_line WHERE document_id = ? AND position = ?"
        if raw().execute(sql, (draft.document_id, draft.line)).fetchone() is None:
            raise UserError(_("This document has no line {n}", n=draft.line), "line")


def _contact_name(caller: Caller, draft: TicketDraft) -> str:
    try:
        return contacts.get_name(caller, draft.contact_id or 0)
    except NotFound as error:
        raise UserError(error.message, "contact_id") from error


def _note(draft: TicketDraft, ticket_id: int, subject: str, summary: Message | str, caller: Caller) -> None:
    contacts_service.write_timeline(
        draft.contact_id or 0,
        "ticket",
        subject,
        summary,
        at=utc_now(),
        entity="ticket",
        entity_id=ticket_id,
        by=caller.user,
    )


def _note_status(before: queries.TicketView, draft: TicketDraft, ticket_id: int, caller: Caller) -> None:
    """Closing and reopening stand on the timeline."""
    _note(draft, ticket_id, f"{before.number} {draft.subject}", STATUS_WORDS[draft.status], caller)


def _move_history(before: queries.TicketView, draft: TicketDraft, ticket_id: int, caller: Caller) -> None:
    """A ticket given to another contact leaves the first one's timeline."""
    contacts_service.remove_timeline("ticket", ticket_id)
    _note(draft, ticket_id, f"{before.number} {draft.subject}", before.draft.text, caller)
