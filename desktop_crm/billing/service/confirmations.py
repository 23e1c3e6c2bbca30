"""Which receipt confirms a payment, and what becomes of it when the payment was no payment."""

from __future__ import annotations

from typing import Final

from desktop_crm.billing.models import Document
from desktop_crm.billing.service import records
from desktop_crm.database import writes
from desktop_crm.database.connection import raw

_RECEIPTS: Final = (
    "SELECT id, draft FROM document WHERE quote_id = ? AND kind = 'receipt' AND state = 'issued'"
)


def receipt_of(invoice_id: int, payment_id: int) -> int | None:
    """The receipt that stands for a payment of an invoice."""
    for document_id, draft in raw().execute(_RECEIPTS, (invoice_id,)).fetchall():
        if f'"payment_id":{payment_id}' in draft:
            stored = records.read(document_id)
            if stored.draft.payment_id == payment_id:
                return int(document_id)
    return None


def cancel_receipt(invoice_id: int, payment_id: int) -> bool:
    """A payment that was reversed is confirmed no longer; the paper stays. Inside the running transaction."""
    document_id = receipt_of(invoice_id, payment_id)
    if document_id is not None:
        writes.update(Document, document_id, state="cancelled")
    return document_id is not None
