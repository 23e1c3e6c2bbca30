"""What support knows about a person, for the person: their tickets with every message, mail and file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop_crm.contacts import queries as contacts
from desktop_crm.database.connection import raw
from desktop_crm.support import queries
from desktop_crm.support.documents.ticket_json import ticket_to_json
from desktop_crm.support.rules.tickets import KIND_WORDS, STATUS_WORDS
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _
from desktop_crm.values.personal import PersonalFile, Section


@rights.needs("persons.export")
def personal_sections(caller: Caller, contact_id: int, today: date) -> list[Section]:
    """The tickets and, apart, what was said on them."""
    found = raw().execute("SELECT id FROM ticket WHERE contact_id = ? ORDER BY number", (contact_id,))
    tickets = [queries.get_ticket(caller, row[0]) for row in found.fetchall()]
    return [
        Section(
            "tickets",
            _("Tickets"),
            (_("Number"), _("Opened"), _("Subject"), _("Status"), _("Closed"), _("Files")),
            tuple(
                (
                    each.number,
                    each.opened_at,
                    each.draft.subject,
                    STATUS_WORDS[each.draft.status],
                    each.closed_at,
                    tuple(_files(caller, each)),
                )
                for each in tickets
            ),
            [_json(each) for each in tickets],
        ),
        Section(
            "messages",
            _("Messages of tickets"),
            (_("Ticket"), _("When"), _("Kind"), _("From"), _("Text"), _("Mail")),
            tuple(
                (
                    each.number,
                    message.at,
                    KIND_WORDS[message.kind],
                    message.author,
                    message.text,
                    tuple(_mail(caller, each.number, message)),
                )
                for each in tickets
                for message in each.messages
            ),
            None,
        ),
    ]


def _files(caller: Caller, ticket: queries.TicketView) -> Iterator[PersonalFile]:
    for attached in contacts.list_attachments(caller, "ticket", ticket.id):
        yield _attached(caller, attached.id, attached.name)


def _attached(caller: Caller, attachment_id: int, name: str) -> PersonalFile:
    return PersonalFile(name, lambda: contacts.get_attachment(caller, attachment_id).content)


def _mail(caller: Caller, number: str, message: queries.MessageRow) -> Iterator[PersonalFile]:
    if message.has_mail:
        yield PersonalFile(f"{number}-{message.id}.eml", lambda: queries.reply_mail(caller, message.id))


def _json(each: queries.TicketView) -> dict[str, object]:
    return ticket_to_json(
        each.draft,
        ticket_id=each.id,
        version=each.version,
        number=each.number,
        contact_name=each.contact_name,
        document_number=each.document_number,
        line_text=each.line_text,
        opened_at=each.opened_at,
        closed_at=each.closed_at,
        messages=[(message.kind, message.at, message.author, message.text) for message in each.messages],
    )
