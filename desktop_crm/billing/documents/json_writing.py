"""Documents as JSON values: what `show` and `list` print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from typing import Any, Final

from desktop_crm.billing.queries.rows import DocumentRow, DocumentView, LineProgress, LinkRow, PaymentRow
from desktop_crm.billing.rules.drafts import DocumentDraft, LineDraft
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.pricing import counts, priced, priced_line
from desktop_crm.values import money, priced_json, totals
from desktop_crm.values.draft_json import draft_to_json

_REFERENCES: Final = ("order_number", "buyer_reference", "project", "contract", "intro", "notes", "cover")
TAKEN_ON: Final = ("self_billed", "vat_unchecked")
TREATMENT: Final = ("treatment", "supply", "buyer_is")
SHOWN_ONLY: Final = frozenset(
    {
        "id", "version", "kind", "state", "number", "totals", "due", "paid", "credited", "open", "payments",
        "credits", "links", "form", "corrected", "full", "share", "deducted", "progress", "reason",
        "answered_on", "issued_at", "sent_at", "pdf_sha256", "xml_sha256",
        "hash",
    }
)  # fmt: skip
"""What became of a paper: printed, and not taken over by `new`."""
_DATES: Final = ("issued_on", "due_on", "valid_until", "delivered_on", "period_from", "period_to")


def document_to_json(view: DocumentView) -> dict[str, Any]:
    """One document: the keys that `new` takes, and what became of it since (state, number, totals,
    payments).
    """
    draft, row = view.draft, view.row
    document = priced(draft)
    currency = row.currency
    return {
        "id": row.id,
        "version": row.version,
        "kind": row.kind,
        **_filled({"form": row.form}),
        **({"corrected": True} if draft.is_corrected else {}),
        **({"full": True} if draft.is_full else {}),
        **({} if draft.share is None else {"share": f"{draft.share:f}"}),
        "state": row.state,
        **_filled({"number": row.number}),
        "customer": row.customer,
        "customer_id": row.contact_id,
        **({} if draft.person_id is None else {"person_id": draft.person_id}),
        "language": draft.language,
        **_dates(draft),
        **_filled({name: getattr(draft, name) for name in _REFERENCES}),
        **_filled({name: getattr(draft, name) for name in TREATMENT}),
        **{name: True for name in TAKEN_ON if getattr(draft, name)},
        **({} if not draft.appended else {"appended": [draft_to_json(each) for each in draft.appended]}),
        **_filled({"internal_notes": view.internal_notes}),
        **({} if draft.terms_id is None else {"terms": draft.terms_id}),
        **({} if draft.bank_account_id is None else {"bank_account": draft.bank_account_id}),
        **{
            name: draft_to_json(address)
            for name in ("address", "delivery")
            if (address := getattr(draft, name)) is not None and not address.is_empty
        },
        **priced_json.priced_to_json(document),
        "lines": _lines(draft, currency),
        "totals": priced_json.totals_to_json(document, totals.totals_of(document)),
        "due": money.plain(row.due, currency),
        "paid": money.plain(view.paid, currency),
        "credited": money.plain(view.credited, currency),
        "open": money.plain(view.open, currency),
        "payments": [_payment(payment, currency) for payment in view.payments],
        "credits": [_link(link) for link in view.credits],
        "links": [{**_link(link), "role": link.role} for link in view.links],
        **({} if view.facts is None or not view.facts.deducted else {"deducted": _deducted(view.facts)}),
        **({} if not view.progress else {"progress": [_progress(line) for line in view.progress]}),
        **_filled({"reason": view.answer}),
        **({} if view.answered_on is None else {"answered_on": view.answered_on.isoformat()}),
        **_moments(view),
        **_filled({"pdf_sha256": view.pdf_sha, "xml_sha256": view.xml_sha, "hash": view.hash}),
    }


def row_to_json(row: DocumentRow) -> dict[str, Any]:
    """One line of a list; `number` is there once there is one."""
    return {
        "id": row.id,
        **_filled({"number": row.number}),
        "kind": row.kind,
        **_filled({"form": row.form}),
        "state": row.state,
        "customer": row.customer,
        "customer_id": row.contact_id,
        "title": row.title,
        "currency": row.currency,
        **{
            name: day.isoformat()
            for name in ("issued_on", "due_on", "valid_until")
            if (day := getattr(row, name)) is not None
        },
        "net": money.plain(row.net, row.currency),
        "gross": money.plain(row.gross, row.currency),
        "open": money.plain(row.open, row.currency),
        **({"external": True} if row.is_external else {}),
        **({"sample": True} if row.is_sample else {}),
    }


def _lines(draft: DocumentDraft, currency: str) -> list[dict[str, Any]]:
    """Items carry the number that stands before them on the paper, which `invoice credit --lines` names."""
    numbers = count(1)
    return [
        {"section": line.description} if line.kind == "section" else _line(line, next(numbers), currency)
        for line in draft.lines
    ]


def _line(line: LineDraft, number: int, currency: str) -> dict[str, Any]:
    return {
        "line": number,
        "description": line.description,
        **priced_json.line_to_json(priced_line(line, currency)),
        "unit": line.unit,
        **_filled({"code": line.code}),
        **({} if line.product_id is None else {"product": line.product_id}),
        **({} if counts(line) else {"optional": True}),
        **{
            name: day.isoformat()
            for name in ("period_from", "period_to")
            if (day := getattr(line, name)) is not None
        },
    }


def _deducted(facts: DocumentFacts) -> list[dict[str, str]]:
    """What a final invoice takes off."""
    return [
        {
            "number": each.number,
            "issued_on": each.issued_on.isoformat(),
            "net": money.plain(each.net, facts.currency),
            "tax": money.plain(each.tax, facts.currency),
            "gross": money.plain(each.gross, facts.currency),
        }
        for each in facts.deducted
    ]


def _progress(line: LineProgress) -> dict[str, Any]:
    """How far one line is: ordered = delivered + to_deliver, delivered = invoiced + to_invoice."""
    names = ("ordered", "taken", "delivered", "to_deliver", "invoiced", "to_invoice")
    return {"line": line.line, "name": line.name, **{name: f"{getattr(line, name):f}" for name in names}}


def _dates(draft: DocumentDraft) -> dict[str, str]:
    return {name: day.isoformat() for name in _DATES if (day := getattr(draft, name)) is not None}


def _moments(view: DocumentView) -> dict[str, str]:
    found: Mapping[str, datetime | None] = {"issued_at": view.issued_at, "sent_at": view.sent_at}
    return {
        name: moment.isoformat().replace("+00:00", "Z")
        for name, moment in found.items()
        if moment is not None
    }


def _payment(payment: PaymentRow, currency: str) -> dict[str, Any]:
    return {
        "id": payment.id,
        "amount": money.plain(payment.amount, currency),
        "paid_on": payment.paid_on.isoformat(),
        "method": payment.method,
        **_filled({"reference": payment.reference}),
        **({} if payment.reverses_id is None else {"reverses": payment.reverses_id}),
        **({} if payment.reversed_by_id is None else {"reversed_by": payment.reversed_by_id}),
    }


def _link(link: LinkRow) -> dict[str, Any]:
    return {
        "id": link.id,
        **_filled({"number": link.number}),
        "kind": link.kind,
        **_filled({"form": link.form}),
        "state": link.state,
        **({} if link.issued_on is None else {"issued_on": link.issued_on.isoformat()}),
        "gross": money.plain(link.gross, link.currency),
    }


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if value}
