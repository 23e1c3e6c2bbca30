"""The semantic model of EN 16931-1, frozen.

Everything may be missing: what was read is kept as it was said, and `checking` says what it lacks. Amounts
and quantities are decimals with the places that the file gave them; a text that is not there is "".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

INVOICE: Final = "380"
CREDIT_NOTE: Final = "381"
CORRECTED: Final = "384"
PREPAYMENT: Final = "386"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """An id and the scheme that it is of ("0088" for a GLN; "" unknown)."""

    id: str
    scheme: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """BG-5, BG-8, BG-12, BG-15."""

    street: str = ""  # BT-35, BT-50, BT-64, BT-75
    second: str = ""  # BT-36, BT-51, BT-65, BT-76
    third: str = ""  # BT-162, BT-163, BT-164, BT-165
    city: str = ""  # BT-37, BT-52, BT-66, BT-77
    postal_code: str = ""  # BT-38, BT-53, BT-67, BT-78
    region: str = ""  # BT-39, BT-54, BT-68, BT-79
    country: str = ""  # BT-40, BT-55, BT-69, BT-80


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Seller (BG-4), buyer (BG-7), payee (BG-10) or tax representative (BG-11)."""

    name: str = ""  # BT-27, BT-44, BT-59, BT-62
    trading_name: str = ""  # BT-28, BT-45
    ids: tuple[Identifier, ...] = ()  # BT-29, BT-46, BT-60
    legal_id: Identifier | None = None  # BT-30, BT-47, BT-61
    vat_id: str = ""  # BT-31, BT-48, BT-63
    tax_number: str = ""  # BT-32
    legal_form: str = ""  # BT-33
    endpoint: Identifier | None = None  # BT-34, BT-49
    address: Address | None = None  # BG-5, BG-8, BG-12
    contact_name: str = ""  # BT-41, BT-56
    phone: str = ""  # BT-42, BT-57
    email: str = ""  # BT-43, BT-58


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """BG-14, BG-26."""

    start: date | None = None  # BT-73, BT-134
    end: date | None = None  # BT-74, BT-135


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """BG-13."""

    name: str = ""  # BT-70
    place: Identifier | None = None  # BT-71
    day: date | None = None  # BT-72
    address: Address | None = None  # BG-15


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjustment:
    """An allowance or a charge on a line (BG-27, BG-28) or on the document (BG-20, BG-21)."""

    is_charge: bool = False
    amount: Decimal | None = None  # BT-92, BT-99, BT-136, BT-141
    base: Decimal | None = None  # BT-93, BT-100, BT-137, BT-142
    percent: Decimal | None = None  # BT-94, BT-101, BT-138, BT-143
    category: str = ""  # BT-95, BT-102
    rate: Decimal | None = None  # BT-96, BT-103
    reason: str = ""  # BT-97, BT-104, BT-139, BT-144
    reason_code: str = ""  # BT-98, BT-105, BT-140, BT-145


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """BG-25."""

    id: str = ""  # BT-126
    note: str = ""  # BT-127
    object_id: Identifier | None = None  # BT-128
    qty: Decimal | None = None  # BT-129
    unit: str = ""  # BT-130
    net: Decimal | None = None  # BT-131
    order_line: str = ""  # BT-132
    accounting_reference: str = ""  # BT-133
    period: Period | None = None  # BG-26
    adjustments: tuple[Adjustment, ...] = ()  # BG-27, BG-28
    price: Decimal | None = None  # BT-146
    price_discount: Decimal | None = None  # BT-147
    gross_price: Decimal | None = None  # BT-148
    base_qty: Decimal | None = None  # BT-149
    base_unit: str = ""  # BT-150
    category: str = ""  # BT-151
    rate: Decimal | None = None  # BT-152
    name: str = ""  # BT-153
    description: str = ""  # BT-154
    seller_code: str = ""  # BT-155
    buyer_code: str = ""  # BT-156
    standard_code: Identifier | None = None  # BT-157
    classifications: tuple[Identifier, ...] = ()  # BT-158
    origin: str = ""  # BT-159
    attributes: tuple[tuple[str, str], ...] = ()  # BG-32: (BT-160, BT-161)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vat:
    """One group of the VAT breakdown (BG-23)."""

    base: Decimal | None = None  # BT-116
    tax: Decimal | None = None  # BT-117
    category: str = ""  # BT-118
    rate: Decimal | None = None  # BT-119
    reason: str = ""  # BT-120
    reason_code: str = ""  # BT-121


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """BG-17: where a credit transfer goes."""

    id: str = ""  # BT-84
    is_iban: bool = True
    holder: str = ""  # BT-85
    bic: str = ""  # BT-86


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """BG-16: how to pay. `card` is (number, holder), BG-18; the last three are of a direct debit, BG-19."""

    means: str = ""  # BT-81
    means_text: str = ""  # BT-82
    accounts: tuple[Account, ...] = ()  # BG-17
    card: tuple[str, str] | None = None  # BT-87, BT-88
    mandate: str = ""  # BT-89
    creditor: str = ""  # BT-90
    debited: str = ""  # BT-91


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """BG-22."""

    lines: Decimal | None = None  # BT-106
    allowances: Decimal | None = None  # BT-107
    charges: Decimal | None = None  # BT-108
    net: Decimal | None = None  # BT-109
    tax: Decimal | None = None  # BT-110
    tax_in_tax_currency: Decimal | None = None  # BT-111
    gross: Decimal | None = None  # BT-112
    prepaid: Decimal | None = None  # BT-113
    rounding: Decimal | None = None  # BT-114
    due: Decimal | None = None  # BT-115


