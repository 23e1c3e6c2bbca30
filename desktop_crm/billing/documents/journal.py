"""The sales journal as CSV: numbers with a point, dates ISO 8601, the same names in every language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final

from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.files import csv_writing
from desktop_crm.files.csv_writing import Value
from desktop_crm.values import money

HEADERS: Final = (
    "kind", "number", "issued_on", "due_on", "customer", "customer_number", "customer_vat_id", "country",
    "currency", "category", "rate", "base", "tax", "gross", "preceding",
    "other_taxes", "prepaid", "withheld", "rounding", "due", "tax_currency", "tax_in_tax_currency",
)  # fmt: skip


def journal_csv(rows: Iterable[JournalRow]) -> bytes:
    """UTF-8 with a signature, comma; text that a spreadsheet would take for a formula is guarded."""
    return csv_writing.write_csv(HEADERS, [cells(row) for row in rows])


def cells(row: JournalRow) -> Sequence[Value]:
    """One row of the journal in the order of `HEADERS`."""

    def amount(minor: int | None, currency: str = row.currency) -> Decimal | None:
        return None if minor is None else money.major(minor, currency)

    return [
        *(row.kind, row.number, row.issued_on, row.due_on),
        *(row.customer, row.customer_number, row.customer_vat_id, row.country),
        *(row.currency, row.category, row.rate, amount(row.base), amount(row.tax), amount(row.gross)),
        row.preceding,
        *(amount(row.other_taxes), amount(row.prepaid), amount(row.withheld), amount(row.rounding)),
        amount(row.due),
        row.tax_currency,
        amount(row.tax_in_tax_currency, row.tax_currency),
    ]
