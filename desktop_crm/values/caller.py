"""Who asks: the first argument of every service and query."""

from __future__ import annotations

import getpass
import platform
from dataclasses import dataclass
from typing import Final

OWNER: Final = "owner"


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a call: name, role, the program's language and the computer they sit at."""

    user: str
    role: str
    language: str
    computer: str


def local_caller(language: str = "en") -> Caller:
    """The only person of a single-user database: its owner, named as the operating system's account."""
    try:
        user = getpass.getuser()
    except (OSError, KeyError):  # no account entry: a container with a bare uid
        user = "owner"
    return Caller(user, OWNER, language, platform.node())
