"""`contacts vat-check|vat-checks`: the proof of a customer's VAT ID."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.contacts import find
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company.rules.identifiers import vat_id_with_prefix
from desktop_crm.contacts import queries, service
from desktop_crm.contacts.rules.vat_checks import VatCheckDraft


def check(session: Session) -> dict[str, Any]:
    """With `--result` the answer is written down; else VIES is asked over the network."""
    arguments = session.arguments
    with session.writing():
        contact = find(session.caller, arguments.id)
        if arguments.result is None:
            service.ask_vies(session.caller, contact, session.today)
        else:
            known = queries.get_contact(session.caller, contact).draft
            draft = VatCheckDraft(
                vat_id=vat_id_with_prefix(known.address_for("invoice").country, known.vat_id),
                checked_on=optional_day(arguments.on, "--on") or session.today,
                result=arguments.result,
                reference=arguments.reference,
            )
            service.record_vat_check(session.caller, contact, draft, session.today)
        return _listed(session, contact)[0]


def list_checks(session: Session) -> list[dict[str, Any]]:
    """The latest first."""
    with session.reading():
        return _listed(session, find(session.caller, session.arguments.id))


def _listed(session: Session, contact: int) -> list[dict[str, Any]]:
    return [
        {
            "vat_id": row.draft.vat_id,
            "date": row.draft.checked_on,
            "result": row.draft.result,
            "reference": row.draft.reference,
            "source": row.draft.source,
            "name": row.draft.name,
            "address": row.draft.address,
            "at": row.at,
            "by": row.by,
        }
        for row in queries.list_vat_checks(session.caller, contact)
    ]
