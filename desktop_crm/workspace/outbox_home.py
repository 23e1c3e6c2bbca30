"""From which file of the firm mails are sent: a copy that a file manager made holds those that wait.

Two copies of a file have the same outbox, and each would send it. So the file notes where it lies, for each
computer that sends from it; one that finds itself elsewhere, with the noted file still in its place, is a
copy. A file that was moved, renamed or replaced where it lay goes on, as does a firm on a server.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from desktop_crm.billing.service.outbox import HOLD
from desktop_crm.database.connection import current, raw, transaction
from desktop_crm.values import rights
from desktop_crm.values.caller import Caller
from desktop_crm.workspace import places

SETTING: Final = "mail.home"
"""The setting that holds the homes by computer."""
_READ: Final = "SELECT value FROM setting WHERE key = ?"
_FORGET: Final = "DELETE FROM setting WHERE key = ?"
_NOTE: Final = "INSERT INTO setting (key, value) VALUES (?, ?)"
_MOST: Final = 50
"""Computers that are remembered: more than ever share a file."""


@dataclass(frozen=True, slots=True)
class Home:
    """Where a file lies: its path, links followed, and its number there."""

    path: str
    inode: int


@rights.needs("documents.send")
def hold_in_a_copy(caller: Caller) -> int:
    """Make each mail that waits in a copied file a question, once, and note where the file lies; how many
    were held. To be asked before anything is queued or sent; the file must be open for writing."""
    database = current()
    if database.is_on_server:
        if _stored() is not None:  # from the time when it was a file
            with transaction(caller):
                raw().execute(_FORGET, (SETTING,))
        return 0
    path = os.path.realpath(database.path)
    here, computer, known = Home(path, os.stat(path).st_ino), computer_id(), _homes(_stored())
    if known.get(computer) == here:
        return 0
    is_copied = is_copy(known, computer, here)
    kept = {} if is_copied else dict(list(known.items())[-_MOST:])
    kept[computer] = here
    with transaction(caller) as changed:
        held = raw().execute(HOLD).rowcount if is_copied else 0
        raw().execute(_FORGET, (SETTING,))
        text = json.dumps({key: [each.path, each.inode] for key, each in kept.items()})
        raw().execute(_NOTE, (SETTING, text))
        if held:
            changed.add("outgoing_mail")
    return int(held)


def is_copy(known: Mapping[str, Home], computer: str, here: Home) -> bool:
    """Whether the file `here` on this `computer` is another one than that which noted its homes."""
    if not known:
        return False
    noted = known.get(computer)
    if noted is None:  # the first time on this computer: the same file where its number is the same
        return all(each.inode != here.inode for each in known.values())
    if os.path.normcase(noted.path) == os.path.normcase(here.path):
        return False
    try:
        there = os.stat(noted.path)
        is_same = os.path.samefile(noted.path, here.path)
    except OSError:
        return False  # nothing lies there any more: it was moved
    # Another file lies at the old place. Where it is not the noted one, and this is, this was renamed.
    return not is_same and (there.st_ino == noted.inode or here.inode != noted.inode)


def computer_id() -> str:
    """A random word that this user's computer is known by in the homes; made at the first call."""
    kept = places.data_folder() / "computer-id"
    try:
        found = kept.read_text(encoding="ascii").strip()
    except (OSError, ValueError):
        found = ""
    if not found:
        found = uuid4().hex
        try:
            kept.parent.mkdir(parents=True, exist_ok=True)
            kept.write_text(found, encoding="ascii")
        except OSError:  # a computer without a place for it: known by its name
            import platform

            return platform.node()
    return found


def _stored() -> Any:
    row = raw().execute(_READ, (SETTING,)).fetchone()
    return None if row is None else row[0]


def _homes(stored: Any) -> dict[str, Home]:
    try:
        told = json.loads(stored) if isinstance(stored, (str, bytes)) else stored
        return {str(key): Home(str(path), int(inode)) for key, (path, inode) in (told or {}).items()}
    except (ValueError, TypeError, AttributeError):
        return {}
