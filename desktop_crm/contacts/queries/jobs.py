"""Imports that were run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from desktop_crm.database.session import raw
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller


@dataclass(frozen=True, slots=True)
class JobRow:
    """One import; `remaining` of the contacts it added are still there."""

    id: int
    name: str
    state: str
    started_at: datetime
    added: int
    remaining: int
    by: str


@rights.needs("data.import")
def list_jobs(caller: Caller, limit: int = 20) -> list[JobRow]:
    """The latest imports first."""
    found = raw().execute(
        "SELECT j.id, j.name, j.state, j.started_at, j.added,"
        " (SELECT count(*) FROM contact c WHERE c.job_id = j.id), j.by"
        " FROM import_job j ORDER BY j.id DESC LIMIT ?",
        (limit,),
    )
    return [
        JobRow(row[0], row[1], row[2], datetime.fromisoformat(row[3]), row[4], row[5], row[6])
        for row in found.fetchall()
    ]
