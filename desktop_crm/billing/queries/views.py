"""One document with its payments and with what stands before and after it."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing.queries import chain
from desktop_crm.billing.queries.reading import ROW_COLUMNS, ROW_WIDTH, day, document_row, moment
from desktop_crm.billing.queries.rows import DocumentRow, DocumentView, LineRow, PaymentRow
from desktop_crm.billing.rules.drafts import DocumentDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.pricing import price
from desktop_crm.database import fields
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _

_VIEW: Final = (
    f"SELECT {ROW_COLUMNS}, d.draft, d.facts, d.issued_at, d.answered_on, d.answer, d.internal_notes,"
    f" d.pdf_sha,"
    " d.xml_sha, d.hash, d.quote_id, d.corrects_id FROM document d WHERE d.id = ?"
)
_ROW: Final = f"SELECT {ROW_COLUMNS} FROM document d WHERE d.id = ?"
_PAYMENTS: Final = (
    "SELECT p.id, p.document_id, p.amount, p.paid_on, p.method, p.reference, p.bank_account_id,"
    " p.reverses_id, r.id,"
    " p.user, p.at FROM payment p LEFT JOIN payment r ON r.reverses_id = p.id"
    " WHERE p.document_id = ? ORDER BY p.paid_on, p.id"
)
_CREDITED: Final = (
    "SELECT l.corrects_position, sum(l.qty) FROM document_line l JOIN document d ON d.id = l.document_id"
    " WHERE d.corrects_id = ? AND d.kind = 'credit_note' AND d.state <> 'draft' AND"
    " l.corrects_position IS NOT NULL"
    " GROUP BY l.corrects_position"
)
_LINES: Final = (
    "SELECT position, name, qty, unit, net FROM document_line WHERE document_id = ? ORDER BY position"
)


@rights.needs("documents.read")
def get_row(caller: Caller, document_id: int, today: date) -> DocumentRow:
    """The row of a list for one document; NotFound when there is none."""
    row = raw().execute(_ROW, (document_id,)).fetchone()
    if row is None:
        raise _nothing(document_id)
    return document_row(row, today)


@rights.needs("documents.read")
def get_document(caller: Caller, document_id: int, today: date) -> DocumentView:
    """One document whole; NotFound when there is none. A few queries, however much hangs on it."""
    found = raw().execute(_VIEW, (document_id,)).fetchone()
    if found is None:
        raise _nothing(document_id)
    row = document_row(found[:ROW_WIDTH], today)
    (draft_text, facts_text, issued_at, answered_on, answer, notes, pdf, xml, seal, quote_id, corrects_id) = (
        found[ROW_WIDTH:]
    )
    draft = canonical.load(DocumentDraft, draft_text)
    facts = None if facts_text is None else canonical.load(DocumentFacts, facts_text)
    if facts is not None:
        sums, taxes = facts.totals, facts.taxes
    else:
        priced = price(draft)
        sums, taxes = priced.sums, priced.taxes
    return DocumentView(
        row=row,
        stored_state=found[4],
        draft=draft,
        facts=facts,
        sums=sums,
        taxes=taxes,
        paid=found[21],
        credited=found[22],
        open=row.open,
        payments=payments_of(caller, document_id),
        links=chain.links(document_id, quote_id, corrects_id, today),
        credited_quantities=credited_quantities(caller, document_id) if row.kind == "invoice" else {},
        progress=()
        if row.state == "draft" or row.kind not in chain.IN_PARTS
        else chain.line_progress(caller, document_id),
        issued_at=moment(issued_at),
        sent_at=row.sent_at,
        answered_on=day(answered_on),
        answer=answer,
        internal_notes=notes,
        pdf_sha=pdf or "",
        xml_sha=xml or "",
        hash=seal or "",
    )


def _nothing(document_id: int) -> NotFound:
    return NotFound(_("There is no document {id}", id=str(document_id)))


@rights.needs("documents.read")
def payments_of(caller: Caller, document_id: int) -> tuple[PaymentRow, ...]:
    """The payments of an invoice by day, reversed and reversing ones among them."""
    return tuple(_payment(row) for row in raw().execute(_PAYMENTS, (document_id,)).fetchall())


def _payment(row: tuple[Any, ...]) -> PaymentRow:
    payment_id, document_id, amount, paid_on, method, reference, account, reverses, reversed_by, user, at = (
        row
    )
    return PaymentRow(
        id=payment_id,
        document_id=document_id,
        amount=amount,
        paid_on=date.fromisoformat(paid_on),
        method=method,
        reference=reference,
        bank_account_id=account,
        reverses_id=reverses,
        reversed_by_id=reversed_by,
        user=user,
        at=datetime.fromisoformat(at),
    )


@rights.needs("documents.read")
def credited_quantities(caller: Caller, document_id: int) -> dict[int, Decimal]:
    """How much of each line of an invoice has been credited, by the line's number on the paper."""
    rows = raw().execute(_CREDITED, (document_id,)).fetchall()
    return {position: fields.unscaled(qty, 6) for position, qty in rows}


@rights.needs("documents.read")
def lines_of(caller: Caller, document_id: int) -> list[LineRow]:
    """The lines of an issued document, for whoever wants to refer to one."""
    rows = raw().execute(_LINES, (document_id,)).fetchall()
    return [
        LineRow(position, name, fields.unscaled(qty, 6), unit, net) for position, name, qty, unit, net in rows
    ]
