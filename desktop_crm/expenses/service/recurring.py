"""What is spent by a rhythm: agreed, changed, ended, and written down once for each of its days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from desktop_crm.database import writes
from desktop_crm.database.connection import raw, transaction
from desktop_crm.expenses.models import RecurringExpense, RecurringExpenseRun
from desktop_crm.expenses.queries.categories import expense_categories
from desktop_crm.expenses.queries.recurring import get_rhythm
from desktop_crm.expenses.rules import recurring as rules
from desktop_crm.expenses.rules.expenses import check_expense
from desktop_crm.expenses.rules.recurring import RhythmDraft
from desktop_crm.expenses.service.spent import write_down
from desktop_crm.values import canonical, rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import Conflict, UserError
from desktop_crm.values.messages import _, translator_for

ENTITY: Final = "recurring_expense"
MOST_AT_ONCE: Final = 1000
_DUE: Final = (
    "SELECT id FROM recurring_expense WHERE state = 'active' AND next_on <= ? ORDER BY next_on, id LIMIT ?"
)
_READ: Final = "SELECT version, state, next_on, made, draft FROM recurring_expense WHERE id = ?"
_TELL: Final = "UPDATE recurring_expense SET problem = ?, version = version + 1 WHERE id = ? AND problem <> ?"


@dataclass(frozen=True, slots=True)
class MadeExpense:
    """An expense that a run wrote down."""

    rhythm_id: int
    expense_id: int
    on: date


@dataclass(frozen=True, slots=True)
class FailedExpense:
    """Why the next one could not be written down."""

    rhythm_id: int
    on: date
    error: UserError


@dataclass(frozen=True, slots=True)
class ExpenseRun:
    """What a run did; what failed waits for the next one and stops no other."""

    made: tuple[MadeExpense, ...]
    failed: tuple[FailedExpense, ...]


@rights.needs("expenses.change")
def create_rhythm(caller: Caller, draft: RhythmDraft, today: date, key: str | None = None) -> int:
    """Keep a rhythm; its first expense is written by the next run from its day on. UserError names the
    field."""
    draft = rules.checked(draft, today, expense_categories(caller).changed)
    if rules.day_after(draft, 0) is None:
        raise UserError(_("It ends before its first day"), "last_on")

    def work() -> int:
        return writes.insert(RecurringExpense, **_columns(draft, 0))

    with transaction(caller) as changed:
        changed.add(ENTITY)
        return work() if key is None else writes.once(f"expense-rhythm:{key}", work)


@rights.needs("expenses.change")
def save_rhythm(caller: Caller, rhythm_id: int, version: int, draft: RhythmDraft, today: date) -> int:
    """Change a rhythm for the days to come; returns the new version. Conflict when another wrote first.

    Its first day and its rule stay: whoever wants others ends it and begins a new one.
    """
    draft = rules.checked(draft, today, expense_categories(caller).changed)
    with transaction(caller) as changed:
        view = get_rhythm(caller, rhythm_id)
        if (draft.rule, draft.starts_on) != (view.draft.rule, view.draft.starts_on):
            raise UserError(_("Another rhythm is a new one: end this one first"), "rule")
        changed.add(ENTITY)
        return writes.update_versioned(RecurringExpense, rhythm_id, version, **_columns(draft, view.row.made))


@rights.needs("expenses.change")
def end_rhythm(caller: Caller, rhythm_id: int, version: int) -> int:
    """Nothing is written down by it any more; what was stays. Returns the new version."""
    with transaction(caller) as changed:
        get_rhythm(caller, rhythm_id)
        changed.add(ENTITY)
        return writes.update_versioned(
            RecurringExpense, rhythm_id, version, state="ended", next_on=None, problem=""
        )


@rights.needs("expenses.change")
def run_rhythms(caller: Caller, today: date) -> ExpenseRun:
    """Write down whatever day has come, in the order of the days, each in a transaction of its own.

    Days that passed are caught up, each once, also with several programs at the same time.
    """
    made: list[MadeExpense] = []
    failed: dict[int, FailedExpense] = {}
    while len(made) < MOST_AT_ONCE:
        ids = raw().execute(_DUE, (today.isoformat(), len(failed) + 1)).fetchall()
        rhythm_id = next((row[0] for row in ids if row[0] not in failed), None)
        if rhythm_id is None:
            break
        try:
            made.append(_make_next(caller, rhythm_id, today))
        except Conflict:
            continue  # another program wrote it meanwhile: look again
        except _Failed as failure:
            failed[rhythm_id] = FailedExpense(rhythm_id, failure.on, failure.error)
            _tell(caller, rhythm_id, failure.error)
    return ExpenseRun(tuple(made), tuple(failed.values()))


class _Failed(Exception):
    def __init__(self, on: date, error: UserError) -> None:
        super().__init__(str(error))
        self.on, self.error = on, error


def _make_next(caller: Caller, rhythm_id: int, today: date) -> MadeExpense:
    with transaction(caller) as changed:
        row = raw().execute(_READ, (rhythm_id,)).fetchone()
        if row is None or row[1] != "active" or row[2] is None or row[2] > today.isoformat():
            raise Conflict(_("Somebody else changed this in the meantime."))
        version, _state, on, made, text = row
        draft, day = canonical.load(RhythmDraft, text), date.fromisoformat(on)
        # First: whoever comes second waits here, and then sees that it is done.
        writes.update_versioned(RecurringExpense, rhythm_id, version, **_columns(draft, made + 1))
        try:
            expense = rules.expense_on(draft, day)
            check_expense(expense, today, expense_categories(caller).changed)
            expense_id = write_down(caller, expense)
        except UserError as error:
            raise _Failed(day, error) from error
        writes.insert_unseen(RecurringExpenseRun, recurring=rhythm_id, on=day, expense=expense_id)
        changed |= {ENTITY, "expense"}
    return MadeExpense(rhythm_id, expense_id, day)


def _tell(caller: Caller, rhythm_id: int, error: UserError) -> None:
    said = translator_for(caller.language).message(error.message)
    with transaction(caller) as changed:
        if raw().execute(_TELL, (said, rhythm_id, said)).rowcount:
            changed.add(ENTITY)


def _columns(draft: RhythmDraft, made: int) -> dict[str, Any]:
    following = rules.day_after(draft, made)
    state = "ended" if following is None else "paused" if draft.is_paused else "active"
    expense = draft.expense
    return {
        "title": (expense.supplier or expense.description)[:300],
        "state": state,
        "rule": draft.rule,
        "starts_on": draft.starts_on,
        "next_on": following,
        "last_on": draft.last_on,
        "made": made,
        "currency": expense.currency,
        "gross": expense.gross,
        "problem": "",
        "draft": canonical.dump(draft).decode(),
    }
