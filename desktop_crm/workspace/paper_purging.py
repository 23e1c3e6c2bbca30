"""Papers whose keep time is over: what falls due when, shown before anything goes, gone by one confirmed act
or once a month, told afterwards, done again after a restore."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Final
from weakref import WeakKeyDictionary

from desktop_crm.billing.queries import purging as papers
from desktop_crm.billing.rules.purging import REASONS, Case, YearSum, sums_by_year
from desktop_crm.billing.service import purging as service
from desktop_crm.database import blobs, scrubbing, writes
from desktop_crm.database.connection import OpenDatabase, current, raw, transaction
from desktop_crm.receivables.service import dunning, letter_numbers
from desktop_crm.support.service import paper_links
from desktop_crm.values import rights
from desktop_crm.values.caller import OWNER, Caller
from desktop_crm.values.errors import Cancelled
from desktop_crm.values.messages import Message, _
from desktop_crm.values.progress import SILENT, Progress
from desktop_crm.workspace import erasing, erasure_list
from desktop_crm.workspace.opening import Workspace

_BLOCK: Final = 50
"""Papers in one transaction, so that others get their turn to write."""
_CHANGED: Final = frozenset({"contact", "ticket", "attachment", "quote", "invoice", "credit_note", "payment"})
_LAST_ENTRY: Final = "SELECT at FROM change_log ORDER BY id DESC LIMIT 1"
_QUIET: Final = timedelta(days=400)
"""A clock that is this far behind what was last written is not believed."""


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """What would go: the cases, their sums by year and kind; and of the old ones that stay how many papers
    for which reason."""

    due: tuple[Case, ...]
    sums: tuple[YearSum, ...]
    staying: Mapping[Message, int]

    @property
    def count(self) -> int:
        """How many papers would go."""
        return sum(len(case.papers) for case in self.due)


NOTHING: Final = PaperPlan((), (), {})


@dataclass(frozen=True, slots=True)
class Purged:
    """What went: the record it is written to (None: nothing was due any more), and how many papers."""

    run_id: int | None
    papers: int
    is_scrubbed: bool = True


@rights.needs("persons.erase")
def plan(caller: Caller, today: date) -> PaperPlan:
    """What would go today; reads only."""
    if not papers.has_old_papers(caller, today):
        return NOTHING
    cases = papers.old_cases(caller, today, paper_links.with_open_tickets(caller))
    due = tuple(case for case in cases if not case.stays)
    staying: dict[Message, int] = {}
    for case in cases:
        if case.stays in REASONS:
            words = REASONS[case.stays]
            staying[words] = staying.get(words, 0) + len(case.papers)
    return PaperPlan(due, sums_by_year(due), staying)


_looked: WeakKeyDictionary[OpenDatabase, tuple[date, int]] = WeakKeyDictionary()
"""The day of the last look into each open database, and how many papers were due."""


def count_due(caller: Caller, today: date) -> int:
    """How many papers could go, for Today: looked up once a day, not each time the page is shown."""
    if not rights.may(caller, "persons.erase"):
        return 0
    known = _looked.get(current())
    if known is None or known[0] != today:
        _looked[current()] = known = (today, plan(caller, today).count)
    return known[1]


def look_again() -> None:
    """What is due has changed."""
    _looked.pop(current(), None)


@rights.needs("persons.erase")
def purge(
    caller: Caller,
    workspace: Workspace,
    cases: Sequence[Case],
    today: date,
    *,
    by_itself: bool = False,
    progress: Progress = SILENT,
) -> Purged:
    """Delete the cases that were shown and confirmed, as far as they are still due.

    In small transactions, so that others get their turn; Cancel stops between two of them, and what is done
    is done. Each is overwritten where it lay; then the file is written anew, and the list beside the backups
    notes what went.
    """
    run_id: int | None = None
    gone, total = 0, sum(len(case.papers) for case in cases)
    is_scrubbed = True
    try:
        for some in _blocks(cases):
            progress.step(gone, total, _("Deleting papers after their keep time"))
            if gone:
                time.sleep(writes.PAUSE)
            with scrubbing.overwriting(), transaction(caller) as changed:
                run_id, count = _purge(caller, some, run_id, today, by_itself)
                changed |= _CHANGED
            gone += count
    finally:  # also after Cancel: what went is gone
        look_again()
        if gone:
            erasing.note_beside_backups(caller, workspace)
            is_scrubbed = erasing.finish_erasures(caller)
    return Purged(run_id if gone else None, gone, is_scrubbed)


def _purge(
    caller: Caller, cases: Sequence[Case], run_id: int | None, today: date, by_itself: bool
) -> tuple[int | None, int]:
    due = service.still_due(caller, cases, today, paper_links.with_open_tickets(caller))
    if not due:
        return run_id, 0
    return _delete(caller, due, run_id or service.begin_purge(caller, today, by_itself=by_itself))


def _delete(caller: Caller, due: Sequence[Case], run_id: int) -> tuple[int, int]:
    ids = [key for case in due for key in case.ids]
    paper_links.let_go(caller, ids)
    letters = dunning.files_of_letters(caller, ids)
    with transaction(caller):
        letter_numbers.unindex(ids)
    gone = service.purge_papers(caller, due, run_id)
    blobs.purge_unused(letters)
    return run_id, gone


def _blocks(cases: Sequence[Case]) -> Iterator[list[Case]]:
    """Whole cases, about so many papers at a time."""
    some: list[Case] = []
    for case in cases:
        some.append(case)
        if sum(len(each.papers) for each in some) >= _BLOCK:
            yield some
            some = []
    if some:
        yield some


def each_month(caller: Caller, workspace: Workspace, today: date, *, progress: Progress = SILENT) -> Purged:
    """Where the firm wants it and the caller may: delete what is due, once a month. Call it after the backup
    of the day.

    Not when the clock says a day long after the last change of the firm: it may be wrong, and what is gone
    does not come back.
    """
    nothing = Purged(None, 0)
    if not rights.may(caller, "persons.erase"):
        return nothing
    times = papers.paper_times(caller)
    last = times.looked_on
    if not times.by_itself or (last is not None and (last.year, last.month) >= (today.year, today.month)):
        return nothing
    if not _believes(today):
        return nothing
    done = purge(caller, workspace, plan(caller, today).due, today, by_itself=True, progress=progress)
    service.set_paper_times(caller, replace(times, looked_on=today))
    return done


def _believes(today: date) -> bool:
    row = raw().execute(_LAST_ENTRY).fetchone()
    return row is not None and today - date.fromisoformat(row[0][:10]) < _QUIET


def replay(
    caller: Caller, workspace: Workspace, lists: Path, today: date, *, progress: Progress = SILENT
) -> int:
    """Delete again what a restored copy still has: the papers in the lists of the folder `lists`, where the
    copy came from. Returns how many there were. `workspace` is the open restored file.

    Whoever opens the copy does it: no right is asked for. What is not settled in the copy stays, and is
    proposed like any other.
    """
    caller = replace(caller, role=OWNER)
    wanted = [(each.id, each.key) for each in erasure_list.read(lists) if each.entity == "document"]
    ids = papers.still_there(wanted)
    run_id: int | None = None
    gone = 0
    for some in _blocks(papers.old_cases(caller, today, (), ids) if ids else ()):
        with suppress(Cancelled):  # it has to be done
            progress.step(gone, len(ids), _("Deleting again what was purged"))
        with scrubbing.overwriting(), transaction(caller) as changed:
            if due := service.settled_again(caller, some, today):
                run_id, count = _delete(
                    caller, due, run_id or service.begin_purge(caller, today, by_itself=True)
                )
                gone += count
            changed |= _CHANGED
    look_again()
    if gone:
        erasing.note_beside_backups(caller, workspace)
        erasing.finish_erasures(caller)
    return gone
