"""What recurs: agreed, changed, ended, and billed once for every day of its rhythm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final

from desktop_crm.billing import queries
from desktop_crm.billing.models import Recurring, RecurringRun
from desktop_crm.billing.queries import wording
from desktop_crm.billing.queries.recurring import get_recurring
from desktop_crm.billing.queries.recurring_rows import RecurringView
from desktop_crm.billing.rules import recurring as rules
from desktop_crm.billing.rules.recurring import Bill, RecurringDraft
from desktop_crm.billing.service import records
from desktop_crm.billing.service.issuing import issue_invoice
from desktop_crm.billing.service.records import DocumentRef
from desktop_crm.billing.service.rendering import Renderer
from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import Message, _, many, translator_for
from desktop_crm.values.progress import SILENT, Progress

ENTITY: Final = "recurring"
MOST_AT_ONCE: Final = 5000
"""Bills of one run; a longer one goes on at the next."""
_DUE: Final = "SELECT id FROM recurring WHERE state = 'active' AND next_on <= ? ORDER BY next_on, id LIMIT ?"
RECURRING_OF: Final = "SELECT id FROM recurring WHERE contact_id = ? ORDER BY id"
_READ: Final = "SELECT version, state, next_on, last_made_on, made, draft FROM recurring WHERE id = ?"
_LAST_NUMBER: Final = "SELECT last_issued_on FROM number_series WHERE kind = 'invoice'"
_SET_PROBLEM: Final = "UPDATE recurring SET problem = ?, version = version + 1 WHERE id = ? AND problem <> ?"


@dataclass(frozen=True, slots=True)
class MadeBill:
    """A paper that a run made; `number` is "" on a draft."""

    recurring_id: int
    document_id: int
    on: date
    number: str


@dataclass(frozen=True, slots=True)
class FailedBill:
    """Why the next paper of an agreement could not be made."""

    recurring_id: int
    on: date
    error: UserError


@dataclass(frozen=True, slots=True)
class Run:
    """What a run did. It stops at nothing: what failed waits for the next one.

    `left` are the agreements that are due and issue themselves, which the caller's role may not.
    """

    made: tuple[MadeBill, ...]
    failed: tuple[FailedBill, ...]
    left: tuple[int, ...] = ()

    def left_words(self, role: str) -> Message:
        """How many agreements were left out by a caller of this role, and who may bill them."""
        return many(
            "{n} recurring invoice is due and was left out. {reason}",
            "{n} recurring invoices are due and were left out. {reason}",
            len(self.left),
            reason=rights.Forbidden("documents.issue", role).message,
        )


def failed_words(failed: Sequence[FailedBill]) -> Message:
    """How many bills could not be made, and why the first one not."""
    return many(
        "{n} recurring invoice could not be made. {reason}",
        "{n} recurring invoices could not be made. {reason}",
        len(failed),
        reason=failed[0].error.message,
    )


@rights.needs("documents.draft")
def create_recurring(
    caller: Caller, draft: RecurringDraft, today: date, key: str | None = None
) -> DocumentRef:
    """Keep a new agreement; its first bill is made by the next run from its day on.

    UserError names the field of what can never be right. Only who may issue invoices lets them issue
    themselves.
    """
    draft = _allowed(caller, draft)
    bill = rules.next_bill(draft, None, 0)
    if bill is None:
        raise UserError(_("It ends before its first bill"), "last_on")

    def work() -> list[int]:
        now = utc_now()
        columns = columns_of(caller, draft, bill, today)
        return [writes.insert(Recurring, **columns, created_at=now), 1]

    with transaction(caller) as changed:
        changed.add(ENTITY)
        return DocumentRef(*(work() if key is None else writes.once(f"recurring:{key}", work)))


@rights.needs("documents.draft")
def save_recurring(
    caller: Caller, recurring_id: int, version: int, draft: RecurringDraft, today: date
) -> int:
    """Change an agreement for the bills to come; returns the new version. Conflict when another wrote
    first."""
    draft = _allowed(caller, draft)
    with transaction(caller) as changed:
        changed.add(ENTITY)
        view = running(caller, recurring_id)
        if view.draft.issues:
            rights.require(caller, "documents.issue")
        after = view.runs[0].on if view.runs else None
        bill = rules.next_bill(draft, after, view.row.made)
        columns = columns_of(caller, draft, bill, today)
        return writes.update_versioned(Recurring, recurring_id, version, **columns)


@rights.needs("documents.draft")
def running(caller: Caller, recurring_id: int) -> RecurringView:
    """An agreement that goes on, paused or not; UserError for one that ended."""
    view = get_recurring(caller, recurring_id)
    if view.row.state == "ended":
        raise UserError(_("This recurring invoice has ended: begin another one"), "id")
    return view


@rights.needs("documents.draft")
def end_recurring(caller: Caller, recurring_id: int, version: int, today: date) -> int:
    """No bill is made of it any more; those that were made stay. Returns the new version."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        get_recurring(caller, recurring_id)
        values: dict[str, Any] = {"state": "ended", "next_on": None, "turns_on": None, "problem": ""}
        return writes.update_versioned(Recurring, recurring_id, version, **values, updated_at=utc_now())


