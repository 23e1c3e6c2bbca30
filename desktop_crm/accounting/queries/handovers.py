"""Packages that were handed over, and what changed since."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from desktop_crm.accounting.rules.changes import (
    LONGEST_MONTHS,
    Change,
    Item,
    Known,
    changes_since,
    items_from_json,
    mark_of,
)
from desktop_crm.billing.queries.moves import COUNTS_ON
from desktop_crm.billing.queries.reading import FISCAL_NUMBER
from desktop_crm.company.rules.periods import PeriodDraft
from desktop_crm.database.connection import each_row, raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import add_months

_ROWS: Final = (
    "SELECT id, starts_on, ends_on, layouts, name, papers, changes, seal, made_on, at, by FROM handover"
    " ORDER BY at DESC, id DESC LIMIT ?"
)
_KNOWN: Final = "SELECT starts_on, ends_on, items FROM handover WHERE ends_on >= ? ORDER BY at, id"
_ITEMS: Final = (
    # key, day, number, and what counts
    f"SELECT 'document:' || d.id, d.issued_on, {FISCAL_NUMBER}, d.hash, d.gross, d.due,"
    " CASE d.state WHEN 'replaced' THEN 1 ELSE 0 END"
    " FROM document d WHERE d.state <> 'draft' AND NOT d.is_sample AND d.issued_on BETWEEN ?1 AND ?2",
    # of an invoice that was credited or replaced since, too
    f"SELECT 'written_off:' || d.id, d.answered_on, {FISCAL_NUMBER}, 1, 0, 0, 0 FROM document d"
    " WHERE d.kind = 'invoice' AND NOT d.is_sample AND d.answered_on BETWEEN ?1 AND ?2",
    f"SELECT 'payment:' || p.id, {COUNTS_ON}, {FISCAL_NUMBER}, p.hash, p.amount, p.method, 0 FROM payment p"
    f" JOIN document d ON d.id = p.document_id WHERE NOT d.is_sample AND {COUNTS_ON} BETWEEN ?1 AND ?2",
    "SELECT 'sum:' || r.id, r.paid_on, r.reference, r.amount, r.fee, r.kind,"
    " CASE WHEN r.voided_at IS NULL THEN 0 ELSE 1 END"
    " FROM remittance r WHERE r.paid_on BETWEEN ?1 AND ?2",
    "SELECT 'received:' || r.id, coalesce(r.issued_on, substr(r.taken_at, 1, 10)), r.number, r.sha256, 0, 0,"
    " 0 FROM received_invoice r WHERE coalesce(r.issued_on, substr(r.taken_at, 1, 10)) BETWEEN ?1 AND ?2",
    "SELECT 'bank:' || l.id, l.booked_on, l.reference, l.amount, l.state, l.remittance_id, 0"
    " FROM bank_line l WHERE l.booked_on BETWEEN ?1 AND ?2",
    "SELECT 'expense:' || e.id, e.spent_on, e.number, e.gross, e.tax, e.category, e.currency FROM expense e"
    " WHERE e.spent_on BETWEEN ?1 AND ?2",
    "SELECT 'cash:' || c.id, c.day, '' || c.number, c.hash, c.closing, 0, 0 FROM cash_day c"
    " WHERE c.day BETWEEN ?1 AND ?2",
    "SELECT 'letter:' || l.id, l.issued_on, l.number_text, l.pdf_sha, l.asked, 0, 0 FROM dunning_letter l"
    " JOIN document d ON d.id = l.document_id WHERE l.state = 'issued' AND NOT d.is_sample"
    " AND l.issued_on BETWEEN ?1 AND ?2",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverRow:
    """One package that was made. `at` is in UTC."""

    id: int
    span: PeriodDraft
    layouts: tuple[str, ...]
    name: str
    papers: int
    changes: int
    seal: str
    made_on: date
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class Since:
    """What changed in periods that were handed over before, and how the next package keeps it."""

    changes: tuple[Change, ...]
    items: tuple[Item, ...]
    gone: tuple[str, ...]


@rights.needs("books.read")
def list_handovers(caller: Caller, limit: int = 100) -> list[HandoverRow]:
    """The latest first."""
    return [_row(row) for row in raw().execute(_ROWS, (limit,)).fetchall()]


def _row(row: Sequence[Any]) -> HandoverRow:
    key, starts, ends, layouts, name, papers, changes, seal, made_on, at, by = row
    return HandoverRow(
        id=int(key), span=PeriodDraft(date.fromisoformat(starts), date.fromisoformat(ends)),
        layouts=tuple(layouts.split()), name=name, papers=int(papers), changes=int(changes), seal=seal,
        made_on=date.fromisoformat(made_on), at=datetime.fromisoformat(at), by=by,
    )  # fmt: skip


def items_between(span: PeriodDraft) -> Iterator[Item]:
    """Every record of the books that counts in these days. For queries and services that have checked."""
    days = (span.starts_on.isoformat(), span.ends_on.isoformat())
    for sql in _ITEMS:
        for key, day, name, *values in each_row(sql, days):
            yield Item(key, date.fromisoformat(day), mark_of(values), name or "")


@rights.needs("books.read")
def changed_since(caller: Caller, span: PeriodDraft) -> Since:
    """What changed in the days of the packages of the last three years before this one's end."""
    first = add_months(span.ends_on, -LONGEST_MONTHS)
    known = [
        Known(PeriodDraft(date.fromisoformat(starts), date.fromisoformat(ends)), items_from_json(items))
        for starts, ends, items in each_row(_KNOWN, (first.isoformat(),))
    ]
    if not known:
        return Since((), (), ())
    whole = PeriodDraft(min(each.span.starts_on for each in known), max(each.span.ends_on for each in known))
    found = changes_since(known, items_between(whole))
    return Since(
        tuple(change for change, _item, _key in found),
        tuple(item for _change, item, _key in found if item is not None),
        tuple(key for _change, item, key in found if item is None),
    )
