"""The firm's categories of expenses: added, renamed, taken out of use."""

from __future__ import annotations

from desktop_crm.company import service as company
from desktop_crm.database.connection import transaction
from desktop_crm.expenses.queries.categories import expense_categories
from desktop_crm.expenses.rules import categories as rules
from desktop_crm.expenses.rules.categories import Categories
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Translator, translator_for


@rights.needs("settings.change")
def add_category(caller: Caller, name: str) -> str:
    """One more; its key. UserError at "name" for an empty one and for one that is there."""
    with transaction(caller) as changed:
        key, categories = rules.with_new(expense_categories(caller), name, _words(caller))
        _keep(caller, categories)
        changed.add("expense")
    return key


@rights.needs("settings.change")
def rename_category(caller: Caller, key: str, name: str) -> None:
    """Another name, also for what was spent before; "" gives one of the program's its word back.

    Raises UserError at "name"; NotFound at "key".
    """
    with transaction(caller) as changed:
        _keep(caller, rules.renamed(expense_categories(caller), key, name, _words(caller)))
        changed.add("expense")


@rights.needs("settings.change")
def archive_category(caller: Caller, key: str, *, archived: bool = True) -> None:
    """Not offered any more (or again); what was spent on it stays. UserError and NotFound at "key"."""
    with transaction(caller) as changed:
        _keep(caller, rules.archived(expense_categories(caller), key, is_archived=archived))
        changed.add("expense")


def _keep(caller: Caller, categories: Categories) -> None:
    company.set_setting(caller, rules.SETTING, rules.to_setting(categories))


def _words(caller: Caller) -> Translator:
    return translator_for(caller.language)
