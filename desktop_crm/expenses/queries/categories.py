"""The categories of expenses as the firm has them."""

from __future__ import annotations

from desktop_crm.company import queries as company
from desktop_crm.expenses.rules import categories as rules
from desktop_crm.expenses.rules.categories import Categories
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("expenses.read")
def expense_categories(caller: Caller) -> Categories:
    """All of them, those out of use too."""
    return rules.of_setting(company.setting(caller, rules.SETTING))
