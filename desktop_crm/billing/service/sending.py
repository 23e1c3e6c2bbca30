"""Papers to look at, to name, to mail."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.billing import queries
from desktop_crm.billing.models import Document
from desktop_crm.billing.queries.rows import DocumentView
from desktop_crm.billing.queries.sample_paper import sample_facts
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.outbox import LetterDraft
from desktop_crm.billing.service import records
from desktop_crm.billing.service.rendering import pictures_of
from desktop_crm.company import queries as company
from desktop_crm.company.queries import mail_templates as mail_texts
from desktop_crm.company.rules.profile import FirmDraft
from desktop_crm.contacts import queries as contacts
from desktop_crm.database import blobs, trail
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.mail import drafts as mail
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

_SENT: Final = "UPDATE document SET sent_at = ?, version = version + 1, updated_at = ? WHERE id = ?"


@rights.needs("documents.read")
def preview_pdf(caller: Caller, draft: DocumentDraft, today: date) -> bytes:
    """The paper of a draft as it would be now, marked as a draft."""
    from desktop_crm.billing.documents import paper

    facts = queries.preview_facts(caller, draft, today)
    return paper.draft_pdf(facts, pictures_of(facts))


@rights.needs("settings.change")
def sample_pdf(caller: Caller, firm: FirmDraft, sort: str, today: date, language: str = "") -> bytes:
    """A made-up paper as this firm would send it, to look at while its design is chosen."""
    from desktop_crm.billing.documents import paper

    facts = sample_facts(caller, firm, sort, language or firm.language or "en", today)
    return paper.sample_pdf(facts, pictures_of(facts))


@rights.needs("documents.read")
def copy_pdf(caller: Caller, document_id: int) -> bytes:
    """An issued paper once more, marked as a copy and without its e-invoice. UserError for a draft and for a
    paper of another program."""
    from desktop_crm.billing.documents import paper

    stored = records.read(document_id)
    if stored.facts is None:
        raise UserError(_("Only papers that were issued here can be printed again"), "id")
    facts = canonical.load(DocumentFacts, stored.facts)
    return paper.copy_pdf(facts, pictures_of(facts))


@rights.needs("documents.read")
def file_name(caller: Caller, document_id: int, extension: str = "pdf", today: date = date.max) -> str:
    """The name of an issued document's file, by the firm's pattern; a draft has the word in place of its
    number."""
    from desktop_crm.billing.documents import file_names

    view = queries.get_document(caller, document_id, today)
    if view.facts is None:
        return file_names.safe_name(view.row.number or view.row.title or str(document_id), extension)
    firm = company.firm_or_none(caller)
    pattern = firm.draft.file_name_pattern if firm else file_names.DEFAULT_PATTERN
    return file_names.file_name(view.facts, pattern, extension)


@rights.needs("documents.send")
def write_mail(caller: Caller, document_id: int, today: date) -> bytes:
    """A mail draft (`.eml`) to the customer with the stored PDF; logged on the timeline, marked as sent.

    Raises UserError for what has not been issued yet and for an internal note.
    """
    view = mailable(caller, document_id, today)
    assert view.facts is not None
    letter = letter_of(caller, view)
    message = mail.build(
        mail.MailDraft(
            to=(letter.to,) if letter.to else (),
            sender=view.facts.seller.email,
            subject=letter.subject,
            text=letter.body,
            attachments=attachments_of(caller, document_id, view.facts),
        )
    )
    log_sent(caller, document_id, letter.subject, letter.to)
    return message


@rights.needs("documents.send")
def attachments_of(caller: Caller, document_id: int, facts: DocumentFacts) -> tuple[mail.Attached, ...]:
    """What a mail with the paper carries."""
    pdf = queries.stored_pdf(caller, document_id)
    enclosed = queries.list_enclosures(caller, document_id)
    return (
        mail.Attached(file_name(caller, document_id), pdf, "application/pdf"),
        *_einvoice_of(caller, document_id, facts),
        *(mail.Attached(each.name, blobs.get(each.sha256), each.media_type) for each in enclosed),
    )


def _einvoice_of(caller: Caller, document_id: int, facts: DocumentFacts) -> tuple[mail.Attached, ...]:
    """The XML beside the PDF, where the customer's format does not travel inside the PDF."""
    from desktop_crm.billing.documents import einvoice

    profile = einvoice.profile_of(facts.einvoice)
    if not einvoice.has_xml(facts) or profile == einvoice.profile_of(""):
        return ()
    xml = queries.stored_xml(caller, document_id)
    return (mail.Attached(file_name(caller, document_id, "xml"), xml, "application/xml"),)


@rights.needs("documents.send")
def mailable(caller: Caller, document_id: int, today: date) -> DocumentView:
    """The paper, where it may go to the customer. Raises UserError for a draft and for an internal note."""
    view = queries.get_document(caller, document_id, today)
    if view.row.state == "draft":
        raise UserError(_("Issue it first: a draft is not sent"), "id")
    if view.facts is None or not view.has_pdf:
        raise UserError(_("It was issued in another program: there is no PDF to send"), "id")
    if view.facts.is_internal:
        raise UserError(
            _("This is an internal note: send the customer the paper of your certified software"), "id"
        )
    return view


@rights.needs("documents.send")
def letter_of(caller: Caller, view: DocumentView) -> LetterDraft:
    """What goes with an issued paper, in its language, to the customer's mail address ("" for none)."""
    from desktop_crm.billing.documents import mail as letters

    assert view.facts is not None
    own = mail_texts.text_for(caller, view.facts.kind, view.facts.language)
    left = view.row.open if view.facts.kind == "invoice" else None
    letter = letters.letter(view.facts, caller.signature, own, left)
    defaults = None if view.row.contact_id is None else contacts.get_defaults(caller, view.row.contact_id)
    return LetterDraft(to=defaults.mail if defaults else "", subject=letter.subject, body=letter.body)


@rights.needs("documents.send")
def mark_sent(caller: Caller, document_id: int, today: date) -> None:
    """Note that a paper went out by other ways (post, a portal)."""
    stored = records.read(document_id)
    if stored.state == "draft":
        raise UserError(_("Issue it first: a draft is not sent"), "id")
    message = _("{number} marked as sent", number=stored.number)
    log_sent(caller, document_id, message, "")


@rights.needs("documents.send")
def log_sent(
    caller: Caller, document_id: int, subject: Message | str, summary: str, *, is_paper: bool = True
) -> None:
    """On the timeline, and (`is_paper`: it was the paper that went out) on the paper itself."""
    with transaction(caller) as changed:
        stored = records.read(document_id)
        now = stamp(utc_now())
        if is_paper:
            trail.touch(Document, document_id, parts=False)
            raw().execute(_SENT, (now, now, document_id))
        records.write_timeline(caller, stored, "mail", subject, summary=summary)
        changed.add(stored.kind)
