"""Tables of the contacts: who they are, what happened with them, and which colleague has what of them."""

from typing import Final

from desktop_crm.contacts.models import giving, proofs, rows
from desktop_crm.contacts.models.giving import Assignment
from desktop_crm.contacts.models.proofs import VatCheck
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
    "VatCheck",
]

TABLES: Final[tuple[type[Table], ...]] = (*rows.TABLES, *giving.TABLES, *proofs.TABLES)
STATEMENTS: Final[tuple[str, ...]] = (*rows.STATEMENTS, *giving.STATEMENTS, *proofs.STATEMENTS)
