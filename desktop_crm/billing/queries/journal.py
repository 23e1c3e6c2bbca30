"""Rows of the sales journal, out of the frozen facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, Final

from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.billing.rules.facts import CREDIT_NOTE, DocumentFacts, TaxFacts
from desktop_crm.billing.rules.journal import JournalRow
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller

_FACTS: Final = (
    f"SELECT facts, {FISCAL_NUMBER} FROM document d WHERE kind IN ('invoice', 'credit_note')"
    " AND state <> 'draft'"
    " AND facts IS NOT NULL AND issued_on BETWEEN ? AND ? ORDER BY issued_on, kind DESC, link, id"
)


@rights.needs("exports.read")
def journal_rows(caller: Caller, start: date, end: date) -> list[JournalRow]:
    """Every VAT group of every invoice and credit note issued in the period, both days included."""
    rows: list[JournalRow] = []
    for text, number in raw().execute(_FACTS, (start.isoformat(), end.isoformat())).fetchall():
        rows.extend(_rows(replace(canonical.load(DocumentFacts, text), number=number)))
    return rows


def _rows(facts: DocumentFacts) -> Iterator[JournalRow]:
    sign = -1 if facts.kind == CREDIT_NOTE else 1
    whole = _whole(facts, sign)
    for place, tax in enumerate((*facts.taxes, *_billed_before(facts))):
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
            **({} if place else whole),
        )


def _billed_before(facts: DocumentFacts) -> tuple[TaxFacts, ...]:
    """What a final invoice over the whole says once more of deposits that have rows of their own, taken off;
    so has a corrected invoice all that it says again."""
    again = [tax for each in facts.deducted for tax in each.taxes] if facts.is_full else []
    if facts.is_corrected:
        again = list(facts.taxes)
    return tuple(replace(tax, base=-tax.base, tax=-tax.tax) for tax in again)


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
