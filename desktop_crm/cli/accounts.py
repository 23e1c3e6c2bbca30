"""`statement`: a customer's account with its balance day by day, as a PDF or a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from desktop_crm.cli.contacts import find
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import ending_of, write_out
from desktop_crm.company import queries as company
from desktop_crm.company.rules.checks import check_language
from desktop_crm.contacts import queries as contacts
from desktop_crm.receivables import queries
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.rules.accounts import Account, usual_start
from desktop_crm.values import money
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


def statement(session: Session) -> dict[str, Any]:
    """To OUT, whose ending says what it is: .csv a table, else a PDF."""
    arguments, today = session.arguments, session.on
    is_table = _is_table(arguments.out)
    end = optional_day(arguments.end, "--to") or today
    start = optional_day(arguments.start, "--from") or usual_start(end)
    if start > end:
        raise UserError(_("The first day lies after the last one"), "--from")
    if arguments.language:
        check_language(arguments.language, "--language")
    with session.reading():
        caller = session.caller
        contact = find(caller, arguments.id)
        units = queries.account_currencies(caller, contact)
        if arguments.currency:
            _need_account(caller, contact, arguments.currency, units)
        unit = arguments.currency or next(iter(units), company.get_firm(caller).draft.currency)
        if is_table:
            data = receivables.statement_csv(caller, contact, unit, start, end, today)
        else:
            data = receivables.statement_pdf(
                caller, contact, unit, start, end, today, arguments.language or ""
            )
        account = queries.get_account(caller, contact, unit, start, end)
        return {"file": write_out(arguments.out, data), "bytes": len(data), **_shown(account)}


def _is_table(out: str) -> bool:
    """What the ending of OUT says; UserError for one that says neither."""
    return ending_of(out, (".pdf", ".csv")) == ".csv"


def _need_account(caller: Caller, contact: int, currency: str, units: Sequence[str]) -> None:
    """Raise UserError at "--currency" for what is none, or where nothing of the customer is in it."""
    if not money.is_currency(currency):
        raise UserError(_("“{code}” is no currency code (ISO 4217)", code=currency), "--currency")
    if currency not in units:
        name = contacts.names_of(caller, [contact])[contact]
        raise UserError(_("{name} has no papers in {currency}", name=name, currency=currency), "--currency")


def _shown(account: Account) -> dict[str, Any]:
    def plain(amount: int) -> str:
        return money.plain(amount, account.currency)

    return {
        "currency": account.currency,
        "from": account.start,
        "to": account.end,
        "opening": plain(account.opening),
        "billed": plain(account.billed),
        "settled": plain(account.settled),
        "closing": plain(account.closing),
        "overdue": plain(account.overdue),
        "credit": plain(account.credit),
        "ages": [plain(each) for each in account.ages],
        "entries": len(account.lines),
    }