@rights.needs("documents.draft")
def run_recurring(
    caller: Caller, today: date, *, render: Renderer | None = None, progress: Progress = SILENT
) -> Run:
    """Make every bill whose day has come, in the order of their days, each in a transaction of its own.

    Days that passed while no program was open are caught up, each once: also with several programs on one
    database at the same time. What the caller's role may not issue is left to somebody who may, and told. A
    bill that fails is named and tried again by the next run; the others go on.
    """
    made: list[MadeBill] = []
    failed: dict[int, FailedBill] = {}
    passed: set[int] = set()
    while len(made) < MOST_AT_ONCE:
        ids = raw().execute(_DUE, (today.isoformat(), len(passed) + 1)).fetchall()
        recurring_id = next((row[0] for row in ids if row[0] not in passed), None)
        if recurring_id is None:
            break
        progress.step(len(made), len(made) + 1, _("Recurring invoices"))
        try:
            bill = make_next(caller, recurring_id, today, Making(), render)
        except Conflict:
            continue  # another program made it meanwhile: look again
        except Failed as failure:
            passed.add(recurring_id)
            failed[recurring_id] = FailedBill(recurring_id, failure.on, failure.error)
            _tell(caller, recurring_id, failure.error)
            continue
        if bill is None:
            passed.add(recurring_id)
        else:
            made.append(bill)
    return Run(tuple(made), tuple(failed.values()), tuple(sorted(passed - failed.keys())))


class Failed(Exception):
    """A bill that a person has to look at."""

    def __init__(self, on: date, error: UserError) -> None:
        super().__init__(str(error))
        self.on, self.error = on, error


@dataclass(frozen=True, slots=True)
class Making:
    """How a person wants the next bill made; a run leaves all to the agreement.

    `version` is the agreement's as it was read. The paper is dated `on`, or its own day; `unchecked` is
    `DocumentDraft.vat_unchecked`.
    """

    version: int | None = None
    on: date | None = None
    unchecked: bool = False


@rights.needs("documents.draft")
def make_next(
    caller: Caller, recurring_id: int, today: date, how: Making, render: Renderer | None
) -> MadeBill | None:
    """The next bill of an agreement, or None where the caller may not. Conflict when another program was
    quicker, Failed when it cannot be made."""
    with transaction(caller) as changed:
        row = raw().execute(_READ, (recurring_id,)).fetchone()
        if row is None or row[1] != "active" or row[2] is None or row[2] > today.isoformat():
            raise Conflict(_("Somebody else changed this in the meantime."))
        version, _state, _next, last, made, text = row
        draft = canonical.load(RecurringDraft, text)
        if draft.issues and not rights.may(caller, "documents.issue"):
            return None
        bill = rules.next_bill(draft, date.fromisoformat(last) if last else None, made)
        if bill is None:
            raise ValueError(f"recurring {recurring_id} has a day, but no bill")
        following = rules.next_bill(draft, bill.on, made + 1)
        columns = columns_of(caller, draft, following, today)
        read = version if how.version is None else how.version
        # First: whoever comes second waits here, and then sees that it is done.
        writes.update_versioned(Recurring, recurring_id, read, **columns, last_made_on=bill.on, made=made + 1)
        try:
            done = _paper(caller, recurring_id, draft, bill, today, how, render)
        except UserError as error:
            raise Failed(bill.on, error) from error  # takes the whole of it back
        changed.update((ENTITY, "invoice"))
    return done


