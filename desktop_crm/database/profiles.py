"""How a database is kept: the engine's settings for one computer; other places get profiles of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Final

from desktop_crm.values.messages import Message, _


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


def profile_for(path: Path) -> Profile:
    """The profile for a database at `path`. A local file is the only place known today."""
    return LOCAL
