"""The sales journal, out of the frozen facts."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.billing.rules.facts import CREDIT_NOTE, DocumentFacts
from desktop_crm.billing.rules.journal import JournalRow, journal_rows_of, of_whole
from desktop_crm.database.connection import raw
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller

_ISSUED: Final = (
    "SELECT id FROM document d WHERE kind IN ('invoice', 'credit_note') AND state <> 'draft'"
    " AND facts IS NOT NULL AND issued_on BETWEEN ? AND ? ORDER BY issued_on, kind DESC, link, id"
)
_FACTS: Final = (
    f"SELECT id, facts, {FISCAL_NUMBER} FROM document d WHERE facts IS NOT NULL"
    " AND id IN (SELECT value FROM json_each(?))"
)
_CORRECTED: Final = (
    "SELECT i.facts FROM document d JOIN document i ON i.id = d.corrects_id WHERE d.id = ?"
    " AND i.facts IS NOT NULL"
)
_AT_ONCE: Final = 500


@rights.needs("exports.read")
def journal_rows(caller: Caller, start: date, end: date) -> list[JournalRow]:
    """Every VAT group of every invoice and credit note issued in the period, both days included."""
    issued = facts_of(caller, issued_in(caller, start, end))
    return [row for _id, facts in issued for row in journal_rows_of(facts)]


@rights.needs("exports.read")
def issued_in(caller: Caller, start: date, end: date) -> list[int]:
    """The invoices and credit notes of the journal, in its order."""
    return [row[0] for row in raw().execute(_ISSUED, (start.isoformat(), end.isoformat())).fetchall()]


@rights.needs("exports.read")
def facts_of(caller: Caller, documents: Sequence[int]) -> Iterator[tuple[int, DocumentFacts]]:
    """What the journal takes of these papers, in this order, under the number that the world knows; few at a
    time, so that a year takes no more memory than a day."""
    for start in range(0, len(documents), _AT_ONCE):
        some = documents[start : start + _AT_ONCE]
        rows = raw().execute(_FACTS, (json.dumps(some),)).fetchall()
        found = {key: (text, number) for key, text, number in rows}
        for key in some:
            if key in found:
                text, number = found[key]
                facts = replace(canonical.load(DocumentFacts, text), number=number)
                yield key, beside_deposits(key, facts)


def beside_deposits(document_id: int, facts: DocumentFacts) -> DocumentFacts:
    """What the journal takes of a paper: a credit note over a final invoice over the whole leaves its
    deposits alone."""
    if facts.kind != CREDIT_NOTE or not facts.totals.prepaid:
        return facts
    row = raw().execute(_CORRECTED, (document_id,)).fetchone()
    return facts if row is None else of_whole(facts, canonical.load(DocumentFacts, row[0]))
