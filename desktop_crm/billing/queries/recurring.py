"""What is read about what recurs: its list, one of them, what it brings in, what renews or ends soon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, Final

from desktop_crm.billing.queries.recurring_rows import (
    RecurringRow,
    RecurringSum,
    RecurringView,
    RunRow,
    TurnRow,
)
from desktop_crm.billing.queries.wording import language_of
from desktop_crm.billing.rules.recurring import RecurringDraft, next_turn
from desktop_crm.database.connection import raw
from desktop_crm.database.paging import KeysetListing, ListSpec, Sort
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import NotFound
from desktop_crm.values.messages import _
from desktop_crm.values.paging import Listing, ListView

_COLUMNS: Final = (
    "r.id, r.version, r.state, r.contact_id, c.name, r.title, r.starts_on, r.next_on, r.made, r.currency,"
    " r.net, r.yearly, r.problem"
)
_JOIN: Final = "JOIN contact c ON c.id = r.contact_id"
_LIST: Final = ListSpec(
    source="recurring r",
    key="r.id",
    columns=_COLUMNS,
    joins=_JOIN,
    sorts={
        "": Sort("r.id"),
        "next": Sort("r.next_on", nullable=True),
        "customer": Sort("c.folded"),
        "net": Sort("r.net"),
        "yearly": Sort("r.yearly"),
    },
    filters={
        "state": "? IN (r.state, CASE WHEN r.problem <> '' THEN 'failed' END)",
        "contact": "r.contact_id = ?",
    },
    search=("contact", "r.contact_id"),
)
_ONE: Final = f"SELECT {_COLUMNS}, r.draft FROM recurring r {_JOIN} WHERE r.id = ?"
_RUNS: Final = (
    'SELECT "on", document_id FROM recurring_run WHERE recurring_id = ? ORDER BY "on" DESC LIMIT 500'
)
_SUMS: Final = (
    "SELECT currency, count(*), sum(yearly) FROM recurring WHERE state = 'active'"
    " GROUP BY currency ORDER BY count(*) DESC, currency"
)
_TURNS: Final = (
    f"SELECT {_COLUMNS}, r.draft FROM recurring r {_JOIN}"
    " WHERE r.turns_on IS NOT NULL AND (r.state = 'active' OR r.turns_on >= ?) ORDER BY r.id"
)
_FAILED: Final = f"SELECT {_COLUMNS} FROM recurring r {_JOIN} WHERE r.problem <> '' ORDER BY r.next_on, r.id"
_DUE: Final = "SELECT 1 FROM recurring WHERE state = 'active' AND next_on <= ? LIMIT 1"


@rights.needs("documents.read")
def list_recurring(caller: Caller, view: ListView) -> Listing[RecurringRow]:
    """All agreements. Filters: state (active, paused, ended, failed), contact."""
    return KeysetListing(_LIST, view, _row)


@rights.needs("documents.read")
def get_recurring(caller: Caller, recurring_id: int) -> RecurringView:
    """One agreement; NotFound."""
    row = raw().execute(_ONE, (recurring_id,)).fetchone()
    if row is None:
        raise NotFound(_("There is no recurring invoice {id}", id=str(recurring_id)), "id")
    runs = raw().execute(_RUNS, (recurring_id,)).fetchall()
    draft = canonical.load(RecurringDraft, row[-1])
    return RecurringView(
        _row(row[:-1]),
        draft,
        tuple(RunRow(date.fromisoformat(on), document) for on, document in runs),
        language_of(caller, draft.document),
    )


@rights.needs("documents.read")
def count_recurring(caller: Caller) -> dict[str, int]:
    """How many there are by state, "failed" (their bill could not be made), and "all"."""
    found = dict(raw().execute("SELECT state, count(*) FROM recurring GROUP BY state").fetchall())
    failed = raw().execute("SELECT count(*) FROM recurring WHERE problem <> ''").fetchone()[0]
    return {**found, **({"failed": failed} if failed else {}), "all": sum(found.values())}


@rights.needs("money.totals")
def sum_recurring(caller: Caller) -> list[RecurringSum]:
    """What the running ones bring, by currency."""
    return [RecurringSum(currency, int(n), int(total)) for currency, n, total in raw().execute(_SUMS)]


@rights.needs("documents.read")
def turning_soon(caller: Caller, today: date) -> list[TurnRow]:
    """Those that renew themselves or end so soon that somebody wanted to know, the next ones first."""
    found = []
    for row in raw().execute(_TURNS, (today.isoformat(),)).fetchall():
        draft = canonical.load(RecurringDraft, row[-1])
        turn = next_turn(draft, today)
        if turn is not None and turn.on - timedelta(days=draft.remind_days) <= today:
            found.append(TurnRow(_row(row[:-1]), turn))
    return sorted(found, key=lambda each: (each.turn.on, each.row.id))


@rights.needs("documents.read")
def failed_recurring(caller: Caller) -> list[RecurringRow]:
    """Those whose next bill could not be made."""
    return [_row(row) for row in raw().execute(_FAILED)]


@rights.needs("documents.read")
def is_due(caller: Caller, today: date) -> bool:
    """Whether some bill is to be made today."""
    return raw().execute(_DUE, (today.isoformat(),)).fetchone() is not None


def _row(row: Iterable[Any]) -> RecurringRow:
    values = list(row)
    for place in (6, 7):
        values[place] = date.fromisoformat(values[place]) if values[place] else None
    return RecurringRow(*values)
