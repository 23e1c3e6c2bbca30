"""Everything that is read about what customers owe and pay."""

from desktop_crm.receivables.queries.accounts import account_currencies, get_account
from desktop_crm.receivables.queries.bank_lines import BankRow, count_lines, settled_rows, waiting_rows
from desktop_crm.receivables.queries.money import MoneyRow, count_money, list_money
from desktop_crm.receivables.queries.remittances import (
    CreditEntry,
    RemittanceRow,
    ShareRow,
    all_credit,
    credit_entries,
    credit_of,
    get_remittance,
    list_remittances,
    sum_of_payment,
)
from desktop_crm.receivables.queries.statements import (
    LineRow,
    StatementRow,
    get_line,
    learned_payers,
    list_lines,
    list_statements,
    open_invoices,
    saved_layout,
    waiting_lines,
)

__all__ = [
    "BankRow",
    "CreditEntry",
    "LineRow",
    "MoneyRow",
    "RemittanceRow",
    "ShareRow",
    "StatementRow",
    "account_currencies",
    "all_credit",
    "count_lines",
    "count_money",
    "credit_entries",
    "credit_of",
    "get_account",
    "get_line",
    "get_remittance",
    "learned_payers",
    "list_lines",
    "list_money",
    "list_remittances",
    "list_statements",
    "open_invoices",
    "saved_layout",
    "settled_rows",
    "sum_of_payment",
    "waiting_lines",
    "waiting_rows",
]
