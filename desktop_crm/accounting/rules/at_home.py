"""A paper's sums in the currency of the books: as the paper states them, else by the rate of its day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from desktop_crm.accounting.rules.vat_groups import at_home, shared
from desktop_crm.billing.rules.facts import CREDIT_NOTE, DocumentFacts, HomeFacts
from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.billing.rules.journal_entries import HomeSums, JournalEntry
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

RateOf = Callable[[str, date], Decimal | None]
"""What 1 of a currency is worth at home on a day; None where no rate is known."""
_NAMED: Final = 5


def no_rates(_currency: str, _day: date) -> None:
    """Only what the papers state."""
    return


def sums_at_home(entry: JournalEntry, currency: str, rate_of: RateOf) -> HomeSums | None:
    """The sums in the books' `currency`, None where no rate is known. What a paper states itself goes before
    the rate of its day, which may have been told later."""
    first = entry.first
    if entry.home is not None and entry.home.currency == currency:
        return entry.home
    stated = first.tax_currency == currency and entry.tax_rate is not None
    rate = entry.tax_rate if stated else rate_of(first.currency, first.issued_on)
    if rate is None:
        return None
    own = [row for row in entry.rows if not row.is_again]
    net = at_home(sum(row.base for row in own), first.currency, currency, rate)
    tax = at_home(sum(row.tax for row in own), first.currency, currency, rate)
    if stated and first.tax_in_tax_currency is not None:
        tax = first.tax_in_tax_currency
    return HomeSums(currency=currency, rate=rate, net=net, tax=tax, gross=net + tax)


def facts_at_home(facts: DocumentFacts, currency: str, rate_of: RateOf) -> DocumentFacts:
    """A paper that states no rate with its sums in the books' `currency` by the rate of its day, as DATEV
    books it; as it stands where it states one, or none is known."""
    stated = facts.home is not None and facts.home.currency == currency
    if facts.currency == currency or stated or (facts.tax_currency == currency and facts.exchange_rate):
        return facts
    rate = rate_of(facts.currency, facts.issued_on)
    if rate is None:
        return facts
    net = at_home(sum(tax.base for tax in facts.taxes), facts.currency, currency, rate)
    tax = at_home(sum(tax.tax for tax in facts.taxes), facts.currency, currency, rate)
    home = HomeFacts(currency=currency, rate=rate, net=net, tax=tax, gross=net + tax)
    return replace(facts, home=home)


def check_rates(missing: Sequence[JournalEntry], currency: str) -> None:
    """UserError at "layout" that names these papers, which no known rate brings into the books."""
    if not missing:
        return
    papers = ", ".join(f"{each.number} ({each.first.currency})" for each in missing[:_NAMED])
    more = len(missing) - _NAMED
    if more > 0:
        raise UserError(
            _(
                "No rate into {home} is known for {papers} and {more} more. Enter it in Settings, Exchange "
                "rates, for the day of issue; then make the file again.",
                home=currency, papers=papers, more=more,
            ),
            "layout",
        )  # fmt: skip
    raise UserError(
        _(
            "No rate into {home} is known for {papers}. Enter it in Settings, Exchange rates, for the day of "
            "issue; then make the file again.",
            home=currency, papers=papers,
        ),
        "layout",
    )  # fmt: skip


def rows_at_home(entry: JournalEntry, sums: HomeSums) -> list[JournalRow]:
    """A paper's rows in the currency of its sums at home, as the VAT report has them: its own come to exactly
    those sums, what it says again of others is converted row by row."""
    sign = -1 if entry.first.kind == CREDIT_NOTE else 1
    own = [row for row in entry.rows if not row.is_again]
    of = (entry.first.currency, sums.currency, sums.rate)
    bases = shared([sign * row.base for row in own], *of, sign * sums.net)
    taxes = shared([sign * row.tax for row in own], *of, sign * sums.tax)
    found = [
        replace(row, base=sign * base, tax=sign * tax)
        for row, base, tax in zip(own, bases, taxes, strict=True)
    ]
    again = (row for row in entry.rows if row.is_again)
    return found + [replace(row, base=at_home(row.base, *of), tax=at_home(row.tax, *of)) for row in again]
