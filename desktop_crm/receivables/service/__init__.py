"""Every change of what customers owe and pay."""

from desktop_crm.receivables.service.remittances import receive, refund_credit, take_back, use_credit
from desktop_crm.receivables.service.statements import (
    BankImport,
    StatementResult,
    book_certain,
    book_line,
    import_statements,
    skip_line,
)

__all__ = [
    "BankImport",
    "StatementResult",
    "book_certain",
    "book_line",
    "import_statements",
    "receive",
    "refund_credit",
    "skip_line",
    "take_back",
    "use_credit",
]
