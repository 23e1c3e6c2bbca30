"""Forgetting a person: their tickets go with every message, mail and file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop_crm.contacts.service.erasing import forget_files
from desktop_crm.database import blobs, trail
from desktop_crm.database.connection import raw
from desktop_crm.database.engine import placeholders
from desktop_crm.support.service.removing import remove_tickets
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _
from desktop_crm.values.personal import Forgotten

_MESSAGES: Final = (
    "SELECT m.id, m.mail_sha FROM ticket_message m JOIN ticket t ON t.id = m.ticket_id WHERE t.contact_id = ?"
)
_FILES: Final = (
    "SELECT a.id, a.sha256 FROM attachment a JOIN ticket t ON t.id = a.entity_id"
    " WHERE a.entity = 'ticket' AND t.contact_id = ?"
)


@rights.needs("persons.export")
def count_tickets(caller: Caller, contact_id: int) -> Forgotten:
    """What `forget_tickets` would erase."""
    found = Forgotten()
    tickets = raw().execute("SELECT id FROM ticket WHERE contact_id = ? ORDER BY id", (contact_id,))
    found.rows["ticket"] = [row[0] for row in tickets.fetchall()]
    messages = raw().execute(_MESSAGES, (contact_id,)).fetchall()
    files = raw().execute(_FILES, (contact_id,)).fetchall()
    found.rows["ticket_message"] = [key for key, _sha in messages]
    found.rows["attachment"] = [key for key, _sha in files]
    found.count(_("Tickets"), len(found.rows["ticket"]))
    found.count(_("Messages of tickets"), len(messages))
    found.blobs = {sha for _key, sha in (*messages, *files) if sha}
    return found


@rights.needs("persons.erase")
def forget_tickets(caller: Caller, contact_id: int) -> Forgotten:
    """Delete them all. Needs a transaction."""
    found = count_tickets(caller, contact_id)
    forget_files(found.rows["attachment"])
    remove_tickets(caller, found.rows["ticket"])
    return found


_OLD: Final = "SELECT id FROM ticket WHERE status = 'closed' AND closed_at < ? AND last_at < ? ORDER BY id"


@rights.needs("persons.erase")
def old_tickets(caller: Caller, before: date) -> list[int]:
    """Tickets that were closed before this day, with nothing said on them since."""
    day = before.isoformat()
    return [row[0] for row in raw().execute(_OLD, (day, day)).fetchall()]


@rights.needs("persons.erase")
def with_tickets(caller: Caller, contact_ids: Sequence[int], since: date) -> set[int]:
    """Those of these contacts that have a live ticket, or one on which something was said since this day."""
    found: set[int] = set()
    for start in range(0, len(contact_ids), 500):
        some = contact_ids[start : start + 500]
        sql = (
            f"SELECT DISTINCT contact_id FROM ticket WHERE contact_id IN ({placeholders(some)})"
            " AND (status <> 'closed' OR last_at >= ?)"
        )
        found |= {row[0] for row in raw().execute(sql, [*some, since.isoformat()]).fetchall()}
    return found


@rights.needs("persons.erase")
def forget_old_tickets(caller: Caller, ticket_ids: Sequence[int]) -> int:
    """Delete these tickets with messages, mails and files, and what is told of them; returns how many went.
    Needs a transaction."""
    trail.forget_values()
    found = Forgotten()
    for ticket in ticket_ids:
        found.add(_one(ticket))
    forget_files(found.rows.get("attachment", []))
    remove_tickets(caller, found.rows.get("ticket", []))
    trail.forget_rows(found.rows)
    blobs.purge_unused(found.blobs)
    return len(found.rows.get("ticket", []))


def _one(ticket: int) -> Forgotten:
    found = Forgotten()
    if raw().execute("SELECT 1 FROM ticket WHERE id = ?", (ticket,)).fetchone() is None:
        return found
    messages = raw().execute("SELECT id, mail_sha FROM ticket_message WHERE ticket_id = ?", (ticket,))
    files = "SELECT id, sha256 FROM attachment WHERE entity = 'ticket' AND entity_id = ?"
    told, attached = messages.fetchall(), raw().execute(files, (ticket,)).fetchall()
    found.rows = {
        "ticket": [ticket],
        "ticket_message": [key for key, _sha in told],
        "attachment": [key for key, _sha in attached],
    }
    found.blobs = {sha for _key, sha in (*told, *attached) if sha}
    return found
