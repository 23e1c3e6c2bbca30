"""Many issued documents at once, without papers: large databases for trials and measurements.

Nothing else writes this way, and each paper's facts say that it is a sample. The rows are those of
`service.issuing`; the numbers come from the same series, the chain of seals is as long and as strict, and
`verify` finds nothing to say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import chain as joined
from typing import Any, Final

from desktop_crm.billing.models import Document, DocumentLine, DocumentTax, Payment
from desktop_crm.billing.rules import chain, paying
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import CREDIT_NOTE, INVOICE, QUOTE, DocumentFacts, Kind, Preceding
from desktop_crm.billing.rules.payments import METHOD_WORDS, PaymentDraft
from desktop_crm.billing.service import issuing, payments, records, seals, searching
from desktop_crm.company import service as company_service
from desktop_crm.contacts import service as contacts_service
from desktop_crm.contacts.service import Event
from desktop_crm.database import search, writes
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import _

_NUMBER: Final = "SELECT number_text, issued_on FROM document WHERE id = ?"
_KINDS: Final[tuple[Kind, ...]] = (QUOTE, INVOICE, CREDIT_NOTE)


@dataclass(frozen=True, slots=True)
class NewDocument:
    """One issued document to be written: a complete draft and its facts, which have no number yet.

    `state` is that of the table; `credited` the sum of the credit notes over an invoice and `credited_lines`
    the invoice's lines (from 1) that a credit note takes back, in its own order.
    """

    id: int
    draft: DocumentDraft
    facts: DocumentFacts
    state: str = "issued"
    answered_on: date | None = None
    answer: str = ""
    credited: int = 0
    credited_lines: tuple[int, ...] = ()
    payments: tuple[PaymentDraft, ...] = ()

    @property
    def issued_on(self) -> date:
        return self.facts.issued_on

    @property
    def at(self) -> datetime:
        return _at(self.issued_on)


@dataclass(frozen=True, slots=True)
class _Sealed:
    """A document with its number and its place in the chain."""

    new: NewDocument
    facts: DocumentFacts
    stored: str
    draft: bytes
    series_id: int
    year: int
    number: int
    link: int
    previous: str
    seal: str


def next_document_id() -> int:
    """The first free id; it stays free until the running transaction ends."""
    return writes.next_id(Document)


def insert_documents(caller: Caller, documents: Sequence[NewDocument]) -> None:
    """Number, seal and write documents, given in the order of their issue. Needs a transaction and free ids.

    Their numbers follow those already given. An invoice comes before what refers to it, here or earlier.
    """
    # Lines of an issued document are refused, so they come first and their documents after them.
    raw().defer_foreign_keys()
    sealed: list[_Sealed] = []
    for kind in _KINDS:
        ours = [each for each in documents if each.draft.kind == kind]
        if kind == CREDIT_NOTE:
            ours = _with_preceding(ours, sealed)
        sealed += _seal(caller, kind, ours)
    sealed.sort(key=lambda each: each.new.id)
    writes.insert_many(DocumentLine, joined.from_iterable(map(_line_rows, sealed)))
    writes.insert_many(DocumentTax, joined.from_iterable(map(_tax_rows, sealed)))
    writes.insert_many(Document, map(_row, sealed))
    seals.seal_records(each.new.id for each in sealed)
    writes.insert_many(Payment, joined.from_iterable(_payment_rows(caller, each) for each in sealed))
    contacts_service.write_events(sorted(_events(caller, sealed), key=lambda event: event.at))
    search.index_many(_entries(sealed))


def _entries(sealed: Sequence[_Sealed]) -> Iterator[search.Entry]:
    """As single documents are made findable; many have their lines and sums in common."""
    known: dict[tuple[int, int], list[search.Part]] = {}
    for each in sorted(sealed, key=lambda each: (each.new.draft.kind, each.new.id)):
        draft, facts = each.new.draft, each.facts
        shared = (id(draft.lines), id(facts.totals))  # `sealed` keeps both while this runs
        if shared not in known:
            known[shared] = [
                search.folded(part) for part in searching.priced_parts(draft, searching.of_facts(facts))
            ]
        paid = [searching.Paid(payment.amount, payment.reference) for payment in each.new.payments]
        corrects = "" if facts.preceding is None else facts.preceding.number
        yield searching.entry(
            each.new.id, draft, facts.buyer.name, facts.number, known[shared], paid, corrects
        )


def _with_preceding(credits: Sequence[NewDocument], sealed: Sequence[_Sealed]) -> list[NewDocument]:
    """Credit notes that name their invoices: those of this call, or those written before."""
    known = {
        each.new.id: Preceding(number=each.facts.number, issued_on=each.new.issued_on) for each in sealed
    }
    named = []
    for credit in credits:
        invoice = credit.draft.corrects_id
        assert invoice is not None
        if invoice not in known:
            number, on = raw().execute(_NUMBER, (invoice,)).fetchone()
            known[invoice] = Preceding(number=number, issued_on=date.fromisoformat(on))
        named.append(replace(credit, facts=replace(credit.facts, preceding=known[invoice])))
    return named


def _seal(caller: Caller, kind: Kind, ours: Sequence[NewDocument]) -> Iterator[_Sealed]:
    numbers = company_service.draw_numbers(caller, kind, [each.issued_on for each in ours])
    if not ours:
        return
    link, previous = issuing.previous_link(numbers[0].series_id)
    shared: dict[int, tuple[Any, str]] = {}
    for new, drawn in zip(ours, numbers, strict=True):
        facts = replace(paying.numbered(new.facts, drawn.text), is_sample=True)
        data = canonical.dump_sharing(facts, shared)
        seal = chain.seal(previous, data, "", "")
        draft = canonical.dump_sharing(new.draft, shared)
        place = (drawn.series_id, drawn.year, drawn.number, link or 1)
        yield _Sealed(new, facts, data.decode(), draft, *place, previous, seal)
        link, previous = (link or 1) + 1, seal


def _row(each: _Sealed) -> dict[str, Any]:
    new, draft, sums = each.new, each.new.draft, each.facts.totals
    paid = sum(payment.amount for payment in new.payments)
    is_owed = draft.kind == INVOICE and new.state == "issued"
    return records.draft_columns(draft, each.facts.buyer.name, sums, each.draft) | {
        "id": new.id,
        "state": new.state,
        "series": each.series_id,
        "year": each.year,
        "number": each.number,
        "number_text": each.facts.number,
        "paid": paid,
        "credited": new.credited,
        "open": sums.due - paid - new.credited if is_owed else 0,
        "facts": each.stored,
        "link": each.link,
        "previous_hash": each.previous,
        "hash": each.seal,
        "issued_at": new.at,
        "sent_at": new.at if draft.kind != CREDIT_NOTE else None,
        "answered_on": new.answered_on,
        "answer": new.answer,
        "created_at": new.at,
        "updated_at": new.at,
    }


def _line_rows(each: _Sealed) -> list[dict[str, Any]]:
    credited = iter(each.new.credited_lines)
    return issuing.line_rows(each.new.id, each.new.draft, each.facts, credited)


def _tax_rows(each: _Sealed) -> list[dict[str, Any]]:
    return issuing.tax_rows(each.new.id, each.facts)


def _payment_rows(caller: Caller, each: _Sealed) -> Iterator[dict[str, Any]]:
    previous = chain.START
    for payment in each.new.payments:
        row = payments.row(caller, each.new.id, payment, _at(payment.paid_on), previous)
        previous = row["hash"]
        yield row


def _events(caller: Caller, sealed: Sequence[_Sealed]) -> Iterator[Event]:
    for each in sealed:
        draft, facts = each.new.draft, each.facts
        assert draft.contact_id is not None
        whose = (draft.kind, each.new.id)
        yield Event(
            draft.contact_id,
            each.new.at,
            records.TIMELINE.get(draft.kind, draft.kind),  # type: ignore[arg-type]
            issuing.issued_words(draft.kind, facts.number),
            draft.title,
            *whose,
            facts.totals.gross,
            draft.currency,
            caller.user,
        )
        for payment in each.new.payments:
            yield Event(
                draft.contact_id,
                _at(payment.paid_on),
                "payment",
                _("Payment for {number}", number=facts.number),
                METHOD_WORDS[payment.method],
                *whose,
                payment.amount,
                draft.currency,
                caller.user,
            )


def _at(day: date) -> datetime:
    """The moment that stands for a day: its morning."""
    return datetime.combine(day, time(9), UTC)
