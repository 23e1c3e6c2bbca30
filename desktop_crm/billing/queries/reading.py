"""Stored columns as values: shared by the lists and the single document."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from desktop_crm.billing.queries.rows import DocumentRow
from desktop_crm.billing.rules.states import document_state

FISCAL_NUMBER: Final = (
    "coalesce((SELECT f.number FROM fiscal_document f WHERE f.document_id = d.id AND f.number <> ''),"
    " d.number_text)"
)
"""The number of a document `d` by which the world knows it: that of its fiscal document once it is there."""
ROW_COLUMNS: Final = (
    f"d.id, d.version, d.kind, d.form, d.state, {FISCAL_NUMBER}, d.contact_id, d.customer, d.title,"
    " d.currency,"
    " d.issued_on, d.due_on, d.valid_until, d.net, d.gross, d.due, d.open, d.is_external, d.is_sample,"
    " d.sent_at, d.updated_at, d.paid, d.credited, d.order_number"
)
ROW_WIDTH: Final = 24


def day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def moment(value: str | None) -> datetime | None:
    return None if value is None else datetime.fromisoformat(value)


def document_row(row: tuple[Any, ...], today: date) -> DocumentRow:
    """A tuple of ROW_COLUMNS as a row, its state as of `today`."""
    (
        document_id, version, kind, form, stored, number, contact_id, customer, title, currency, issued_on,
        due_on, valid_until, net, gross, due, left, is_external, is_sample, sent_at, updated_at, paid,
        credited, order,
    ) = row  # fmt: skip
    due_day, valid_day = day(due_on), day(valid_until)
    return DocumentRow(
        id=document_id,
        version=version,
        kind=kind,
        form=form,
        state=document_state(
            kind,
            stored,
            due=due,
            paid=paid,
            credited=credited,
            due_on=due_day,
            valid_until=valid_day,
            today=today,
        ),
        number=number or "",
        contact_id=contact_id,
        customer=customer,
        title=title,
        currency=currency,
        issued_on=day(issued_on),
        due_on=due_day,
        valid_until=valid_day,
        net=net,
        gross=gross,
        due=due,
        open=left,
        is_external=bool(is_external),
        is_sample=bool(is_sample),
        sent_at=moment(sent_at),
        updated_at=datetime.fromisoformat(updated_at),
        order_number=order,
    )
