"""Imports that were run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@dataclass(frozen=True, slots=True)
class JobRow:
    """One import; `remaining` of the contacts it added, or of the products it
    touched, are still there."""

    id: int
    name: str
    state: str
    started_at: datetime
    added: int
    remaining: int
    by: str
    kind: str = "contacts"


@rights.needs("data.import")
def list_jobs(caller: Caller, limit: int = 20, kind: str = "contacts") -> list[JobRow]:
    """The latest imports first, of one kind or ("") of all."""
    found = raw().execute(
        "SELECT j.id, j.name, j.state, j.started_at, j.added,"
        " CASE j.kind WHEN 'products' THEN CASE j.state WHEN 'done' THEN j.added ELSE 0 END"
        " ELSE (SELECT count(*) FROM contact c WHERE c.job_id = j.id) END, j.by, j.kind"
        " FROM import_job j WHERE ? IN ('', j.kind) ORDER BY j.id DESC LIMIT ?",
        (kind, limit),
    )
    return [
        JobRow(row[0], row[1], row[2], datetime.fromisoformat(row[3]), row[4], row[5], row[6], row[7])
        for row in found.fetchall()
    ]
