"""Which document a typed number or id means; stored papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from desktop_crm.billing.queries.reading import day
from desktop_crm.company import queries as company
from desktop_crm.company.rules.numbering import SeriesKind
from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _

_NUMBERED: Final = (
    "SELECT id, kind, number_text, customer FROM document"
    " WHERE kind IN ('invoice', 'credit_note') AND number_text = ?1"
    " UNION ALL"
    " SELECT id, kind, number_text, customer FROM document"
    " WHERE kind IN ('order', 'delivery', 'pro_forma', 'receipt') AND number_text = ?1"
    " UNION ALL"
    " SELECT id, kind, number_text, customer FROM document WHERE kind = 'quote' AND number_text = ?1"
    " UNION"
    " SELECT d.id, d.kind, f.number, d.customer FROM fiscal_document f"
    " JOIN document d ON d.id = f.document_id WHERE f.number <> '' AND f.number = ?1"
)
_RECURS: Final = "SELECT 1 FROM recurring LIMIT 1"
_BY_ID: Final = "SELECT id, kind, number_text, customer FROM document WHERE id = ?"
_BETWEEN: Final = (
    "SELECT issued_on, kind, id FROM document"
    " WHERE kind IN ('invoice', 'credit_note') AND state <> 'draft' AND issued_on BETWEEN ?1 AND ?2"
    " UNION ALL SELECT issued_on, kind, id FROM document"
    " WHERE kind IN ('order', 'delivery', 'pro_forma', 'receipt') AND state <> 'draft'"
    " AND issued_on BETWEEN ?1 AND ?2"
    " UNION ALL SELECT issued_on, kind, id FROM document"
    " WHERE kind = 'quote' AND state <> 'draft' AND issued_on BETWEEN ?1 AND ?2 ORDER BY 1, 2, 3"
)

_SAMPLES: Final = "SELECT count(*) FROM document WHERE is_sample AND kind = ? AND state <> 'draft'"
_SAMPLE_NUMBERS: Final = {
    "quote": "SAMPLE-Q-{:04}",
    "order": "SAMPLE-OC-{:04}",
    "delivery": "SAMPLE-DN-{:04}",
    "pro_forma": "SAMPLE-PF-{:04}",
    "receipt": "SAMPLE-R-{:04}",
    "invoice": "SAMPLE-{:04}",
    "credit_note": "SAMPLE-CN-{:04}",
}


_KIND_OF: Final = {"deposit": "invoice", "progress": "invoice", "corrected": "invoice"}


@rights.needs("documents.read")
def resolve(caller: Caller, text: str, kinds: Sequence[str] | None = None) -> int:
    """The id meant by a number ("2026-0001") or an internal id ("17").

    Raises NotFound, and UserError listing both where one text is the number of one document and the id of
    another.
    """
    text = text.strip()
    found = {row[0]: row for row in raw().execute(_NUMBERED, (text,)).fetchall()}
    if text.isascii() and text.isdigit() and len(text) < 19:
        found |= {row[0]: row for row in raw().execute(_BY_ID, (int(text),)).fetchall()}
    rows = [row for _id, row in sorted(found.items()) if kinds is None or row[1] in kinds]
    if not rows:
        raise NotFound(_("There is no document “{text}”", text=text), "id")
    if len(rows) > 1:
        listed = "; ".join(
            f"{kind} {number or '-'} (id {row_id}), {name}" for row_id, kind, number, name in rows
        )
        raise UserError(_("“{text}” could be any of these: {listed}", text=text, listed=listed), "id")
    return int(rows[0][0])


@rights.needs("documents.read")
def stored_pdf(caller: Caller, document_id: int) -> bytes:
    """The sealed PDF's bytes; NotFound where none was made (a draft)."""
    return blobs.get(_sha("pdf_sha", document_id))


@rights.needs("documents.read")
def stored_xml(caller: Caller, document_id: int) -> bytes:
    """The e-invoice's bytes (CII); NotFound where the paper has none."""
    return blobs.get(_sha("xml_sha", document_id))


def _sha(column: str, document_id: int) -> str:
    row = raw().execute(f"SELECT {column} FROM document WHERE id = ?", (document_id,)).fetchone()
    if row is None or row[0] is None:
        raise NotFound(_("This document has no such file"), "id")
    return str(row[0])


@rights.needs("documents.read")
def expected_number(caller: Caller, kind: SeriesKind, on: date, *, is_sample: bool = False) -> str:
    """The number that a document issued now would get; another may draw it first."""
    return (
        next_sample_number(_KIND_OF.get(kind, kind))
        if is_sample
        else company.preview_number(caller, kind, on)
    )


def next_sample_number(kind: str) -> str:
    """Samples have numbers of their own and never use up a real one."""
    count = int(raw().execute(_SAMPLES, (kind,)).fetchone()[0])
    return _SAMPLE_NUMBERS[kind].format(count + 1)


@rights.needs("documents.read")
def last_issued_on(caller: Caller, kind: SeriesKind) -> date | None:
    """The date below which nothing of this kind can be issued any more."""
    row = raw().execute("SELECT last_issued_on FROM number_series WHERE kind = ?", (kind,)).fetchone()
    return None if row is None else day(row[0])


@rights.needs("exports.read")
def issued_between(caller: Caller, start: date, end: date) -> list[int]:
    """Ids of everything issued in a period, both days included, by date."""
    rows = raw().execute(_BETWEEN, (start.isoformat(), end.isoformat())).fetchall()
    return [int(row[2]) for row in rows]


@rights.needs("documents.read")
def anything_recurs(caller: Caller) -> bool:
    """Whether the firm has a recurring invoice, be it ended."""
    return raw().execute(_RECURS).fetchone() is not None
