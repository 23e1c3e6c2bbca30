"""Who asks: the first argument of every service and query."""

from __future__ import annotations

import getpass
import platform
import re
from dataclasses import dataclass
from typing import Final

OWNER: Final = "owner"
NAME_SETTING: Final = "your_name"
"""The key of a person's own name among the settings of this computer; the window and the command line read
it."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The person behind a call: name, role, the program's language and the computer they sit at.

    `signature` signs mails: the name that the person gave. Where it is empty nobody said how they are called
    (`user` is then made of their account), and the firm's contact person signs. `person_id` is theirs among
    the firm's people, 0 where the firm has none.
    """

    user: str
    role: str
    language: str
    computer: str
    signature: str = ""
    person_id: int = 0


def local_caller(language: str = "en", name: str = "") -> Caller:
    """The only person of a single-user database: its owner, by the name they gave on this computer, else by
    that of their account."""
    name = " ".join(name.split())
    return Caller(name or account_name(), OWNER, language, platform.node(), name)


def nobody(language: str = "en") -> Caller:
    """Who has not signed in yet: no role, no right but to sign in."""
    return Caller("", "", language, platform.node())


def account_name() -> str:
    """Who is logged in, as one would write it: the account's full name, else its login made tidy."""
    try:
        login = getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account entry: a container with a bare uid, a bare Windows
        return "Owner"
    full = _full_name(login)
    return full if full and full.casefold() != login.casefold() else tidy_login(login)


def tidy_login(login: str) -> str:
    r"""A login as a name: "ana.lima", "FIRM\ana_lima" and "ana-lima@firm.example" are "Ana Lima"."""
    bare = login.rpartition("\\")[2].partition("@")[0]
    words = re.split(r"[\s._-]+", bare)
    return " ".join(word[:1].upper() + word[1:] for word in words if word) or login


def _full_name(login: str) -> str:
    """What the system's list of accounts calls this one (GECOS, its first part), "" where there is none."""
    try:
        import pwd

        entry = pwd.getpwnam(login)
    except (ImportError, KeyError):  # no such list on Windows; a login of another source
        return ""
    return " ".join(entry.pw_gecos.partition(",")[0].replace("&", login.capitalize()).split())
