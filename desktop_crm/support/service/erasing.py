"""Forgetting a person: their tickets go with every message, mail and file."""

from __future__ import annotations

from typing import Final

from desktop_crm.contacts.service.erasing import forget_files
from desktop_crm.database.connection import raw
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
