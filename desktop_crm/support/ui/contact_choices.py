"""Contacts, documents and lines to choose from, as the tickets' pickers show them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from desktop_crm.billing import queries as billing
from desktop_crm.contacts import queries as contacts
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator
from desktop_crm.values.units import unit_word
from desktop_crm.widgets.inputs import Choice

_ICONS = {"person": "user", "company": "building-2"}


def contact_choices(caller: Caller, typed: str) -> list[Choice]:
    """Contacts for what was typed (database's thread)."""
    return [
        Choice(found.id, found.name, found.subtitle, "", _ICONS.get(found.kind, ""))
        for found in contacts.suggest(caller, typed)
    ]


def contact_choice(caller: Caller, contact_id: int) -> Choice:
    """One contact (database's thread)."""
    return Choice(contact_id, contacts.get_name(caller, contact_id))


def document_choices(
    caller: Caller, contact_id: int, today: date, t: Translator, present: object = None
) -> list[Choice]:
    """A contact's latest issued papers, the newest first, and the `present` one though it be older or another
    contact's (database's thread).
    """
    rows = [row for row in billing.documents_of(caller, contact_id, today) if row.state != "draft"]
    if isinstance(present, int) and all(row.id != present for row in rows):
        rows.append(billing.get_row(caller, present, today))
    return [
        Choice(
            row.id,
            f"{row.number}  {row.title}".strip(),
            t.formats.date_words(row.issued_on) if row.issued_on else "",
            t.formats.money(row.gross, row.currency),
        )
        for row in rows
    ]


def line_choices(caller: Caller, document_id: int, t: Translator) -> list[Choice]:
    """The lines of a paper (database's thread)."""
    return [
        Choice(
            line.position,
            line.name.split("\n")[0],
            f"{t.formats.number(line.qty)} {unit_word(line.unit, Decimal(line.qty), t)}",
        )
        for line in billing.lines_of(caller, document_id)
    ]


def customer_of(caller: Caller, document_id: int, today: date) -> Choice | None:
    """The contact of a paper; None when it was erased since (database's thread)."""
    row = billing.get_row(caller, document_id, today)
    return None if row.contact_id is None else Choice(row.contact_id, row.customer)
