"""Every room's tables in the order of their foreign keys: what a firm's file consists of."""

from __future__ import annotations

from desktop_crm.accounting import models as accounting
from desktop_crm.billing import models as billing
from desktop_crm.catalog import models as catalog
from desktop_crm.company import models as company
from desktop_crm.contacts import models as contacts
from desktop_crm.database.connection import Table
from desktop_crm.expenses import models as expenses
from desktop_crm.receivables import models as receivables
from desktop_crm.support import models as support

TABLES: tuple[type[Table], ...] = (
    *company.TABLES,
    *contacts.TABLES,
    *catalog.TABLES,
    *billing.TABLES,
    *expenses.TABLES,
    *receivables.TABLES,
    *accounting.TABLES,
    *support.TABLES,
)
STATEMENTS: tuple[str, ...] = (
    *company.STATEMENTS,
    *contacts.STATEMENTS,
    *catalog.STATEMENTS,
    *billing.STATEMENTS,
    *expenses.STATEMENTS,
    *receivables.STATEMENTS,
    *accounting.STATEMENTS,
    *support.STATEMENTS,
)
"""SQL beside the tables: triggers and partial indexes."""
