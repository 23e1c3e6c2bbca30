"""`ticket new|list|show|reply|close`."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.support import queries, service
from desktop_crm.support.documents import ticket_json
from desktop_crm.support.rules import tickets as rules
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView


def new_ticket(session: Session) -> dict[str, Any]:
    """Write a customer's question or complaint down."""
    wish = ticket_json.ticket_from_json(session.input_record(session.arguments.file))
    with session.beginning():
        draft = service.settle(session.caller, wish)
        return _shown(session, service.open_ticket(session.caller, draft, session.today))


def list_tickets(session: Session) -> list[dict[str, Any]]:
    """Tickets, the soonest due first."""
    state = session.arguments.state
    if state and state not in rules.STATUSES:
        raise UserError(_("Write one of {choices}", choices=", ".join(rules.STATUSES)), "--state")
    view = ListView(search=session.arguments.search, filters=(("status", state),) if state else ())
    with session.reading():
        rows = queries.list_tickets(session.caller, view).rows(0, session.arguments.limit)
        return ticket_json.rows_to_json(
            {
                "id": row.id,
                "number": row.number,
                "subject": row.subject,
                "customer": row.contact_id,
                "customer_name": row.contact_name,
                "status": row.status,
                "priority": row.priority,
                "category": row.category,
                "assignee": row.assignee,
                "due_on": row.due_on,
                "opened_at": row.opened_at,
            }
            for row in rows
        )


def show_ticket(session: Session) -> dict[str, Any]:
    """One ticket with its messages."""
    with session.reading():
        return _shown(session, _find(session))


def reply(session: Session) -> dict[str, Any]:
    """Answer the customer (an .eml draft is kept), or note something for yourselves."""
    arguments = session.arguments
    with session.writing():
        ticket = _find(session)
        service.reply(session.caller, ticket, arguments.text, session.today, internal=arguments.internal)
        return _shown(session, ticket)


def close(session: Session) -> dict[str, Any]:
    """Close it."""
    with session.writing():
        ticket = _find(session)
        version = queries.get_ticket(session.caller, ticket).version
        service.close_ticket(session.caller, ticket, version, session.today)
        return _shown(session, ticket)


def _find(session: Session) -> int:
    text = session.arguments.id
    found = queries.find_tickets(session.caller, text)
    if not found:
        raise NotFound(_("There is no ticket “{text}”", text=text), "id")
    if len(found) > 1:
        listed = ", ".join(str(each) for each in found)
        raise UserError(_("“{text}” could be any of these: {listed}", text=text, listed=listed), "id")
    return found[0]


def _shown(session: Session, ticket_id: int) -> dict[str, Any]:
    view = queries.get_ticket(session.caller, ticket_id)
    return ticket_json.ticket_to_json(
        view.draft,
        ticket_id=view.id,
        version=view.version,
        number=view.number,
        contact_name=view.contact_name,
        document_number=view.document_number,
        line_text=view.line_text,
        opened_at=view.opened_at,
        closed_at=view.closed_at,
        messages=[(each.kind, each.at, each.author, each.text) for each in view.messages],
    )
