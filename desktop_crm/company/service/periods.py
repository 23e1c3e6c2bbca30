"""Periods are closed when their books are handed in, and reopened with a reason."""

from __future__ import annotations

from datetime import date

from desktop_crm.company.models import ClosedPeriod
from desktop_crm.company.queries import periods
from desktop_crm.company.rules.periods import REASON_LENGTH, PeriodDraft, check_period, is_covered
from desktop_crm.database import writes
from desktop_crm.database.connection import transaction
from desktop_crm.values import rights, texts
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import utc_now
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _


@rights.needs("periods.close")
def close_period(caller: Caller, period: PeriodDraft, today: date) -> int:
    """From now on nothing is issued, credited, paid or altered that is dated in it; returns its id.

    Raises UserError at "starts_on" or "ends_on" for a period that has not ended, or is closed already.
    """
    check_period(period, today)
    with transaction(caller) as changed:
        closed = [row.period for row in periods.list_periods(caller) if row.is_closed]
        if is_covered(period, closed):
            raise UserError(_("This period is closed already"), "ends_on")
        changed.add("firm")
        return writes.insert(
            ClosedPeriod,
            starts_on=period.starts_on,
            ends_on=period.ends_on,
            closed_at=utc_now(),
            closed_by=caller.user,
        )


@rights.needs("periods.reopen")
def reopen_period(caller: Caller, period_id: int, version: int | None, reason: str) -> int:
    """Let its days be written on again; returns the new version. The reason is kept with who and when.

    Raises UserError at "reason" without one, NotFound, Conflict, and UserError where it is open already.
    Another closed period may still hold some of its days.
    """
    reason = texts.tidy_text(reason).strip()
    if not reason:
        raise UserError(_("Say why the period is reopened: the accountant will ask"), "reason")
    texts.check_text(reason, "reason")
    if len(reason) > REASON_LENGTH:
        raise UserError(_("At most {n} characters", n=REASON_LENGTH), "reason")
    with transaction(caller) as changed:
        row = periods.get_period(caller, period_id)
        if not row.is_closed:
            raise UserError(_("This period is open again already"))
        changed.add("firm")
        return writes.update_versioned(
            ClosedPeriod,
            period_id,
            row.version if version is None else version,
            reopened_at=utc_now(),
            reopened_by=caller.user,
            reason=reason,
        )
