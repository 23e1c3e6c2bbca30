"""`period close|reopen|list`: days on which nothing is dated any more."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.dates import day, optional_day
from desktop_crm.cli.session import Session
from desktop_crm.company import service
from desktop_crm.company.queries import periods
from desktop_crm.company.queries.periods import PeriodRow
from desktop_crm.company.rules.periods import PeriodDraft, name_of, period_of
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _


def close(session: Session) -> dict[str, Any]:
    """Close the period named, or the days from `--from` to `--to`."""
    wanted = _wanted(session)
    today = optional_day(session.arguments.on, "--on") or session.today
    with session.writing():
        made = service.close_period(session.caller, wanted, today)
        return _shown(periods.get_period(session.caller, made))


def reopen(session: Session) -> dict[str, Any]:
    """Reopen the closed period of this name or id; says what else still holds its days."""
    with session.writing():
        row = _found(session, session.arguments.period)
        service.reopen_period(session.caller, row.id, None, session.arguments.reason)
        return _shown(periods.get_period(session.caller, row.id))


def list_periods(session: Session) -> list[dict[str, Any]]:
    """Every period that was ever closed, with who, when and why it was reopened."""
    with session.reading():
        return [_shown(row) for row in periods.list_periods(session.caller)]


def _wanted(session: Session) -> PeriodDraft:
    arguments = session.arguments
    if arguments.period and not (arguments.start or arguments.end):
        return period_of(arguments.period, "PERIOD")
    if arguments.period or not (arguments.start and arguments.end):
        raise UserError(_("Name a period like 2026-03, or give --from and --to"), "PERIOD")
    return PeriodDraft(day(arguments.start, "--from"), day(arguments.end, "--to"))


def _found(session: Session, text: str) -> PeriodRow:
    rows = [row for row in periods.list_periods(session.caller) if row.is_closed]
    known = {str(row.id): row for row in rows} | {name_of(row.period): row for row in rows}
    if text not in known or not text:
        text = name_of(period_of(text, "PERIOD")) if not text.isdigit() or len(text) == 4 else text
    if text not in known:
        raise NotFound(_("No such period is closed: {text}", text=text), "PERIOD")
    return known[text]


def _shown(row: PeriodRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "period": name_of(row.period) or None,
        "from": row.period.starts_on,
        "to": row.period.ends_on,
        "state": "closed" if row.is_closed else "reopened",
        "closed_at": row.closed_at.isoformat(),
        "closed_by": row.closed_by,
        "reopened_at": row.reopened_at and row.reopened_at.isoformat(),
        "reopened_by": row.reopened_by or None,
        "reason": row.reason or None,
    }
