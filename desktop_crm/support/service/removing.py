"""Tickets of the sample data go as they came."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.contacts import service as contacts_service
from desktop_crm.database import search, writes
from desktop_crm.database.connection import transaction
from desktop_crm.support.models import Ticket
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("settings.change")
def remove_tickets(caller: Caller, ids: Sequence[int]) -> None:
    """Delete tickets with their messages and their place on timelines; ids that are gone are passed over."""
    with transaction(caller) as changed:
        for ticket in ids:
            contacts_service.remove_timeline("ticket", ticket)
            search.remove("ticket", ticket)
            writes.delete(Ticket, ticket)
        if ids:
            changed.add("ticket")
