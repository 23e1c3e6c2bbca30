"""The sales journal: one row for each issued document and VAT rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from desktop_crm.billing.rules.facts import CREDIT_NOTE, DocumentFacts, TaxFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRow:
    """Amounts in minor units of `currency`; credit notes are negative.

    What belongs to the whole document stands once, in its first row (None in the others): `gross`, the
    `other_taxes` in it beside VAT, what makes `due` differ from it, and the VAT in the tax office's currency.
    """

    kind: str
    number: str
    issued_on: date
    due_on: date | None
    customer: str
    customer_number: str
    customer_vat_id: str
    country: str
    currency: str
    category: str
    rate: Decimal
    base: int
    tax: int
    gross: int | None = None
    preceding: str = ""
    other_taxes: int | None = None
    prepaid: int | None = None
    withheld: int | None = None
    rounding: int | None = None
    due: int | None = None
    tax_currency: str = ""
    tax_in_tax_currency: int | None = None
    is_sample: bool = False
    is_again: bool = False  # says once more, and takes off, what papers before it have rows for


def journal_rows_of(facts: DocumentFacts) -> Iterator[JournalRow]:
    """The rows of one issued invoice or credit note: its VAT groups, then what it says once more."""
    sign = sign_of(facts)
    whole = _whole(facts, sign)
    for place, tax in enumerate((*facts.taxes, *billed_before(facts))):
        yield JournalRow(
            kind=facts.kind,
            number=facts.number,
            issued_on=facts.issued_on,
            due_on=facts.due_on,
            customer=facts.buyer.name,
            customer_number=facts.buyer.customer_number,
            customer_vat_id=facts.buyer.vat_id,
            country=facts.buyer.address.country,
            currency=facts.currency,
            category=tax.category,
            rate=tax.rate,
            base=sign * tax.base,
            tax=sign * tax.tax,
            preceding=facts.preceding.number if facts.preceding else "",
            is_sample=facts.is_sample,
            is_again=place >= len(facts.taxes),
            **({} if place else whole),
        )


def sign_of(facts: DocumentFacts) -> int:
    """Credit notes take back what they say."""
    return -1 if facts.kind == CREDIT_NOTE else 1


def billed_before(facts: DocumentFacts) -> tuple[TaxFacts, ...]:
    """What a final invoice over the whole says once more of deposits that have rows of their own, taken off;
    so has a corrected invoice all that it says again. A credit note that takes such a final invoice back
    (see `of_whole`) leaves the deposits alone: they stand until they are credited themselves."""
    again = [tax for each in facts.deducted for tax in each.taxes] if facts.is_full else []
    if facts.is_corrected:
        again = list(facts.taxes)
    return tuple(replace(tax, base=-tax.base, tax=-tax.tax) for tax in again)


def of_whole(note: DocumentFacts, invoice: DocumentFacts) -> DocumentFacts:
    """The note over all that is left of a final invoice over the whole, with the deposits that it says once
    more; any other note as it is. It takes what was prepaid along, and only the last one does."""
    if not invoice.is_full or not note.totals.prepaid:
        return note
    return replace(note, is_full=True, deducted=invoice.deducted)


def _whole(facts: DocumentFacts, sign: int) -> dict[str, Any]:
    """What stands in the first row alone."""
    sums = facts.totals
    found: dict[str, Any] = {
        "gross": sign * sums.gross,
        "other_taxes": sign * sum(each.amount for each in facts.extra_taxes),
        "prepaid": sign * sums.prepaid,
        "withheld": sign * sums.withheld,
        "rounding": sign * sums.rounding,
        "due": sign * sums.due,
    }
    if facts.tax_currency:
        found |= {
            "tax_currency": facts.tax_currency,
            "tax_in_tax_currency": sign * facts.tax_in_tax_currency,
        }
    return found
