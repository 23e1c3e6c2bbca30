"""Taxes beside VAT that a country knows: kept back by customers, or on top of VAT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from desktop_crm.company.rules.law.table import Row, rows


@dataclass(frozen=True, slots=True)
class KnownTax:
    """`rate` percent or a `fraction` ("9/10") of `base`; on the VAT group with `on_rate` where there is
    one.
    """

    code: str
    base: Literal["net", "tax", "gross"]
    rate: Decimal | None
    fraction: str
    on_rate: Decimal | None
    source: str


def withholdings(country: str, day: date) -> tuple[KnownTax, ...]:
    """What customers of sellers in this country may keep back, the usual one first."""
    return tuple(map(_known, rows(country, "withholding", day)))


def extra_taxes(country: str, day: date) -> tuple[KnownTax, ...]:
    """Taxes on top of VAT, such as Spain's recargo de equivalencia."""
    return tuple(map(_known, rows(country, "extra_tax", day)))


def _known(row: Row) -> KnownTax:
    values = row.values
    return KnownTax(
        values["code"],
        values.get("base", "net"),
        Decimal(values["rate"]) if "rate" in values else None,
        values.get("fraction", ""),
        Decimal(values["on_rate"]) if "on_rate" in values else None,
        row.source,
    )
