"""Papers and payments as entries of the VAT report."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from desktop_crm.accounting.rules.vat import Entry, Sort, case_of
from desktop_crm.accounting.rules.vat_groups import (
    FURTHER,
    Booked,
    Event,
    Groups,
    Key,
    booked,
    negative,
    shares,
)
from desktop_crm.billing.rules.facts import CREDIT_NOTE, DEPOSIT, UNTAXED_FOR_VAT_ID, DocumentFacts
from desktop_crm.company.rules import law
from desktop_crm.company.rules.identifiers import vat_id_country
from desktop_crm.company.rules.periods import PeriodDraft


@dataclass(frozen=True, slots=True)
class Payment:
    """An entry of the payments of an invoice (below zero: paid back, or a reversal)."""

    id: int
    paid_on: date
    amount: int
    is_discount: bool = False


@dataclass(frozen=True, slots=True)
class Settled:
    """An invoice with all that was paid, credited and given up of it."""

    document_id: int
    facts: DocumentFacts
    payments: tuple[Payment, ...] = ()
    credits: tuple[tuple[int, DocumentFacts], ...] = ()
    written_off_on: date | None = None


def issue_entries(document_id: int, facts: DocumentFacts, home: str) -> list[Entry]:
    """What an issued invoice or credit note says, one entry a VAT group. A corrected invoice says nothing
    new."""
    found = booked(facts, home)
    sort: Sort = "invoice"
    if facts.kind == CREDIT_NOTE:
        sort = "credit_note"
    elif facts.form == DEPOSIT:
        sort = "deposit"
    groups = {key: each for key, each in found.groups.items() if any(each) or not facts.is_corrected}
    return list(_entries(document_id, facts, found.currency, groups, sort, facts.issued_on))


def reduction_entries(invoice: Settled, span: PeriodDraft, home: str) -> Iterator[Entry]:
    """Discounts kept back in these days, and what was given up: told, and not taken off by itself."""
    found, facts = booked(_once_only(invoice.facts), home), invoice.facts
    for share in shares(found.groups, *_whole(facts), _events(invoice, found, home, with_discounts=True)):
        event = share.event
        if event.day not in span or event.what not in ("discount", "write_off"):
            continue
        groups = {key: negative(each) for key, each in share.groups.items()}
        sort: Sort = "discount" if event.what == "discount" else "write_off"
        for entry in _entries(invoice.document_id, facts, found.currency, groups, sort, event.day):
            yield replace(entry, counts=entry.counts and sort == "discount")


def payment_entries(invoice: Settled, span: PeriodDraft, home: str) -> Iterator[Entry]:
    """What the money of these days makes of an invoice's VAT: received, paid back, moved by a credit note."""
    found, facts = booked(_once_only(invoice.facts), home), invoice.facts
    for share in shares(found.groups, *_whole(facts), _events(invoice, found, home, with_discounts=False)):
        event = share.event
        if event.day not in span or (event.what == "issue" and facts.is_corrected):
            continue
        sort = _money_sort(event, facts)
        yield from _entries(invoice.document_id, facts, found.currency, share.groups, sort, event.day)


def _once_only(facts: DocumentFacts) -> DocumentFacts:
    """A corrected invoice is paid in the place of the wrong one: its groups count as they stand."""
    return replace(facts, is_corrected=False) if facts.is_corrected else facts


def _money_sort(event: Event, facts: DocumentFacts) -> Sort:
    if event.what == "credit":
        return "credit_note"
    if event.what == "payment" and event.amount < 0:
        return "refund"
    return "deposit_paid" if facts.form == DEPOSIT else "payment"


def _whole(facts: DocumentFacts) -> tuple[int, int]:
    """What a paper asks for, and what it says had been paid before, but for deposits with papers of their
    own."""
    before = sum(each.gross for each in facts.deducted) if facts.is_full else 0
    return facts.totals.due, facts.totals.prepaid - before


def _events(invoice: Settled, found: Booked, home: str, *, with_discounts: bool) -> Iterator[Event]:
    yield Event("issue", invoice.facts.issued_on)
    for payment in invoice.payments:
        if with_discounts or not payment.is_discount:
            what = "discount" if payment.is_discount else "payment"
            yield Event(what, payment.paid_on, payment.amount, payment.id)  # type: ignore[arg-type]
    for key, note in invoice.credits:
        groups = booked(note, home)
        if groups.currency == found.currency:
            yield Event("credit", note.issued_on, note.totals.due, key, groups.groups)
    if with_discounts and invoice.written_off_on is not None:
        yield Event("write_off", invoice.written_off_on)


def _entries(
    document_id: int, facts: DocumentFacts, currency: str, groups: Groups, sort: Sort, day: date
) -> Iterator[Entry]:
    codes = {(tax.category, tax.rate): tax.reason_code for tax in facts.taxes}
    small = _is_small_business(facts)
    buyer = facts.buyer
    country = buyer.address.country or vat_id_country(buyer.vat_id)
    goes_to = facts.delivery.address.country if facts.delivery is not None else ""
    known = {each.code for each in law.extra_taxes(facts.seller.address.country, facts.issued_on)}
    for key, (base, tax, own_base, own_tax) in groups.items():
        is_further, category = key[0].startswith(FURTHER), key[0].removeprefix(FURTHER)
        yield Entry(
            sort=sort,
            kind=facts.kind,
            document_id=document_id,
            number=facts.number,
            day=day,
            customer=buyer.name,
            vat_id=buyer.vat_id,
            country=country,
            place=goes_to or country,
            case="further" if is_further else case_of(category, codes.get(key, ""), is_small_business=small),
            category=category,
            rate=key[1],
            currency=currency,
            base=base,
            tax=tax,
            own_currency=facts.currency,
            own_base=own_base,
            own_tax=own_tax,
            counts=not is_further or category in known,
            proof=_proof(facts, key),
        )


def _proof(facts: DocumentFacts, key: Key) -> str:
    """How the VAT ID was checked that is the reason for charging no VAT."""
    if key[0] not in UNTAXED_FOR_VAT_ID:
        return ""
    return facts.vat_proof.result if facts.vat_proof is not None else "unchecked"


def _is_small_business(facts: DocumentFacts) -> bool:
    """Whether the paper says that its seller is exempt as a small business, in the words of its day."""
    country = facts.seller.address.country
    words = law.small_business_wording(country, facts.language, facts.issued_on)
    return bool(words) and (words in facts.legal_texts or any(tax.reason == words for tax in facts.taxes))
