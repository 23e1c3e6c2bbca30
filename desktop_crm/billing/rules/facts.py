"""Everything a paper says, frozen: what is printed, written as XML, exported and reported is this one set
of facts.

Amounts are minor units of `currency`; quantities, unit prices and rates are decimals. Business terms (BT-,
BG-) are those of EN 16931-1. The facts of an issued document are stored as canonical JSON and never change
afterwards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from desktop_crm.company.rules.addresses import Address
from desktop_crm.company.rules.looks import A4, CLASSIC, USUAL_COLUMNS
from desktop_crm.company.rules.payment_codes import Code

Kind = Literal["quote", "order", "delivery", "pro_forma", "invoice", "credit_note", "receipt"]
QUOTE: Final = "quote"
ORDER: Final = "order"  # an order confirmation
DELIVERY: Final = "delivery"  # a delivery note: quantities, no prices
PRO_FORMA: Final = "pro_forma"
INVOICE: Final = "invoice"
CREDIT_NOTE: Final = "credit_note"
RECEIPT: Final = "receipt"  # for money that came in

Form = Literal["", "deposit", "progress", "final", "cancellation"]
"""What sort of invoice (or, "cancellation", of credit note) a paper is; "" is the plain one."""
DEPOSIT: Final = "deposit"  # UNTDID 1001 386: before anything was supplied
PROGRESS: Final = "progress"  # 326: a part of what was ordered
FINAL: Final = "final"  # 380: what is left of an order
CANCELLATION: Final = "cancellation"  # 381: all that is left of an invoice
UNTAXED_FOR_VAT_ID: Final = frozenset({"AE", "K"})
"""VAT categories without VAT because the buyer has a VAT ID."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyFacts:
    """Seller (BG-4), buyer (BG-7) or place of delivery (BG-13)."""

    name: str = ""
    address: Address = Address()
    vat_id: str = ""  # BT-31, BT-48; a Swiss one with its points
    tax_number: str = ""  # BT-32: the local tax number
    legal_id: str = ""  # BT-30, BT-47: register number
    contact_name: str = ""  # BT-41
    phone: str = ""  # BT-42
    email: str = ""  # BT-43
    website: str = ""
    endpoint: tuple[str, str] | None = None  # BT-34, BT-49: (scheme, id)
    customer_number: str = ""  # BT-46


