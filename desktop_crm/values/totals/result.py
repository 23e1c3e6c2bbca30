"""What a priced document comes to. Every amount is an integer in minor units of the document's currency."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

SplitKind = Literal["doc_allowances", "doc_charges"]


@dataclass(frozen=True, slots=True)
class LinePart:
    """How one line came to its total, in the price mode; each discount and charge is rounded by itself."""

    amount: int
    allowances: tuple[int, ...]
    charges: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class TaxGroup:
    """One row of the VAT breakdown: base BT-116, tax BT-117, category BT-118, rate BT-119 as first typed."""

    category: str
    rate: Decimal
    base: int
    tax: int


@dataclass(frozen=True, slots=True)
class SplitAmount:
    """The share of one VAT group in a document discount or charge.

    `index` counts the adjustment from 0. `amount` is in the document's price mode, `net` is BT-92/BT-99 (the
    same unless prices include tax). `typed` is the amount as the user wrote it when it goes to this group
    alone.
    """

    kind: SplitKind
    index: int
    category: str
    rate: Decimal
    amount: int
    net: int
    typed: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Withheld:
    """What the customer keeps back under one code."""

    code: str
    amount: int


@dataclass(frozen=True, slots=True)
class ExtraTaxAmount:
    """One extra tax: `amount` is `rate` percent of `base`."""

    code: str
    rate: Decimal
    base: int
    amount: int


@dataclass(frozen=True, slots=True)
class EarlyPayment:
    """What an early payer takes off, and what then remains to be paid."""

    discount: int
    pay: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The totals of a document.

    `line_nets` BT-131 (with tax-inclusive prices: shares that sum exactly), `line_gross` and
    `sum_lines_gross` only with tax-inclusive prices, `sum_lines` BT-106. `allowance_total` and `charge_total`
    are as printed (tax-inclusive where the prices are), `allowance_net` BT-107 and `charge_net` BT-108. `net`
    BT-109, `tax` BT-110, `tax_in_tax_currency` BT-111 (minor units of that currency), `gross` BT-112 (with
    extra taxes), `prepaid` BT-113, `rounding` BT-114, `en16931_due` BT-115 = gross - prepaid + rounding,
    `due` = that less what is withheld.
    """

    line_nets: tuple[int, ...]
    line_gross: tuple[int, ...]
    line_parts: tuple[LinePart, ...]
    sum_lines: int
    sum_lines_gross: int
    allowance_total: int
    charge_total: int
    allowance_net: int
    charge_net: int
    net: int
    tax_breakdown: tuple[TaxGroup, ...]
    tax: int
    gross: int
    prepaid: int
    withheld: int
    withholdings: tuple[Withheld, ...]
    rounding: int
    due: int
    en16931_due: int
    tax_in_tax_currency: int | None
    doc_split: tuple[SplitAmount, ...]
    early_payment: EarlyPayment | None
    extra_taxes: tuple[ExtraTaxAmount, ...]
