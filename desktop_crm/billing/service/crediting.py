"""Credit notes in full or by line, and corrections: a cancelling credit note with a replacement draft."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from desktop_crm.billing import queries
from desktop_crm.billing.models import Document
from desktop_crm.billing.rules.copying import replacement
from desktop_crm.billing.rules.crediting import Credit, CreditLine, credit_of, wanted_quantities
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.freezing import Surroundings
from desktop_crm.billing.service import issuing, records
from desktop_crm.billing.service.records import DocumentRef, Issued, Stored
from desktop_crm.billing.service.rendering import PRINTER, Renderer
from desktop_crm.database import trail
from desktop_crm.database.connection import raw, transaction
from desktop_crm.database.fields import stamp
from desktop_crm.values import canonical, rights, texts
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_CREDIT: Final = (
    "UPDATE document SET credited = credited + ?, open = CASE state WHEN 'issued' THEN open - ? ELSE"
    " open END,"
    " version = version + 1, updated_at = ? WHERE id = ?"
)


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
    render: Renderer | None = None,
) -> Issued:
    """Issue a credit note over an invoice: all that is left of it, or these lines and quantities.

    Raises UserError at "lines[1].line" or "lines[1].qty" for what the invoice does not have (any more),
    and as `issue_invoice` does.
    """

    def work() -> Issued:
        with transaction(caller) as changed:
            changed.update(("credit_note", "invoice"))
            return _credit(caller, document_id, lines, issued_on or today, today, reason, render or PRINTER)

    return issuing.answered_once(key, document_id, work)


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
    """Cancel what is left of a wrong invoice and begin its replacement as a draft, in one act."""
    with transaction(caller) as changed:
        changed.update(("credit_note", "invoice"))

        def work() -> Issued:
            return _credit(caller, document_id, None, today, today, reason, render or PRINTER)

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
    lines: tuple[CreditLine, ...] | None,
    on: date,
    today: date,
    reason: str,
    render: Renderer,
) -> Issued:
    invoice = records.read(document_id)
    _need_creditable(invoice, on)
    texts.check_text(reason, "reason")
    credit = _credit_draft(caller, invoice, lines, reason)
    prepared = issuing.prepare(caller, credit.draft, on, today, render, _as_invoiced(invoice))
    ref = records.insert_draft(caller, prepared.draft)
    issued = issuing.seal(caller, records.read(ref.id), prepared, render, credited=credit.quantities)
    amount = prepared.facts.totals.due
    trail.touch(Document, document_id, parts=False)
    raw().execute(_CREDIT, (amount, amount, stamp(utc_now()), document_id))
    return issued


def _credit_draft(
    caller: Caller, invoice: Stored, lines: tuple[CreditLine, ...] | None, reason: str
) -> Credit:
    before = queries.credited_quantities(caller, invoice.id)
    draft = invoice.draft
    wanted = wanted_quantities(draft, before, lines)
    credit = credit_of(draft, invoice.id, wanted, before=before)
    return replace(credit, draft=replace(credit.draft, notes=reason.strip(), is_sample=invoice.is_sample))


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
