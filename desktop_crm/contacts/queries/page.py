"""Everything the contact's page shows at once, in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_crm.contacts.queries.activities import (
    AttachmentRow,
    NoteRow,
    TimelineRow,
    list_attachments,
    list_notes,
    list_timeline,
)
from desktop_crm.contacts.queries.reading import ContactView, LinkRow, get_contact, list_links
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@dataclass(frozen=True, slots=True)
class ContactPage:
    """A contact with those it is linked to, the latest of its timeline, its notes and files."""

    contact: ContactView
    links: list[LinkRow]
    timeline: list[TimelineRow]
    notes: list[NoteRow]
    files: list[AttachmentRow]


@rights.needs("contacts.read")
def get_page(caller: Caller, contact_id: int, limit: int = 50) -> ContactPage:
    """The page of one contact in ten queries, whatever it holds; NotFound when there is none."""
    return ContactPage(
        get_contact(caller, contact_id),
        list_links(caller, contact_id),
        list_timeline(caller, contact_id, limit=limit),
        list_notes(caller, contact_id) if rights.may(caller, "notes.read") else [],
        list_attachments(caller, "contact", contact_id),
    )
