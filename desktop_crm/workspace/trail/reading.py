"""Entries of the trail as rows of a list: of the whole firm, or of one record."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Any, Final

from desktop_crm.database import search, trail
from desktop_crm.database.connection import raw
from desktop_crm.database.engine import placeholders
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.expenses.queries.categories import expense_categories
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import Message, _
from desktop_crm.values.paging import Listing, ListView
from desktop_crm.workspace.trail import names

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "contact": ("contact", "note", "timeline", "consent", "vat_check"),
    "document": (
        "document",
        "payment",
        "fiscal_document",
        "remittance",
        "bank_statement",
        "cash_entry",
        "cash_day",
    ),
    "product": ("product",),
    "expense": ("expense", "recurring_expense", "received_invoice"),
    "ticket": ("ticket", "ticket_message"),
    "file": ("attachment",),
    "import": ("import_job",),
    "firm": (
        "firm",
        "bank_account",
        "number_series",
        "tax_rate",
        "payment_terms",
        "closed_period",
        "handover",
        "setting",
    ),
}
"""What the chips of the list stand for, by table."""

_FOUND: Final = 200
"""As many records are looked up for what is typed, besides what the entries themselves hold."""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One entry. `title` names its record; `named` tells what ids in its values stand for."""

    id: int
    at: datetime
    user: str
    computer: str
    act: str
    table: str
    row: int
    version: int
    record: str
    job_id: int | None
    undoes: int | None
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    kind: str = ""
    """What the record is called: "invoice" of the table "document"."""
    title: str | Message = ""
    currency: str = ""
    named: Mapping[tuple[str, int], str] = field(default_factory=dict)
    categories: Mapping[str, str] = field(default_factory=dict)
    """Names of the firm's own for what expenses are spent on."""

    @property
    def opens(self) -> tuple[str, int] | None:
        """The page that shows its record, as (kind, id); None where none does or it is gone."""
        table, _colon, row = self.record.partition(":")
        known = table in ("contact", "document", "ticket", "product", "expense") and bool(self.kind)
        return (self.kind, int(row)) if known and (table, int(row)) in self.named else None


LISTING: Final = ListSpec(
    source="change_log l",
    key="l.id",
    columns='l.id, l.at, l."user", l.computer, l.act, l.table_name, l."row", l.version, l.record, l.job_id,'
    " l.undoes, l.before, l.after",
    sorts={"": Sort("l.id")},
    filters={
        "user": 'l."user" = ?',
        "act": "l.act = ?",
        "since": "l.at >= ?",
        "until": "l.at < ?",
        "job": "l.job_id = ?",
    },
    where=f"l.act <> '{trail.TOUCHED}'",
)


class TrailListing:
    """The entries of one view, named when they are shown."""

    def __init__(self, caller: Caller, inner: Listing[EntryRow]) -> None:
        self._caller, self._inner = caller, inner

    def count(self) -> int:
        return self._inner.count()

    def rows(self, start: int, limit: int) -> list[EntryRow]:
        return named(self._caller, self._inner.rows(start, limit))


@rights.needs("trail.read")
def list_trail(caller: Caller, view: ListView, record: str = "") -> Listing[EntryRow]:
    """Entries, oldest first unless the view is descending: of the firm, or of one `record` ("contact:5").

    Filters: shown (a key of GROUPS), user, act, since and until (times as stored), job. Every word searched
    for stands in the record's name or number, or in what the entry tells: who, at which computer, from which
    value to which. Entries of what the caller does not see (expenses, the cash book) are left out.
    """
    conditions: list[str] = []
    values: list[Any] = []
    others = tuple(pair for pair in view.filters if pair[0] != "shown")
    tables = GROUPS.get(view.wanted.get("shown", ""), ())
    if tables:
        conditions.append(f"l.table_name IN ({placeholders(tables)})")
        values += tables
    if hidden := sorted(rights.hidden_kinds(caller)):
        conditions.append(f"l.table_name NOT IN ({placeholders(hidden)})")
        values += hidden
    if record:
        condition, bound = _of_record(record)
        conditions.append(condition)
        values += bound
    plain = replace(view, search="", filters=others)
    typed = view.search.strip()
    if typed and not conditions and not others:
        found = partial(_found, typed, descending=view.descending)
        return TrailListing(caller, KeysetListing(LISTING, plain, _row, found=found))
    if typed:
        condition, bound = _holding(typed)
        conditions.append(condition)
        values += bound
    where = " AND ".join(f"({each})" for each in conditions)
    inner = KeysetListing(LISTING, plain, _row, where=where, values=values, is_few=bool(record or typed))
    return TrailListing(caller, inner)


