"""Everything that is read about what customers owe and pay."""

from desktop_crm.receivables.queries.remittances import (
    CreditEntry,
    RemittanceRow,
    ShareRow,
    all_credit,
    credit_entries,
    credit_of,
    get_remittance,
    list_remittances,
)
from desktop_crm.receivables.queries.statements import (
    LineRow,
    StatementRow,
    get_line,
    learned_payers,
    list_statements,
    open_invoices,
    saved_layout,
    waiting_lines,
)

__all__ = [
    "CreditEntry",
    "LineRow",
    "RemittanceRow",
    "ShareRow",
    "StatementRow",
    "all_credit",
    "credit_entries",
    "credit_of",
    "get_line",
    "get_remittance",
    "learned_payers",
    "list_remittances",
    "list_statements",
    "open_invoices",
    "saved_layout",
    "waiting_lines",
]
