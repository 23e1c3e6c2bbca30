"""`company set|show`: the firm's profile."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.company import queries, service
from desktop_crm.company.documents import company_json
from desktop_crm.company.rules.checks import bank_account_hints, firm_hints
from desktop_crm.values.caller import Caller


def set_company(session: Session) -> dict[str, Any]:
    """Set the firm up, or change the keys given; the same keys as `show` prints."""
    company = company_json.company_from_json(session.input_record(session.arguments.file))
    with session.beginning():
        service.apply_company(session.caller, company, session.today)
        session.warn(firm_hints(queries.get_firm(session.caller).draft))
        for number, row in enumerate(queries.list_bank_accounts(session.caller), start=1):
            session.warn(bank_account_hints(row.draft), f"bank_accounts[{number}].")
        return _shown(session.caller)


def show_company(session: Session) -> dict[str, Any]:
    """Profile, bank accounts, number series, tax rates and terms."""
    with session.reading():
        return _shown(session.caller)


def _shown(caller: Caller) -> dict[str, Any]:
    return company_json.company_to_json(
        queries.get_firm(caller).draft,
        [row.draft for row in queries.list_bank_accounts(caller)],
        [row.draft for row in queries.list_tax_rates(caller)],
        [row.draft for row in queries.list_terms(caller)],
        [row.draft for row in queries.list_series(caller)],
    )
