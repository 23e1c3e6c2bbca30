"""Every change of what customers owe and pay."""

from desktop_crm.receivables.documents.csv_preview import TablePreview
from desktop_crm.receivables.service.accounts import statement_csv, statement_pdf
from desktop_crm.receivables.service.cash import cash_pdf, cash_table, close_cash, enter_cash
from desktop_crm.receivables.service.remittances import receive, refund_credit, take_back, use_credit
from desktop_crm.receivables.service.statements import (
    BankImport,
    StatementResult,
    book_certain,
    book_line,
    book_proposed,
    import_statements,
    look_into,
    skip_line,
    wait_again,
)

__all__ = [
    "BankImport",
    "StatementResult",
    "TablePreview",
    "book_certain",
    "book_line",
    "book_proposed",
    "cash_pdf",
    "cash_table",
    "close_cash",
    "enter_cash",
    "import_statements",
    "look_into",
    "receive",
    "refund_credit",
    "skip_line",
    "statement_csv",
    "statement_pdf",
    "take_back",
    "use_credit",
    "wait_again",
]
