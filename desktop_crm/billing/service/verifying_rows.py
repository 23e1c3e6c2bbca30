"""Do the rows beside the documents (lines, VAT, payments, links) say what the documents say? Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desktop_crm.billing.rules import chain
from desktop_crm.database.connection import raw
from desktop_crm.values.messages import Message, _

_FACTS: Final = "CASE WHEN json_valid(d.facts) THEN d.facts ELSE '{}' END"
"""What is no JSON has been found by its seal."""

_LINES: Final = (
    "SELECT coalesce(d.number_text, d.id) FROM document d WHERE d.state <> 'draft' AND NOT d.is_external"
    " AND (d.net <> (SELECT coalesce(sum(base), 0) FROM document_tax t WHERE t.document_id = d.id)"
    " OR d.tax <> (SELECT coalesce(sum(tax), 0) FROM document_tax t WHERE t.document_id = d.id))"
    f" AND json_extract({_FACTS}, '$.extra_taxes') IS NULL ORDER BY d.id"
)
_LINE_ROWS: Final = (  # tickets, products and credit notes read the rows, the journal those of the tax
    "WITH printed AS (SELECT d.id, d.number_text,"
    " row_number() OVER (PARTITION BY d.id ORDER BY f.key) AS position,"
    " coalesce(json_extract(f.value, '$.name'), '') AS name,"
    " coalesce(json_extract(f.value, '$.net'), 0) AS net,"
    " CAST(round(coalesce(json_extract(f.value, '$.qty'), 1) * 1000000) AS INTEGER) AS qty"
    f" FROM document d JOIN json_each({_FACTS}, '$.lines') f WHERE d.state <> 'draft' AND NOT d.is_external"
    " AND NOT coalesce(json_extract(f.value, '$.is_section'), 0))"
    " SELECT DISTINCT p.number_text FROM printed p"
    " JOIN document_line l ON l.document_id = p.id AND l.position = p.position"
    " WHERE l.name <> p.name OR l.net <> p.net OR abs(l.qty) <> abs(p.qty) ORDER BY p.id"
)
_TAX_ROWS: Final = (
    "SELECT DISTINCT d.number_text FROM document d JOIN document_tax t ON t.document_id = d.id"
    " WHERE d.state <> 'draft' AND NOT d.is_external AND NOT EXISTS (SELECT 1 FROM"
    f" json_each({_FACTS}, '$.taxes') f WHERE json_extract(f.value, '$.category') = t.category"
    " AND CAST(round(json_extract(f.value, '$.rate') * 10000) AS INTEGER) = t.rate"
    " AND json_extract(f.value, '$.base') = t.base AND json_extract(f.value, '$.tax') = t.tax) ORDER BY d.id"
)
_PAID: Final = (
    "SELECT coalesce(d.number_text, d.id) FROM document d WHERE d.kind = 'invoice' AND d.state <> 'draft'"
    " AND NOT d.is_external AND d.paid <> (SELECT coalesce(sum(amount), 0) FROM payment p WHERE"
    " p.document_id = d.id)"
    " ORDER BY d.id"
)
_CREDITED: Final = (
    "SELECT coalesce(d.number_text, d.id) FROM document d WHERE d.kind = 'invoice' AND d.state <> 'draft'"
    " AND d.credited <> (SELECT coalesce(sum(c.due), 0) FROM document c"
    " WHERE c.corrects_id = d.id AND c.kind = 'credit_note' AND c.state <> 'draft') ORDER BY d.id"
)
_OPEN: Final = (
    "SELECT coalesce(number_text, id) FROM document WHERE open <> CASE WHEN kind = 'invoice'"
    " AND state = 'issued' THEN due - paid - credited ELSE 0 END ORDER BY id"
)
_OVER_CREDITED: Final = (
    "SELECT i.number_text FROM document i JOIN document_line il ON il.document_id = i.id"
    " WHERE i.kind = 'invoice' AND abs((SELECT coalesce(sum(l.qty), 0) FROM document c"
    " JOIN document_line l ON l.document_id = c.id WHERE c.corrects_id = i.id AND c.kind = 'credit_note'"
    " AND l.corrects_position = il.position)) > abs(il.qty) ORDER BY i.id"
)
_PAYMENTS: Final = (
    "SELECT coalesce(d.number_text, d.id), p.hash, p.document_id, p.amount, p.paid_on, p.method,"
    " p.bank_account_id, p.reference, p.reverses_id, p.user, p.at FROM payment p"
    " LEFT JOIN document d ON d.id = p.document_id ORDER BY p.document_id, p.id"
)
_SUMS: Final = (
    (_LINES, _("The VAT rows do not add up to the totals")),
    (_PAID, _("What was paid is not the sum of its payments")),
    (_CREDITED, _("What was credited is not the sum of its credit notes")),
    (_OPEN, _("What is open does not follow from payments and credit notes")),
    (_OVER_CREDITED, _("More was credited of a line than was invoiced")),
    (_LINE_ROWS, _("Its amounts differ from what was printed")),
    (_TAX_ROWS, _("Its amounts differ from what was printed")),
)


def wrong_rows() -> Iterator[tuple[str, Message]]:
    """(record, what is wrong) of sums, payments and references, in that order."""
    for sql, message in _SUMS:
        for (record,) in raw().execute(sql).fetchall():
            yield str(record), message
    yield from _wrong_payments()
    for table, row_id, parent, _constraint in raw().execute("PRAGMA foreign_key_check").fetchall():
        message = _("It refers to a record of “{parent}” that does not exist", parent=parent)
        yield f"{table} {row_id}", message


def _wrong_payments() -> Iterator[tuple[str, Message]]:
    """Each document's payments in their order; the first that is not as it was booked is named."""
    document, previous, is_broken = 0, chain.START, False
    for record, seal, *values in raw().execute(_PAYMENTS):
        if values[0] != document:
            document, previous, is_broken = values[0], chain.START, False
        if not is_broken and seal != chain.booked(previous, values):
            is_broken = True
            yield str(record), _("A payment of it is not as it was booked")
        previous = seal if not is_broken else chain.START
