"""Tables of billing: papers with lines, VAT, links and payments; what stays of purged ones; fiscal papers."""

from typing import Final

from desktop_crm.billing.models import enclosures, lawful, outbox, purged, recurring, rows
from desktop_crm.billing.models.enclosures import Enclosure
from desktop_crm.billing.models.lawful import FiscalDocument
from desktop_crm.billing.models.outbox import OutgoingFile, OutgoingMail
from desktop_crm.billing.models.purged import PaperHold, PurgedPaper, PurgeRun
from desktop_crm.billing.models.recurring import Recurring, RecurringRun
from desktop_crm.billing.models.rows import (
    Document,
    DocumentLine,
    DocumentLink,
    DocumentTax,
    Payment,
    RecordSeal,
)
from desktop_crm.database.connection import Table

__all__ = [
    "STATEMENTS",
    "TABLES",
    "Document",
    "DocumentLine",
    "DocumentLink",
    "DocumentTax",
    "Enclosure",
    "FiscalDocument",
    "OutgoingFile",
    "OutgoingMail",
    "PaperHold",
    "Payment",
    "PurgeRun",
    "PurgedPaper",
    "RecordSeal",
    "Recurring",
    "RecurringRun",
]

_SUBJECTS: Final = (rows, purged, lawful, recurring, outbox, enclosures)
TABLES: Final[tuple[type[Table], ...]] = tuple(table for subject in _SUBJECTS for table in subject.TABLES)
STATEMENTS: Final[tuple[str, ...]] = tuple(each for subject in _SUBJECTS for each in subject.STATEMENTS)
