"""What was deleted comes back as it was, under its own id, as long as nobody took its place."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.contacts.models import Contact, ContactLink
from desktop_crm.contacts.queries.activities import get_note
from desktop_crm.contacts.service import activities, attachments
from desktop_crm.contacts.service.contacts import index_contact, write_tags
from desktop_crm.database import search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_IS_THERE = "SELECT 1 FROM contact WHERE id = ?"


@rights.needs("contacts.change")
def bring_back_contact(caller: Caller, entry_id: int) -> int:
    """Bring a deleted contact back with its notes, files and timeline; returns its id.

    Links to contacts that are gone meanwhile stay away. Raises UserError where it is not known whole, or
    where its customer number belongs to another one now.
    """
    with transaction(caller) as changed:
        entry = _entry(entry_id, "contact")
        trail.belongs_to(undoes=entry_id)
        whole = trail.put_back(entry, leaving={"contact_link"})
        write_tags(entry.row, (entry.before or {}).get("tags", ()))
        for link in whole.get("contact_link", ()):
            others = {link["person_id"], link["company_id"]} - {entry.row}
            if all(raw().execute(_IS_THERE, (each,)).fetchone() for each in others):
                for each in others:
                    trail.touch(Contact, each)
                writes.insert(ContactLink, **{name: link[name] for name in link if name != "id"})
        index_contact(caller, entry.row)
        for note in whole.get("note", ()):
            activities.index_note(note["id"], note["text"], entry.row)
        for event in whole.get("timeline", ()):
            activities.index_stored_event(event)
        for file in whole.get("attachment", ()):
            search.index(search.Entry("attachment", file["id"], file["name"], contact_id=entry.row))
        changed |= {"contact", "note", "attachment"}
    return entry.row


@rights.needs("notes.change")
def bring_back_note(caller: Caller, entry_id: int) -> int:
    """Bring a deleted note back, on the timeline too; returns its id."""
    with transaction(caller) as changed:
        entry = _entry(entry_id, "note")
        trail.belongs_to(undoes=entry_id)
        trail.put_back(entry)
        note = get_note(caller, entry.row)
        stored = trail.deleted_rows(entry)["note"][0]
        activities.write_note(
            note.contact_id,
            note.id,
            note.text,
            datetime.fromisoformat(stored["created_at"]),
            stored["by"],
        )
        changed |= {"note", "contact"}
    return entry.row


@rights.needs("files.change")
def bring_back_file(caller: Caller, entry_id: int) -> int:
    """Hang a file on its record again; returns the attachment's id."""
    with transaction(caller) as changed:
        entry = _entry(entry_id, "attachment")
        trail.belongs_to(undoes=entry_id)
        (stored,) = trail.put_back(entry)["attachment"]
        attachments.tell(
            entry.row,
            stored["name"],
            stored["contact_id"],
            datetime.fromisoformat(stored["added_at"]),
            stored["by"],
        )
        changed |= {"attachment", stored["entity"]}
    return entry.row


def _entry(entry_id: int, table: str) -> trail.Entry:
    entry = trail.get_entry(entry_id)
    if entry.table != table:
        raise UserError(_("This entry is about something else"), "id")
    return entry
