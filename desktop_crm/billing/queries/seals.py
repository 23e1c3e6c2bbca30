"""The heads of the sealed chains, and what of a document's rows is sealed beside what was printed."""

from __future__ import annotations

from typing import Any, Final

from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_HEADS: Final = """SELECT s.kind, d.hash FROM number_series s JOIN document d ON d.series_id = s.id
    WHERE d.link = (SELECT max(link) FROM document WHERE series_id = s.id)"""

RECORD: Final = """json_array(d.kind, d.series_id, d.year, d.number, d.number_text, d.customer, d.title,
    d.order_number, d.currency, d.language, d.issued_on, d.due_on, d.valid_until, d.net, d.tax, d.gross,
    d.due, d.quote_id, d.corrects_id, d.is_external, d.is_sample, d.pdf_sha, d.xml_sha, d.link,
    d.previous_hash, d.hash, d.issued_at, d.created_at, d.draft,
    (SELECT group_concat(json_array(l.position, l.name, l.product_id, l.qty, l.unit, l.category, l.rate,
        l.net, l.corrects_position))
        FROM (SELECT * FROM document_line WHERE document_id = d.id ORDER BY position) l),
    (SELECT group_concat(json_array(t.category, t.rate, t.base, t.tax))
        FROM (SELECT * FROM document_tax WHERE document_id = d.id ORDER BY category, rate) t))"""
"""One text of all that stands still in the rows of an issued document `d`; its facts have a seal already."""


@rights.needs("documents.read")
def chain_heads(caller: Caller, connection: Any = None) -> dict[str, str]:
    """The last seal of each series by the series' kind; a series without an issued document has none.

    Only a copy outside the file makes a chain in a writable file a proof. Of the open database, or of the one
    behind `connection` (a backup).
    """
    return dict((connection or raw()).execute(_HEADS).fetchall())


@rights.needs("documents.read")
def paper_hashes(caller: Caller) -> frozenset[str]:
    """Under which hashes the papers and e-invoices of issued documents lie."""
    sql = "SELECT pdf_sha FROM document UNION SELECT xml_sha FROM document"
    return frozenset(row[0] for row in raw().execute(sql).fetchall() if row[0] is not None)
