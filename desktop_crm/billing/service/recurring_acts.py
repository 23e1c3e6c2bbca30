"""What a person does with one that recurs: pause, let go on, leave a bill out, bill what stands still."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from desktop_crm.billing.models import Recurring
from desktop_crm.billing.queries.recurring_rows import RecurringView
from desktop_crm.billing.rules import recurring as rules
from desktop_crm.billing.rules.recurring import RecurringDraft
from desktop_crm.billing.service.recurring import (
    ENTITY,
    Failed,
    MadeBill,
    Making,
    columns_of,
    make_next,
    running,
)
from desktop_crm.billing.service.rendering import Renderer
from desktop_crm.database import writes
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@rights.needs("documents.draft")
def pause_recurring(caller: Caller, recurring_id: int, version: int, today: date) -> int:
    """Nothing is billed until it goes on. Returns the new version."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        view = running(caller, recurring_id)
        return _kept(caller, view, version, replace(view.draft, is_paused=True), today)


@rights.needs("documents.draft")
def continue_recurring(
    caller: Caller, recurring_id: int, version: int, today: date, *, catch_up: bool = False
) -> int:
    """It goes on: with its next day from today on, or (`catch_up`) with those that passed, too. Returns the
    new version."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        view = running(caller, recurring_id)
        if view.draft.issues:
            rights.require(caller, "documents.issue")
        draft = replace(view.draft, is_paused=False)
        if view.draft.is_paused and not catch_up:
            draft = rules.without_passed(draft, _last(view), today)
        return _kept(caller, view, version, draft, today)


@rights.needs("documents.draft")
def skip_recurring(caller: Caller, recurring_id: int, version: int, today: date) -> int:
    """Its next bill is left out: nothing is billed for that day. Returns the new version."""
    with transaction(caller) as changed:
        changed.add(ENTITY)
        view = running(caller, recurring_id)
        if view.row.next_on is None:
            raise ValueError(f"recurring {recurring_id} goes on, but has no day")
        draft = replace(view.draft, skipped=(*view.draft.skipped, view.row.next_on))
        return _kept(caller, view, version, draft, today)


@rights.needs("documents.draft")
def bill_recurring(
    caller: Caller,
    recurring_id: int,
    version: int,
    today: date,
    *,
    on: date | None = None,
    unchecked: bool = False,
    render: Renderer | None = None,
) -> MadeBill:
    """The bill whose day has come is made now and dated `on` (today), over the period that it is for.

    For one that a run cannot make, because its own day is closed. `unchecked` takes it upon the caller that
    the customer's VAT ID was not checked. UserError as `issue_invoice`.
    """
    view = running(caller, recurring_id)
    if view.draft.issues:
        rights.require(caller, "documents.issue")
    if view.draft.is_paused:
        raise UserError(_("This recurring invoice is paused: let it go on first"), "id")
    if view.row.next_on is not None and view.row.next_on > today:
        raise UserError(_("Its next bill comes on {date}", date=view.row.next_on), "id")
    try:
        made = make_next(caller, recurring_id, today, Making(version, on or today, unchecked), render)
    except Failed as failure:
        raise failure.error from failure
    if made is None:
        raise ValueError(f"recurring {recurring_id} was to be billed, and was not")
    return made


def _last(view: RecurringView) -> date | None:
    return view.runs[0].on if view.runs else None


def _kept(caller: Caller, view: RecurringView, version: int, draft: RecurringDraft, today: date) -> int:
    """Inside a transaction: the agreement as it is from now on."""
    draft = rules.checked(draft)
    bill = rules.next_bill(draft, _last(view), view.row.made)
    return writes.update_versioned(Recurring, view.row.id, version, **columns_of(caller, draft, bill, today))
