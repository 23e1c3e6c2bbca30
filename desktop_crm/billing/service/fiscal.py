"""The fiscal document made elsewhere is taken in: from then on its number is the paper's number."""

from __future__ import annotations

from datetime import date
from typing import Final

from desktop_crm.billing.models import FiscalDocument
from desktop_crm.billing.queries.fiscal import fiscal_of
from desktop_crm.billing.rules.fiscal import FiscalDraft, check_fiscal
from desktop_crm.billing.service import records, searching
from desktop_crm.company import queries as company
from desktop_crm.company.queries import periods
from desktop_crm.database import blobs, writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import rights, texts
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _

_SAME: Final = (
    "SELECT d.id FROM fiscal_document f JOIN document d ON d.id = f.document_id"
    " WHERE f.number = ? AND f.issued_on = ? AND d.kind = ? AND d.id <> ?"
)


@rights.needs("documents.issue")
def take_in_fiscal(
    caller: Caller, document_id: int, draft: FiscalDraft, today: date, version: int | None = None
) -> int:
    """Keep number, date, key and files of the fiscal document of an issued paper; returns the new version.

    Done again it corrects what was mistyped (files that are not given stay). UserError at the field, also
    where the paper itself is the invoice, and where its day lies in a closed period.
    """
    draft = FiscalDraft(
        number=texts.tidy_line(draft.number),
        issued_on=draft.issued_on,
        access_key="".join(draft.access_key.split()),
        pdf=draft.pdf,
        xml=draft.xml,
    )
    check_fiscal(draft, company.get_firm(caller).draft.country, today)
    with transaction(caller) as changed:
        stored = records.read(document_id)
        before = fiscal_of(caller, document_id)
        if before is None:
            raise UserError(_("This paper needs no fiscal document beside it"), "id")
        periods.need_open(caller, draft.issued_on, "issued_on")
        if before.issued_on is not None:
            periods.need_open(caller, before.issued_on, "issued_on")
        same = (draft.number, draft.issued_on.isoformat(), stored.kind, document_id)
        if raw().execute(_SAME, same).fetchone() is not None:
            message = _("{number} was taken in already for another paper", number=draft.number)
            raise UserError(message, "number")
        new_version = writes.update_versioned(
            FiscalDocument,
            document_id,
            before.version if version is None else version,
            number=draft.number,
            issued_on=draft.issued_on,
            access_key=draft.access_key,
            pdf=blobs.put(draft.pdf) if draft.pdf is not None else before.pdf_sha or None,
            xml=blobs.put(draft.xml) if draft.xml is not None else before.xml_sha or None,
            at=utc_now(),
            by=caller.user,
        )
        if before.is_awaited:
            what = _("Fiscal document {number}", number=draft.number)
            records.write_timeline(caller, stored, "invoice", what, summary=draft.access_key)
        searching.reindex(records.read(document_id))
        changed.add(stored.kind)
    return new_version
