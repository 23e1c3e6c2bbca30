"""What a paper says of the papers before it, and where it does not fit them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules.checks import Problem
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import (
    DELIVERY,
    INVOICE,
    ORDER,
    QUOTE,
    RECEIPT,
    DeductedFacts,
    Preceding,
    ReceivedFacts,
    TaxFacts,
)
from desktop_crm.billing.rules.fulfilling import exceeding, undelivered
from desktop_crm.billing.rules.staging import Billed
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_NUMBERED: Final = (
    "SELECT number_text, issued_on, kind, quote_id FROM document WHERE id = ? AND state <> 'draft'"
)
_PAYMENT: Final = (
    "SELECT p.paid_on, p.method, p.reference, d.number_text, d.issued_on FROM payment p"
    " JOIN document d ON d.id = p.document_id WHERE p.id = ?"
)


def _numbered(document_id: int | None, kind: str) -> Preceding | None:
    if document_id is None:
        return None
    row = raw().execute(_NUMBERED, (document_id,)).fetchone()
    if row is None or row[2] != kind:
        return None
    return Preceding(number=row[0], issued_on=date.fromisoformat(row[1]))


def order_of(draft: DocumentDraft) -> Preceding | None:
    """The order confirmation that a paper follows."""
    return _numbered(draft.from_id, ORDER)


def quote_of(draft: DocumentDraft) -> Preceding | None:
    """The quote that a paper follows directly."""
    return _numbered(draft.from_id, QUOTE)


def deliveries_of(draft: DocumentDraft) -> tuple[Preceding, ...]:
    """The delivery notes that an invoice bills."""
    found = [_numbered(each, DELIVERY) for each in draft.deliveries]
    return tuple(each for each in found if each is not None)


def deducted_by(draft: DocumentDraft) -> tuple[DeductedFacts, ...]:
    """The stages that a final invoice takes off, as they stand."""
    if draft.kind != INVOICE:
        return ()
    return tuple(map(deducted_facts, chain.billed_by(draft.settles)))


def deducted_facts(each: Billed) -> DeductedFacts:
    """A stage as the final invoice prints it."""
    return DeductedFacts(
        number=each.number,
        issued_on=each.issued_on,
        form=each.form,
        net=each.net,
        tax=each.tax,
        gross=each.gross,
        paid=each.paid,
        taxes=tuple(
            TaxFacts(category=category, rate=rate, base=base, tax=tax)
            for (category, rate), (base, tax) in each.groups.items()
        ),
    )


def received_by(draft: DocumentDraft) -> ReceivedFacts | None:
    """The payment that a receipt confirms."""
    if draft.kind != RECEIPT or draft.payment_id is None:
        return None
    row = raw().execute(_PAYMENT, (draft.payment_id,)).fetchone()
    if row is None:
        return None
    paid_on, method, reference, number, issued_on = row
    return ReceivedFacts(
        paid_on=date.fromisoformat(paid_on),
        method=method,
        reference=reference,
        invoice=Preceding(number=number, issued_on=date.fromisoformat(issued_on)),
    )


@rights.needs("documents.read")
def problems(caller: Caller, draft: DocumentDraft) -> Sequence[Problem]:
    """More delivered or billed than was ordered: worth a look, no reason to refuse."""
    if draft.kind not in (DELIVERY, INVOICE, ORDER) or draft.is_corrected:
        return ()
    sources = {line.of.document for line in draft.lines if line.of is not None}
    progress = {
        (source, each.line): each for source in sources for each in chain.line_progress(caller, source)
    }
    return [*exceeding(draft, progress), *undelivered(draft, progress)]
