"""Where a file lies: on a disk of this computer, on a network folder, or where nobody can tell; and whether a
program copies that folder to other computers.

Each operating system has a module of its own, which reads what the system told (a mount table, a drive's
type) and asks nothing itself: so all of them are tested on recorded answers, wherever the tests run.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from desktop_crm.database.places import linux, syncing
from desktop_crm.database.places.place import LOCAL, NETWORK, UNKNOWN, Place

__all__ = ["LOCAL", "NETWORK", "UNKNOWN", "Place", "place_of"]


def place_of(path: Path) -> Place:
    """Look where the file at `path` lies (or would lie: it need not exist)."""
    real = os.path.realpath(path)
    if sys.platform == "win32":
        from desktop_crm.database.places import windows

        place = windows.read(real, windows.ask())
    elif sys.platform == "darwin":
        from desktop_crm.database.places import macos

        place = macos.read(macos.ask(real))
    elif sys.platform.startswith("linux"):
        place = linux.read(real, linux.ask())
    else:
        place = Place(UNKNOWN, sys.platform)
    if place.synced_by or place.kind == NETWORK:
        return place
    return place.with_sync(syncing.synced_by(real, syncing.surroundings()))
