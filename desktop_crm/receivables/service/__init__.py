"""Every change of what customers owe and pay."""

from desktop_crm.receivables.documents.csv_preview import TablePreview
from desktop_crm.receivables.service.accounts import statement_csv, statement_pdf
from desktop_crm.receivables.service.base_rates import remove_base_rate, set_base_rate
from desktop_crm.receivables.service.cash import cash_pdf, cash_table, close_cash, enter_cash
from desktop_crm.receivables.service.dunning import (
    doubts_of_levels,
    files_of_letters,
    put_off_letter,
    run_dunning,
    send_letter,
    set_dunning_by_rule,
    set_dunning_levels,
    skip_letter,
    write_letter,
)
from desktop_crm.receivables.service.reminder_mails import queue_reminder, reminder_mail
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
    "doubts_of_levels",
    "enter_cash",
    "files_of_letters",
    "import_statements",
    "look_into",
    "put_off_letter",
    "queue_reminder",
    "receive",
    "refund_credit",
    "reminder_mail",
    "remove_base_rate",
    "run_dunning",
    "send_letter",
    "set_base_rate",
    "set_dunning_by_rule",
    "set_dunning_levels",
    "skip_letter",
    "skip_line",
    "statement_csv",
    "statement_pdf",
    "take_back",
    "use_credit",
    "wait_again",
    "write_letter",
]
