"""`database status`: where the firm's file lies, who is in, and whether several can write there."""

from __future__ import annotations

from typing import Any

from desktop_crm.cli.session import Session


def status(session: Session) -> dict[str, Any]:
    """The profile and why, the others with name, computer and since when, and what the share check found."""
    from desktop_crm.database.presence import Who
    from desktop_crm.workspace import standing

    caller, t = session.caller, session.t
    with session.blaming("database"):
        found = standing.look(session.path, Who(caller.user, caller.computer))
    place = found.profile.place
    return {
        "database": str(found.path),
        "profile": found.profile.name,
        "title": t.message(found.profile.title),
        "reason": t.message(found.profile.reason),
        "file_system": place.system,
        "source": place.source,
        "synced_by": place.synced_by or None,
        "check": found.check,
        "writable": found.refusal is None,
        "refusal": None if found.refusal is None else t.message(found.refusal),
        "people": [
            {"name": person.name, "computer": person.computer, "since": person.since}
            for person in found.people
        ],
    }
