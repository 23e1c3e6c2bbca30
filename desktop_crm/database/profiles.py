"""How a database is kept: picked by where its file lies, asked on every open, with the reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Final

from desktop_crm.database import places
from desktop_crm.database.places import Place
from desktop_crm.values.messages import Message, _

_DISK: Final = Place(places.LOCAL, "")


@dataclass(frozen=True, slots=True)
class Profile:
    """A way of keeping the database. `reason` says to a person why this one was picked."""

    name: str
    title: Message
    reason: Message
    busy_timeout: float
    """Seconds to wait for another program's lock."""
    settings: Mapping[str, str | int] = field(default_factory=dict)
    """The engine's settings, given to every connection."""
    place: Place = _DISK
    """Where the file lies."""
    one_computer: bool = False
    """Whether the place allows the programs of one computer only."""


LOCAL: Final = Profile(
    name="local",
    title=_("On this computer"),
    reason=_("The file lies on a disk of this computer: every change is on the disk before you go on."),
    busy_timeout=30.0,
    # Crash images: TRUNCATE with FULL lost nothing in 1,236; WAL before SQLite 3.51.3 can lose commits.
    settings=MappingProxyType(
        {
            "journal_mode": "truncate",
            "synchronous": "full",
            "foreign_keys": 1,
            "mmap_size": 0,
            "cache_size": -32_000,
            "temp_store": "memory",
            "recursive_triggers": 1,
        }
    ),
)


# What a network folder needs is what LOCAL has: no write-ahead log, no mapped memory, patience with locks.
SHARE: Final = replace(
    LOCAL,
    name="share",
    title=_("Office share"),
    reason=_("The file lies on a network folder."),
)

SYNCED: Final = replace(
    LOCAL,
    name="synced",
    title=_("In a synchronised folder"),
    reason=_("The file lies in a folder that a program copies to other computers."),
    one_computer=True,
)

SERVER: Final = Profile(
    name="server",
    title=_("On a server"),
    reason=_(
        "A PostgreSQL server keeps the data: it orders who writes, and its roles hold for every program."
    ),
    busy_timeout=30.0,
)


def profile_for(path: Path) -> Profile:
    """The profile for a database at `path`, by where it lies."""
    return profile_of(places.place_of(path))


def profile_of(place: Place) -> Profile:
    """The profile for a database in such a place."""
    if place.synced_by:
        return replace(SYNCED, reason=_synced(place), place=place)
    if place.kind == places.LOCAL:
        return replace(LOCAL, place=place)
    return replace(SHARE, reason=_shared(place), place=place)


def _synced(place: Place) -> Message:
    return _(
        "{service} copies this folder to other computers, late and file by file: so one computer alone may "
        "have the file open. To work together, put it on a folder of your network or move to a server.",
        service=place.synced_by,
    )


def _shared(place: Place) -> Message:
    if place.kind == places.UNKNOWN:
        return _(
            "The program does not know the file system here ({system}) and treats it as a network folder: "
            "who joins proves first that locks and reads reach the others.",
            system=place.system or "?",
        )
    if place.lock_option:
        return _(
            "The file lies on a network folder ({system}) that is mounted with “{option}”: its locks do not "
            "reach other computers. One computer alone can write.",
            system=_named(place),
            option=place.lock_option,
        )
    return _(
        "The file lies on a network folder ({system}): who joins proves first that locks and reads reach "
        "the others.",
        system=_named(place),
    )


def _named(place: Place) -> str:
    return f"{place.system}, {place.source}" if place.source else place.system
