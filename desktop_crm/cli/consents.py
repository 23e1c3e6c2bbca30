"""`consent list|give|withdraw|check`: what contacts allowed, and since when."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.contacts import find
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules.consents import PURPOSES, ConsentDraft
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def list_consents(session: Session) -> list[dict[str, Any]]:
    """Every answer, the latest first."""
    with session.reading():
        contact = find(session.caller, session.arguments.id)
        return _listed(session, contact)


def give(session: Session) -> list[dict[str, Any]]:
    """A yes to one purpose."""
    return _record(session, is_given=True)


def withdraw(session: Session) -> list[dict[str, Any]]:
    """A no; what was allowed before stays in the history."""
    return _record(session, is_given=False)


def check(session: Session) -> dict[str, Any]:
    """May this contact be written to today?"""
    arguments = session.arguments
    if arguments.purpose not in PURPOSES:
        raise UserError(_("Write one of {choices}", choices=", ".join(PURPOSES)), "purpose")
    with session.reading():
        contact = find(session.caller, arguments.id)
        allowed = queries.may_contact(session.caller, contact, arguments.purpose, session.today)
    return {"id": contact, "purpose": arguments.purpose, "allowed": allowed}


def _record(session: Session, *, is_given: bool) -> list[dict[str, Any]]:
    arguments = session.arguments
    decided_on = optional_day(arguments.on, "--on") or session.today
    with session.reading():
        contact = find(session.caller, arguments.id)
        draft = ConsentDraft(arguments.purpose, is_given, decided_on, arguments.source)
        service.record_consent(session.caller, contact, draft, session.today)
        return _listed(session, contact)


def _listed(session: Session, contact: int) -> list[dict[str, Any]]:
    return [
        {
            "purpose": each.purpose,
            "given": each.is_given,
            "date": each.decided_on,
            "source": each.source,
            "at": each.at,
            "by": each.by,
        }
        for each in queries.list_consents(session.caller, contact)
    ]
