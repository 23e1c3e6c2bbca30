"""What a person reads when nothing may be written, and what they can do about it."""

from __future__ import annotations

from datetime import datetime

from desktop_crm.database.faults import Standing
from desktop_crm.database.places import Place
from desktop_crm.database.presence.judging import Trouble
from desktop_crm.database.presence.record import Record
from desktop_crm.values.messages import Message, _


def trouble(found: Trouble, about: Record, place: Place) -> Message:
    """Why the database is read-only beside that other program."""
    name, computer, option = about.name, about.computer, place.lock_option
    if found == "synced":
        return _(
            "{name} on {computer} has this file open, and between the two computers a program copies the "
            "folder: writing on both would lose work. Close it there and wait until the copying is done. If "
            "that computer is gone, copy the file into a folder of its own and open it there.",
            name=name,
            computer=computer,
        )
    if found == "reads":
        return _(
            "What {name} on {computer} writes does not become visible here: this computer reads the folder "
            "from a cache, and writing now could lose invoices. Close the program on one of the two; then "
            "connect the folder without a cache (NFS 4, or SMB with cache=strict), or move to a server.",
            name=name,
            computer=computer,
        )
    if option:
        return _(
            "{name} on {computer} has this file open too, and the folder is mounted with “{option}”: the "
            "locks do not reach the other computer, and writing now could lose invoices. Close the program "
            "on one of the two; then mount the folder without “{option}”, or move to a server.",
            name=name,
            computer=computer,
            option=option,
        )
    return _(
        "{name} on {computer} has this file open too, and the locks of this folder do not reach from one to "
        "the other: writing now could lose invoices. Close the program on one of the two; then share the "
        "folder in a way that passes locks on (SMB from Windows, NFS 4), or move to a server.",
        name=name,
        computer=computer,
    )


def silent(seconds: int) -> Message:
    """The folder has not answered for so long."""
    return _(
        "The folder of the database has not answered for {seconds} seconds. What is loaded can be read and "
        "what you typed stays; saving goes on when the folder is back.",
        seconds=seconds,
    )


def lost(error: OSError) -> Message:
    """The folder answers with an error."""
    reason: str | Message = error.strerror or str(error)
    if isinstance(error, FileNotFoundError):
        reason = _("it is not connected")
    return _(
        "The folder of the database cannot be reached ({reason}). What is loaded can be read and what you "
        "typed stays; saving goes on when the folder is back.",
        reason=reason,
    )


def gone_title() -> Message:
    """The same in a few words."""
    return _("The folder does not answer")


def unclear() -> Message:
    return _("Another computer has just opened this file and is being checked. Try again in a few seconds.")


def no_register(reason: str) -> Message:
    """Nobody could learn that we are here."""
    return _(
        "It cannot be noted beside the file that this computer has it open ({reason}), so the others could "
        "not learn of it. It was opened for reading only.",
        reason=reason,
    )


def lost_title(standing: Standing) -> Message:
    """The same in a few words."""
    match standing:
        case "silent":
            return _("The server does not answer")
        case "starting":
            return _("The server is not ready")
        case "refused":
            return _("The server does not let you in")


def away(standing: Standing, since: datetime, now: datetime, reason: Message | None) -> Message:
    """The server was last heard then; `reason` is what it says instead of letting us in."""
    begin, today = since.astimezone(), now.astimezone().date()
    when: str | datetime = f"{begin:%H:%M}" if begin.date() == today else since
    if standing == "refused" and reason is not None:
        return _(
            "{reason} Nothing can be saved since {time}. Go on reading and typing: what you type is kept, "
            "and saved by itself once the server lets you in.",
            time=when,
            reason=reason,
        )
    if standing == "starting":
        return _(
            "The server is just starting or ending; nothing can be saved since {time}. Go on reading and "
            "typing: what you type is kept, and saved by itself once the server is ready.",
            time=when,
        )
    return _(
        "The server has not answered since {time}. Go on reading and typing: what you type is kept, and "
        "saved by itself once the server is back.",
        time=when,
    )
