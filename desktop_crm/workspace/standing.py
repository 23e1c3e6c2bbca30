"""How the file stands: where it lies, who has it open, whether locks and reads reach them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_crm.database import checks, serving
from desktop_crm.database.joining import join
from desktop_crm.database.presence import Person, Presence, Who, who_is_in
from desktop_crm.database.profiles import SERVER, Profile, profile_for
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.workspace.places import Place as FirmPlace


@dataclass(frozen=True, slots=True)
class Standing:
    """`check` is "alone", "passed", or what is wrong: "locks", "reads", "synced", "unreachable"."""

    place: FirmPlace
    profile: Profile
    check: str
    people: tuple[Person, ...]
    refusal: Message | None


def look(place: FirmPlace, who: Who) -> Standing:
    """Join for a moment, as a window would, and tell what was seen; the database itself is not opened.

    Raises UserError for a place that is missing, out of reach or none of ours.
    """
    if not isinstance(place, Path):
        people = serving.who_is_in(place)
        return Standing(place, SERVER, "passed" if people else "alone", people, None)
    path = place.absolute()
    checks.look_from_outside(path, read_only=True)
    profile = profile_for(path)
    joined = join(path, who, profile)
    if joined.presence is None:
        return Standing(path, profile, "unreachable", who_is_in(path), joined.refusal)
    try:
        return _judged(path, profile, joined.presence)
    finally:
        joined.leave()


def _judged(path: Path, profile: Profile, presence: Presence) -> Standing:
    refusal = None
    try:
        presence.check_may_write()
    except UserError as error:
        refusal = error.message
    report = presence.report
    people = tuple(person for person in report.people if not person.here)
    check: str = report.trouble or ("passed" if people else "alone")
    if refusal is not None and report.trouble is None:
        check = "unreachable"
    return Standing(path, profile, check, people, refusal)
