"""What is spent by a rhythm: rent, subscriptions, leases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Final

from desktop_crm.billing.rules import rhythms
from desktop_crm.expenses.rules.expenses import ExpenseDraft, check_expense, tidy
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _

STATES: Final = ("active", "paused", "ended")
STATE_WORDS: Final[dict[str, Message]] = {
    "active": _("Running"),
    "paused": _("Paused"),
    "ended": _("Ended"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RhythmDraft:
    """An expense that comes again. With `is_paid` it counts as paid on its day, in the way of the
    expense."""

    expense: ExpenseDraft
    starts_on: date
    rule: str = rhythms.PLAIN["monthly"]
    last_on: date | None = None
    times: int | None = None
    is_paid: bool = False
    is_paused: bool = False


def checked(draft: RhythmDraft, today: date, own: Collection[str] = ()) -> RhythmDraft:
    """With its rule in plain form. UserError at the field of what can never be right."""
    rule = rhythms.check_rule(draft.rule)
    if draft.last_on is not None and draft.last_on < draft.starts_on:
        raise UserError(_("It ends before it begins"), "last_on")
    if draft.times is not None and not 1 <= draft.times <= 10_000:
        raise UserError(_("Between 1 and {n}", n=10_000), "times")
    if draft.expense.kind != "purchase":
        raise UserError(_("Only purchases come by a rhythm"), "expense.kind")
    expense = tidy(replace(draft.expense, spent_on=None, due_on=None, paid_on=None, method=""))
    made = replace(draft, rule=rule, expense=replace(expense, method=draft.expense.method))
    try:
        check_expense(replace(expense, spent_on=today), today, own)
    except UserError as error:
        raise error.inside("expense") from None
    return made


def day_after(draft: RhythmDraft, made: int) -> date | None:
    """The day of the next one after `made` of them; None at the end."""
    if draft.times is not None and made >= draft.times:
        return None
    day = next(islice(rhythms.days(draft.rule, draft.starts_on), made, None), None)
    if day is None or (draft.last_on is not None and day > draft.last_on):
        return None
    return day


def expense_on(draft: RhythmDraft, day: date) -> ExpenseDraft:
    """The expense of one day."""
    if draft.is_paid:
        return replace(draft.expense, spent_on=day, paid_on=day)
    return replace(draft.expense, spent_on=day, paid_on=None, method="")
