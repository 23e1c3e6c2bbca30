"""The cash book as a table: a row a movement, and one for each day without any."""

from __future__ import annotations

from collections.abc import Sequence

from desktop_crm.files.csv_writing import Value, write_csv
from desktop_crm.receivables.rules.cash import CashDay
from desktop_crm.values import money

HEADERS = (
    "number", "day", "opening", "moved_on", "kind", "text", "amount", "balance", "closing", "counted",
    "currency", "source",
)  # fmt: skip


def cash_csv(days: Sequence[CashDay], currency: str) -> bytes:
    """UTF-8; "number" is empty for a day that is still open."""

    def amount(minor: int | None) -> Value:
        return None if minor is None else money.major(minor, currency)

    rows: list[list[Value]] = []
    for day in days:
        head: list[Value] = [day.number or None, day.day, amount(day.opening)]
        tail: list[Value] = [amount(day.closing), amount(day.counted), currency]
        for line in day.lines:
            moved = line.movement
            middle: list[Value] = [
                moved.on,
                moved.kind,
                moved.text,
                amount(moved.amount),
                amount(line.balance),
            ]
            rows.append([*head, *middle, *tail, moved.source])
        if not day.lines:
            rows.append([*head, None, "", "", None, amount(day.closing), *tail, ""])
    return write_csv(HEADERS, rows)
