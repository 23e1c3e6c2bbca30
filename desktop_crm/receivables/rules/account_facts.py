"""Everything a statement of account says, as it is printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desktop_crm.billing.rules.facts import BankFacts, PartyFacts
from desktop_crm.company.rules.looks import A4, CLASSIC
from desktop_crm.receivables.rules.accounts import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """One statement."""

    account: Account
    made_on: date
    language: str
    seller: PartyFacts
    buyer: PartyFacts
    footer: tuple[tuple[str, ...], ...] = ()
    bank: BankFacts | None = None
    design: str = CLASSIC
    paper_size: str = A4
    accent: str = ""
    logo: str = ""
