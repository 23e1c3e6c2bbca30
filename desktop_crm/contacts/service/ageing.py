"""Deleting notes, calls and mails that were kept long enough."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.contacts.service.activities import remove_timeline
from desktop_crm.database import search, trail
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("persons.erase")
def forget_notes(caller: Caller, note_ids: Sequence[int]) -> int:
    """Delete these notes with what is told of them, on timelines and in the log; returns how many went. Needs
    a transaction."""
    trail.forget_values()
    gone = 0
    for note in note_ids:
        gone += raw().execute("DELETE FROM note WHERE id = ?", (note,)).rowcount
        remove_timeline("note", note)
        search.remove("note", note)
    trail.forget_rows({"note": list(note_ids)})
    return gone


@rights.needs("persons.erase")
def forget_events(caller: Caller, event_ids: Sequence[int]) -> int:
    """Delete these calls and mails from timelines; returns how many went. Needs a transaction."""
    trail.forget_values()
    gone = 0
    for event in event_ids:
        gone += raw().execute("DELETE FROM timeline WHERE id = ? AND entity = ''", (event,)).rowcount
        search.remove("event", event)
    trail.forget_rows({"timeline": list(event_ids)})
    return gone
