r"""Windows: `\\server\share` and drives of type "remote" are network folders; labels tell virtual ones."""

from __future__ import annotations

import ctypes
import re
from dataclasses import dataclass
from typing import Any, Final, Protocol

from desktop_crm.database.places.place import LOCAL, NETWORK, UNKNOWN, Place

# winbase.h, GetDriveTypeW
_REMOVABLE: Final = 2
_FIXED: Final = 3
_REMOTE: Final = 4
_CD: Final = 5
_RAM: Final = 6

_DISKS: Final = frozenset({"NTFS", "ReFS", "FAT", "FAT32", "exFAT", "UDF"})
_VIRTUAL: Final = {"Google Drive": "Google Drive", "pCloud Drive": "pCloud", "OneDrive": "OneDrive"}
"""Drives that a program makes up: they call themselves fixed disks."""


@dataclass(frozen=True, slots=True)
class Volume:
    """What the system says of a drive: its type, file system, label and, of a remote one, where it is."""

    type: int
    system: str = ""
    label: str = ""
    remote: str = ""


class Ask(Protocol):
    """Asks the system about a drive, `C:\\`."""

    def volume(self, root: str) -> Volume: ...


def read(path: str, system: Ask) -> Place:
    """The place of an absolute path in which links are resolved."""
    if remote := _unc(path):
        return Place(NETWORK, "SMB", remote)
    drive = re.match(r"(?:\\\\[?.]\\)?([A-Za-z]:)", path)
    if drive is None:
        return Place(UNKNOWN, "")
    volume = system.volume(drive[1].upper() + "\\")
    if volume.type == _REMOTE:
        return Place(NETWORK, volume.system or "SMB", volume.remote)
    if synced_by := _VIRTUAL.get(volume.label):
        return Place(LOCAL, volume.system, synced_by=synced_by)
    if volume.type in (_REMOVABLE, _FIXED, _CD, _RAM) and volume.system in _DISKS:
        return Place(LOCAL, volume.system)
    return Place(UNKNOWN, volume.system)


def _unc(path: str) -> str:
    r"""`\\server\share` of a UNC path, "" for others; `\\?\UNC\server\share` is the same in its long form.

    `\\wsl$\...` is the file system of a Linux machine inside this one and is a network folder, too.
    """
    path = path.replace("/", "\\")
    if path.upper().startswith("\\\\?\\UNC\\"):
        path = "\\\\" + path[8:]
    elif path.startswith(("\\\\?\\", "\\\\.\\")):
        return ""
    match = re.match(r"\\\\[^\\]+\\[^\\]+", path)
    return match[0] if match else ""


class _Kernel:
    """The real system."""

    def __init__(self) -> None:
        libraries: Any = ctypes
        self._kernel = libraries.windll.kernel32
        self._network = libraries.windll.mpr

    def volume(self, root: str) -> Volume:
        kind = int(self._kernel.GetDriveTypeW(root))
        remote = self._remote(root) if kind == _REMOTE else ""
        label, system = ctypes.create_unicode_buffer(261), ctypes.create_unicode_buffer(261)
        if not self._kernel.GetVolumeInformationW(root, label, 261, None, None, None, system, 261):
            return Volume(kind, remote=remote)
        return Volume(kind, system.value, label.value, remote)

    def _remote(self, root: str) -> str:
        name, length = ctypes.create_unicode_buffer(1024), ctypes.c_ulong(1024)
        refused = self._network.WNetGetConnectionW(root[:2], name, ctypes.byref(length))
        return "" if refused else name.value


def ask() -> Ask:
    """The system that runs this program; on Windows alone."""
    return _Kernel()
