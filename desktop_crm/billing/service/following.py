"""What issuing a paper does to the papers before it: links, states of orders, payments that move over."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from desktop_crm.billing.models import Document
from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import FINAL, INVOICE, PROGRESS
from desktop_crm.billing.rules.fulfilling import order_state
from desktop_crm.billing.rules.pricing import totals_of
from desktop_crm.billing.rules.staging import Billed, with_settled_tax
from desktop_crm.billing.service import overlaps, payments, records
from desktop_crm.billing.service.records import Stored
from desktop_crm.database import writes
from desktop_crm.database.connection import raw
from desktop_crm.values import money
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_SOURCES: Final = (
    "SELECT DISTINCT of_document_id FROM document_line WHERE document_id = ? AND of_document_id IS NOT NULL"
)
_LINKED: Final = "SELECT before_id FROM document_link WHERE document_id = ? AND role = 'delivery'"


# -------------------------------------------------------------------------------------------- before issuing


def settled(caller: Caller, draft: DocumentDraft) -> DocumentDraft:
    """The draft as it is issued, checked against the papers before it: a stage's VAT is settled with that of
    the stages that stand by now.

    Raises UserError at "lines" where a final invoice does not take off what was billed, at "deliveries" for a
    delivery note that is billed already, and for a corrected invoice whose amounts are others.
    """
    if draft.kind != INVOICE:
        return draft
    if draft.is_corrected:
        _check_corrected(draft)
        return draft
    overlaps.need_unbilled(caller, draft)
    if draft.from_id is None or draft.form not in (PROGRESS, FINAL):
        return draft
    others = chain.plain_bills(caller, draft.from_id)
    if draft.form == PROGRESS:
        return with_settled_tax(draft, (*chain.stages(caller, draft.from_id), *others))
    stages = _checked_stages(draft)
    return draft if draft.is_full or not (stages or others) else with_settled_tax(draft, (*stages, *others))


def need_no_younger(draft: DocumentDraft, on: date) -> None:
    """Raise UserError at "issued_on" for a final invoice that is older than a deposit that it takes off: all
    of the VAT was owed on its day then."""
    for stage in map(records.read, draft.settles):
        if stage.issued_on is not None and on < stage.issued_on:
            raise UserError(
                _(
                    "{number} is of {day}: no earlier invoice takes it off",
                    number=stage.number,
                    day=stage.issued_on,
                ),
                "issued_on",
            )


def _checked_stages(draft: DocumentDraft) -> tuple[Billed, ...]:
    """The stages of a final invoice, each taken off to the cent."""
    for stage in draft.settles:
        by = chain.settled_by(stage)
        if by or chain.is_cancelled(stage) or records.read(stage).state == "replaced":
            number = records.read(stage).number
            message = _("{number} stands no longer: begin the final invoice anew", number=number)
            if by:
                message = _("{number} has been taken off by {final} already", number=number, final=by)
            raise UserError(message, "lines")
    stages = chain.billed_by(draft.settles)
    for each in stages:
        taken: dict[Any, int] = {}
        for line in draft.lines:
            if line.deducts == each.id:
                key = (line.category, line.rate)
                taken[key] = taken.get(key, 0) - money.minor(line.qty * line.price, draft.currency)
        wanted = {
            key: base + tax if draft.price_mode == "gross" else base
            for key, (base, tax) in each.groups.items()
            if base or tax
        }
        if not draft.is_full and taken != wanted:
            raise UserError(
                _("{number} is not taken off as it stands: begin the final invoice anew", number=each.number),
                "lines",
            )
    return stages


def _check_corrected(draft: DocumentDraft) -> None:
    """A corrected invoice says other words about the same money."""
    if draft.corrects_id is None:
        raise UserError(_("A corrected invoice names the one that it replaces"), "corrects_id")
    wrong = records.read(draft.corrects_id)
    need_correctable(wrong)
    before, now = totals_of(wrong.draft), totals_of(draft)
    same = (
        before.tax_breakdown,
        before.line_nets,
        before.gross,
        before.due,
        wrong.currency,
        wrong.contact_id,
    )
    if same != (now.tax_breakdown, now.line_nets, now.gross, now.due, draft.currency, draft.contact_id):
        raise UserError(
            _(
                "Amounts, rates or the customer differ from {number}: correct it with a credit note instead",
                number=wrong.number,
            ),
            "lines",
        )


def need_correctable(invoice: Stored) -> None:
    """Raise UserError for what is no invoice of ours that stands whole."""
    if invoice.kind != INVOICE or invoice.is_external:
        raise UserError(_("Only an invoice of your own is corrected"), "id")
    if invoice.state == "draft":
        raise UserError(_("This invoice has not been issued yet: change or delete the draft"), "id")
    if invoice.state != "issued" or invoice.credited:
        raise UserError(_("{number} stands no longer as it was", number=invoice.number), "id")
    need_unsettled(invoice)


def need_unsettled(invoice: Stored) -> None:
    """Raise UserError for a deposit or progress invoice that a final invoice takes off."""
    by = chain.settled_by(invoice.id)
    if by:
        message = _("{final} takes {number} off: cancel {final} first", final=by, number=invoice.number)
        raise UserError(message, "id")


# --------------------------------------------------------------------------------------------- after issuing


def link_rows(document_id: int, draft: DocumentDraft) -> list[dict[str, Any]]:
    """The rows of `document_link` of a paper that is being sealed."""
    if draft.kind != INVOICE:
        return []
    role = "prepaid" if draft.is_full else "settles"
    found = [(each, "delivery") for each in draft.deliveries] + [(each, role) for each in draft.settles]
    return [{"document": document_id, "before": before, "role": role} for before, role in found]


def follow_up(caller: Caller, document_id: int, draft: DocumentDraft, today: date) -> set[str]:
    """After a paper was sealed: payments of the invoice in whose place it stands, states of what it fulfils.
    The kinds that changed. Inside the running transaction."""
    changed: set[str] = set()
    if draft.kind == INVOICE and draft.corrects_id is not None:
        if payments.move(caller, draft.corrects_id, document_id, today):
            changed.add("payment")
        if draft.is_corrected:
            writes.update(Document, draft.corrects_id, state="replaced", open=0)
    return changed | _refresh(caller, _sources_of(draft))


def refresh_sources(caller: Caller, document_id: int) -> set[str]:
    """The states of the orders, quotes and delivery notes that a stored paper fulfils, as they are now."""
    stored = records.read(document_id)
    sources = {row[0] for row in raw().execute(_SOURCES, (document_id,)).fetchall()}
    if stored.draft.from_id is not None:
        sources.add(stored.draft.from_id)
    sources |= {row[0] for row in raw().execute(_LINKED, (document_id,)).fetchall()}
    return _refresh(caller, sources)


def _sources_of(draft: DocumentDraft) -> set[int]:
    """The same of a paper that has just been sealed, whose rows say what its draft says."""
    sources = {line.of.document for line in draft.lines if line.kind == "item" and line.of is not None}
    if draft.from_id is not None:
        sources.add(draft.from_id)
    return sources | (set(draft.deliveries) if draft.kind == INVOICE else set())


def _refresh(caller: Caller, sources: set[int]) -> set[str]:
    changed: set[str] = set()
    for source in sorted(sources):
        before = records.read(source)
        state = _state_now(caller, before)
        if state != before.state:
            writes.update(Document, source, state=state)
            changed.add(before.kind)
    return changed


def _state_now(caller: Caller, paper: Stored) -> str:
    if paper.state in ("draft", "cancelled", "declined"):
        return paper.state
    if paper.kind == "order":
        is_settled = bool(chain.final_number(paper.id))
        return order_state(chain.line_progress(caller, paper.id), is_settled=is_settled)
    if paper.kind == "delivery":
        return "invoiced" if chain.is_billed(paper.id) else "issued"
    if paper.kind == "pro_forma":
        return "invoiced" if chain.final_number(paper.id) else paper.state
    if paper.kind == "quote":
        lines = chain.line_progress(caller, paper.id)
        if chain.final_number(paper.id) or (lines and all(each.invoiced >= each.ordered for each in lines)):
            return "invoiced"
    return paper.state
