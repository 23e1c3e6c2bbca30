"""How papers hang together: what stands before and after one, how far its lines are, what of it was
billed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from desktop_crm.billing.queries.reading import ROW_COLUMNS, ROW_WIDTH, document_row
from desktop_crm.billing.queries.rows import LineProgress, LinkRow
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.staging import Billed
from desktop_crm.database import fields
from desktop_crm.database.connection import raw
from desktop_crm.database.engine import placeholders
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller

IN_PARTS: Final = ("quote", "order", "delivery")
"""Kinds whose lines are fulfilled bit by bit."""

_LINKED: Final = (
    f"SELECT {ROW_COLUMNS}, d.quote_id, d.corrects_id FROM document d"
    " WHERE d.id IN (?, ?) OR d.quote_id = ? OR d.corrects_id = ? ORDER BY d.id"
)
_OTHERS: Final = (
    f"SELECT {ROW_COLUMNS}, k.role, k.before_id = d.id FROM document_link k"
    " JOIN document d ON d.id = CASE k.document_id WHEN ?1 THEN k.before_id ELSE k.document_id END"
    " WHERE (k.document_id = ?1 OR k.before_id = ?1) AND k.role <> 'cancels' ORDER BY d.id"
)
_AFTER: Final = {"delivery": "billed", "settles": "settled", "prepaid": "settled"}
_BEFORE: Final = {"delivery": "bills", "settles": "settles", "prepaid": "settles"}


def links(
    document_id: int, source_id: int | None, corrects_id: int | None, today: date
) -> tuple[LinkRow, ...]:
    """What stands before (its source, the corrected invoice, delivery notes, deposits), then what came after,
    in the order it was made."""
    found: dict[int, LinkRow] = {}
    for row in raw().execute(_LINKED, (source_id, corrects_id, document_id, document_id)).fetchall():
        shown, its_corrects = document_row(row[:ROW_WIDTH], today), row[ROW_WIDTH + 1]
        if shown.id == corrects_id:
            role = "corrects"
        elif its_corrects == document_id:
            role = "credit" if shown.kind == "credit_note" else "replacement"
        else:
            role = str(shown.kind)
        found[shown.id] = _link(shown, role, is_before=shown.id in (source_id, corrects_id))
    for row in raw().execute(_OTHERS, (document_id,)).fetchall():
        shown, role, is_before = (
            document_row(row[:ROW_WIDTH], today),
            row[ROW_WIDTH],
            bool(row[ROW_WIDTH + 1]),
        )
        found[shown.id] = _link(shown, (_BEFORE if is_before else _AFTER)[role], is_before=is_before)
    return tuple(sorted(found.values(), key=lambda link: (not link.is_before, link.id)))


def _link(row: Any, role: str, *, is_before: bool) -> LinkRow:
    return LinkRow(
        row.id,
        row.kind,
        row.state,
        row.number,
        row.issued_on,
        row.currency,
        row.gross,
        role,
        row.form,
        is_before,
    )


# ------------------------------------------------------------------------------------------------- quantities

_LIVE_FINAL: Final = (
    "EXISTS (SELECT 1 FROM document_link k JOIN document f ON f.id = k.document_id"
    " WHERE k.before_id = d.id AND k.role IN ('settles', 'prepaid') AND f.state NOT IN ('draft', 'replaced')"
    " AND NOT EXISTS (SELECT 1 FROM document_link c WHERE c.before_id = f.id AND c.role = 'cancels'))"
)
"""A final invoice that stands takes document `d` off."""
_COUNTS: Final = (
    f"d.state NOT IN ('draft', 'replaced', 'cancelled') AND NOT (d.form = 'progress' AND {_LIVE_FINAL})"
)
"""Lines of `d` count: a progress invoice that a final one takes off is counted with the final one."""
_FULFILLED: Final = (
    "SELECT l.of_position, d.kind, sum(l.qty) FROM document_line l JOIN document d ON d.id = l.document_id"
    f" WHERE l.of_document_id = ? AND {_COUNTS} GROUP BY l.of_position, d.kind"
)
_TAKEN_BACK: Final = (
    "SELECT l.of_position, sum(cl.qty) FROM document_line l JOIN document d ON d.id = l.document_id"
    " JOIN document c ON c.corrects_id = d.id AND c.kind = 'credit_note' AND c.state <> 'draft'"
    " JOIN document_line cl ON cl.document_id = c.id AND cl.corrects_position = l.position"
    f" WHERE l.of_document_id = ? AND {_COUNTS} GROUP BY l.of_position"
)
_OWN: Final = "SELECT position, name, unit, qty FROM document_line WHERE document_id = ? ORDER BY position"
_IS_BILLED: Final = (
    "SELECT d.number_text FROM document_link k JOIN document d ON d.id = k.document_id"
    f" WHERE k.before_id = ? AND k.role = 'delivery' AND {_COUNTS}"
    " AND NOT EXISTS (SELECT 1 FROM document_link c WHERE c.before_id = d.id AND c.role = 'cancels')"
)


@rights.needs("documents.read")
def line_progress(caller: Caller, document_id: int) -> tuple[LineProgress, ...]:
    """Each counted line of an issued quote, order or delivery note with how much of it was taken, delivered
    and invoiced."""
    done: dict[tuple[int, str], int] = {}
    for position, kind, qty in raw().execute(_FULFILLED, (document_id,)).fetchall():
        done[position, kind] = qty
    for position, qty in raw().execute(_TAKEN_BACK, (document_id,)).fetchall():
        done[position, "invoice"] = done.get((position, "invoice"), 0) - qty

    def quantity(position: int, kind: str) -> Decimal:
        return fields.unscaled(int(done.get((position, kind), 0)), 6)

    return tuple(
        LineProgress(
            position,
            name,
            unit,
            fields.unscaled(qty, 6),
            quantity(position, "order"),
            quantity(position, "delivery"),
            quantity(position, "invoice"),
        )
        for position, name, unit, qty in raw().execute(_OWN, (document_id,)).fetchall()
    )


_BILLED: Final = (
    "SELECT l.of_position, sum(l.qty) FROM document_line l JOIN document d ON d.id = l.document_id"
    " WHERE l.of_document_id = ? AND d.kind = 'invoice' AND d.state NOT IN ('draft', 'replaced')"
    " AND (d.form = '' OR ?) AND d.form <> 'final' GROUP BY l.of_position"
)
_BILLED_BACK: Final = (
    "SELECT l.of_position, sum(cl.qty) FROM document_line l JOIN document d ON d.id = l.document_id"
    " JOIN document c ON c.corrects_id = d.id AND c.kind = 'credit_note' AND c.state <> 'draft'"
    " JOIN document_line cl ON cl.document_id = c.id AND cl.corrects_position = l.position"
    " WHERE l.of_document_id = ? AND d.kind = 'invoice' AND d.state NOT IN ('draft', 'replaced')"
    " AND (d.form = '' OR ?) AND d.form <> 'final' GROUP BY l.of_position"
)


@rights.needs("documents.read")
def billed_quantities(caller: Caller, document_id: int, *, with_progress: bool) -> dict[int, Decimal]:
    """How much of each line of an order or quote plain invoices (and progress invoices) bill, credits taken
    off."""
    values = (document_id, with_progress)
    found = {position: int(qty) for position, qty in raw().execute(_BILLED, values).fetchall()}
    for position, qty in raw().execute(_BILLED_BACK, values).fetchall():
        found[position] -= int(qty)
    return {position: fields.unscaled(qty, 6) for position, qty in found.items() if qty}


_PLAIN: Final = (
    "SELECT DISTINCT d.id FROM document_line l JOIN document d ON d.id = l.document_id"
    " WHERE l.of_document_id = ? AND d.kind = 'invoice' AND d.form = ''"
    " AND d.state NOT IN ('draft', 'replaced')"
    " AND NOT EXISTS (SELECT 1 FROM document_link c WHERE c.before_id = d.id AND c.role = 'cancels')"
)
_FINALS: Final = (
    "SELECT f.number_text FROM document f WHERE f.quote_id = ? AND f.form = 'final'"
    " AND f.state NOT IN ('draft', 'replaced')"
    " AND NOT EXISTS (SELECT 1 FROM document_link c WHERE c.before_id = f.id AND c.role = 'cancels')"
)
_ORDERS: Final = (
    "SELECT number_text FROM document WHERE quote_id = ? AND kind = 'order'"
    " AND state NOT IN ('draft', 'cancelled') ORDER BY id"
)
_DELIVERED: Final = (
    "SELECT min(issued_on), max(issued_on) FROM document WHERE kind = 'delivery'"
    " AND state NOT IN ('draft', 'cancelled') AND (id IN ({marks}) OR quote_id IN ({marks}))"
)
_TO_BILL: Final = (
    "SELECT d.id FROM document d WHERE d.kind = 'delivery' AND d.state = 'issued' AND d.quote_id = ?"
    " ORDER BY d.issued_on, d.id"
)


@rights.needs("documents.read")
def plain_bills(caller: Caller, document_id: int) -> tuple[Billed, ...]:
    """The plain invoices over lines of an order or quote."""
    return billed_by([row[0] for row in raw().execute(_PLAIN, (document_id,)).fetchall()])


def final_number(document_id: int) -> str:
    """The number of the final invoice that stands over a quote or order; "" for none."""
    row = raw().execute(_FINALS, (document_id,)).fetchone()
    return "" if row is None else str(row[0])


def delivered_between(document_ids: Sequence[int]) -> tuple[date, date] | None:
    """The days of the first and the last of these delivery notes, or of those of these orders; None for
    none."""
    marks = placeholders(document_ids)
    sql = _DELIVERED.format(marks=marks)
    first, last = raw().execute(sql, [*document_ids, *document_ids]).fetchone()
    return None if first is None else (date.fromisoformat(first), date.fromisoformat(last))


def orders_of(quote_id: int) -> list[str]:
    """The numbers of the orders that were confirmed over a quote and stand."""
    return [row[0] for row in raw().execute(_ORDERS, (quote_id,)).fetchall()]


def deliveries_to_bill(order_id: int) -> list[int]:
    """The delivery notes of an order that no invoice bills."""
    return [row[0] for row in raw().execute(_TO_BILL, (order_id,)).fetchall()]


def is_billed(delivery_id: int) -> bool:
    """Whether an invoice that stands bills this delivery note."""
    return bool(biller_of(delivery_id))


def biller_of(delivery_id: int) -> str:
    """The number of the invoice that bills this delivery note; "" where none stands."""
    row = raw().execute(_IS_BILLED, (delivery_id,)).fetchone()
    return "" if row is None else str(row[0])


_IS_CANCELLED: Final = "SELECT 1 FROM document_link WHERE before_id = ? AND role = 'cancels'"
_SETTLED_BY: Final = (
    "SELECT f.number_text FROM document_link k JOIN document f ON f.id = k.document_id"
    " WHERE k.before_id = ? AND k.role IN ('settles', 'prepaid') AND f.state NOT IN ('draft', 'replaced')"
    " AND NOT EXISTS (SELECT 1 FROM document_link c WHERE c.before_id = f.id AND c.role = 'cancels')"
)


def is_cancelled(invoice_id: int) -> bool:
    """Whether all of an invoice has been credited."""
    return raw().execute(_IS_CANCELLED, (invoice_id,)).fetchone() is not None


def settled_by(stage_id: int) -> str:
    """The number of the final invoice that takes this deposit or progress invoice off; "" where none
    stands."""
    row = raw().execute(_SETTLED_BY, (stage_id,)).fetchone()
    return "" if row is None else str(row[0])


# ------------------------------------------------------------------------------------------------- stages

_STAGES: Final = (
    "SELECT d.id FROM document d WHERE d.kind = 'invoice' AND d.form IN ('deposit', 'progress')"
    " AND d.state NOT IN ('draft', 'replaced') AND d.quote_id IN ({marks})"
    f" AND NOT {_LIVE_FINAL}"
    " AND NOT EXISTS (SELECT 1 FROM document_link c WHERE c.before_id = d.id AND c.role = 'cancels')"
    " ORDER BY d.issued_on, d.id"
)
_PARENT: Final = "SELECT quote_id FROM document WHERE id = ?"
_CHILDREN: Final = (
    "SELECT id FROM document WHERE quote_id = ? AND kind IN ('order', 'pro_forma') AND state NOT IN ('draft',"
    " 'cancelled')"
)
_HEAD: Final = "SELECT number_text, issued_on, form, paid, facts FROM document WHERE id = ?"
_GROUPS: Final = (
    "SELECT t.category, t.rate, sum(CASE d.kind WHEN 'credit_note' THEN -t.base ELSE t.base END),"
    " sum(CASE d.kind WHEN 'credit_note' THEN -t.tax ELSE t.tax END)"
    " FROM document d JOIN document_tax t ON t.document_id = d.id"
    " WHERE d.id = ? OR (d.corrects_id = ? AND d.kind = 'credit_note' AND d.state <> 'draft')"
    " GROUP BY t.category, t.rate ORDER BY min(t.id)"
)
_CREDIT_FACTS: Final = (
    "SELECT facts FROM document WHERE corrects_id = ? AND kind = 'credit_note' AND state <> 'draft'"
)


def family(document_id: int) -> list[int]:
    """The quote, order or pro forma itself, what it was made from and what was made of it: no siblings."""
    found = [document_id]
    parent = raw().execute(_PARENT, (document_id,)).fetchone()
    while parent is not None and parent[0] is not None and parent[0] not in found:
        found.append(parent[0])
        parent = raw().execute(_PARENT, (parent[0],)).fetchone()
    below = [document_id]
    while below:
        children = [row[0] for row in raw().execute(_CHILDREN, (below.pop(),)).fetchall()]
        below += [each for each in children if each not in found]
        found += [each for each in children if each not in found]
    return found


@rights.needs("documents.read")
def stages(caller: Caller, document_id: int) -> tuple[Billed, ...]:
    """The deposit and progress invoices of a quote or order that stand and that no final invoice took off
    yet, in the order of their dates."""
    ids = family(document_id)
    rows = raw().execute(_STAGES.format(marks=placeholders(ids)), ids).fetchall()
    return billed_by([row[0] for row in rows])


def billed_by(invoice_ids: Sequence[int]) -> tuple[Billed, ...]:
    """These invoices by what is left of them after their credit notes."""
    found = []
    for document_id in invoice_ids:
        head = raw().execute(_HEAD, (document_id,)).fetchone()
        if head is None:  # purged, or the draft that names it is a copy of another place
            continue
        number, issued_on, form, paid, facts = head
        groups = raw().execute(_GROUPS, (document_id, document_id)).fetchall()
        found.append(
            Billed(
                id=document_id,
                number=number,
                issued_on=date.fromisoformat(issued_on),
                form=form,
                paid=paid,
                groups={
                    (category, fields.unscaled(rate, 4)): (int(base), int(tax))
                    for category, rate, base, tax in groups
                },
                extra_taxes=_extra_taxes(document_id, facts),
            )
        )
    return tuple(found)


def _extra_taxes(document_id: int, facts_text: str | None) -> dict[str, int]:
    """By code; credit notes taken off."""
    if facts_text is None or '"extra_taxes"' not in facts_text:
        return {}
    found: dict[str, int] = {}
    credits = [row[0] for row in raw().execute(_CREDIT_FACTS, (document_id,)).fetchall()]
    for sign, text in ((1, facts_text), *((-1, each) for each in credits)):
        for extra in canonical.load(DocumentFacts, text).extra_taxes:
            found[extra.name] = found.get(extra.name, 0) + sign * extra.amount
    return found


_CREDITS: Final = (
    "SELECT d.id, d.number_text, d.issued_on FROM document d WHERE d.corrects_id = ?"
    " AND d.kind = 'credit_note' AND d.state <> 'draft' AND (? OR NOT EXISTS ("
    "SELECT 1 FROM document_line l WHERE l.document_id = d.id"
    " AND l.corrects_position IS NOT NULL)) ORDER BY d.id"
)
_OF_ONE: Final = "SELECT category, rate, base, tax FROM document_tax WHERE document_id = ? ORDER BY id"


def credits_of(invoice_id: int, *, by_amount_only: bool = False) -> tuple[Billed, ...]:
    """The credit notes over an invoice (those over an amount alone) by VAT group."""
    return tuple(
        Billed(
            id=document_id,
            number=number,
            issued_on=date.fromisoformat(issued_on),
            form="",
            groups={
                (category, fields.unscaled(rate, 4)): (base, tax)
                for category, rate, base, tax in raw().execute(_OF_ONE, (document_id,)).fetchall()
            },
        )
        for document_id, number, issued_on in raw()
        .execute(_CREDITS, (invoice_id, not by_amount_only))
        .fetchall()
    )
