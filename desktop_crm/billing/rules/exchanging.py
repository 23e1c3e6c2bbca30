"""Papers in another currency than the firm's country: which rate counts, and what is said where it lacks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.facts import INVOICE, DocumentFacts
from desktop_crm.billing.rules.kinds import BILLING
from desktop_crm.company.rules import law
from desktop_crm.values.messages import Message, _


def tax_point(supplied_on: date | None, period_to: date | None, issued_on: date) -> date:
    """The day whose exchange rate counts: of the supply, not after that of the issue."""
    return min(supplied_on or period_to or issued_on, issued_on)


def lacks_rate(facts: DocumentFacts, home: str) -> bool:
    """Whether the paper's sums cannot be said in the books' currency."""
    return facts.kind in BILLING and bool(home) and facts.currency != home and facts.home is None


def demand_words(demand: law.Demand, facts: DocumentFacts, home: str) -> Message:
    """What the law asks for; where it is the VAT at home, which rate is missing for it."""
    if "tax_currency" not in demand.any_of or not lacks_rate(facts, home):
        return demand.message
    return _(
        "The VAT must be stated in {currency} too ({source}). No exchange rate {pair} on {date} is known:"
        " enter it in Settings, Exchange rates",
        currency=home,
        source=demand.message.values["source"],
        pair=f"{home}/{facts.currency}",
        date=_day_of(facts),
    )


def doubts(facts: DocumentFacts, home: str, *, has_account: bool) -> Iterator[Problem]:
    """What one should know before a paper in another currency is issued: no rate for the books, no account
    that takes the currency."""
    if lacks_rate(facts, home):
        message = _(
            "No exchange rate {pair} on {date} is known, and the books need it: enter it in Settings,"
            " Exchange rates",
            pair=f"{home}/{facts.currency}",
            date=_day_of(facts),
        )
        yield Problem("exchange_rate", message, is_warning=True)
    if facts.kind == INVOICE and facts.currency != home and not has_account:
        message = _(
            "None of your bank accounts takes {currency}: the invoice names none to pay to",
            currency=facts.currency,
        )
        yield Problem("bank_account_id", message, is_warning=True)


def _day_of(facts: DocumentFacts) -> date:
    return tax_point(facts.delivered_on, facts.period_to, facts.issued_on)
