"""The statutory base rate from a day on, typed where the law table does not know it yet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from desktop_crm.billing.queries.firm import firm_side
from desktop_crm.company import queries as company
from desktop_crm.company import service as company_service
from desktop_crm.company.rules.law import BaseRate
from desktop_crm.database.connection import transaction
from desktop_crm.receivables.queries.base_rates import BASE_RATES
from desktop_crm.receivables.rules import base_rates as rules
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _


@rights.needs("settings.change")
def set_base_rate(caller: Caller, first: date, rate: Decimal, today: date) -> BaseRate:
    """Keep a rate in percent from a day to the end of its half-year, with who and when; one of the same day
    is replaced. UserError at "first" or "rate"; the law table's own rates are never overruled."""
    with transaction(caller):
        made = rules.checked(firm_side(caller).firm.draft.country, first, rate, today)
        day = first.isoformat()
        kept = [each for each in company.setting(caller, BASE_RATES, [])
                if (each["name"], each["first"]) != (made.name, day)]  # fmt: skip
        row = {"name": made.name, "first": day, "rate": format(made.rate, "f"), "by": caller.user,
               "on": today.isoformat()}  # fmt: skip
        company_service.set_setting(caller, BASE_RATES, [*kept, row])
        return made


@rights.needs("settings.change")
def remove_base_rate(caller: Caller, first: date) -> None:
    """Take a typed rate of this day away; NotFound at "first" where none was typed. Letters that were written
    with it stay as they are."""
    with transaction(caller):
        kept = company.setting(caller, BASE_RATES, [])
        left = [each for each in kept if each["first"] != first.isoformat()]
        if len(left) == len(kept):
            raise NotFound(_("No base rate was typed for {day}", day=first), "first")
        company_service.set_setting(caller, BASE_RATES, left)
