"""Undo of closing and reopening."""

from __future__ import annotations

from datetime import date

from desktop_crm.support import queries, service
from desktop_crm.support.rules.tickets import Status
from desktop_crm.values.caller import Caller


def put_back(caller: Caller, ticket_id: int, status: Status, today: date) -> None:
    """Undo of a move. A closed ticket opens first; one that was new comes back as open: it was looked at."""
    view = queries.get_ticket(caller, ticket_id)
    version = view.version
    wanted: Status = "open" if status == "new" else status
    if view.draft.status == "closed" and wanted != "closed":
        version = service.reopen_ticket(caller, ticket_id, version, today)
    if queries.get_ticket(caller, ticket_id).draft.status != wanted:
        service.set_status(caller, ticket_id, version, wanted, today)
