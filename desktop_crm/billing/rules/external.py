"""Open invoices of an older program: what must be known so that balances are right at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_crm.values import dates, money, texts
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

MAX_NUMBER = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class ExternalInvoice:
    """One open invoice as its file says; amounts in minor units. `customer` is a name, number or id; `pdf`
    a path."""

    line: int
    number: str
    customer: str
    issued_on: date
    due_on: date | None
    currency: str
    gross: int
    open: int
    pdf: str = ""


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not taken, and why. `field` is its column."""

    line: int
    number: str
    field: str
    reason: Message


@dataclass(frozen=True, slots=True)
class ExternalPlan:
    """What an import would do: nothing is written before it is carried out."""

    invoices: tuple[ExternalInvoice, ...]
    rejects: tuple[Reject, ...]
    new_customers: tuple[str, ...] = ()
    folder: str = ""


def check_external(invoice: ExternalInvoice) -> None:
    """Raise UserError naming "number", "customer", "issued_on", "due_on", "currency", "gross" or "open"."""
    texts.check_line(invoice.number, "number", most=MAX_NUMBER, required=True)
    texts.check_line(invoice.customer, "customer", most=texts.NAME, required=True)
    money.digits(invoice.currency)
    if not dates.FIRST_DATE <= invoice.issued_on <= date(2200, 1, 1):
        raise UserError(_("This date cannot be meant: {day}", day=invoice.issued_on.isoformat()), "issued_on")
    if invoice.due_on is not None and invoice.due_on < invoice.issued_on:
        raise UserError(_("The due date lies before the date of issue"), "due_on")
    if invoice.gross <= 0:
        raise UserError(_("The total must be more than zero"), "gross")
    if not 0 < invoice.open <= invoice.gross:
        raise UserError(_("What is open must lie between zero and the total"), "open")
