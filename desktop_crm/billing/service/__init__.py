"""Every change of quotes, invoices, credit notes and payments."""

from desktop_crm.billing.documents.document_json import credit_lines_from_json
from desktop_crm.billing.service.appending import append_files, keep_appendix, kept_appendix
from desktop_crm.billing.service.bulk import NewDocument, insert_documents, next_document_id
from desktop_crm.billing.service.checking import problems, promised_format
from desktop_crm.billing.service.crediting import (
    Correction,
    cancel_invoice,
    correct_invoice,
    correct_text,
    credit_invoice,
)
from desktop_crm.billing.service.customers import add_customer, state_customer
from desktop_crm.billing.service.drafts import (
    bring_back_draft,
    copy_as_next_month,
    create_draft,
    delete_draft,
    duplicate,
    save_draft,
    save_internal_notes,
)
from desktop_crm.billing.service.einvoices import Batch, EInvoiceFile, einvoice, export_einvoices
from desktop_crm.billing.service.enclosing import enclose, unenclose
from desktop_crm.billing.service.erasing import count_papers, forget_papers
from desktop_crm.billing.service.external import ExternalResult, import_external, plan_external
from desktop_crm.billing.service.fiscal import take_in_fiscal
from desktop_crm.billing.service.issue_batches import (
    Candidate,
    IssueBatch,
    issue_candidates,
    issue_invoices,
)
from desktop_crm.billing.service.issuing import issue_invoice, issue_paper, send_quote
from desktop_crm.billing.service.json_drafts import draft_from_json
from desktop_crm.billing.service.mail_batches import (
    MailBatch,
    Recipient,
    mail_recipients,
    queue_mails,
    take_mails_back,
)
from desktop_crm.billing.service.ordering import cancel_paper, deliver_order, order_quote, pro_forma_of
from desktop_crm.billing.service.outbox import (
    Outcome,
    Poster,
    hold_mails,
    mail_draft,
    queue_mail,
    send_mail_again,
    send_next_mail,
    settle_mail,
    take_mail_back,
)
from desktop_crm.billing.service.payments import lift_write_off, record_payment, void_payment, write_off
from desktop_crm.billing.service.personal import personal_sections
from desktop_crm.billing.service.purging import (
    begin_purge,
    hold_paper,
    purge_papers,
    release_paper,
    set_paper_times,
    settled_again,
    still_due,
)
from desktop_crm.billing.service.quoting import accept_quote, decline_quote, invoice_quote
from desktop_crm.billing.service.receipts import issue_receipt
from desktop_crm.billing.service.records import DocumentRef, Issued
from desktop_crm.billing.service.recurring import (
    FailedBill,
    MadeBill,
    Run,
    create_recurring,
    end_recurring,
    run_recurring,
    save_recurring,
)
from desktop_crm.billing.service.recurring_acts import (
    bill_recurring,
    continue_recurring,
    pause_recurring,
    skip_recurring,
)
from desktop_crm.billing.service.rendering import NO_PAPER, PRINTER, Paper, Renderer, pictures_of
from desktop_crm.billing.service.samples import remove_samples
from desktop_crm.billing.service.sending import (
    copy_pdf,
    file_name,
    mark_sent,
    preview_pdf,
    sample_pdf,
    write_mail,
)
from desktop_crm.billing.service.staging import (
    deposit_invoice,
    final_invoice,
    invoice_deliveries,
    invoice_order,
    progress_invoice,
)
from desktop_crm.billing.service.treating import go_unchecked, treat
from desktop_crm.billing.service.verifying import Finding, VerifyReport, verify

__all__ = [
    "NO_PAPER",
    "PRINTER",
    "Batch",
    "Candidate",
    "Correction",
    "DocumentRef",
    "EInvoiceFile",
    "ExternalResult",
    "FailedBill",
    "Finding",
    "IssueBatch",
    "Issued",
    "MadeBill",
    "MailBatch",
    "NewDocument",
    "Outcome",
    "Paper",
    "Poster",
    "Recipient",
    "Renderer",
    "Run",
    "VerifyReport",
    "accept_quote",
    "add_customer",
    "append_files",
    "begin_purge",
    "bill_recurring",
    "bring_back_draft",
    "cancel_invoice",
    "cancel_paper",
    "continue_recurring",
    "copy_as_next_month",
    "copy_pdf",
    "correct_invoice",
    "correct_text",
    "count_papers",
    "create_draft",
    "create_recurring",
    "credit_invoice",
    "credit_lines_from_json",
    "decline_quote",
    "delete_draft",
    "deliver_order",
    "deposit_invoice",
    "draft_from_json",
    "duplicate",
    "einvoice",
    "enclose",
    "end_recurring",
    "export_einvoices",
    "file_name",
    "final_invoice",
    "forget_papers",
    "go_unchecked",
    "hold_mails",
    "hold_paper",
    "import_external",
    "insert_documents",
    "invoice_deliveries",
    "invoice_order",
    "invoice_quote",
    "issue_candidates",
    "issue_invoice",
    "issue_invoices",
    "issue_paper",
    "issue_receipt",
    "keep_appendix",
    "kept_appendix",
    "lift_write_off",
    "mail_draft",
    "mail_recipients",
    "mark_sent",
    "next_document_id",
    "order_quote",
    "pause_recurring",
    "personal_sections",
    "pictures_of",
    "plan_external",
    "preview_pdf",
    "pro_forma_of",
    "problems",
    "progress_invoice",
    "promised_format",
    "purge_papers",
    "queue_mail",
    "queue_mails",
    "record_payment",
    "release_paper",
    "remove_samples",
    "run_recurring",
    "sample_pdf",
    "save_draft",
    "save_internal_notes",
    "save_recurring",
    "send_mail_again",
    "send_next_mail",
    "send_quote",
    "set_paper_times",
    "settle_mail",
    "settled_again",
    "skip_recurring",
    "state_customer",
    "still_due",
    "take_in_fiscal",
    "take_mail_back",
    "take_mails_back",
    "treat",
    "unenclose",
    "verify",
    "void_payment",
    "write_mail",
    "write_off",
]  # fmt: skip
