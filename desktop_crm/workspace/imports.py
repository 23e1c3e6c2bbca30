"""Imports of every room, and how each is taken back as a whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from desktop_crm.billing import queries as billing
from desktop_crm.catalog import service as catalog
from desktop_crm.contacts import queries as contact_queries
from desktop_crm.contacts import service as contacts
from desktop_crm.contacts.queries import JobRow
from desktop_crm.contacts.service import UndoReport
from desktop_crm.database.connection import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.messages import Message, _


@rights.needs("data.import")
def list_imports(caller: Caller, limit: int = 20) -> list[JobRow]:
    """The latest first, whatever they brought."""
    return contact_queries.list_jobs(caller, limit, kind="")


@rights.needs("data.import")
def take_back(caller: Caller, job_id: int) -> UndoReport:
    """Take an import back; what was changed or used since stays and is listed with the reason.

    Raises NotFound for an unknown one, UserError for one that was taken back already.
    """
    row = raw().execute("SELECT kind FROM import_job WHERE id = ?", (job_id,)).fetchone()
    if row is not None and row[0] == "products":
        return catalog.undo_import(caller, job_id, lambda ids: _on_papers(caller, ids))
    return contacts.undo_import(caller, job_id)


def _on_papers(caller: Caller, ids: Sequence[int]) -> Mapping[int, Message]:
    reason = _("Quotes or invoices name it")
    return dict.fromkeys(billing.products_on_papers(caller, ids), reason)
