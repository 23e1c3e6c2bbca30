"""The sales journal by the papers that its rows are of."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Final

from desktop_crm.billing.queries.journal import beside_deposits
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.billing.rules.facts import DocumentFacts
from desktop_crm.billing.rules.journal_entries import JournalEntry, entry_of
from desktop_crm.database.connection import each_row
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller

_PAPERS: Final = (
    f"SELECT facts, {FISCAL_NUMBER}, id, contact_id, coalesce(hash, ''), pdf_sha IS NOT NULL FROM document d"
    " WHERE kind IN ('invoice', 'credit_note') AND state <> 'draft'"
    " AND facts IS NOT NULL AND issued_on BETWEEN ? AND ? ORDER BY issued_on, kind DESC, link, id"
)


@rights.needs("exports.read")
def journal_entries(caller: Caller, start: date, end: date) -> list[JournalEntry]:
    """The rows of `journal_rows`, by paper; samples are among them. Facts are read one by one."""
    found = []
    for text, number, key, contact, seal, has_pdf in each_row(_PAPERS, (start.isoformat(), end.isoformat())):
        facts = beside_deposits(int(key), replace(canonical.load(DocumentFacts, text), number=number))
        found.append(entry_of(facts, int(key), int(contact), seal, has_pdf=bool(has_pdf)))
    return found
