"""Input VAT: what others charged the firm, as entries of the VAT report.

Each source reads one kind of paper of the room below; a new kind is one more line of `SOURCES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, Literal

from desktop_crm.accounting.rules.vat import Entry, case_of
from desktop_crm.accounting.rules.vat_groups import at_home
from desktop_crm.company.queries import exchange
from desktop_crm.company.rules import law
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.company.rules.profile import FirmDraft, VatBasis
from desktop_crm.expenses.queries import costs, taxes
from desktop_crm.expenses.queries.taxes import InputTax
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

Source = Callable[[Caller, PeriodDraft, VatBasis], list[InputTax]]


def _received(caller: Caller, span: PeriodDraft, _basis: VatBasis) -> list[InputTax]:
    """Invoices received count on the day they name: nobody knows when they were paid."""
    return taxes.received_taxes(caller, span.starts_on, span.ends_on)


def _spent(caller: Caller, span: PeriodDraft, basis: VatBasis) -> list[InputTax]:
    """Expenses count on the day of the invoice, on payment on the day they were paid."""
    wanted: Literal["invoice", "payment"] = "payment" if basis == "payment" else "invoice"
    return [
        InputTax(
            kind="expense",
            document_id=each.expense_id,
            number=each.number,
            supplier=each.supplier,
            vat_id="",
            country=each.country,
            day=each.paid_on if wanted == "payment" and each.paid_on else each.invoiced_on,
            currency=each.currency,
            category=each.category,
            rate=each.rate,
            base=each.net,
            tax=each.tax,
        )
        for each in costs.input_vat(caller, span.starts_on, span.ends_on, wanted)
    ]


SOURCES: Final[tuple[Source, ...]] = (_received, _spent)


@rights.needs("books.read")
def input_entries(caller: Caller, span: PeriodDraft, basis: VatBasis, firm: FirmDraft) -> Iterator[Entry]:
    """One entry a VAT group of every invoice received in these days."""
    home = firm.country or firm.address.country
    wanted: VatBasis = "issue" if law.deducted_on_invoice(home, span.starts_on) else basis
    for source in SOURCES:
        for each in source(caller, span, wanted):
            yield _in_books(caller, _entry(each, firm), firm)


def _entry(tax: InputTax, firm: FirmDraft) -> Entry:
    """VAT of another country is not deducted at home, and a small business deducts none."""
    home = firm.country or firm.address.country
    case = case_of(tax.category)
    is_foreign = bool(tax.tax) and bool(tax.country) and tax.country != home
    return Entry(
        sort="received",
        kind=tax.kind,
        document_id=tax.document_id,
        number=tax.number,
        day=tax.day,
        customer=tax.supplier,
        vat_id=tax.vat_id,
        country=tax.country,
        place=home,
        case="foreign" if is_foreign else case,
        category=tax.category,
        rate=tax.rate,
        currency=tax.currency,
        base=tax.base,
        tax=tax.tax,
        own_currency=tax.currency,
        own_base=tax.base,
        own_tax=tax.tax,
        counts=not is_foreign and not firm.small_business,
    )


def _in_books(caller: Caller, entry: Entry, firm: FirmDraft) -> Entry:
    """At home by the rate of the day that is known; in its own currency where none is."""
    if entry.currency == firm.currency:
        return entry
    known = exchange.exchange_on(
        caller, entry.currency, firm.currency, entry.day, firm.country or firm.address.country
    )
    if known is None:
        return entry
    base, tax = (at_home(each, entry.currency, firm.currency, known.rate) for each in (entry.base, entry.tax))
    return replace(entry, currency=firm.currency, base=base, tax=tax)
