"""What was kept longer than somebody wanted: contacts without business, old notes, calls and mails."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_IDLE: Final = """
    SELECT c.id FROM contact c
    WHERE c.created_at < ? AND (c.last_at IS NULL OR c.last_at < ?)
    AND NOT EXISTS (SELECT 1 FROM note n WHERE n.contact_id = c.id
        AND (n.created_at >= ? OR (n.follow_up_on IS NOT NULL AND n.done_at IS NULL)))
    AND NOT EXISTS (SELECT 1 FROM timeline t WHERE t.contact_id = c.id AND t.at >= ?)
    AND NOT EXISTS (SELECT 1 FROM attachment a WHERE a.contact_id = c.id AND a.added_at >= ?)
    AND NOT EXISTS (SELECT 1 FROM consent s WHERE s.contact_id = c.id AND s.decided_on >= ?)
    AND NOT EXISTS (SELECT 1 FROM erasure e WHERE e.entity = 'contact' AND e.entity_id = c.id)
    AND NOT EXISTS (SELECT 1 FROM contact_link l JOIN contact o
        ON o.id = CASE WHEN l.person_id = c.id THEN l.company_id ELSE l.person_id END
        WHERE (l.person_id = c.id OR l.company_id = c.id)
        AND (o.created_at >= ? OR o.last_at >= ?))
    ORDER BY c.id"""
_NOTES: Final = (
    "SELECT id FROM note WHERE created_at < ? AND (follow_up_on IS NULL OR done_at IS NOT NULL) ORDER BY id"
)
_EVENTS: Final = (
    "SELECT id FROM timeline WHERE at < ? AND entity = '' AND kind IN ('call', 'mail') ORDER BY id"
)


@rights.needs("persons.erase")
def idle_contacts(caller: Caller, before: date) -> list[int]:
    """Contacts with which nothing has happened since `before`: no paper, call, note, file, nor with those
    they are linked to. Upper rooms know of more that keeps one."""
    day = before.isoformat()
    return [row[0] for row in raw().execute(_IDLE, [day] * _IDLE.count("?")).fetchall()]


@rights.needs("persons.erase")
def old_notes(caller: Caller, before: date) -> list[int]:
    """Notes from before this day that nobody has to come back to."""
    return [row[0] for row in raw().execute(_NOTES, (before.isoformat(),)).fetchall()]


@rights.needs("persons.erase")
def old_events(caller: Caller, before: date) -> list[int]:
    """Calls and mails that were logged before this day; what a paper or ticket tells stays with it."""
    return [row[0] for row in raw().execute(_EVENTS, (before.isoformat(),)).fetchall()]
