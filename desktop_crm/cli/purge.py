"""`purge times|list|run`: what was kept long enough."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.company.rules.keep_times import KINDS, KeepTimes
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import purging


def times(session: Session) -> dict[str, Any]:
    """How long what is kept; the kinds that are named are set anew."""
    given = {kind: getattr(session.arguments, kind) for kind in KINDS}
    wanted = {kind: _years(text, f"--{kind}") for kind, text in given.items() if text is not None}
    with session.reading():
        before = purging.get_times(session.caller)
        after = replace(before, **wanted)
        if wanted:
            purging.set_times(session.caller, after)
    return _shown(after)


def _years(text: str, field: str) -> int | None:
    if text == "never":
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 4):
        raise UserError(_("Write a number of years, or never"), field)
    return int(text)


def _shown(times: KeepTimes) -> dict[str, Any]:
    return {kind: getattr(times, kind) or "never" for kind in KINDS}


def list_due(session: Session) -> list[dict[str, Any]]:
    """What would go today."""
    with session.reading():
        return [_listed(session, each) for each in purging.plan(session.caller, session.today)]


def run(session: Session) -> dict[str, Any]:
    """Without `--yes` only what would go."""
    with session.reading() as workspace:
        plan = purging.plan(session.caller, session.today)
        if not session.arguments.yes:
            return {"would_go": [_listed(session, each) for each in plan]}
        return {"gone": purging.purge(session.caller, workspace, plan, session.today)}


def _listed(session: Session, each: purging.Proposal) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "count": each.count,
        "reason": session.t.message(each.reason),
        **({"first": list(each.names)} if each.names else {}),
    }
