"""Every change of quotes, invoices, credit notes and payments."""

from desktop_crm.billing.service.crediting import Correction, correct_invoice, credit_invoice
from desktop_crm.billing.service.drafts import (
    copy_as_next_month,
    create_draft,
    delete_draft,
    duplicate,
    save_draft,
    save_internal_notes,
)
from desktop_crm.billing.service.issuing import issue_invoice, send_quote
from desktop_crm.billing.service.payments import record_payment, void_payment, write_off
from desktop_crm.billing.service.quoting import accept_quote, decline_quote, invoice_quote
from desktop_crm.billing.service.records import DocumentRef, Issued
from desktop_crm.billing.service.rendering import NO_PAPER, PRINTER, Paper, Renderer, pictures_of

__all__ = [
    "NO_PAPER", "PRINTER", "Correction", "DocumentRef", "Issued", "Paper", "Renderer", "accept_quote",
    "copy_as_next_month", "correct_invoice", "create_draft", "credit_invoice", "decline_quote",
    "delete_draft", "duplicate", "invoice_quote", "issue_invoice", "pictures_of", "record_payment",
    "save_draft", "save_internal_notes", "send_quote", "void_payment", "write_off",
]  # fmt: skip
