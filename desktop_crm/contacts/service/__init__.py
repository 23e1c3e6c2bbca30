"""Every change of contacts: one transaction each, told to open pages after the commit."""

from typing import TYPE_CHECKING

from desktop_crm.values.first_use import at_first_use

if TYPE_CHECKING:
    from desktop_crm.contacts.service.activities import (
        Event,
        add_note,
        complete_note,
        delete_note,
        log_call,
        log_mail,
        remove_timeline,
        reopen_note,
        save_note,
        write_events,
        write_timeline,
    )
    from desktop_crm.contacts.service.ageing import forget_events, forget_notes
    from desktop_crm.contacts.service.attachments import attach_file, detach_file
    from desktop_crm.contacts.service.bringing_back import (
        bring_back_contact,
        bring_back_file,
        bring_back_note,
    )
    from desktop_crm.contacts.service.bulk import NewContact, insert_contacts, next_contact_id
    from desktop_crm.contacts.service.consents import record_consent
    from desktop_crm.contacts.service.contacts import (
        archive_contacts,
        create_contact,
        delete_contact,
        restore_contacts,
        save_contact,
    )
    from desktop_crm.contacts.service.erasing import count_personal, forget_contact
    from desktop_crm.contacts.service.giving import (
        assign,
        finish_assignment,
        give_follow_ups,
        hand_over_assignments,
    )
    from desktop_crm.contacts.service.grouping import (
        assign_customer_number,
        change_tags,
        link_contacts,
        set_category,
        unlink_contacts,
    )
    from desktop_crm.contacts.service.importing import ImportReport, import_contacts
    from desktop_crm.contacts.service.personal import personal_sections
    from desktop_crm.contacts.service.planning import ImportPlan, plan_import
    from desktop_crm.contacts.service.undoing import UndoReport, need_done, undo_import
    from desktop_crm.contacts.service.vat_checks import ask_vies, record_vat_check

__getattr__ = at_first_use(
    __name__,
    "activities",
    "ageing",
    "attachments",
    "bringing_back",
    "bulk",
    "consents",
    "contacts",
    "erasing",
    "giving",
    "grouping",
    "importing",
    "personal",
    "planning",
    "undoing",
    "vat_checks",
)

__all__ = [
    "Event",
    "ImportPlan",
    "ImportReport",
    "NewContact",
    "UndoReport",
    "add_note",
    "archive_contacts",
    "ask_vies",
    "assign",
    "assign_customer_number",
    "attach_file",
    "bring_back_contact",
    "bring_back_file",
    "bring_back_note",
    "change_tags",
    "complete_note",
    "count_personal",
    "create_contact",
    "delete_contact",
    "delete_note",
    "detach_file",
    "finish_assignment",
    "forget_contact",
    "forget_events",
    "forget_notes",
    "give_follow_ups",
    "hand_over_assignments",
    "import_contacts",
    "insert_contacts",
    "link_contacts",
    "log_call",
    "log_mail",
    "need_done",
    "next_contact_id",
    "personal_sections",
    "plan_import",
    "record_consent",
    "record_vat_check",
    "remove_timeline",
    "reopen_note",
    "restore_contacts",
    "save_contact",
    "save_note",
    "set_category",
    "undo_import",
    "unlink_contacts",
    "write_events",
    "write_timeline",
]
