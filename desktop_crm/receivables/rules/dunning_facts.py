"""Everything a dunning letter says, frozen. Amounts are minor units of `currency`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desktop_crm.billing.rules.facts import BankFacts, PartyFacts
from desktop_crm.company.rules.looks import A4, CLASSIC
from desktop_crm.company.rules.payment_codes import Code


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestFacts:
    """Interest on `base` from `first` to `last`, both counted."""

    first: date
    last: date
    base: int
    rate: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class DunningFacts:
    """One letter as printed."""

    number: str
    level: int
    is_last: bool = False
    is_first: bool = False  # no letter about this invoice before it, whatever its level
    is_sample: bool = False
    language: str = "en"
    currency: str = "EUR"
    issued_on: date
    pay_by: date
    seller: PartyFacts
    buyer: PartyFacts
    footer: tuple[tuple[str, ...], ...] = ()
    bank: BankFacts | None = None
    invoice: str
    reference: str = ""  # the structured one that the invoice asks for
    payment_code: Code = ""  # the invoice's; "": as it was decided before letters recorded it
    invoiced_on: date
    due_on: date
    billed: int  # what the invoice asked for
    settled: int = 0  # paid and credited since
    open: int
    fees: tuple[tuple[int, int], ...] = ()  # (level, fee)
    lump_sum: int = 0
    interest: int = 0
    spans: tuple[InterestFacts, ...] = ()
    asked: int
    text: str = ""  # instead of the usual letter
    design: str = CLASSIC
    paper_size: str = A4
    accent: str = ""
    logo: str = ""
    signature: str = ""
