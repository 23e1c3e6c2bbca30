"""`database`: where a firm's data are and who is in; make, move, copy, encrypt, decrypt them,
forget their secrets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_crm.cli.session import Session
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import moving, opening, places

if TYPE_CHECKING:
    from desktop_crm.workspace.encryption import Encrypted


def status(session: Session) -> dict[str, Any]:
    """The profile and why, the others with name, computer and since when, and what the share check found."""
    from desktop_crm.database.presence import Who
    from desktop_crm.workspace import standing

    caller, t = session.local, session.t
    with session.blaming("database"):
        if isinstance(session.place, Path):
            session.unlock(session.place)
        found = standing.look(session.place, Who(caller.user, caller.computer))
    place, move = found.profile.place, _move(session)
    return {
        "database": str(found.place),
        "profile": found.profile.name,
        "title": t.message(found.profile.title),
        "reason": t.message(found.profile.reason),
        "file_system": place.system,
        "source": place.source,
        "synced_by": place.synced_by or None,
        "check": found.check,
        "writable": found.refusal is None and move is None,
        "move": move,
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


def _move(session: Session) -> dict[str, Any] | None:
    """What a move has left here: the firm is on its way, gone, arriving, taken back; from or to where."""
    try:
        mark = moving.mark_at(session.place)
    except UserError:  # it cannot be looked into, as without its passphrase
        return None
    if mark is None:
        return None
    return {"state": mark.state, "place": mark.place, "computer": mark.computer, "since": mark.at}


def init(session: Session) -> dict[str, Any]:
    """An empty firm at the place given by `--database`."""
    opening.create(session.place, with_folder=session.place == places.default_database())
    return {"database": str(session.place)}


def move(session: Session) -> dict[str, Any]:
    """Everything goes to the target; the old place takes no more changes. Or on with a move that was
    interrupted, told at either place; or back."""
    given = session.arguments
    if given.finish and given.undo:
        raise UserError(_("Either finish the move or take it back."), "--undo")
    if not (given.finish or given.undo):
        if not given.target:
            raise UserError(_("Name where the firm goes."), "TARGET")
        return _answer(session, moving.move)
    there = _target(session) if given.target else None
    _sign_in(session)
    with session.blaming("database"):
        if given.undo:
            return {"database": str(moving.undo(session.caller, session.place, there))}
        return _told(moving.finish(session.caller, session.place, there))


def copy(session: Session) -> dict[str, Any]:
    """Everything once more at the target; the old place goes on."""
    return _answer(session, moving.copy)


def _answer(session: Session, act: Any) -> dict[str, Any]:
    target = _target(session)
    _sign_in(session)
    with session.blaming("TARGET"):
        return _told(act(session.caller, session.place, target))


def _target(session: Session) -> places.Place:
    with session.blaming("TARGET"):
        return places.place_of(session.arguments.target)


def _sign_in(session: Session) -> None:
    with session.reading():
        pass  # in a firm with people somebody has to sign in first


def _told(done: moving.Moved) -> dict[str, Any]:
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
