"""Tables of billing: papers with lines, VAT, links and payments; what stays of purged ones; fiscal papers."""

from typing import Final

from desktop_crm.billing.models import lawful, purged, recurring, rows
from desktop_crm.billing.models.lawful import FiscalDocument
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
    "FiscalDocument",
    "PaperHold",
    "Payment",
    "PurgeRun",
    "PurgedPaper",
    "RecordSeal",
    "Recurring",
    "RecurringRun",
]

TABLES: Final[tuple[type[Table], ...]] = (*rows.TABLES, *purged.TABLES, *lawful.TABLES, *recurring.TABLES)
STATEMENTS: Final[tuple[str, ...]] = (*rows.STATEMENTS, *purged.STATEMENTS, *lawful.STATEMENTS, *recurring.STATEMENTS)
