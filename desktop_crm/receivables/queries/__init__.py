"""Everything that is read about money that came in."""

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

__all__ = [
    "CreditEntry",
    "RemittanceRow",
    "ShareRow",
    "all_credit",
    "credit_entries",
    "credit_of",
    "get_remittance",
    "list_remittances",
]