@dataclass(frozen=True, slots=True, kw_only=True)
class Preceding:
    """An invoice before this one (BG-3)."""

    number: str = ""  # BT-25
    issued_on: date | None = None  # BT-26


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A supporting document (BG-24). `content` is what is embedded, None where only an address is given."""

    id: str = ""  # BT-122
    description: str = ""  # BT-123
    url: str = ""  # BT-124
    content: bytes | None = None  # BT-125
    media_type: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """BG-1: a text, and the code of what it is about."""

    text: str = ""  # BT-22
    subject: str = ""  # BT-21


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """One invoice or credit note."""

    number: str = ""  # BT-1
    issued_on: date | None = None  # BT-2
    type: str = ""  # BT-3
    currency: str = ""  # BT-5
    tax_currency: str = ""  # BT-6
    tax_point_on: date | None = None  # BT-7
    tax_point_code: str = ""  # BT-8
    due_on: date | None = None  # BT-9
    buyer_reference: str = ""  # BT-10
    project: str = ""  # BT-11
    contract: str = ""  # BT-12
    order: str = ""  # BT-13
    sales_order: str = ""  # BT-14
    receiving_advice: str = ""  # BT-15
    despatch_advice: str = ""  # BT-16
    tender: str = ""  # BT-17
    object_id: Identifier | None = None  # BT-18
    accounting_reference: str = ""  # BT-19
    terms: str = ""  # BT-20
    notes: tuple[Note, ...] = ()  # BG-1
    process: str = ""  # BT-23
    specification: str = ""  # BT-24
    preceding: tuple[Preceding, ...] = ()  # BG-3
    seller: Party = Party()  # BG-4
    buyer: Party = Party()  # BG-7
    payee: Party | None = None  # BG-10
    representative: Party | None = None  # BG-11
    delivery: Delivery | None = None  # BG-13
    period: Period | None = None  # BG-14
    payment_reference: str = ""  # BT-83
    payment: Payment | None = None  # BG-16
    adjustments: tuple[Adjustment, ...] = ()  # BG-20, BG-21
    totals: Totals = Totals()  # BG-22
    taxes: tuple[Vat, ...] = ()  # BG-23
    attachments: tuple[Attachment, ...] = ()  # BG-24
    lines: tuple[Line, ...] = ()  # BG-25

    @property
    def is_credit_note(self) -> bool:
        """Whether it gives money back: a type that UBL writes as a credit note."""
        return self.type in CREDIT_NOTE_TYPES


CREDIT_NOTE_TYPES: Final = frozenset("81 83 261 262 296 308 381 396 420 458 502 503 532".split())
"""UNTDID 1001 codes that are credit notes (BR-CL-01)."""
