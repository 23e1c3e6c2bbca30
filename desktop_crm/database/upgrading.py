"""The word to the others while a file is being upgraded: who does it, since when.

A small file beside the database says it; whether it is still true says the lock alone, which dies with the
program that held it. So nobody ever has to delete that file.
"""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

from desktop_crm.values.caller import account_name
from desktop_crm.values.dates import utc_now
from desktop_crm.values.messages import Message, _

SHORT: Final = 1.0
"""Seconds to wait for a lock where somebody said that an upgrade runs."""
_LONG: Final = 600
"""Seconds after which a word is likely that of an upgrade that was killed."""
_LARGEST: Final = 4_096


def path_of(database: Path) -> Path:
    return database.with_name(f"{database.name}.upgrading")


@contextmanager
def announced(database: Path) -> Iterator[None]:
    """Inside, others are told that this computer upgrades the file. A folder that cannot be written to tells
    nobody; they wait for the lock then."""
    path = path_of(database)
    with suppress(OSError):
        path.write_text(
            json.dumps({"user": account_name(), "computer": platform.node(), "since": utc_now().isoformat()}),
            encoding="utf-8",
        )
    try:
        yield
    finally:
        with suppress(OSError):
            path.unlink(missing_ok=True)


def is_said(database: Path) -> bool:
    """Whether the word is there: perhaps of an upgrade that was killed."""
    return os.path.exists(path_of(database))


def notice(database: Path, *, fresh: bool = False) -> Message | None:
    """Who upgrades this file; None where nobody says so, or, if it must be `fresh`, said so long ago."""
    try:
        with path_of(database).open(encoding="utf-8", errors="replace") as file:
            told = json.loads(file.read(_LARGEST))
        user, computer = str(told["user"])[:80], str(told["computer"])[:80]
        since = datetime.fromisoformat(told["since"]).astimezone()
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if fresh and abs((utc_now() - since).total_seconds()) > _LONG:
        return None
    return _(
        "{user} on {computer} is upgrading this file since {time}. Try again in a minute.",
        user=user,
        computer=computer,
        time=f"{since:%H:%M}",
    )
