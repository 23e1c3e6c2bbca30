"""`statement`: a customer's account with its balance day by day, as a PDF or a table."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.contacts import find
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import write_out
from desktop_crm.company import queries as company
from desktop_crm.receivables import queries
from desktop_crm.receivables import service as receivables
from desktop_crm.receivables.rules.accounts import Account, usual_start
from desktop_crm.values import money


def statement(session: Session) -> dict[str, Any]:
    """To OUT, whose ending says what it is: .csv a table, else a PDF."""
    arguments = session.arguments
    today = optional_day(arguments.on, "--on") or session.today
    end = optional_day(arguments.end, "--to") or today
    start = optional_day(arguments.start, "--from") or usual_start(end)
    with session.reading():
        caller = session.caller
        contact = find(caller, arguments.id)
        units = queries.account_currencies(caller, contact)
        unit = arguments.currency or next(iter(units), company.get_firm(caller).draft.currency)
        if arguments.out.lower().endswith(".csv"):
            data = receivables.statement_csv(caller, contact, unit, start, end, today)
        else:
            data = receivables.statement_pdf(
                caller, contact, unit, start, end, today, arguments.language or ""
            )
        account = queries.get_account(caller, contact, unit, start, end)
        return {"file": write_out(arguments.out, data), "bytes": len(data), **_shown(account)}


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
