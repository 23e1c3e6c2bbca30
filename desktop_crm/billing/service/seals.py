"""The second seal of a document: over its rows, where its first is over what was printed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

from desktop_crm.billing.models import RecordSeal
from desktop_crm.billing.queries.seals import record
from desktop_crm.billing.rules import chain
from desktop_crm.database import writes
from desktop_crm.database.connection import raw

_AT_ONCE: Final = 500


def seal_records(document_ids: Iterable[int]) -> None:
    """Seal the rows of documents that are complete. Needs a transaction."""
    read = f"SELECT d.id, {record()} FROM json_each(?) wanted CROSS JOIN document d ON d.id = wanted.value"
    wanted = list(document_ids)
    for start in range(0, len(wanted), _AT_ONCE):
        found = raw().execute(read, (json.dumps(wanted[start : start + _AT_ONCE]),)).fetchall()
        writes.insert_many(
            RecordSeal, [{"document": each, "sha256": chain.digest(text.encode())} for each, text in found]
        )
