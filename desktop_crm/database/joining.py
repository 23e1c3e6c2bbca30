"""Coming in: before the database is read as one, the others are looked at; what is unsafe is read only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from desktop_crm.database import places
from desktop_crm.database.presence import Presence, Who, words
from desktop_crm.database.profiles import Profile
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message, _


@dataclass(frozen=True, slots=True)
class Joined:
    """`refusal` says why the file may only be read from here."""

    presence: Presence | None
    refusal: Message | None = None

    def check_alone(self) -> None:
        """Raise UserError when others have the file open, or nothing may be written: before an upgrade."""
        if self.presence is None:
            return
        self.presence.check_may_write()
        others = [person for person in self.presence.report.people if not person.here]
        if others:
            names = ", ".join(f"{person.name} ({person.computer})" for person in others)
            raise UserError(
                _(
                    "This database must be upgraded, and {names} has it open. "
                    "Close it on every other computer, then open it again.",
                    names=names,
                )
            )

    def leave(self) -> None:
        if self.presence is not None:
            self.presence.leave()


def join(path: Path, who: Who, profile: Profile) -> Joined:
    """Take a slot beside the file and wait until it is clear whether locks and reads reach the others.

    Where locks do not reach, the engine would take another's work under way for a broken one and undo it, by
    reading alone: so this comes first.
    """
    presence = Presence(path, who, profile)
    try:
        presence.join()
    except OSError as error:
        if profile.place.kind == places.LOCAL:  # the engine will say what is wrong with this disk
            return Joined(None)
        return Joined(None, words.no_register(error.strerror or str(error)))
    presence.settle()
    return Joined(presence, presence.refusal)
