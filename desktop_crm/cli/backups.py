"""`backup`: make, daily, list, look, second, drill."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from desktop_crm.cli import signing
from desktop_crm.cli.output import PartlyDone
from desktop_crm.cli.session import Session
from desktop_crm.values import money
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import _
from desktop_crm.workspace import backups, encryption, inventory, places
from desktop_crm.workspace.backups import drill as drills


def make(session: Session) -> dict[str, Any]:
    """A verified copy in a new file."""
    if session.arguments.encrypt:
        return _make_encrypted(session)
    with session.reading() as workspace, session.blaming("OUT"):
        made = backups.back_up(session.caller, workspace, Path(session.arguments.out))
    return {"file": str(made.path), "counts": made.counts, "heads": made.heads}


def _make_encrypted(session: Session) -> dict[str, Any]:
    """Opened by its passphrase or by the recovery key, which is told this once."""
    with session.reading() as workspace, session.blaming("OUT"):
        made = encryption.encrypt(
            session.caller, workspace, Path(session.arguments.out), signing.new_passphrase(session.t)
        )
    return {"file": str(made.path), "recovery_key": made.recovery_key, "counts": made.counts}


def daily(session: Session) -> dict[str, Any]:
    """Today's copy unless it is there, its twin on the second place, and the drill when a month is over."""
    refused: backups.TwinRefused | None = None
    with session.reading() as workspace, session.blaming("database"):
        try:
            made = backups.back_up_if_due(session.caller, workspace, session.today)
        except backups.TwinRefused as error:
            made, refused = error.made, error
        twin = made.twin if made else backups.catch_up(workspace.path)
        drilled = drills.is_due(workspace.path, session.today)
        found = drills.run(session.caller, workspace.path) if drilled else None
    answer: dict[str, Any] = {
        "file": str(made.path) if made else None,
        "second": str(twin) if twin else None,
        "drill": _drilled(found) if found else None,
        **_second_warning(session),
    }
    if refused is not None:
        problem = session.t.message(refused.problem)
        raise PartlyDone(refused.message, "second", {**answer, "second_problem": problem})
    if found and found.problem:
        raise UserError(_("The drill failed: {problem}", problem=found.problem), found.backup)
    return answer


def _second_warning(session: Session) -> dict[str, str]:
    """A stick that is not in leaves its folder behind, or none: then no copy of today is on another disk."""
    place, t = backups.second_place(session.path), session.t
    if place is None or place.state == "there":
        return {}
    if place.state == "absent":
        words = t("{path} is not there now; the newest copy follows when it is back", path=str(place.folder))
    else:
        words = t(
            "{path} lies on the disk of this firm's file: a backup on the same disk does not help when"
            " the disk dies",
            path=str(place.folder),
        )
    return {"warning": words}


def list_backups(session: Session) -> list[dict[str, Any]]:
    """The backups beside the file and on the second place."""
    return [
        {
            "file": str(copy.path),
            "at": copy.at.isoformat(),
            "size": copy.size,
            "where": copy.where,
            **({"records": copy.note.inventory.records, "computer": copy.note.computer} if copy.note else {}),
        }
        for copy in backups.everywhere(session.path)
    ]


def look(session: Session) -> dict[str, Any]:
    """What a backup holds, before it is restored."""
    with session.input_path(session.arguments.file, ".crm") as path, session.blaming("FILE"):
        session.unlock(path)
        found = backups.look_into(session.local, path)
    return {
        "made_at": found.made_at.isoformat() if found.made_at else None,
        "size": found.size,
        "records": found.holds.records,
        **inventory.to_json(found.holds),
        "sums": {name: _plain(sums) for name, sums in found.holds.sums.items()},
    }


def second(session: Session) -> dict[str, Any]:
    """Choose or show the second place; a folder on the disk of the firm's file is taken, with a warning."""
    path, given = session.path, session.arguments.folder
    if session.arguments.none:
        places.choose_second_place(path, None)
    elif given:
        with session.blaming("DIR"):
            backups.check_second_place(path, Path(given))
            places.choose_second_place(path, Path(given))
    place = backups.second_place(path)
    if place is None:
        return {"folder": None, "state": None}
    return {"folder": str(place.folder), "state": place.state}


def drill(session: Session) -> dict[str, Any]:
    """The newest backup, restored to a scratch file and compared; exit code 1 when something is missing."""
    with session.reading() as workspace:
        found = drills.run(session.caller, workspace.path)
    if found.problem:
        raise UserError(_("The drill failed: {problem}", problem=found.problem), found.backup)
    return {"ok": True, **_drilled(found)}


def _drilled(found: drills.Drill) -> dict[str, Any]:
    return {**drills.to_json(found), "totals": _plain(found.totals)}


def _plain(sums: Mapping[str, int]) -> dict[str, str]:
    """Sums by currency as every command writes them: "1303.76"."""
    return {currency: money.plain(total, currency) for currency, total in sums.items()}
