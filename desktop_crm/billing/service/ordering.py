"""Orders: confirmed out of quotes, delivered bit by bit, pro formas, and what is cancelled of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from desktop_crm.billing import queries
from desktop_crm.billing.models import Document
from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules import fulfilling
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DELIVERY, ORDER, PRO_FORMA, QUOTE, Kind
from desktop_crm.billing.rules.fulfilling import WantedLine, wanted_of
from desktop_crm.billing.rules.pricing import counts, numbered
from desktop_crm.billing.service import following, records
from desktop_crm.billing.service.records import DocumentRef, Stored
from desktop_crm.company.queries import periods
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights, texts
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_STANDING: Final = (
    "SELECT number_text FROM document WHERE quote_id = ? AND kind IN ('delivery', 'invoice')"
    " AND state NOT IN ('draft', 'cancelled', 'replaced') AND NOT EXISTS (SELECT 1 FROM document_link c"
    " WHERE c.before_id = document.id AND c.role = 'cancels') ORDER BY id"
)


@rights.needs("documents.draft")
def order_quote(
    caller: Caller, quote_id: int, today: date, lines: Sequence[WantedLine] | None = None
) -> DocumentRef:
    """A draft order confirmation over a quote: all that is left of it, or these lines (an option that is
    named is taken). The quote counts as accepted."""
    with transaction(caller) as changed:
        quote = need_source(quote_id, (QUOTE,))
        draft = quote.draft
        progress = chain.line_progress(caller, quote_id)
        left = {each.line: each.ordered - each.taken - each.invoiced for each in progress}
        if lines is None and not any(left.values()):
            raise UserError(_("All of {number} has been taken", number=quote.number), "id")
        wanted = None
        if lines is not None or any(left[each.line] != each.ordered for each in progress):
            options = {n: line.qty for n, line in numbered(draft).items() if not counts(line)}
            wanted = wanted_of(draft, lines, {**left, **options} if lines is not None else left)
        made = fulfilling.order_of(draft, quote_id, wanted)
        ref = _begin(caller, quote, made, today)
        accept(quote, today)
        changed.update(("quote", "order"))
    return ref


@rights.needs("documents.draft")
def deliver_order(
    caller: Caller, order_id: int, today: date, lines: Sequence[WantedLine] | None = None
) -> DocumentRef:
    """A draft delivery note over all that is left of an order, or over these lines and quantities (more than
    was ordered is warned of before it is issued)."""
    with transaction(caller) as changed:
        order = need_source(order_id, (ORDER,))
        left = {each.line: each.to_deliver for each in chain.line_progress(caller, order_id)}
        wanted = wanted_of(order.draft, lines, left)
        if not wanted:
            raise UserError(_("All of {number} has been delivered", number=order.number), "id")
        made = fulfilling.delivery_of(order.draft, order_id, wanted)
        ref = _begin(caller, order, replace(made, delivered_on=today), today)
        changed.add("delivery")
    return ref


@rights.needs("documents.draft")
def pro_forma_of(caller: Caller, document_id: int, today: date) -> DocumentRef:
    """A draft pro forma over a quote or an order."""
    with transaction(caller) as changed:
        source = need_source(document_id, (QUOTE, ORDER))
        ref = _begin(caller, source, fulfilling.pro_forma_of(source.draft, document_id), today)
        changed.add("pro_forma")
    return ref


@rights.needs("documents.credit")
def cancel_paper(caller: Caller, document_id: int, version: int | None, today: date, reason: str = "") -> int:
    """Cancel an order, a delivery note or a pro forma that nothing follows; the paper stays. The new
    version. UserError at "answered_on" for a day in a closed period."""
    reason = texts.tidy_text(reason)
    texts.check_text(reason, "reason")
    with transaction(caller) as changed:
        paper = records.read_version(document_id, version)
        if paper.kind not in (ORDER, DELIVERY, PRO_FORMA):
            raise UserError(_("Invoices are cancelled by a credit note"), "id")
        if paper.state == "draft":
            raise UserError(_("This has not been issued yet: change or delete the draft"), "id")
        if paper.state == "cancelled":
            raise UserError(_("{number} has this state already", number=paper.number), "id")
        row = raw().execute(_STANDING, (document_id,)).fetchone()
        number = row[0] if row is not None else chain.biller_of(document_id)
        if number:
            raise UserError(_("{number} follows it: cancel that first", number=number), "id")
        if not paper.is_sample:
            periods.need_open(caller, today, "answered_on")
        new_version = writes.update_versioned(
            Document, document_id, paper.version, state="cancelled", answered_on=today, answer=reason
        )
        what = _("{number} cancelled", number=paper.number)
        records.write_timeline(caller, paper, records.TIMELINE[paper.kind], what, summary=reason)
        changed.update({paper.kind, *following.refresh_sources(caller, document_id)})
    return new_version


def need_source(document_id: int, kinds: Sequence[Kind]) -> Stored:
    """The issued paper that another one is made of. UserError for drafts, other kinds, and what was declined
    or cancelled."""
    paper = records.read(document_id)
    if paper.kind not in kinds:
        raise UserError(_("This cannot be made of it"), "id")
    if paper.state == "draft":
        message = _("Issue it first: a draft has no number yet")
        if paper.kind == QUOTE:
            message = _("Send the quote first: a draft has no number yet")
        raise UserError(message, "id")
    if paper.state == "declined":
        raise UserError(_("{number} was declined: accept it first", number=paper.number), "id")
    if paper.state == "cancelled":
        raise UserError(_("{number} was cancelled", number=paper.number), "id")
    return paper


def accept(quote: Stored, today: date) -> None:
    """A quote of which something is made was taken. Inside the running transaction."""
    if quote.kind == QUOTE and quote.state == "sent":
        writes.update(Document, quote.id, state="accepted", answered_on=today)


def _begin(caller: Caller, source: Stored, draft: DocumentDraft, today: date) -> DocumentRef:
    """The draft with the terms and texts of the customer's papers of this kind."""
    usual = queries.new_draft(caller, draft.kind, draft.contact_id, today)
    draft = replace(
        queries.with_texts(caller, draft),
        terms_id=None if draft.kind == DELIVERY else draft.terms_id or usual.terms_id,
        is_sample=source.is_sample,
    )
    return records.insert_draft(caller, draft)
