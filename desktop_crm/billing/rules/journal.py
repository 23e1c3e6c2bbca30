"""The sales journal: one row for each issued document and VAT rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """Amounts in minor units of `currency`; credit notes are negative. `gross` stands once, in the first
    row."""

    kind: str
    number: str
    issued_on: date
    due_on: date | None
    customer: str
    customer_number: str
    customer_vat_id: str
    country: str
    currency: str
    category: str
    rate: Decimal
    base: int
    tax: int
    gross: int | None
    preceding: str = ""
    is_sample: bool = False