def _paper(
    caller: Caller,
    recurring_id: int,
    draft: RecurringDraft,
    bill: Bill,
    today: date,
    how: Making,
    render: Renderer | None,
) -> MadeBill:
    """The draft of a bill at the prices of its day, issued where that was agreed."""
    day = bill.period[0] if bill.period else bill.on
    template = queries.priced(caller, replace(draft.document, issued_on=day), today)
    draft = replace(draft, document=replace(template, issued_on=draft.document.issued_on))
    on = how.on or (_day_of_issue(bill.on, today) if draft.issues else bill.on)
    paper = rules.dated(rules.paper_of(draft, bill), on)
    if how.unchecked:
        paper = replace(paper, vat_unchecked=True)
    ref = records.insert_draft(caller, paper)
    writes.insert_unseen(RecurringRun, recurring=recurring_id, on=bill.on, document=ref.id, at=utc_now())
    number = ""
    if draft.issues:
        number = issue_invoice(caller, ref.id, ref.version, today=today, issued_on=on, render=render).number
    return MadeBill(recurring_id, ref.id, bill.on, number)


def _day_of_issue(on: date, today: date) -> date:
    """Its own day, or the first one after it on which a number can still be given."""
    row = raw().execute(_LAST_NUMBER).fetchone()
    last = date.fromisoformat(row[0]) if row and row[0] else on
    return min(max(on, last), today)


def _tell(caller: Caller, recurring_id: int, error: UserError) -> None:
    """Keep why, for the list and for Today."""
    text = translator_for(caller.language).message(error.message)
    with transaction(caller) as changed:
        changed.add(ENTITY)
        raw().execute(_SET_PROBLEM, (text, recurring_id, text))


def _allowed(caller: Caller, draft: RecurringDraft) -> RecurringDraft:
    if draft.issues:
        rights.require(caller, "documents.issue")
    return rules.checked(draft)


@rights.needs("documents.draft")
def columns_of(caller: Caller, draft: RecurringDraft, bill: Bill | None, today: date) -> dict[str, Any]:
    """What of an agreement stands in columns; without a next bill it is over. Its title is in the words of
    that bill, else of the last one."""
    shown = bill or rules.last_bill(draft)
    paper = draft.document if shown is None else rules.paper_of(draft, shown)
    day = bill.on if bill is not None else today
    turn = rules.next_turn(draft, today)
    state = "ended" if bill is None else "paused" if draft.is_paused else "active"
    return {
        "contact": draft.document.contact_id,
        "title": wording.title_of(caller, paper, today),
        "state": state,
        "starts_on": draft.starts_on,
        "next_on": None if bill is None else bill.on,
        "currency": draft.document.currency,
        "net": rules.net_on(draft, day),
        "yearly": rules.a_year(draft, day),
        "turns_on": None if turn is None else turn.on,
        "problem": "",
        "updated_at": utc_now(),
        "draft": canonical.dump(draft).decode(),
    }


def forget_recurring(contact_id: int) -> None:
    """Delete what was agreed with a person; papers that were issued stay. Needs a transaction."""
    for (each,) in raw().execute(RECURRING_OF, (contact_id,)).fetchall():
        raw().execute("DELETE FROM recurring_run WHERE recurring_id = ?", (each,))
        raw().execute("DELETE FROM recurring WHERE id = ?", (each,))