@dataclass(frozen=True, slots=True, kw_only=True)
class BankFacts:
    """One account to pay to (BG-17). `lines` are (label, value) pairs for accounts that have no IBAN."""

    holder: str = ""  # BT-85
    bank: str = ""
    iban: str = ""  # BT-84, without spaces
    bic: str = ""  # BT-86
    pix_key: str = ""
    lines: tuple[tuple[str, str], ...] = ()
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentFacts:
    """One allowance or charge on a line (BG-27, BG-28) or on the document (BG-20, BG-21).

    On the document `amount` is net (BT-92, BT-99) and `shown` what is printed where prices include tax
    (else None); on a line `amount` is in the document's price mode.
    """

    amount: int
    shown: int | None = None
    is_charge: bool = False
    percent: Decimal | None = None
    base: int | None = None
    reason: str = ""
    reason_code: str = ""
    category: str = ""
    rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFacts:
    """One invoice line (BG-25), or a heading that opens a section (`is_section`, text only)."""

    name: str = ""  # BT-153
    details: str = ""  # BT-154, may hold several lines
    is_section: bool = False
    is_optional: bool = False  # offered, not counted in the totals (quotes)
    qty: Decimal = Decimal(1)  # BT-129
    unit: str = "C62"  # BT-130, UN/ECE recommendation 20
    price: Decimal = Decimal(0)  # BT-146; tax-inclusive where price_mode is "gross"
    base_qty: Decimal = Decimal(1)  # BT-149
    adjustments: tuple[AdjustmentFacts, ...] = ()
    category: str = "S"  # BT-151
    rate: Decimal = Decimal(0)  # BT-152
    net: int = 0  # BT-131 (exact share in gross mode)
    shown: int = 0  # the amount printed in the column: net, or gross where price_mode is "gross"
    code: str = ""  # BT-155: seller's item number
    period_from: date | None = None  # BT-134
    period_to: date | None = None  # BT-135
    is_deduction: bool = False  # takes off what was billed before


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxFacts:
    """One VAT group (BG-23)."""

    category: str
    rate: Decimal
    base: int  # BT-116
    tax: int  # BT-117
    reason: str = ""  # BT-120
    reason_code: str = ""  # BT-121 (VATEX)
    moved: int = 0  # on a credit note: the part of `tax` that settles rounding with the notes before it


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedAmount:
    """An amount with its name and rate: a withholding, an extra tax."""

    name: str
    rate: Decimal | None = None
    amount: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyPayment:
    """Early-payment discount (Skonto): pay `pay` until `until` and `discount` is yours."""

    until: date
    percent: Decimal
    discount: int
    pay: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preceding:
    """The document this one corrects (BT-25, BT-26)."""

    number: str
    issued_on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class VatProof:
    """How the buyer's VAT ID was checked before a sale without VAT: kept with the facts, not printed."""

    vat_id: str
    checked_on: date
    result: Literal["valid", "invalid"]
    reference: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HomeFacts:
    """The sums of a paper in another currency as the seller's books take them, in minor units at home."""

    currency: str
    rate: Decimal  # what 1 of the paper's currency is worth
    source: str = ""  # "ecb", "bmf", "tcmb", "ptax"; "" for a typed rate
    day: date | None = None
    net: int = 0
    tax: int = 0
    gross: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeductedFacts:
    """A deposit or progress invoice that a final invoice takes off (BG-3), by what is left of it after its
    credit notes."""

    number: str
    issued_on: date
    form: Form = DEPOSIT
    net: int = 0
    tax: int = 0
    gross: int = 0
    paid: int = 0  # what had come in when the final invoice was written
    taxes: tuple[TaxFacts, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedFacts:
    """The money that a receipt confirms."""

    paid_on: date
    method: str
    reference: str = ""
    invoice: Preceding | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendedFacts:
    """A file whose pages follow the paper."""

    name: str
    sha256: str
    media_type: str = "application/pdf"


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalFacts:
    """The sums of the paper (BG-22)."""

    sum_lines: int = 0  # BT-106
    allowances: int = 0  # BT-107
    charges: int = 0  # BT-108
    net: int = 0  # BT-109
    tax: int = 0  # BT-110
    gross: int = 0  # BT-112
    prepaid: int = 0  # BT-113
    rounding: int = 0  # BT-114
    due: int = 0  # what is to be paid: BT-115 less what is withheld
    payable: int = 0  # BT-115
    withheld: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFacts:
    """One paper as printed."""

    kind: Kind
    form: Form = ""
    is_corrected: bool = False  # 384: takes the place of `preceding`; the same amounts, other words
    number: str = ""  # BT-1; empty on a draft
    is_draft: bool = False
    is_fiscal: bool = True  # False: the fiscal document is made elsewhere; the paper says so
    is_internal: bool = False  # no paper for customers: their papers come from certified software
    is_sample: bool = False  # written for trials only, never an invoice of a firm
    einvoice: str = ""  # the format that the customer wants (einvoice.profiles); "": Factur-X where it fits
    language: str = "en"
    currency: str = "EUR"  # BT-5
    issued_on: date  # BT-2
    due_on: date | None = None  # BT-9
    valid_until: date | None = None  # quotes
    delivered_on: date | None = None  # BT-72
    period_from: date | None = None  # BT-73
    period_to: date | None = None  # BT-74
    order_number: str = ""  # BT-13
    buyer_reference: str = ""  # BT-10
    project: str = ""  # BT-11
    contract: str = ""  # BT-12
    preceding: Preceding | None = None
    order: Preceding | None = None  # BT-14: the order confirmation that this paper follows
    quote: Preceding | None = None  # the quote that it follows
    deliveries: tuple[Preceding, ...] = ()  # BT-16: the delivery notes that it bills
    deducted: tuple[DeductedFacts, ...] = ()  # what a final invoice takes off
    is_full: bool = False  # a final invoice over the whole, with what was billed before as prepaid
    received: ReceivedFacts | None = None  # receipts
    is_copy: bool = False  # a reprint; never stored
    seller: PartyFacts
    buyer: PartyFacts
    delivery: PartyFacts | None = None
    footer: tuple[tuple[str, ...], ...] = ()  # the seller's letter facts in columns
    price_mode: Literal["net", "gross"] = "net"
    lines: tuple[LineFacts, ...] = ()
    adjustments: tuple[AdjustmentFacts, ...] = ()  # BG-20, BG-21, split by (category, rate)
    taxes: tuple[TaxFacts, ...] = ()
    totals: TotalFacts = TotalFacts()
    extra_taxes: tuple[NamedAmount, ...] = ()
    withholdings: tuple[NamedAmount, ...] = ()
    tax_currency: str = ""  # BT-6
    tax_in_tax_currency: int = 0  # BT-111, minor units of tax_currency
    exchange_rate: Decimal | None = None
    home: HomeFacts | None = None  # for a paper in another currency, where a rate was known
    vat_proof: VatProof | None = None
    vat_unchecked: bool = False  # issued without proof, knowingly
    terms: str = ""  # the text of the terms of payment, in the paper's language
    early_payment: EarlyPayment | None = None  # with `terms` and `due_on` it makes BT-20
    bank: BankFacts | None = None
    payment_reference: str = ""  # BT-83
    payment_code: Code = ""  # the code to scan; "": as it was decided before papers recorded it
    intro: str = ""
    notes: str = ""  # BT-22, printed after the totals
    cover: str = ""  # a letter on a page of its own before the paper
    appended: tuple[AppendedFacts, ...] = ()  # files printed after it and embedded
    legal_texts: tuple[str, ...] = ()  # exemption, reverse charge and other wordings, in the paper's language
    design: str = CLASSIC  # one of company.rules.looks.DESIGNS
    paper_size: str = A4
    columns: tuple[str, ...] = USUAL_COLUMNS  # of those that may be left out
    accent: str = ""  # colour of the titles, "#RRGGBB"; darkened where it could not be read
    logo: str = ""  # SHA-256 of the picture's bytes
    signature: str = ""
