"""The second seal of a document: over its rows, where its first is over what was printed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from desktop_crm.billing.models import RecordSeal
from desktop_crm.billing.queries.seals import RECORD
from desktop_crm.billing.rules import chain
from desktop_crm.database import writes
from desktop_crm.database.connection import raw

_READ: Final = f"SELECT {RECORD} FROM document d WHERE d.id = ?"


def seal_records(document_ids: Iterable[int]) -> None:
    """Seal the rows of documents that are complete. Needs a transaction."""
    connection = raw()
    writes.insert_many(
        RecordSeal,
        [
            {
                "document": each,
                "sha256": chain.digest(connection.execute(_READ, (each,)).fetchone()[0].encode()),
            }
            for each in document_ids
        ],
    )
