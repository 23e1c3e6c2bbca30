"""The heads of the sealed chains, and what of a document's rows is sealed beside what was printed."""

from __future__ import annotations

from typing import Any, Final

from desktop_crm.database import checks
from desktop_crm.database.connection import json_array, raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_HEADS: Final = """SELECT s.kind, d.hash FROM number_series s JOIN document d ON d.series_id = s.id
    WHERE d.link = (SELECT max(link) FROM document WHERE series_id = s.id)"""
_PURGED_HEADS: Final = """SELECT s.kind, p.hash FROM number_series s JOIN purged_paper p ON p.series_id = s.id
    WHERE p.link = (SELECT max(link) FROM purged_paper WHERE series_id = s.id)
    AND NOT EXISTS (SELECT 1 FROM document d WHERE d.series_id = s.id AND d.link > p.link)"""
_LAST_OF: Final = """SELECT link, hash FROM (SELECT link, hash FROM {table}
    WHERE series_id = ?1 AND link IS NOT NULL ORDER BY link DESC LIMIT 1) AS {table}_link"""
LAST_LINK: Final = f"""{_LAST_OF.format(table="document")}
    UNION ALL {_LAST_OF.format(table="purged_paper")} ORDER BY link DESC LIMIT 1"""
"""The newest link of a series' chain, whether its paper is still there or not.

Each table is asked for its last one by its index: PostgreSQL would sort a union of whole tables, and issuing
grow slower with every paper there is.
"""

_DOCUMENT: Final = (
    "kind", "series_id", "year", "number", "number_text", "customer", "title", "order_number", "currency",
    "language", "issued_on", "due_on", "valid_until", "net", "tax", "gross", "due", "quote_id",
    "corrects_id", "is_external", "is_sample", "pdf_sha", "xml_sha", "link", "previous_hash", "hash",
    "issued_at", "created_at", "draft",
)  # fmt: skip
_LINE: Final = (
    "position", "name", "product_id", "qty", "unit", "category", "rate", "net", "corrects_position",
)  # fmt: skip
_TAX: Final = ("category", "rate", "base", "tax")


def record() -> str:
    """SQL: one text of all that stands still in the rows of an issued document `d`, the same on both engines.

    Its facts have a seal already.
    """
    lines, taxes = (
        f"(SELECT group_concat({json_array([f'r.{name}' for name in columns])})"
        f" FROM (SELECT * FROM {table} WHERE document_id = d.id ORDER BY {order}) r)"
        for table, columns, order in (
            ("document_line", _LINE, "position"),
            ("document_tax", _TAX, "category, rate"),
        )
    )
    return " || ".join([json_array([*(f"d.{name}" for name in _DOCUMENT), lines, taxes]), *_further()])


def _further() -> tuple[str, ...]:
    """What papers of the first versions had not: nothing of it is nothing more to seal."""
    of_lines = json_array(["r.position", "r.of_document_id", "r.of_position"])
    links = json_array(["r.before_id", "r.role"])
    return (
        "d.form",
        f"coalesce((SELECT group_concat({of_lines})"
        " FROM (SELECT * FROM document_line WHERE document_id = d.id"
        " AND (of_document_id IS NOT NULL OR of_position IS NOT NULL) ORDER BY position) r), '')",
        f"coalesce((SELECT group_concat({links}) FROM (SELECT * FROM document_link WHERE document_id = d.id"
        " ORDER BY before_id, role) r), '')",
    )


@rights.needs("documents.read")
def chain_heads(caller: Caller, connection: Any = None) -> dict[str, str]:
    """The last seal of each series by the series' kind; a series without an issued document has none.

    Only a copy outside the file makes a chain in a writable file a proof. Of the open database, or of the one
    behind `connection` (a backup).
    """
    heads = dict((connection or raw()).execute(_HEADS).fetchall())
    if connection is None or checks.has_table(connection, "purged_paper"):  # an older backup knows none
        heads |= dict((connection or raw()).execute(_PURGED_HEADS).fetchall())
    return heads


@rights.needs("documents.read")
def paper_hashes(caller: Caller) -> frozenset[str]:
    """Under which hashes the papers and e-invoices of issued documents lie."""
    sql = "SELECT pdf_sha FROM document UNION SELECT xml_sha FROM document"
    return frozenset(row[0] for row in raw().execute(sql).fetchall() if row[0] is not None)
