"""What is said on a ticket: replies, internal notes, the customer's words, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from desktop_crm.company import queries as company
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database import blobs
from desktop_crm.database.connection import transaction
from desktop_crm.mail.drafts import Attached
from desktop_crm.support import queries
from desktop_crm.support.documents.reply_mail import Reply, reply_eml
from desktop_crm.support.rules.tickets import MessageKind, Status, check_message, status_after
from desktop_crm.support.service.messages import add_message
from desktop_crm.support.service.tickets import reindex, save_ticket
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.messages import DOCUMENTS, translator_for
from desktop_crm.values.texts import tidy_text


@rights.needs("tickets.change")
def reply(
    caller: Caller,
    ticket_id: int,
    text: str,
    today: date,
    *,
    internal: bool = False,
    then: Status | None = None,
    attachment_ids: Sequence[int] = (),
) -> int:
    """Answer the customer (or, `internal`, note something for ourselves); returns the message's id.

    A public reply's `.eml` is kept and read with `queries.reply_mail`; it stands on the contact's timeline.
    The ticket then waits for the customer unless `then` says where it goes. Raises UserError at "text",
    NotFound.
    """
    text = tidy_text(text)
    check_message(text)
    with transaction(caller) as changed:
        ticket = queries.get_ticket(caller, ticket_id)
        kind: MessageKind = "internal" if internal else "public"
        mail = None if internal else blobs.put(_eml(caller, ticket, text, attachment_ids))
        message_id = add_message(ticket_id, kind, caller.user, text, utc_now(), mail)
        if not internal:
            _note(caller, ticket, text)
        _move(caller, ticket, then or status_after(kind, ticket.draft.status), today)
        reindex(caller, ticket_id)
        changed.add("ticket")
        return message_id


@rights.needs("tickets.change")
def add_customer_message(caller: Caller, ticket_id: int, text: str, today: date) -> int:
    """Write down what the customer answered; returns the message's id. A ticket that waited, or was done,
    opens again.
    """
    text = tidy_text(text)
    check_message(text)
    with transaction(caller) as changed:
        ticket = queries.get_ticket(caller, ticket_id)
        message_id = add_message(ticket_id, "customer", ticket.contact_name, text, utc_now())
        _note(caller, ticket, text)
        _move(caller, ticket, status_after("customer", ticket.draft.status), today)
        reindex(caller, ticket_id)
        changed.add("ticket")
        return message_id


@rights.needs("tickets.change")
def attach(caller: Caller, ticket_id: int, name: str, content: bytes) -> int:
    """Keep a file with a ticket; returns the attachment's id. Raises UserError for an empty or too
    large one."""
    with transaction(caller) as changed:
        ticket = queries.get_ticket(caller, ticket_id)
        changed.add("ticket")
        return contacts_service.attach_file(
            caller, "ticket", ticket_id, name, content, ticket.draft.contact_id
        )


def _move(caller: Caller, ticket: queries.TicketView, status: Status, today: date) -> None:
    if status != ticket.draft.status:
        save_ticket(caller, ticket.id, ticket.version, replace(ticket.draft, status=status), today)


def _note(caller: Caller, ticket: queries.TicketView, text: str) -> None:
    contacts_service.write_timeline(
        ticket.draft.contact_id or 0,
        "ticket",
        f"{ticket.number} {ticket.draft.subject}",
        text,
        at=utc_now(),
        entity="ticket",
        entity_id=ticket.id,
        by=caller.user,
    )


def _eml(caller: Caller, ticket: queries.TicketView, text: str, attachment_ids: Sequence[int]) -> bytes:
    customer = contacts.get_defaults(caller, ticket.draft.contact_id or 0)
    stored = company.firm_or_none(caller)
    firm = stored.draft if stored is not None else FirmDraft()
    files = [contacts.get_attachment(caller, each) for each in attachment_ids]
    answer = Reply(
        number=ticket.number,
        subject=ticket.draft.subject,
        text=text,
        to_name=customer.name,
        to_mail=customer.mail,
        author=caller.signature,
        attachments=tuple(Attached(file.name, file.content, file.media_type) for file in files),
    )
    return reply_eml(answer, firm, translator_for(customer.language or firm.language, DOCUMENTS))
