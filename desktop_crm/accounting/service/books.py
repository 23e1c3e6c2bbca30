"""What the accountant told of their books: chart, numbers, accounts of the firm's own."""

from __future__ import annotations

from desktop_crm.accounting.rules.accounts import (
    SETTING,
    Books,
    books_from_json,
    books_to_json,
    check_books,
)
from desktop_crm.accounting.rules.bookings import Home
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@rights.needs("firm.read")
def books_of(caller: Caller) -> Books:
    """As they were told, else the usual ones of the firm's country."""
    told = company.setting(caller, SETTING)
    if told is not None:
        return books_from_json(told)
    firm = company.firm_or_none(caller)
    return Books(chart="PCG" if firm is not None and firm.draft.country == "FR" else "SKR03")


@rights.needs("settings.change")
def set_books(caller: Caller, told: Books) -> None:
    """Keep them. UserError naming the field."""
    check_books(told)
    company_service.set_setting(caller, SETTING, books_to_json(told))


@rights.needs("exports.read")
def home_of(caller: Caller) -> Home:
    """The firm as its books see it."""
    draft = company.get_firm(caller).draft
    return Home(country=draft.country, currency=draft.currency, is_small_business=draft.small_business)
