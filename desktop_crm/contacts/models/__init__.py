"""Tables of the contacts: who they are, what happened with them, and which colleague has what of them."""

from typing import Final

from desktop_crm.contacts.models import giving, rows
from desktop_crm.contacts.models.giving import Assignment
from desktop_crm.contacts.models.rows import (
    FILTERS,
    JOB_STATES,
    Address,
    Attachment,
    Consent,
    Contact,
    ContactLink,
    ContactPoint,
    ContactTag,
    Erasure,
    ImportJob,
    Note,
    Tag,
    TaxKey,
    Timeline,
)
from desktop_crm.database.connection import Table

__all__ = [
    "FILTERS",
    "JOB_STATES",
    "STATEMENTS",
    "TABLES",
    "Address",
    "Assignment",
    "Attachment",
    "Consent",
    "Contact",
    "ContactLink",
    "ContactPoint",
    "ContactTag",
    "Erasure",
    "ImportJob",
    "Note",
    "Tag",
    "TaxKey",
    "Timeline",
]

TABLES: Final[tuple[type[Table], ...]] = (*rows.TABLES, *giving.TABLES)
STATEMENTS: Final[tuple[str, ...]] = (*rows.STATEMENTS, *giving.STATEMENTS)
