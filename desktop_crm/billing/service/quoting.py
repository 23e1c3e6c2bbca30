"""What becomes of a sent quote: accepted, declined, invoiced."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop_crm.billing import queries
from desktop_crm.billing.models import Document
from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules.copying import to_invoice
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.states import can_move_quote
from desktop_crm.billing.service import records
from desktop_crm.billing.service.records import DocumentRef, Stored
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights, texts
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _


@rights.needs("quotes.answer")
def accept_quote(caller: Caller, document_id: int, version: int | None, today: date) -> int:
    """Note that the customer took it (an expired one too, if you let them); the new version."""
    return _answer(caller, document_id, version, "accepted", _("Quote {number} accepted"), "", today)


@rights.needs("quotes.answer")
def decline_quote(caller: Caller, document_id: int, version: int | None, reason: str, today: date) -> int:
    """Note that the customer said no, and why (may be empty); the new version."""
    reason = texts.tidy_text(reason)
    texts.check_text(reason, "reason")
    return _answer(caller, document_id, version, "declined", _("Quote {number} declined"), reason, today)


def _answer(
    caller: Caller, document_id: int, version: int | None, state: str, said: Message, reason: str, today: date
) -> int:
    with transaction(caller) as changed:
        stored = records.read_version(document_id, version)
        _need_sent(stored, state)
        new_version = writes.update_versioned(
            Document, document_id, stored.version, state=state, answered_on=today, answer=reason
        )
        what = replace(said, values={"number": stored.number})
        records.write_timeline(caller, stored, "quote", what, summary=reason)
        changed.add("quote")
    return new_version


def _need_sent(stored: Stored, state: str) -> None:
    if stored.kind != "quote":
        raise UserError(_("This is no quote"), "id")
    if stored.state == "draft":
        raise UserError(_("Send the quote first: a draft has no number yet"), "id")
    if stored.state == state:
        raise UserError(_("{number} has this state already", number=stored.number), "id")
    if not can_move_quote(stored.state, state):
        raise UserError(_("{number} has been invoiced already", number=stored.number), "id")


@rights.needs("documents.draft")
def invoice_quote(caller: Caller, document_id: int, today: date, *, again: bool = False) -> DocumentRef:
    """A draft invoice with everything the quote agreed. A second one only when asked for (`again`)."""
    with transaction(caller) as changed:
        quote = records.read(document_id)
        if quote.kind != "quote":
            raise UserError(_("This is no quote"), "id")
        if quote.state == "draft":
            raise UserError(_("Send the quote first: a draft has no number yet"), "id")
        if quote.state == "declined":
            raise UserError(_("{number} was declined: accept it first", number=quote.number), "id")
        if (orders := chain.orders_of(document_id)) and not again:
            message = _("{order} was made of {number}: bill that", order=orders[0], number=quote.number)
            raise UserError(message, "id")
        if quote.state == "invoiced" and not again:
            number = (
                raw()
                .execute(
                    "SELECT coalesce(number_text, '') FROM document WHERE quote_id = ? ORDER BY id",
                    (document_id,),
                )
                .fetchone()
            )
            message = _("{number} has been invoiced already", number=quote.number)
            if number is not None and number[0]:
                message = _(
                    "{number} has been invoiced already: {invoice}", number=quote.number, invoice=number[0]
                )
            raise UserError(message, "id")
        draft = replace(
            with_usual(caller, to_invoice(quote.draft, document_id), "quote", today),
            is_sample=quote.is_sample,
        )
        if quote.state == "invoiced":  # once more: it fulfils nothing that is not fulfilled already
            draft = replace(draft, lines=tuple(replace(line, of=None) for line in draft.lines))
        ref = records.insert_draft(caller, draft)
        if quote.state != "invoiced":
            answered = quote.state == "accepted"
            values = {} if answered else {"answered_on": today}
            writes.update_versioned(Document, document_id, quote.version, state="invoiced", **values)
        changed.update(("quote", "invoice"))
    return ref


def with_usual(caller: Caller, draft: DocumentDraft, source: str, today: date) -> DocumentDraft:
    """An invoice made from a quote (or order), with the terms and texts that the customer's invoices have.

    A text that somebody wrote for this quote stays; the usual one of quotes ("We are pleased to offer") gives
    way to that of invoices.
    """
    usual = queries.new_draft(caller, "invoice", draft.contact_id, today)
    source_like: DocumentDraft = replace(draft, kind=source, form="", is_corrected=False)  # type: ignore[arg-type]
    before, now = queries.with_texts(caller, source_like), queries.with_texts(caller, draft)
    return replace(
        draft,
        terms_id=draft.terms_id or usual.terms_id,
        intro=now.intro if draft.intro == before.intro else draft.intro,
        notes=now.notes if draft.notes == before.notes else draft.notes,
        cover=draft.cover or now.cover,
    )
