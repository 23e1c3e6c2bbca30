"""Drafts: written, changed, thrown away, copied."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from desktop_crm.billing import queries
from desktop_crm.billing.models import Document
from desktop_crm.billing.queries import wording
from desktop_crm.billing.rules import checks, copying
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import Kind
from desktop_crm.billing.service import records, searching
from desktop_crm.billing.service.records import DocumentRef, Stored
from desktop_crm.database import search, trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.totals import totals_of


@rights.needs("documents.draft")
def create_draft(caller: Caller, draft: DocumentDraft, today: date, key: str | None = None) -> DocumentRef:
    """Keep a new draft. With a `key` used before (a click sent twice) the first one's reference is returned.

    Raises UserError naming the field of what can never be right; what is still empty is let through.
    """
    if draft.kind == "credit_note":
        raise UserError(_("A credit note is made from its invoice"), "kind")
    if draft.kind == "receipt":
        raise UserError(_("A receipt is made from its payment"), "kind")
    with transaction(caller) as changed:
        changed.add(draft.kind)
        if key is None:
            return records.insert_draft(caller, draft)
        return DocumentRef(*writes.once(f"create:{key}", lambda: list(records.insert_draft(caller, draft))))


@rights.needs("documents.draft")
def save_draft(caller: Caller, document_id: int, version: int, draft: DocumentDraft, today: date) -> int:
    """Change a draft; returns the new version. Raises Conflict when another wrote first."""
    with transaction(caller) as changed:
        changed.add(draft.kind)
        return records.update_draft(caller, document_id, version, draft)


_OPEN_AGAIN: Final = (
    "SELECT 1 FROM document WHERE id = ? AND kind = 'quote' AND state = 'invoiced'"
    " AND NOT EXISTS (SELECT 1 FROM document i WHERE i.quote_id = ?)"
)


@rights.needs("documents.draft")
def delete_draft(caller: Caller, document_id: int, version: int) -> None:
    """Throw a draft away. A quote whose only invoice this was is open to be invoiced again."""
    with transaction(caller) as changed:
        stored = records.read(document_id)
        records.need_draft(stored)
        if stored.version != version:
            raise Conflict(_("Somebody else changed this in the meantime."))
        writes.delete(Document, document_id)
        search.remove(stored.kind, document_id)
        changed.add(stored.kind)
        quote_id = stored.draft.from_id
        if quote_id is not None and raw().execute(_OPEN_AGAIN, (quote_id, quote_id)).fetchone():
            writes.update(Document, quote_id, state="accepted")
            changed.add("quote")


@rights.needs("documents.draft")
def bring_back_draft(caller: Caller, entry_id: int) -> DocumentRef:
    """Bring a deleted draft back; the quote that it was made from counts as invoiced again."""
    with transaction(caller) as changed:
        entry = trail.get_entry(entry_id)
        if entry.table != "document":
            raise UserError(_("This entry is about something else"), "id")
        trail.belongs_to(undoes=entry_id)
        trail.put_back(entry)
        stored = records.read(entry.row)
        draft = stored.draft
        result = totals_of(checks.check_draft(draft))
        title = wording.title_of(caller, draft, utc_now().date())
        searching.index_draft(stored.id, draft, stored.customer, result, title, is_new=True)
        changed.add(stored.kind)
        quote_id = draft.from_id
        if quote_id is not None and draft.kind == "invoice" and not draft.form and _is_accepted(quote_id):
            writes.update(Document, quote_id, state="invoiced")
            changed.add("quote")
    return DocumentRef(stored.id, stored.version)


def _is_accepted(quote_id: int) -> bool:
    quote = records.read(quote_id)
    return quote.kind == "quote" and quote.state == "accepted"


@rights.needs("documents.draft")
def duplicate(caller: Caller, document_id: int, today: date, kind: Kind | None = None) -> DocumentRef:
    """A new draft like this document; a credit note's or receipt's duplicate is an invoice."""
    stored = records.read(document_id)
    wanted: Kind = kind or ("invoice" if stored.kind in ("credit_note", "receipt") else stored.draft.kind)
    draft = queries.priced(caller, copying.duplicate(_copied(stored), wanted), today)
    return create_draft(caller, draft, today)


@rights.needs("documents.draft")
def copy_as_next_month(caller: Caller, document_ids: Sequence[int], today: date) -> tuple[int, ...]:
    """The same invoices again as drafts, dates and months in their texts moved on; all of them or none."""
    made: list[int] = []
    with transaction(caller) as changed:
        for document_id in document_ids:
            stored = records.read(document_id)
            if stored.kind == "credit_note":
                raise UserError(_("Credit notes do not repeat: {number}", number=stored.number))
            if stored.kind == "receipt":
                raise UserError(_("Receipts do not repeat: {number}", number=stored.number))
            draft = _copied(stored)
            if draft.issued_on is None:
                draft = replace(draft, issued_on=today)
            moved = copying.as_next_month(draft, draft.language or "en")
            made.append(records.insert_draft(caller, queries.priced(caller, moved, today)).id)
            changed.add(stored.kind)
    return tuple(made)


def _copied(stored: Stored) -> DocumentDraft:
    if stored.is_external:
        raise UserError(
            _("{number} comes from another program: there is nothing to copy", number=stored.number)
        )
    # A VAT ID that was not checked is taken upon oneself for one paper at a time.
    return replace(stored.draft, internal_notes=stored.internal_notes, vat_unchecked=False)


@rights.needs("documents.draft")
def save_internal_notes(caller: Caller, document_id: int, version: int, text: str) -> int:
    """Notes for ourselves, on drafts and issued documents alike; returns the new version."""
    from desktop_crm.values import texts

    text = texts.tidy_text(text)
    texts.check_text(text, "internal_notes")
    with transaction(caller) as changed:
        stored = records.read(document_id)
        changed.add(stored.kind)
        if stored.state == "draft":
            return records.update_draft(
                caller, document_id, version, replace(stored.draft, internal_notes=text)
            )
        return writes.update_versioned(Document, document_id, version, internal_notes=text)
