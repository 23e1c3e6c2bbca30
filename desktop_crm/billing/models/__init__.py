"""Tables of what is offered and owed. What has been issued cannot be changed or deleted, whoever writes."""

from typing import Final

from desktop_crm.billing.models import lawful, rows
from desktop_crm.billing.models.lawful import FiscalDocument
from desktop_crm.billing.models.rows import (
    Document,
    DocumentLine,
    DocumentTax,
    PaperHold,
    Payment,
    PurgedPaper,
    PurgeRun,
    RecordSeal,
)
from desktop_crm.database.connection import Table

__all__ = [
    "STATEMENTS",
    "TABLES",
    "Document",
    "DocumentLine",
    "DocumentTax",
    "FiscalDocument",
    "PaperHold",
    "Payment",
    "PurgeRun",
    "PurgedPaper",
    "RecordSeal",
]

TABLES: Final[tuple[type[Table], ...]] = (*rows.TABLES, *lawful.TABLES)
STATEMENTS: Final[tuple[str, ...]] = (*rows.STATEMENTS, *lawful.STATEMENTS)
