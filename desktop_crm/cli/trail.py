"""`trail list|show|undo`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from desktop_crm.billing import queries as billing
from desktop_crm.billing.rules.kinds import KINDS
from desktop_crm.cli import dates
from desktop_crm.cli.imports import undone
from desktop_crm.cli.session import Session
from desktop_crm.support import queries as support
from desktop_crm.values.errors import NotFound, UserError
from desktop_crm.values.messages import _
from desktop_crm.values.paging import ListView
from desktop_crm.workspace.trail import labels, reading, undoing, words


def list_trail(session: Session) -> list[dict[str, Any]]:
    """Entries, the newest first."""
    arguments = session.arguments
    filters = []
    if arguments.kind:
        if arguments.kind not in reading.GROUPS:
            choices = ", ".join(reading.GROUPS)
            raise UserError(_("Write one of {choices}", choices=choices), "--kind")
        filters.append(("shown", arguments.kind))
    if arguments.by:
        filters.append(("user", arguments.by))
    if arguments.start:
        filters.append(("since", _midnight(dates.day(arguments.start, "--from"))))
    if arguments.end:
        filters.append(("until", _midnight(dates.day(arguments.end, "--to") + timedelta(days=1))))
    view = ListView(search=arguments.search, descending=True, filters=tuple(filters))
    with session.reading():
        record = _record(session, arguments.record) if arguments.record else ""
        rows = reading.list_trail(session.caller, view, record).rows(0, arguments.limit)
        return [_line(session, row) for row in rows]


def show_entry(session: Session) -> dict[str, Any]:
    """One entry: its fields in words and as stored, and what its undo would do."""
    with session.reading():
        return _shown(session, reading.get_entry_row(session.caller, session.arguments.id))


def undo(session: Session) -> dict[str, Any]:
    """Undo one entry; what it answers is that entry and what was done."""
    with session.writing():
        plan = undoing.undo_entry(session.caller, session.arguments.id, session.today)
        row = reading.get_entry_row(session.caller, session.arguments.id)
        fields = [] if plan.values is None else sorted(plan.values)
        answer = {"undone": row.id, "way": plan.way, "fields": fields, "record": words.title(session.t, row)}
        return answer if plan.report is None else {**answer, **undone(session.t, plan.report)}


def _shown(session: Session, row: reading.EntryRow) -> dict[str, Any]:
    plan = undoing.plan_undo(session.caller, row.id)
    return {
        **_line(session, row),
        "version": row.version,
        "job": row.job_id,
        "undoes": row.undoes,
        "changes": [
            {"column": each.column, "field": each.label, "before": each.before, "after": each.after}
            for each in words.changes(session.t, row)
        ],
        "undo": plan.way or None,
        "why_not": None if plan.reason is None else session.t.message(plan.reason),
    }


def _line(session: Session, row: reading.EntryRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "at": row.at,
        "user": row.user,
        "computer": row.computer,
        "act": row.act,
        "table": row.table,
        "row": row.row,
        "record": words.title(session.t, row),
        "what": words.act(session.t, row),
        "summary": words.summary(session.t, row),
    }


def _midnight(day: date) -> str:
    """When a day begins on this computer's clock."""
    return datetime.combine(day, time()).astimezone().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _record(session: Session, text: str) -> str:
    """ "invoice:2026-0001" as the trail names it."""
    kind, _colon, key = text.partition(":")
    if kind in (*KINDS, "document") and key:
        return f"document:{billing.resolve(session.caller, key)}"
    if kind == "ticket" and key:
        found = support.find_tickets(session.caller, key)
        if len(found) != 1:
            raise NotFound(_("There is no ticket “{text}”", text=key), "--record")
        return f"ticket:{found[0]}"
    if kind in labels.KINDS and (key.isdecimal() or kind in ("firm", "setting")):
        return text if key else f"{kind}:1"
    raise UserError(_("Write a record as kind:id, such as contact:5"), "--record")
