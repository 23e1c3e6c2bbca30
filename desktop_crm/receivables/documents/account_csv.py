"""A statement of account as a table: plain numbers and days, one row an entry."""

from __future__ import annotations

from decimal import Decimal

from desktop_crm.files.csv_writing import Value, write_csv
from desktop_crm.receivables.rules.accounts import Account
from desktop_crm.values import money

HEADERS = ("date", "kind", "number", "text", "due", "amount", "balance", "currency")


def account_csv(account: Account) -> bytes:
    """UTF-8; the first row is the balance before, the last one the balance after."""
    unit = account.currency

    def amount(minor: int) -> Decimal:
        return money.major(minor, unit)

    rows: list[list[Value]] = [
        [
            each.entry.on, each.entry.kind, each.entry.number, each.entry.text, each.entry.due_on or "",
            amount(each.entry.amount), amount(each.balance), unit,
        ]
        for each in account.lines
    ]  # fmt: skip
    first: list[Value] = [account.start, "opening", "", "", "", "", amount(account.opening), unit]
    last: list[Value] = [account.end, "closing", "", "", "", "", amount(account.closing), unit]
    return write_csv(HEADERS, [first, *rows, last])
