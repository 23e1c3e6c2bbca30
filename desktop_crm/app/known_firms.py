"""The firms that were open on this computer, without those whose file is known to be gone.

Whether a file is still there is asked in a thread of its own: a folder that does not answer keeps that thread
and nobody else. Until the answer is there the firm is offered; opening it says what is wrong.
"""

from __future__ import annotations

import os
import threading
from contextlib import suppress
from pathlib import Path
from typing import Final

from desktop_crm.database.server.address import is_address
from desktop_crm.values.errors import UserError
from desktop_crm.widgets.local_settings import LAST_FILE, LocalSettings, Setting
from desktop_crm.workspace import places
from desktop_crm.workspace.places import Place

RECENT_FILES: Final = Setting[list[str]](places.RECENT, [])
_MOST: Final = 10


def remember(local: LocalSettings, place: Place) -> None:
    """It is open now: the first of them."""
    recent = [str(place), *(name for name in local.get(RECENT_FILES) if name != str(place))]
    local.set(RECENT_FILES, recent[:_MOST])
    local.set(LAST_FILE, str(place))


def name_of(place: Place) -> str:
    """What such a firm is called in a menu."""
    return place.stem if isinstance(place, Path) else place.database


def icon_of(place: Place) -> str:
    """What stands before it there."""
    return "building-2" if isinstance(place, Path) else "hard-drive"


class KnownFirms:
    """`look()` asks, without waiting; `others()` says what is known by then."""

    def __init__(self, local: LocalSettings) -> None:
        self._local = local
        self._guard = threading.Lock()
        self._asked: set[str] = set()
        self._missing: set[str] = set()

    def look(self) -> None:
        """Ask anew for each file; not where the answer to an earlier question is still awaited."""
        for name in self._local.get(RECENT_FILES):
            with self._guard:
                if is_address(name) or name in self._asked:
                    continue
                self._asked.add(name)
            threading.Thread(target=self._ask, args=(name,), name="known firm", daemon=True).start()

    def _ask(self, name: str) -> None:
        is_there = os.path.isfile(name)
        with self._guard:
            self._asked.discard(name)
            (self._missing.discard if is_there else self._missing.add)(name)

    @property
    def is_asking(self) -> bool:
        """Whether an answer is awaited."""
        return bool(self._asked)

    def others(self, but: Place) -> list[Place]:
        """Those that can be offered beside this one, the last that was open first."""
        found: list[Place] = []
        for name in self._local.get(RECENT_FILES):
            if name not in self._missing:
                with suppress(UserError):  # an address that is none any more
                    found.append(places.place_of(name))
        return [each for each in found if places.anchor_of(each) != places.anchor_of(but)]
