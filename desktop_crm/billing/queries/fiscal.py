"""Papers whose fiscal document is made elsewhere: those that still wait for it, and what was taken in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from desktop_crm.database import blobs
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _

_ROW: Final = (
    "SELECT version, number, issued_on, access_key, coalesce(pdf_sha, ''), coalesce(xml_sha, ''), at, by"
    " FROM fiscal_document WHERE document_id = ?"
)
_AWAITING: Final = "SELECT count(*) FROM fiscal_document WHERE number = ''"


@dataclass(frozen=True, slots=True)
class FiscalRow:
    """What is known of the fiscal document; while `number` is "" it is waited for."""

    version: int
    number: str
    issued_on: date | None
    access_key: str
    pdf_sha: str
    xml_sha: str
    at: datetime
    by: str

    @property
    def is_awaited(self) -> bool:
        return not self.number


@rights.needs("documents.read")
def fiscal_of(caller: Caller, document_id: int) -> FiscalRow | None:
    """The fiscal document of a paper, or None where the paper is the invoice itself."""
    row = raw().execute(_ROW, (document_id,)).fetchone()
    if row is None:
        return None
    version, number, issued_on, key, pdf, xml, at, by = row
    day = date.fromisoformat(issued_on) if issued_on else None
    return FiscalRow(version, number, day, key, pdf, xml, datetime.fromisoformat(at), by)


@rights.needs("documents.read")
def count_awaiting(caller: Caller) -> int:
    """How many papers still wait for their fiscal document."""
    return int(raw().execute(_AWAITING).fetchone()[0])


@rights.needs("documents.read")
def fiscal_file(caller: Caller, document_id: int, extension: str) -> bytes:
    """The PDF ("pdf") or XML ("xml") of the fiscal document; NotFound where none was taken in."""
    found = fiscal_of(caller, document_id)
    digest = "" if found is None else found.pdf_sha if extension == "pdf" else found.xml_sha
    if not digest:
        raise NotFound(_("No such file was taken in"))
    return blobs.get(digest)
