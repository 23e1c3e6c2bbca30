"""Receipts: a numbered paper that confirms one payment."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.billing import queries
from desktop_crm.billing.rules import printed
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import RECEIPT
from desktop_crm.billing.service import confirmations, issuing, records
from desktop_crm.billing.service.records import Issued
from desktop_crm.billing.service.rendering import PRINTER, Renderer
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import money, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _

_PAYMENT: Final = (
    "SELECT p.document_id, p.amount, p.paid_on, p.reverses_id, r.id FROM payment p"
    " LEFT JOIN payment r ON r.reverses_id = p.id WHERE p.id = ?"
)
_LAST: Final = (
    "SELECT p.id FROM payment p WHERE p.document_id = ? AND p.reverses_id IS NULL AND p.amount > 0"
    " AND NOT EXISTS (SELECT 1 FROM payment r WHERE r.reverses_id = p.id) ORDER BY p.id DESC LIMIT 1"
)


@rights.needs("payments.record")
def issue_receipt(
    caller: Caller,
    invoice_id: int,
    payment_id: int | None = None,
    *,
    today: date,
    key: str | None = None,
    render: Renderer | None = None,
) -> Issued:
    """Confirm a payment of an invoice (the last one if none is named) on a paper of its own.

    Raises UserError at "payment" for a payment that is confirmed already, was reversed or went out.
    """

    def work() -> Issued:
        with transaction(caller) as changed:
            changed.add("receipt")
            draft = queries.with_texts(caller, _draft(invoice_id, payment_id, today))
            prepared = issuing.prepare(caller, draft, today, today, render or PRINTER)
            ref = records.insert_draft(caller, prepared.draft)
            return issuing.seal(caller, records.read(ref.id), prepared, render or PRINTER)

    return issuing.answered_once(key, invoice_id, work)


def _draft(invoice_id: int, payment_id: int | None, today: date) -> DocumentDraft:
    invoice = records.read(invoice_id)
    if payment_id is None:
        row = raw().execute(_LAST, (invoice_id,)).fetchone()
        if row is None:
            raise UserError(_("Nothing has been paid of {number}", number=invoice.number), "payment")
        payment_id = int(row[0])
    found = raw().execute(_PAYMENT, (payment_id,)).fetchone()
    if found is None or found[0] != invoice_id:
        raise NotFound(_("There is no payment {id}", id=str(payment_id)), "payment")
    _invoice, amount, _paid_on, reverses, reversed_by = found
    if reverses is not None or reversed_by is not None:
        raise UserError(_("This payment has been reversed already"), "payment")
    if amount <= 0:
        raise UserError(_("Only money that came in is confirmed"), "payment")
    if confirmations.receipt_of(invoice_id, payment_id) is not None:
        raise UserError(_("This payment has been confirmed already"), "payment")
    words = printed.payment(printed.paper_words(invoice.draft.language), invoice.number)
    price = money.major(amount, invoice.currency)
    return DocumentDraft(
        kind=RECEIPT,
        contact_id=invoice.contact_id,
        person_id=invoice.draft.person_id,
        currency=invoice.currency,
        language=invoice.draft.language,
        address=invoice.draft.address,
        lines=(LineDraft(description=words, price=price, category="O"),),
        from_id=invoice_id,
        payment_id=payment_id,
        is_sample=invoice.is_sample,
    )
