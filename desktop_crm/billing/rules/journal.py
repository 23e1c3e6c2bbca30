"""The sales journal: one row for each issued document and VAT rate."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """Amounts in minor units of `currency`; credit notes are negative.

    What belongs to the whole document stands once, in its first row (None in the others): `gross`, the
    `other_taxes` in it beside VAT, what makes `due` differ from it, and the VAT in the tax office's currency.
    """

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
    gross: int | None = None
    preceding: str = ""
    other_taxes: int | None = None
    prepaid: int | None = None
    withheld: int | None = None
    rounding: int | None = None
    due: int | None = None
    tax_currency: str = ""
    tax_in_tax_currency: int | None = None
    is_sample: bool = False
