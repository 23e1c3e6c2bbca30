"""A priced document as typed: lines, discounts, charges, deductions. Amounts are `Decimal` in major units."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

PriceMode = Literal["net", "gross"]
TaxRounding = Literal["half_up", "down"]
WithholdingBase = Literal["net", "tax", "gross"]

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class Adjustment:
    """A discount (allowance) or a surcharge (charge): `percent` or `amount`, exactly one, positive, as typed.

    `category` and `rate` matter on the document only: both name one VAT group, none means all of them.
    `reason` is BT-97/BT-104 (BT-139/BT-144 on a line), `reason_code` a code of UNTDID 5189/7161.
    """

    percent: Decimal | None = None
    amount: Decimal | None = None
    category: str | None = None
    rate: Decimal | None = None
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class PricedLine:
    """`qty` (BT-129) times `price` (BT-146) per `base_qty` (BT-149); category BT-151, rate BT-152 in percent.

    The price is net or tax-inclusive by the document's `price_mode`; it is never rounded. Returned goods
    carry a negative quantity.
    """

    qty: Decimal
    price: Decimal
    category: str = "S"
    rate: Decimal = ZERO
    base_qty: Decimal = ONE
    allowances: tuple[Adjustment, ...] = ()
    charges: tuple[Adjustment, ...] = ()


@dataclass(frozen=True, slots=True)
class Withholding:
    """A tax the customer keeps back and pays for the seller: `rate` percent, or a `fraction`: (9, 10)."""

    code: str
    base: WithholdingBase = "net"
    rate: Decimal | None = None
    fraction: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class ExtraTax:
    """A second tax on the net beside VAT, added on top (Spain's recargo de equivalencia).

    With `category` or `on_rate` it falls on the VAT groups of that category or rate alone.
    """

    code: str
    rate: Decimal
    category: str | None = None
    on_rate: Decimal | None = None


@dataclass(frozen=True, slots=True)
class TaxCurrency:
    """The seller's currency for VAT (BT-6); one unit of the document's currency is `rate` units of it."""

    code: str
    rate: Decimal


@dataclass(frozen=True, slots=True)
class EarlyDiscount:
    """Percent taken off by a customer who pays within `days`."""

    percent: Decimal
    days: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """Minor units by which a tax differs from what this document alone gives.

    Several credit notes together take back exactly what the invoice charged, so rounding is settled from one
    to the next: of the VAT group `category` and `rate`, or of the extra tax or withholding at `place` (from
    0).
    """

    what: Literal["tax", "extra_tax", "withholding", "tax_currency"]
    amount: int
    category: str = ""
    rate: Decimal = ZERO
    place: int = 0


@dataclass(frozen=True, slots=True)
class PricedDocument:
    """Everything the totals depend on.

    `round_due_to` is the smallest coin (0.05 CHF), `rounding_amount` a BT-114 that was already decided; not
    both. A credit note (`kind="credit_note"`) has the same positive amounts as the invoice it takes back;
    `moved` settles its rounding with that of the notes before it.
    """

    lines: tuple[PricedLine, ...]
    currency: str = "EUR"
    price_mode: PriceMode = "net"
    doc_allowances: tuple[Adjustment, ...] = ()
    doc_charges: tuple[Adjustment, ...] = ()
    prepaid: Decimal = ZERO
    round_due_to: Decimal | None = None
    rounding_amount: Decimal | None = None
    withholdings: tuple[Withholding, ...] = ()
    tax_currency: TaxCurrency | None = None
    early_discount: EarlyDiscount | None = None
    extra_taxes: tuple[ExtraTax, ...] = ()
    tax_rounding: TaxRounding = "half_up"
    kind: str = "invoice"
    moved: tuple[Moved, ...] = ()
