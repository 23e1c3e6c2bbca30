"""Statements of account as files; nothing is written."""

from __future__ import annotations

from datetime import date

from desktop_crm.billing.queries import new_draft
from desktop_crm.billing.queries import surroundings as around
from desktop_crm.database import blobs
from desktop_crm.receivables.documents.account_csv import account_csv
from desktop_crm.receivables.queries import accounts as queries
from desktop_crm.receivables.rules.account_facts import AccountFacts
from desktop_crm.receivables.rules.accounts import check_days
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller


@rights.needs("accounts.read")
def statement_pdf(
    caller: Caller, contact_id: int, currency: str, start: date, end: date, today: date, language: str = ""
) -> bytes:
    """The customer's account in their language, or in the one that is given.

    Raises UserError naming "start", "end", "currency", "contact_id", or what cannot be printed.
    """
    from desktop_crm.billing.documents.setting import Pictures
    from desktop_crm.receivables.documents import account_statement

    facts = _facts(caller, contact_id, currency, start, end, today, language)
    logo = blobs.get(facts.logo) if facts.logo else None
    return account_statement.render(facts, Pictures(logo=logo))


@rights.needs("accounts.read")
def statement_csv(
    caller: Caller, contact_id: int, currency: str, start: date, end: date, today: date
) -> bytes:
    """The same as a table with plain numbers."""
    check_days(start, end, today)
    money.digits(currency)
    return account_csv(queries.get_account(caller, contact_id, currency, start, end))


def _facts(
    caller: Caller, contact_id: int, currency: str, start: date, end: date, today: date, language: str
) -> AccountFacts:
    check_days(start, end, today)
    money.digits(currency)
    draft = new_draft(caller, "invoice", contact_id, today)
    now = around.surroundings_of(caller, draft, today)
    return AccountFacts(
        account=queries.get_account(caller, contact_id, currency, start, end),
        made_on=today,
        language=language or now.language,
        seller=now.seller,
        buyer=now.buyer,
        footer=now.letter_footer,
        bank=now.bank,
        design=now.design,
        paper_size=now.paper_size,
        accent=now.accent,
        logo=now.logo,
    )
