"""Every question about contacts: lists, one contact whole, type-ahead and duplicates, what happened."""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.contacts.queries.activities import (
        AttachmentFile,
        AttachmentRow,
        NoteRow,
        TimelineRow,
        count_follow_ups,
        count_timeline,
        get_attachment,
        get_note,
        list_attachments,
        list_follow_ups,
        list_notes,
        list_timeline,
        list_timeline_of,
    )
    from desktop_crm.contacts.queries.assignments import (
        AssignmentRow,
        assignments_of,
        follow_ups_by,
        list_assignments,
    )
    from desktop_crm.contacts.queries.consents import (
        ConsentRow,
        consents_of,
        current_consents,
        list_consents,
        may_contact,
    )
    from desktop_crm.contacts.queries.defaults import ContactDefaults, get_defaults
    from desktop_crm.contacts.queries.finding import (
        ContactName,
        DuplicateRow,
        duplicates_of,
        file_names,
        find_contacts,
        get_name,
        names_of,
        owners_of,
        suggest,
    )
    from desktop_crm.contacts.queries.jobs import JobRow, list_jobs
    from desktop_crm.contacts.queries.lists import Chips, ContactRow, count_chips, list_contacts, list_tags
    from desktop_crm.contacts.queries.page import ContactPage, get_page
    from desktop_crm.contacts.queries.reading import (
        ContactView,
        ExportedContact,
        LinkRow,
        drafts_of,
        get_contact,
        list_links,
    )
    from desktop_crm.contacts.queries.vat_checks import VatCheckRow, list_vat_checks, vat_proof

__getattr__ = at_first_use(
    __name__,
    "activities",
    "assignments",
    "lists",
    "finding",
    "reading",
    "defaults",
    "page",
    "jobs",
    "consents",
    "vat_checks",
)

__all__ = [
    "AssignmentRow",
    "AttachmentFile",
    "AttachmentRow",
    "Chips",
    "ConsentRow",
    "ContactDefaults",
    "ContactName",
    "ContactPage",
    "ContactRow",
    "ContactView",
    "DuplicateRow",
    "ExportedContact",
    "JobRow",
    "LinkRow",
    "NoteRow",
    "TimelineRow",
    "VatCheckRow",
    "assignments_of",
    "consents_of",
    "count_chips",
    "count_follow_ups",
    "count_timeline",
    "current_consents",
    "drafts_of",
    "duplicates_of",
    "file_names",
    "find_contacts",
    "follow_ups_by",
    "get_attachment",
    "get_contact",
    "get_defaults",
    "get_name",
    "get_note",
    "get_page",
    "list_assignments",
    "list_attachments",
    "list_consents",
    "list_contacts",
    "list_follow_ups",
    "list_jobs",
    "list_links",
    "list_notes",
    "list_tags",
    "list_timeline",
    "list_timeline_of",
    "list_vat_checks",
    "may_contact",
    "names_of",
    "owners_of",
    "suggest",
    "vat_proof",
]
