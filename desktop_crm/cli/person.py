"""`person export|erase`: what a person may ask for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop_crm.cli.contacts import find
from desktop_crm.cli.session import Session
from desktop_crm.cli.writing import check_out, write_out
from desktop_crm.company import queries as company
from desktop_crm.workspace import erasing, erasure_report, exporting


def export(session: Session) -> dict[str, Any]:
    """Everything about one contact in a new ZIP; nothing is overwritten."""
    with session.reading():
        contact = find(session.caller, session.arguments.id)
        with session.blaming("FILE"):
            target = Path(session.arguments.file)
            done = exporting.export_person(session.caller, contact, target, session.today)
    return {
        "file": str(done.path),
        "name": done.name,
        "language": done.language,
        "sections": dict(done.counts),
        "files": done.files,
    }


def erase(session: Session) -> dict[str, Any]:
    """Without `--yes` only the list of what would go and what the law keeps."""
    arguments = session.arguments
    if arguments.report:
        check_out(arguments.report, "--report")
    with session.reading() as workspace:
        caller = session.caller
        contact = find(caller, arguments.id)
        if arguments.yes:
            plan = erasing.erase_person(caller, workspace, contact, session.today)
        else:
            plan = erasing.plan_erasure(caller, contact, session.today)
        firm = company.firm_or_none(caller)
    answer = erasure_report.report_json(plan, session.t)
    if arguments.report:
        text = erasure_report.report(plan, firm.draft.name if firm else "", session.t)
        answer["report"] = write_out(arguments.report, text.encode(), "--report")
    return answer
