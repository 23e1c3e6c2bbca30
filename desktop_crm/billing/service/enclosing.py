"""Files that go to the customer with a paper: put to a draft, carried by its mails."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from desktop_crm.billing.queries.enclosures import EnclosureRow
from desktop_crm.billing.service import records
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_PUT: Final = (
    "INSERT INTO enclosure (document_id, name, media_type, sha256) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"
)
_TAKE: Final = "DELETE FROM enclosure WHERE document_id = ? AND sha256 = ?"


@rights.needs("documents.draft")
def enclose(caller: Caller, document_id: int, files: Iterable[EnclosureRow]) -> None:
    """Let a draft carry files whose bytes are kept already; the same bytes once. Needs a transaction.

    UserError for a paper that was issued.
    """
    records.need_draft(records.read(document_id))
    for each in files:
        raw().execute(_PUT, (document_id, each.name, each.media_type, each.sha256))


@rights.needs("documents.draft")
def unenclose(caller: Caller, document_id: int, hashes: Iterable[str]) -> None:
    """Take files off a draft again. Needs a transaction; UserError for a paper that was issued."""
    records.need_draft(records.read(document_id))
    for sha256 in hashes:
        raw().execute(_TAKE, (document_id, sha256))
