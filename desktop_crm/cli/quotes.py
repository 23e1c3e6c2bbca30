"""`quote new|show|list|send|accept|decline|invoice|duplicate`."""

from __future__ import annotations

from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing import service as billing_service
from desktop_crm.billing.documents import document_json
from desktop_crm.billing.rules import states
from desktop_crm.cli import papers
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session


def new_quote(session: Session) -> dict[str, Any]:
    """A draft; its number is drawn when it is sent."""
    return papers.new(session, "quote")


def show(session: Session) -> dict[str, Any]:
    """One quote."""
    return papers.show(session, papers.QUOTES)


def list_quotes(session: Session) -> list[dict[str, Any]]:
    """Quotes, newest first."""
    with session.reading():
        view = papers.view_of(session, states.QUOTE_STATES)
        listing = billing.list_quotes(session.caller, view, session.on)
        return [document_json.row_to_json(row) for row in listing.rows(0, session.arguments.limit)]


def send(session: Session) -> dict[str, Any]:
    """Draw the number, seal the PDF."""
    on = optional_day(session.arguments.on, "--on")
    with session.writing():
        document = _found(session)
        known = papers.doubts(session, document, on)
        billing_service.send_quote(session.caller, document, today=session.today, issued_on=on)
        session.warn(known)
        return papers.shown(session, document)


def accept(session: Session) -> dict[str, Any]:
    """The customer said yes."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        document = _found(session)
        billing_service.accept_quote(session.caller, document, _version(session, document), today)
        return papers.shown(session, document)


def decline(session: Session) -> dict[str, Any]:
    """The customer said no, and why."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        document = _found(session)
        billing_service.decline_quote(
            session.caller, document, _version(session, document), session.arguments.reason, today
        )
        return papers.shown(session, document)


def to_invoice(session: Session) -> dict[str, Any]:
    """An invoice draft with everything the quote says."""
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        made = billing_service.invoice_quote(session.caller, _found(session), today)
        return papers.shown(session, made.id)


def duplicate(session: Session) -> dict[str, Any]:
    """The same again as a draft."""
    return papers.duplicate(session, papers.QUOTES)


def _found(session: Session) -> int:
    return billing.resolve(session.caller, session.arguments.id, papers.QUOTES)


def _version(session: Session, document: int) -> int:
    return billing.get_row(session.caller, document, session.today).version
