"""Credit notes in full, by line, by amount; cancellations; corrections with a draft that takes the place."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from desktop_crm.billing import queries
from desktop_crm.billing.models import Document, DocumentLink
from desktop_crm.billing.queries import chain
from desktop_crm.billing.rules.copying import replacement
from desktop_crm.billing.rules.crediting import (
    Credit,
    CreditLine,
    credit_by_amount,
    credit_of,
    left_to_pay_back,
    less_reductions,
    wanted_quantities,
)
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import CANCELLATION, DocumentFacts, Form
from desktop_crm.billing.rules.freezing import Surroundings
from desktop_crm.billing.rules.pricing import totals_of
from desktop_crm.billing.rules.staging import Billed
from desktop_crm.billing.service import following, issuing, payments, records
from desktop_crm.billing.service.records import DocumentRef, Issued, Stored
from desktop_crm.billing.service.rendering import PRINTER, Renderer
from desktop_crm.database import trail, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.values import canonical, money, rights, texts
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_OVER: Final = "state = 'written_off' AND due - paid - credited < :amount"
"""Of an invoice of which a part came before the rest was given up, more is credited than that rest: the money
is to be paid back."""
_CREDIT: Final = (
    "UPDATE document SET credited = credited + :amount, open = CASE WHEN state = 'issued' THEN open - :amount"
    f" WHEN {_OVER} THEN due - paid - credited - :amount ELSE open END,"
    f" state = CASE WHEN {_OVER} THEN 'issued' ELSE state END,"
    " version = version + 1, updated_at = :at WHERE id = :id"
)


_CORRECTION: Final = (
    "SELECT id, version FROM document WHERE corrects_id = ? AND kind = 'invoice' AND state = 'draft'"
    " ORDER BY id"
)


class _How(NamedTuple):
    """Which part of an invoice is credited, and as what."""

    lines: tuple[CreditLine, ...] | None = None
    amount: int | None = None
    form: Form = ""
    is_replaced: bool = False  # its payments, discounts too, move to the invoice in its place


class Correction(NamedTuple):
    """The credit note that cancels a wrong invoice, and the draft that is to take its place."""

    credit: Issued
    draft: DocumentRef


@rights.needs("documents.credit")
def credit_invoice(
    caller: Caller,
    document_id: int,
    lines: tuple[CreditLine, ...] | None = None,
    *,
    today: date,
    issued_on: date | None = None,
    key: str | None = None,
    reason: str = "",
    amount: int | None = None,
    render: Renderer | None = None,
) -> Issued:
    """Issue a credit note over an invoice: all that is left of it, these lines and quantities, or an `amount`
    with its VAT.

    Raises UserError at "lines[1].line" or "lines[1].qty" for what the invoice does not have (any more),
    and as `issue_invoice` does.
    """

    def work() -> Issued:
        with transaction(caller) as changed:
            changed.update(("credit_note", "invoice", "payment"))
            how = _How(lines, amount)
            return _credit(caller, document_id, how, issued_on or today, today, reason, render or PRINTER)

    return issuing.answered_once(key, document_id, work)


@rights.needs("documents.credit")
def cancel_invoice(
    caller: Caller,
    document_id: int,
    *,
    today: date,
    issued_on: date | None = None,
    key: str | None = None,
    reason: str = "",
    render: Renderer | None = None,
) -> Issued:
    """Cancel an invoice: a credit note over all that is left of it, titled so. What was paid is to be paid
    back."""

    def work() -> Issued:
        with transaction(caller) as changed:
            changed.update(("credit_note", "invoice", "payment"))
            how = _How(form=CANCELLATION)
            return _credit(caller, document_id, how, issued_on or today, today, reason, render or PRINTER)

    return issuing.answered_once(key, document_id, work)


@rights.needs("documents.credit")
def correct_text(caller: Caller, document_id: int, *, today: date) -> DocumentRef:
    """Begin a corrected invoice (384): the same amounts in other words, as a draft. Issued it takes the place
    of the wrong one with its payments; the same click again gives the same draft."""
    with transaction(caller) as changed:
        changed.add("invoice")
        wrong = records.read(document_id)
        following.need_correctable(wrong)
        found = raw().execute(_CORRECTION, (document_id,)).fetchone()
        if found is not None:
            return DocumentRef(*found)
        draft = replace(
            replacement(wrong.draft, document_id), is_corrected=True, internal_notes=wrong.internal_notes
        )
        return records.insert_draft(caller, draft)


@rights.needs("documents.credit")
def correct_invoice(
    caller: Caller,
    document_id: int,
    *,
    today: date,
    key: str | None = None,
    reason: str = "",
    render: Renderer | None = None,
) -> Correction:
    """Cancel what is left of a wrong invoice and begin its replacement as a draft, in one act.

    Once that is issued, the payments of the wrong one stand on it; deposits that it takes off stay taken off.
    """
    with transaction(caller) as changed:
        changed.update(("credit_note", "invoice", "payment"))

        def work() -> Issued:
            how = _How(form=CANCELLATION, is_replaced=True)
            return _credit(caller, document_id, how, today, today, reason, render or PRINTER)

        before = records.read(document_id)
        credit = issuing.answered_once(key, document_id, work)
        found = (
            raw()
            .execute(
                "SELECT id, version FROM document WHERE corrects_id = ? AND kind = 'invoice' AND id > ?",
                (document_id, credit.id),
            )
            .fetchone()
        )
        if found is not None:  # the same click again: its replacement is there
            return Correction(credit, DocumentRef(*found))
        draft = replace(replacement(before.draft, document_id), internal_notes=before.internal_notes)
        return Correction(credit, records.insert_draft(caller, draft))


def _credit(
    caller: Caller,
    document_id: int,
    how: _How,
    on: date,
    today: date,
    reason: str,
    render: Renderer,
) -> Issued:
    invoice = records.read(document_id)
    _need_creditable(invoice, on)
    texts.check_text(reason, "reason")
    credit = _credit_draft(caller, invoice, how, reason)
    if how.lines is not None:
        _need_more_than_reductions(credit.draft)
    prepared = issuing.prepare(caller, credit.draft, on, today, render, _as_invoiced(invoice))
    ref = records.insert_draft(caller, prepared.draft)
    if credit.completes:
        rows = [{"document": ref.id, "before": document_id, "role": "cancels"}]
        writes.insert_many(DocumentLink, rows)
    issued = issuing.seal(caller, records.read(ref.id), prepared, render, credited=credit.quantities)
    amount = prepared.facts.totals.due
    trail.touch(Document, document_id, parts=False)
    raw().execute(_CREDIT, {"amount": amount, "at": stamp(utc_now()), "id": document_id})
    if credit.completes and not how.is_replaced:
        payments.end_discounts(caller, document_id, on)
    following.refresh_sources(caller, document_id)
    return issued


def _credit_draft(caller: Caller, invoice: Stored, how: _How, reason: str) -> Credit:
    before, draft = queries.credited_quantities(caller, invoice.id), invoice.draft
    notes = chain.credits_of(invoice.id)
    if how.amount is not None:
        made, completes = credit_by_amount(draft, invoice.id, invoice.number, how.amount, notes)
        credit = Credit(made, {}, completes)
    else:
        if chain.is_cancelled(invoice.id):
            raise UserError(_("This invoice has been credited wholly"))
        wanted = wanted_quantities(draft, before, how.lines)
        credit = credit_of(draft, invoice.id, wanted, before=before)
        if chain.credits_of(invoice.id, by_amount_only=True):
            credit = _beside_reductions(credit, draft, notes)
    made = replace(credit.draft, is_sample=invoice.is_sample, form=how.form)
    made = queries.with_texts(caller, made)
    notes_below = "\n\n".join(filter(None, (reason.strip(), made.notes)))
    return replace(credit, draft=replace(made, notes=notes_below))


def _beside_reductions(credit: Credit, invoice: DocumentDraft, notes: Sequence[Billed]) -> Credit:
    """A note over lines after notes over amounts: the last one takes these off, no other takes more than is
    left."""
    if credit.completes:
        return replace(credit, draft=less_reductions(credit.draft, invoice, notes))
    left = left_to_pay_back(invoice, notes)
    for group in totals_of(credit.draft).tax_breakdown:
        base, tax = left.get((group.category, group.rate), (0, 0))
        if group.base + group.tax > base + tax:
            shown = f"{money.plain(base + tax, invoice.currency)} {invoice.currency}"
            raise UserError(_("Only {left} can still be credited", left=shown), "lines")
    return credit


def _need_more_than_reductions(draft: DocumentDraft) -> None:
    """Raise UserError at "lines" where only what was taken off is chosen, such as the deposits of a final
    invoice: the note would ask for money."""
    if totals_of(draft).gross < 0:
        raise UserError(
            _("These lines come to less than zero: credit them together with the lines that they reduce"),
            "lines",
        )


def _need_creditable(invoice: Stored, on: date) -> None:
    if invoice.kind != "invoice":
        raise UserError(_("Only an invoice is credited"), "id")
    if invoice.state == "draft":
        raise UserError(_("This invoice has not been issued yet: change or delete the draft"), "id")
    if invoice.is_external:
        message = _("{number} comes from another program: write its credit note there", number=invoice.number)
        raise UserError(message, "id")
    if invoice.issued_on is not None and on < invoice.issued_on:
        raise UserError(_("A credit note is not older than its invoice"), "issued_on")
    if invoice.state == "replaced":
        raise UserError(_("{number} stands no longer as it was", number=invoice.number), "id")
    following.need_unsettled(invoice)


def _as_invoiced(invoice: Stored) -> Callable[[Surroundings], Surroundings]:
    """The buyer and the reasons of the invoice as printed: a credit note takes back exactly that paper."""

    def adapt(surroundings: Surroundings) -> Surroundings:
        if invoice.facts is None:
            return surroundings
        facts = canonical.load(DocumentFacts, invoice.facts)
        reasons = {(tax.category, tax.rate): (tax.reason, tax.reason_code) for tax in facts.taxes}
        return replace(
            surroundings,
            buyer=facts.buyer,
            language=facts.language,
            reasons={**surroundings.reasons, **{key: value for key, value in reasons.items() if any(value)}},
        )

    return adapt
