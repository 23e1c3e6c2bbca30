"""What the queries of billing hand out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a list starts without what only a whole document needs
    from desktop_crm.billing.rules.drafts import DocumentDraft
    from desktop_crm.billing.rules.facts import DocumentFacts, Form, Kind, TaxFacts, TotalFacts


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """One line of a list. Amounts are minor units; `state` is the derived one; `number` is "" on drafts."""

    id: int
    version: int
    kind: Kind
    form: Form
    state: str
    number: str
    contact_id: int | None
    customer: str
    title: str
    currency: str
    issued_on: date | None
    due_on: date | None
    valid_until: date | None
    net: int
    gross: int
    due: int
    open: int
    is_external: bool
    is_sample: bool
    sent_at: datetime | None
    updated_at: datetime
    order_number: str


@dataclass(frozen=True, slots=True)
class PaymentRow:
    """One payment. A reversing entry names what it reverses, a reversed one by what."""

    id: int
    document_id: int
    amount: int
    paid_on: date
    method: str
    reference: str
    bank_account_id: int | None
    reverses_id: int | None
    reversed_by_id: int | None
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A document that stands before or after another.

    `role`: what it was made from and what was made of it by its kind (quote, order, invoice ...); corrects
    and its opposites credit and replacement; bills (a delivery note) and billed; settles (a stage taken off)
    and settled; cancels and cancelled are said by corrects and credit.
    """

    id: int
    kind: Kind
    state: str
    number: str
    issued_on: date | None
    currency: str
    gross: int
    role: str
    form: Form = ""
    is_before: bool = False


@dataclass(frozen=True, slots=True)
class LineProgress:
    """How far one line of a quote, order or delivery note is: `ordered` is what it says; of it `taken` went
    into orders (quotes), `delivered` onto delivery notes and `invoiced` onto invoices, credits taken off."""

    line: int
    name: str
    unit: str
    ordered: Decimal
    taken: Decimal = Decimal(0)
    delivered: Decimal = Decimal(0)
    invoiced: Decimal = Decimal(0)

    @property
    def to_deliver(self) -> Decimal:
        """ordered = delivered + to_deliver; nothing is left of what was delivered in excess."""
        return _left(self.ordered, self.delivered)

    @property
    def to_invoice(self) -> Decimal:
        """delivered = invoiced + to_invoice."""
        return _left(self.delivered, self.invoiced)

    @property
    def not_invoiced(self) -> Decimal:
        """What of the ordered quantity no invoice bills yet, delivered or not."""
        return _left(self.ordered, self.invoiced)


def _left(whole: Decimal, done: Decimal) -> Decimal:
    left = whole - done
    return left if (left > 0) is (whole > 0) and left else Decimal(0)


@dataclass(frozen=True, slots=True)
class LineRow:
    """One line of an issued document."""

    position: int
    name: str
    qty: Decimal
    unit: str
    net: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """One document whole. `facts` are the frozen ones, None on a draft; `sums` and `taxes` are there in
    any case."""

    row: DocumentRow
    stored_state: str
    draft: DocumentDraft
    facts: DocumentFacts | None
    sums: TotalFacts
    taxes: tuple[TaxFacts, ...]
    paid: int
    credited: int
    open: int
    payments: tuple[PaymentRow, ...] = ()
    links: tuple[LinkRow, ...] = ()
    credited_quantities: Mapping[int, Decimal] = field(default_factory=dict)
    progress: tuple[LineProgress, ...] = ()  # of quotes, orders and delivery notes
    issued_at: datetime | None = None
    sent_at: datetime | None = None
    answered_on: date | None = None
    answer: str = ""
    internal_notes: str = ""
    pdf_sha: str = ""
    xml_sha: str = ""
    hash: str = ""

    @property
    def has_pdf(self) -> bool:
        return bool(self.pdf_sha)

    @property
    def has_xml(self) -> bool:
        return bool(self.xml_sha)

    @property
    def credits(self) -> tuple[LinkRow, ...]:
        """The credit notes over this invoice."""
        return tuple(link for link in self.links if link.role == "credit")


@dataclass(frozen=True, slots=True)
class CurrencySum:
    """The sums of a list in one currency; credit notes count negative."""

    currency: str
    count: int
    net: int
    gross: int
    open: int


@dataclass(frozen=True, slots=True)
class ContactMoney:
    """What one customer owes and brought in, in one currency. Revenue is net, credit notes taken off."""

    currency: str
    open: int
    overdue: int
    revenue_12_months: int
    invoices: int
    last_issued_on: date | None