@rights.needs("trail.read")
def get_entry_row(caller: Caller, entry_id: int) -> EntryRow:
    """One entry; NotFound when there is none, Forbidden where the caller does not see what it is about."""
    sql = f"SELECT {LISTING.columns} FROM change_log l WHERE l.id = ?"
    found = raw().execute(sql, (entry_id,)).fetchone()
    if found is None:
        raise NotFound(_("There is no entry {id} in the history", id=str(entry_id)))
    row = _row(found)
    if not rights.may_see(caller, row.table):
        raise rights.Forbidden(rights.SEEN[row.table], caller.role)
    return named(caller, [row])[0]


@rights.needs("trail.read")
def list_people(caller: Caller) -> list[str]:
    """Who stands in the trail, by name."""
    found = raw().execute('SELECT DISTINCT "user" FROM change_log WHERE "user" <> \'\'').fetchall()
    return sorted((str(row[0]) for row in found), key=search.fold)


def _of_record(record: str) -> tuple[str, list[Any]]:
    """A contact's own entries and that of the import it came with."""
    table, _colon, row = record.partition(":")
    if table == "contact" and row.isdecimal():
        job = "(SELECT c.job_id FROM contact c WHERE c.id = ?)"
        return f"l.record = ? OR (l.table_name = 'import_job' AND l.job_id = {job})", [record, int(row)]
    return "l.record = ?", [record]


_PAPERS: Final = ("quote", "order", "delivery", "pro_forma", "receipt", "invoice", "credit_note")
_KINDS: Final = ("contact", *_PAPERS, "product", "ticket")


def _found(typed: str, *, descending: bool) -> Iterable[int]:
    """The ids of all entries that hold it, without a look at the entries themselves."""
    told, values = trail.WORDS.ids_sql(typed)
    if not told:
        return []
    order = "DESC" if descending else "ASC"
    ids = [row[0] for row in raw().execute(f"{told} ORDER BY 1 {order}", values).fetchall()]
    of_records, records = _of_records_named(typed)
    if not records:
        return ids
    others = (row[0] for row in raw().execute(of_records, records).fetchall())
    return sorted({*ids, *others}, reverse=descending)


def _holding(typed: str) -> tuple[str, list[Any]]:
    """The same as a condition beside others."""
    told, values = trail.WORDS.ids_sql(typed)
    if not told:
        return "FALSE", []
    of_records, records = _of_records_named(typed)
    return f"l.id IN ({told} UNION ALL {of_records})", [*values, *records]


def _of_records_named(typed: str) -> tuple[str, list[str]]:
    """A sub-select of the entries of the records whose name or number holds it, with its values."""
    records = [
        f"{'document' if hit.entity in _PAPERS else hit.entity}:{hit.entity_id}"
        for hit in search.find(typed, limit=_FOUND, entities=_KINDS)
        if search.holds(f"{hit.title} {hit.number}", typed)
    ]
    sql = f"SELECT r.id FROM change_log r WHERE r.record IN ({placeholders(records)})"
    return f"{sql} AND r.act <> '{trail.TOUCHED}'", records


def _row(found: Any) -> EntryRow:
    values = list(found)
    values[1] = datetime.fromisoformat(values[1])
    values[-2:] = [None if each is None else json.loads(each) for each in values[-2:]]
    return EntryRow(*values)


def named(caller: Caller, rows: list[EntryRow]) -> list[EntryRow]:
    """The rows with the names of their records and of what their values refer to."""
    spent = any(row.table == "expense" for row in rows) and rights.may(caller, "expenses.read")
    categories = expense_categories(caller).names if spent else {}
    records = {row.record for row in rows}
    known = names.records(records)
    references = names.references(
        [(row.table, values) for row in rows for values in (row.before, row.after) if values]
    )
    return [
        replace(
            row,
            kind=found.kind,
            title=found.title,
            currency=found.currency,
            named={**references, **({found.key: str(found.title)} if found.is_there else {})},
            categories=categories,
        )
        for row in rows
        for found in (known[row.record],)
    ]
