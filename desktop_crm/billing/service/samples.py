"""Sample documents go as they came: they have no real number, so nothing of the firm's depends on them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from desktop_crm.billing.models import Document, Payment
from desktop_crm.billing.rules.kinds import KINDS
from desktop_crm.contacts import service as contacts_service
from desktop_crm.database import blobs, search, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller

_SAMPLES: Final = "SELECT id, kind, pdf_sha, xml_sha FROM document WHERE is_sample ORDER BY id DESC"
_USED: Final = "SELECT 1 FROM document WHERE pdf_sha = :sha OR xml_sha = :sha"
_PAYMENTS: Final = "SELECT id FROM payment WHERE document_id = ? ORDER BY reverses_id IS NULL, id DESC"


@rights.needs("settings.change")
def remove_samples(caller: Caller) -> int:
    """Delete every sample quote, invoice and credit note with its payments; returns how many there were."""
    with transaction(caller) as changed:
        found = raw().execute(_SAMPLES).fetchall()
        papers = {sha for _id, _kind, *shas in found for sha in shas if sha}
        delete_samples([(document, kind) for document, kind, _pdf, _xml in found])
        blobs.purge([sha for sha in papers if raw().execute(_USED, {"sha": sha}).fetchone() is None])
        if found:
            changed.update({*KINDS, "payment"})
        return len(found)


def delete_samples(papers: Sequence[tuple[int, str]]) -> None:
    """Delete sample documents, given as (id, kind) with the newest first; their bytes stay. Needs a
    transaction."""
    for document, kind in papers:
        for (payment,) in raw().execute(_PAYMENTS, (document,)).fetchall():
            contacts_service.remove_timeline("payment", payment)
            writes.delete(Payment, payment)
        contacts_service.remove_timeline(kind, document)
        search.remove(kind, document)
        raw().execute(
            "UPDATE document SET quote_id = NULL WHERE quote_id = ? AND state = 'draft'", (document,)
        )
        writes.delete(Document, document)
