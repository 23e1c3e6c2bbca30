"""`database`: where a firm's data are and who is in; make, move, copy, encrypt, decrypt them,
forget their secrets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.session import Session
from desktop_crm.workspace import moving, opening, places

if TYPE_CHECKING:
    from desktop_crm.workspace.encryption import Encrypted


def status(session: Session) -> dict[str, Any]:
    """The profile and why, the others with name, computer and since when, and what the share check found."""
    from desktop_crm.database.presence import Who
    from desktop_crm.workspace import standing

    caller, t = session.local, session.t
    with session.blaming("database"):
        found = standing.look(session.place, Who(caller.user, caller.computer))
    place = found.profile.place
    return {
        "database": str(found.place),
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


def forget(session: Session) -> dict[str, Any]:
    """What the window remembers of this place in the computer's keyring goes out of it."""
    from desktop_crm.workspace import remembering

    remembering.forget(session.place)
    return {"database": str(session.place), "forgotten": True}


def init(session: Session) -> dict[str, Any]:
    """An empty firm at the place given by `--database`."""
    opening.create(session.place, with_folder=session.place == places.default_database())
    return {"database": str(session.place)}


def move(session: Session) -> dict[str, Any]:
    """Everything goes to the target; the old place takes no more changes."""
    return _answer(session, moving.move)


def copy(session: Session) -> dict[str, Any]:
    """Everything once more at the target; the old place goes on."""
    return _answer(session, moving.copy)


def _answer(session: Session, act: Any) -> dict[str, Any]:
    with session.blaming("TARGET"):
        target = places.place_of(session.arguments.target)
    with session.reading():
        pass  # in a firm with people somebody has to sign in first
    with session.blaming("TARGET"):
        done: moving.Moved = act(session.caller, session.place, target)
    return {"database": str(done.place), "rows": done.rows, "counts": done.counts}


def encrypt(session: Session) -> dict[str, Any]:
    """The firm in a new, encrypted file; the recovery key is told this once."""
    from desktop_crm.cli import signing
    from desktop_crm.workspace import encryption

    with session.reading() as workspace, session.blaming("NEW"):
        made = encryption.encrypt(
            session.caller, workspace, Path(session.arguments.to), signing.new_passphrase(session.t)
        )
    answer = {"file": str(made.path), "recovery_key": made.recovery_key, "counts": made.counts}
    if session.arguments.sheet:
        answer["sheet"] = _write_sheet(session, made, Path(session.arguments.sheet))
    return answer


def _write_sheet(session: Session, made: Encrypted, path: Path) -> str:
    """The recovery key on paper, as PDF."""
    from desktop_crm.files.saving import save_file
    from desktop_crm.workspace import recovery_sheet

    with session.blaming("--sheet"):
        save_file(path, recovery_sheet.render(recovery_sheet.facts_of(made, session.today), session.t))
    return str(path)


def decrypt(session: Session) -> dict[str, Any]:
    """The firm in a new file that everybody can read."""
    from desktop_crm.workspace import encryption

    with session.reading() as workspace, session.blaming("NEW"):
        counts = encryption.decrypt(session.caller, workspace.path, Path(session.arguments.to))
    return {"file": session.arguments.to, "counts": counts}


def passphrase(session: Session) -> dict[str, Any]:
    """Another passphrase for the encrypted file."""
    from desktop_crm.cli import signing
    from desktop_crm.workspace import encryption

    with session.reading() as workspace:
        encryption.change_passphrase(session.caller, workspace.path, signing.new_passphrase(session.t))
    return {"file": str(session.path), "changed": True}
