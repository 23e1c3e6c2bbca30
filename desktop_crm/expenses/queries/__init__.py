"""Everything that is read about what others charge the firm."""

from desktop_crm.expenses.queries.categories import expense_categories
from desktop_crm.expenses.queries.costs import contact_profit, input_vat
from desktop_crm.expenses.queries.received import (
    ReceivedRow,
    ReceivedView,
    count_received,
    find_received,
    get_received,
    list_received,
    received_file,
    resolve_received,
)
from desktop_crm.expenses.queries.recurring import get_rhythm, list_rhythms, rhythm_is_due
from desktop_crm.expenses.queries.rows import (
    ExpenseRow,
    ExpenseSum,
    ExpenseView,
    FileRow,
    InputVat,
    Profit,
    RhythmRow,
    RhythmView,
)
from desktop_crm.expenses.queries.spent import (
    count_expenses,
    distance_before,
    expense_of_received,
    expense_twins,
    get_expense,
    get_expenses,
    list_expenses,
    new_expense,
    receipt,
    sum_expenses,
    usual_rates,
)

__all__ = [
    "ExpenseRow",
    "ExpenseSum",
    "ExpenseView",
    "FileRow",
    "InputVat",
    "Profit",
    "ReceivedRow",
    "ReceivedView",
    "RhythmRow",
    "RhythmView",
    "contact_profit",
    "count_expenses",
    "count_received",
    "distance_before",
    "expense_categories",
    "expense_of_received",
    "expense_twins",
    "find_received",
    "get_expense",
    "get_expenses",
    "get_received",
    "get_rhythm",
    "input_vat",
    "list_expenses",
    "list_received",
    "list_rhythms",
    "new_expense",
    "receipt",
    "received_file",
    "resolve_received",
    "rhythm_is_due",
    "sum_expenses",
    "usual_rates",
]
