"""Every change of what others charge the firm."""

from desktop_crm.expenses.service.categories import add_category, archive_category, rename_category
from desktop_crm.expenses.service.erasing import count_costs, forget_costs, personal_sections
from desktop_crm.expenses.service.rebilling import rebill, take_off_invoice
from desktop_crm.expenses.service.received import (
    TakenIn,
    bring_back_received,
    remove_received,
    set_supplier,
    take_in,
)
from desktop_crm.expenses.service.recurring import (
    ExpenseRun,
    FailedExpense,
    MadeExpense,
    create_rhythm,
    end_rhythm,
    run_rhythms,
    save_rhythm,
)
from desktop_crm.expenses.service.spent import (
    attach_receipts,
    bring_back_expense,
    create_expense,
    delete_expense,
    detach_receipt,
    expense_from_received,
    pay_expense,
    save_expense,
)
from desktop_crm.expenses.service.trips import worth_of, write_trip

__all__ = [
    "ExpenseRun",
    "FailedExpense",
    "MadeExpense",
    "TakenIn",
    "add_category",
    "archive_category",
    "attach_receipts",
    "bring_back_expense",
    "bring_back_received",
    "count_costs",
    "create_expense",
    "create_rhythm",
    "delete_expense",
    "detach_receipt",
    "end_rhythm",
    "expense_from_received",
    "forget_costs",
    "pay_expense",
    "personal_sections",
    "rebill",
    "remove_received",
    "rename_category",
    "run_rhythms",
    "save_expense",
    "save_rhythm",
    "set_supplier",
    "take_in",
    "take_off_invoice",
    "worth_of",
    "write_trip",
]
