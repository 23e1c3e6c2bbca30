"""`purge ...`: what was kept long enough, and papers whose keep time is over."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from desktop_crm.billing import queries as billing_queries
from desktop_crm.billing import service as billing
from desktop_crm.billing.queries import purging as papers
from desktop_crm.cli.dates import optional_day
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import check_out, write_out
from desktop_crm.company.rules.keep_times import KINDS, KeepTimes
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import paper_purging, purge_report, purging


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
    """What would go today, or on another day."""
    on = optional_day(session.arguments.on, "--on") or session.today
    with session.reading():
        return [
            *(_listed(session, each) for each in purging.plan(session.caller, on)),
            *_papers(session, paper_purging.plan(session.caller, on)),
        ]


def _papers(session: Session, plan: paper_purging.PaperPlan) -> list[dict[str, Any]]:
    return [purge_report.plan_json(plan, session.t)] if plan.count or plan.staying else []


def run(session: Session) -> dict[str, Any]:
    """Without `--yes` only what would go."""
    arguments = session.arguments
    on = optional_day(arguments.on, "--on") or session.today
    if on > session.today:
        raise UserError(_("Nothing goes before its time: this day has not come"), "--on")
    if arguments.report:
        check_out(arguments.report, "--report")
    with session.reading() as workspace:
        caller, only = session.caller, arguments.only
        plan = [each for each in purging.plan(caller, on) if only in (None, each.kind)]
        old = paper_purging.plan(caller, on) if only in (None, "papers") else paper_purging.NOTHING
        if not arguments.yes:
            return {"would_go": [*(_listed(session, each) for each in plan), *_papers(session, old)]}
        answer: dict[str, Any] = {"gone": purging.purge(caller, workspace, plan, on)}
        done = paper_purging.purge(caller, workspace, old.due, on)
        if done.run_id is not None:
            answer["gone"]["papers"] = done.papers
            answer |= {"record": done.run_id, "file_written_anew": done.is_scrubbed}
            if arguments.report:
                answer["report"] = _written(session, done.run_id)
    return answer


def _written(session: Session, run_id: int) -> str:
    text = purge_report.text_of(purge_report.record_of(session.caller, run_id), session.t)
    return write_out(session.arguments.report, text.encode(), "--report")


def papers_due(session: Session) -> list[dict[str, Any]]:
    """What falls due when, by year of issue."""
    with session.reading():
        return [
            purge_report.due_json(each, session.today, session.t) for each in papers.falls_due(session.caller)
        ]


def paper_times(session: Session) -> dict[str, Any]:
    """How papers are treated; what is named is set anew."""
    arguments = session.arguments
    with session.reading():
        times = papers.paper_times(session.caller)
        wanted: dict[str, Any] = {}
        if arguments.year_ends is not None:
            wanted["year_ends"] = arguments.year_ends
        for name in ("is_book", "by_itself"):
            if getattr(arguments, name) is not None:
                wanted[name] = getattr(arguments, name) == "yes"
        if wanted:
            times = replace(times, **wanted)
            with session.blaming("--year-ends"):
                billing.set_paper_times(session.caller, times)
    return {
        "year_ends": times.year_ends,
        "books": times.is_book,
        "by_itself": times.by_itself,
        "looked_on": times.looked_on,
    }


def hold(session: Session) -> dict[str, Any]:
    """Keep a paper beyond its keep time."""
    with session.writing():
        document = billing_queries.resolve(session.caller, session.arguments.id)
        with session.blaming("--because"):
            billing.hold_paper(session.caller, document, session.arguments.because)
        return {"id": document, "because": session.arguments.because}


def release(session: Session) -> dict[str, Any]:
    """Keep it no longer than the law says."""
    with session.writing():
        document = billing_queries.resolve(session.caller, session.arguments.id)
        billing.release_paper(session.caller, document)
        return {"id": document}


def held(session: Session) -> list[dict[str, Any]]:
    """The papers that somebody keeps, and why."""
    with session.reading():
        return [
            {
                "id": each.id,
                "kind": each.kind,
                "number": each.number,
                "issued_on": each.issued_on,
                "because": each.reason,
                "by": each.by,
            }
            for each in papers.list_held(session.caller)
        ]


def record(session: Session) -> dict[str, Any]:
    """What was purged in an act, the last one if none is named; `--report` writes it as a text."""
    if session.arguments.report:
        check_out(session.arguments.report, "--report")
    with session.reading():
        found = purge_report.record_of(session.caller, session.arguments.run)
        answer = purge_report.record_json(found, session.t)
        if session.arguments.report:
            answer["report"] = _written(session, found.run.id)
    return answer


def _listed(session: Session, each: purging.Proposal) -> dict[str, Any]:
    return {
        "kind": each.kind,
        "count": each.count,
        "reason": session.t.message(each.reason),
        **({"first": list(each.names)} if each.names else {}),
    }
