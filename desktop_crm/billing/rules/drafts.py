"""What a person is writing: a paper before it has a number."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Literal

from desktop_crm.billing.rules.facts import Form, Kind
from desktop_crm.company.rules.addresses import Address
from desktop_crm.values.totals import Moved


@dataclass(frozen=True, slots=True, kw_only=True)
class AdjustmentDraft:
    """An allowance or charge: `percent` or `amount` (minor units), one of the two.

    On the document, `category` and `rate` bind it to one VAT group; without them it is split over all.
    """

    is_charge: bool = False
    percent: Decimal | None = None
    amount: int | None = None
    category: str = ""
    rate: Decimal | None = None
    reason: str = ""
    reason_code: str = ""


@dataclass(frozen=True, slots=True)
class LineSource:
    """A line of an issued paper: the document's id, and the line's number as printed (from 1)."""

    document: int
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """One line. The first line of `description` is the item's name, the rest its details."""

    kind: Literal["item", "section"] = "item"
    description: str = ""
    qty: Decimal = Decimal(1)
    unit: str = "C62"
    price: Decimal = Decimal(0)
    base_qty: Decimal = Decimal(1)
    category: str = "S"
    rate: Decimal = Decimal(0)
    adjustments: tuple[AdjustmentDraft, ...] = ()
    product_id: int | None = None
    price_from: str = ""  # where the price comes from (catalog.rules.prices); "" for a typed one, which stays
    code: str = ""
    is_optional: bool = False
    period_from: date | None = None
    period_to: date | None = None
    of: LineSource | None = None  # the ordered (or quoted) line that this one fulfils
    deducts: int | None = None  # the deposit or progress invoice that this line takes off

    @property
    def name(self) -> str:
        return self.description.partition("\n")[0]

    @property
    def details(self) -> str:
        return self.description.partition("\n")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class WithholdingDraft:
    """Tax the buyer keeps back: `rate` percent or a `fraction` ("9/10") of the net, the tax or the gross."""

    code: str
    base: Literal["net", "tax", "gross"] = "net"
    rate: Decimal | None = None
    fraction: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExtraTaxDraft:
    """A tax beside VAT, such as Spain's recargo de equivalencia."""

    code: str
    rate: Decimal
    category: str = ""  # with `on_rate`: on these VAT groups alone
    on_rate: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppendedDraft:
    """A file whose pages follow the paper; its bytes are kept under their SHA-256 (database.blobs)."""

    name: str
    sha256: str
    media_type: str = "application/pdf"
    size: int = 0  # bytes
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentDraft:
    """One priced paper. Ids are those of the rooms below; `None` means: take the customer's or the firm's
    default."""

    kind: Kind = "invoice"
    form: Form = ""
    is_corrected: bool = False  # takes the place of `corrects_id` with the same amounts and other words
    contact_id: int | None = None
    person_id: int | None = None  # for whose attention
    currency: str = "EUR"
    language: str = ""
    price_mode: Literal["net", "gross"] = "net"
    issued_on: date | None = None
    due_on: date | None = None
    terms_id: int | None = None
    valid_until: date | None = None
    delivered_on: date | None = None
    period_from: date | None = None
    period_to: date | None = None
    order_number: str = ""
    buyer_reference: str = ""
    project: str = ""
    contract: str = ""
    address: Address | None = None  # instead of the customer's invoice address
    delivery: Address | None = None
    bank_account_id: int | None = None
    lines: tuple[LineDraft, ...] = ()
    adjustments: tuple[AdjustmentDraft, ...] = ()
    prepaid: int = 0
    round_due_to: int = 0  # cash rounding in minor units (5 for CHF 0.05), 0 for none
    rounding_amount: int = 0
    withholdings: tuple[WithholdingDraft, ...] = ()
    extra_taxes: tuple[ExtraTaxDraft, ...] = ()
    tax_currency: str = ""
    exchange_rate: Decimal | None = None  # what 1 of `currency` is worth in `tax_currency`
    exchange_source: str = ""  # where the rate comes from; "" for a typed one
    exchange_day: date | None = None  # the day it was published for
    tax_rounding: Literal["half_up", "down"] = "half_up"
    treatment: str = ""  # why no VAT is charged: a special reason of the law table; "" as the category says
    supply: Literal["", "goods", "services"] = ""  # "" as the lines say
    buyer_is: Literal["", "business", "consumer", "public"] = ""  # "" as the contact says
    vat_unchecked: bool = False  # somebody takes it upon them that the customer's VAT ID was not checked
    self_billed: bool = False  # the customer writes this invoice in our name
    early_percent: Decimal | None = None
    early_days: int | None = None
    moved: tuple[Moved, ...] = ()  # on a credit note: rounding settled with the notes before it
    corrects_id: int | None = None  # the invoice a credit note reverses, or that this draft replaces
    from_id: int | None = None  # the quote, order or pro forma that this came from
    deliveries: tuple[int, ...] = ()  # the delivery notes that an invoice bills
    settles: tuple[int, ...] = ()  # a final invoice: the deposit and progress invoices that it takes off
    is_full: bool = False  # a final invoice over the whole, with those as prepaid instead of taken off
    share: Decimal | None = None  # a deposit: percent of the order
    payment_id: int | None = None  # a receipt: the payment that it confirms
    intro: str = ""
    notes: str = ""
    cover: str = ""  # a letter on a page of its own before the paper
    appended: tuple[AppendedDraft, ...] = ()
    internal_notes: str = ""
    is_sample: bool = False

    @property
    def title(self) -> str:
        """What a list says the document is about: its project, or its first heading or line."""
        first = next((line.name for line in self.lines if line.name.strip()), "")
        return (self.project or first)[:200]

    def without_rate(self) -> DocumentDraft:
        """To begin another paper from: the exchange rate that was looked up for the day of this one goes, one
        that was typed stays."""
        if self.exchange_day is None:
            return self
        return replace(self, tax_currency="", exchange_rate=None, exchange_source="", exchange_day=None)
