"""On which disk does a path lie? A backup on the disk of the original goes with it."""

from __future__ import annotations

import os
from pathlib import Path

_BLOCK_DEVICES = Path("/sys/dev/block")


def on_the_same_disk(one: Path, other: Path, devices: Path = _BLOCK_DEVICES) -> bool:
    """Whether both lie on one disk, as far as the system tells: one volume, or (on Linux) two parts of one
    disk. A path that is not there lies where its nearest folder does.
    """
    first, second = _device(one), _device(other)
    if first is None or second is None:
        return False
    return first == second or bool((disk := _disk(first, devices)) and disk == _disk(second, devices))


def _device(path: Path) -> int | None:
    for each in (path, *path.absolute().parents):
        try:
            return os.stat(each).st_dev
        except OSError:
            continue
    return None


def _disk(device: int, devices: Path) -> Path | None:
    """The whole disk of a part of it: Linux keeps a part's folder inside that of its disk."""
    if os.name == "nt":
        return None
    try:
        folder = (devices / f"{os.major(device)}:{os.minor(device)}").resolve(strict=True)
    except OSError:  # no block device: a network folder, a container
        return None
    return folder.parent if (folder / "partition").exists() else folder
