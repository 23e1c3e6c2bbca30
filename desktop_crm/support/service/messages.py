"""How a message is written down."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.database import writes
from desktop_crm.database.connection import raw
from desktop_crm.database.fields import stamp
from desktop_crm.support.models import TicketMessage
from desktop_crm.support.rules.tickets import MessageKind


def add_message(
    ticket_id: int, kind: MessageKind, author: str, text: str, now: datetime, mail: str | None = None
) -> int:
    """Insert a message and move the ticket's `last_at`; inside a transaction. Returns the message's id.

    The ticket's version stays: who edits its other fields meanwhile is not disturbed.
    """
    raw().execute("UPDATE ticket SET last_at = ? WHERE id = ?", (stamp(now), ticket_id))
    return writes.insert(
        TicketMessage, ticket=ticket_id, at=now, kind=kind, author=author, text=text, mail=mail
    )
