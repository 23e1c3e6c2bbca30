"""An encrypted firm: what `victims`, `crashing` and `power` do to a plain one is done to it."""

from __future__ import annotations

from pathlib import Path

from desktop_crm.database import cipher
from tests.faults import disk, promises

_KILLS_A_CALL, _KILLS_AN_IMAGE = 100, 2
_ACTS_IN_SHORT = ("issue", "back up", "restore", "change the passphrase")
"""Of what is done on a failing disk when there are few kills."""


def run(folder: Path, count: int, seed: int) -> promises.Result:
    """So many kills; one in a hundred calls of each act and half as many images of power cuts beside them."""
    if missing := disk.why_not() or (
        None if cipher.is_there() else "the extra `encryption` is not installed"
    ):
        return [], {f"tried: {missing}": 0}
    wrong, told = list[str](), dict[str, int]()
    amounts = {
        "victims": count,
        "crashing": max(1, count // _KILLS_A_CALL),
        "power": count // _KILLS_AN_IMAGE,
    }
    for name, much in amounts.items():
        place = folder / name
        place.mkdir()
        words = _ACTS_IN_SHORT if name == "crashing" and count < _KILLS_A_CALL else ()
        problems, counted = disk.tried(f"tests.faults.{name}", place, much, seed, "encrypted", *words)
        wrong += [f"{name}: {each}" for each in problems]
        told |= counted
    return wrong, told
