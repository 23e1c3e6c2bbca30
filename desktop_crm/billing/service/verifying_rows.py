"""Do the rows beside the documents (lines, VAT, payments, links) say what the documents say? Reads only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from desktop_crm.billing.rules import chain
from desktop_crm.database.connection import lost_references, on_server, raw
from desktop_crm.values.messages import Message, _

_NAME: Final = "coalesce(d.number_text, CAST(d.id AS TEXT))"
_FACTS: Final = "CASE WHEN json_valid(d.facts) THEN d.facts ELSE '{}' END"
"""What is no JSON has been found by its seal."""

_LINES: Final = (
    f"SELECT {_NAME} FROM document d WHERE d.state <> 'draft' AND NOT d.is_external"
    " AND (d.net <> (SELECT coalesce(sum(base), 0) FROM document_tax t WHERE t.document_id = d.id)"
    " OR d.tax <> (SELECT coalesce(sum(tax), 0) FROM document_tax t WHERE t.document_id = d.id))"
    f" AND json_extract({_FACTS}, '$.extra_taxes') IS NULL ORDER BY d.id"
)
_DIFFERENT: Final = (
    "SELECT p.number_text FROM printed p"
    " JOIN document_line l ON l.document_id = p.id AND l.position = p.position"
    " WHERE l.name <> p.name OR l.net <> p.net OR abs(l.qty) <> abs(p.qty)"
    " GROUP BY p.id, p.number_text ORDER BY p.id"
)
_LINE_ROWS: Final = (  # tickets, products and credit notes read the rows, the journal those of the tax
    "WITH printed AS (SELECT d.id, d.number_text,"
    " row_number() OVER (PARTITION BY d.id ORDER BY f.key) AS position,"
    " coalesce(json_extract(f.value, '$.name'), '') AS name,"
    " coalesce(json_extract(f.value, '$.net'), 0) AS net,"
    " CAST(round(coalesce(json_extract(f.value, '$.qty'), 1) * 1000000) AS INTEGER) AS qty"
    f" FROM document d JOIN json_each({_FACTS}, '$.lines') f WHERE d.state <> 'draft' AND NOT d.is_external"
    " AND NOT coalesce(json_extract(f.value, '$.is_section'), 0))"
    f" {_DIFFERENT}"
)
_TAX_ROWS: Final = (
    "SELECT d.number_text FROM document d JOIN document_tax t ON t.document_id = d.id"
    " WHERE d.state <> 'draft' AND NOT d.is_external AND NOT EXISTS (SELECT 1 FROM"
    f" json_each({_FACTS}, '$.taxes') f WHERE json_extract(f.value, '$.category') = t.category"
    " AND CAST(round(json_extract(f.value, '$.rate') * 10000) AS INTEGER) = t.rate"
    " AND json_extract(f.value, '$.base') = t.base AND json_extract(f.value, '$.tax') = t.tax)"
    " GROUP BY d.id, d.number_text ORDER BY d.id"
)
_SERVER_FACTS: Final = f"({_FACTS})::jsonb"


def _server_list(name: str) -> str:
    """A list of the facts as rows `f(value, key)`; nothing where it is no list."""
    listed = f"{_SERVER_FACTS} -> '{name}'"
    return (
        f"jsonb_array_elements(CASE WHEN jsonb_typeof({listed}) = 'array' THEN {listed} ELSE '[]' END)"
        " WITH ORDINALITY AS f(value, key)"
    )


_SERVER_SUMS: Final = {
    _LINES: _LINES.replace(
        f"json_extract({_FACTS}, '$.extra_taxes')", f"({_SERVER_FACTS} ->> 'extra_taxes')"
    ),
    _LINE_ROWS: (
        "WITH printed AS (SELECT d.id, d.number_text,"
        " row_number() OVER (PARTITION BY d.id ORDER BY f.key) AS position,"
        " coalesce(f.value ->> 'name', '') AS name, coalesce((f.value ->> 'net')::numeric, 0) AS net,"
        " round(coalesce((f.value ->> 'qty')::numeric, 1) * 1000000) AS qty"
        f" FROM document d CROSS JOIN LATERAL {_server_list('lines')} WHERE d.state <> 'draft'"
        " AND NOT d.is_external AND NOT coalesce((f.value ->> 'is_section')::boolean, FALSE))"
        f" {_DIFFERENT}"
    ),
    _TAX_ROWS: (
        "SELECT d.number_text FROM document d JOIN document_tax t ON t.document_id = d.id"
        " WHERE d.state <> 'draft' AND NOT d.is_external AND NOT EXISTS (SELECT 1 FROM"
        f" {_server_list('taxes')} WHERE f.value ->> 'category' = t.category"
        " AND round((f.value ->> 'rate')::numeric * 10000) = t.rate"
        " AND (f.value ->> 'base')::numeric = t.base AND (f.value ->> 'tax')::numeric = t.tax)"
        " GROUP BY d.id, d.number_text ORDER BY d.id"
    ),
}
"""The same questions where the facts are read as PostgreSQL reads JSON."""

_PAID: Final = (
    f"SELECT {_NAME} FROM document d WHERE d.kind = 'invoice' AND d.state <> 'draft'"
    " AND NOT d.is_external AND d.paid <> (SELECT coalesce(sum(amount), 0) FROM payment p WHERE"
    " p.document_id = d.id)"
    " ORDER BY d.id"
)
_CREDITED: Final = (
    f"SELECT {_NAME} FROM document d WHERE d.kind = 'invoice' AND d.state <> 'draft'"
    " AND d.credited <> (SELECT coalesce(sum(c.due), 0) FROM document c"
    " WHERE c.corrects_id = d.id AND c.kind = 'credit_note' AND c.state <> 'draft') ORDER BY d.id"
)
_OPEN: Final = (
    "SELECT coalesce(number_text, CAST(id AS TEXT)) FROM document WHERE open <> CASE WHEN kind = 'invoice'"
    " AND state = 'issued' THEN due - paid - credited ELSE 0 END ORDER BY id"
)
_OVER_CREDITED: Final = (
    "SELECT i.number_text FROM document i JOIN document_line il ON il.document_id = i.id"
    " WHERE i.kind = 'invoice' AND abs((SELECT coalesce(sum(l.qty), 0) FROM document c"
    " JOIN document_line l ON l.document_id = c.id WHERE c.corrects_id = i.id AND c.kind = 'credit_note'"
    " AND l.corrects_position = il.position)) > abs(il.qty) ORDER BY i.id"
)
_PAYMENTS: Final = (
    f"SELECT {_NAME}, p.hash, p.document_id, p.amount, p.paid_on, p.method,"
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
        spoken = _SERVER_SUMS.get(sql, sql) if on_server() else sql
        for (record,) in raw().execute(spoken).fetchall():
            yield str(record), message
    yield from _wrong_payments()
    for table, row_id, parent in lost_references():
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
