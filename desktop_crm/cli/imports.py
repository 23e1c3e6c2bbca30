"""`import list|undo`."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.session import Session
from desktop_crm.contacts.service import UndoReport
from desktop_crm.values.messages import Translator
from desktop_crm.workspace import imports


def list_imports(session: Session) -> list[dict[str, Any]]:
    """What came in from which file, the latest first."""
    with session.reading():
        return [
            {
                "id": job.id,
                "kind": job.kind,
                "file": job.name,
                "state": job.state,
                "at": job.started_at,
                "by": job.by,
                "added": job.added,
                "remaining": job.remaining,
            }
            for job in imports.list_imports(session.caller, session.arguments.limit)
        ]


def undo(session: Session) -> dict[str, Any]:
    """Take one back as a whole; what was changed or used since stays and is listed."""
    with session.writing():
        report = imports.take_back(session.caller, session.arguments.id)
    return undone(session.t, report)


def undone(t: Translator, report: UndoReport) -> dict[str, Any]:
    """How many went, what is as it was before, and what stays with the reason."""
    kept = [{"id": row, "name": name, "reason": t.message(reason)} for row, name, reason in report.kept]
    return {"removed": report.removed, "restored": report.restored, "kept": kept}
