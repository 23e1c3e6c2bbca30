"""macOS: `statfs` names the file system and says whether it is a disk of this computer."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from typing import Final

from desktop_crm.database.places.place import LOCAL, NETWORK, UNKNOWN, Place

_MNT_LOCAL: Final = 0x00001000  # sys/mount.h: "file system is stored locally"
_DISKS: Final = frozenset({"apfs", "hfs", "msdos", "exfat", "ntfs", "udf", "cd9660", "ufs"})
_NETWORK: Final = frozenset({"smbfs", "nfs", "afpfs", "webdav", "ftp", "lifs", "cifs", "acfs"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What `statfs` says of the path."""

    system: str
    source: str
    flags: int


class _Statfs(ctypes.Structure):
    """`struct statfs` with 64-bit inodes, as sys/mount.h declares it."""

    _fields_ = (
        ("f_bsize", ctypes.c_uint32),
        ("f_iosize", ctypes.c_int32),
        ("f_blocks", ctypes.c_uint64),
        ("f_bfree", ctypes.c_uint64),
        ("f_bavail", ctypes.c_uint64),
        ("f_files", ctypes.c_uint64),
        ("f_ffree", ctypes.c_uint64),
        ("f_fsid", ctypes.c_int32 * 2),
        ("f_owner", ctypes.c_uint32),
        ("f_type", ctypes.c_uint32),
        ("f_flags", ctypes.c_uint32),
        ("f_fssubtype", ctypes.c_uint32),
        ("f_fstypename", ctypes.c_char * 16),
        ("f_mntonname", ctypes.c_char * 1024),
        ("f_mntfromname", ctypes.c_char * 1024),
        ("f_flags_ext", ctypes.c_uint32),
        ("f_reserved", ctypes.c_uint32 * 7),
    )


def ask(path: str) -> Answer | None:
    """Ask the system about the path, or the nearest folder above it that exists."""
    libc = ctypes.CDLL(None, use_errno=True)
    statfs = getattr(libc, "statfs$INODE64", None) or libc.statfs
    while True:
        found = _Statfs()
        if statfs(os.fsencode(path), ctypes.byref(found)) == 0:
            return unpack(bytes(found))
        above = os.path.dirname(path)
        if above == path:
            return None
        path = above


def unpack(structure: bytes) -> Answer:
    """The answer in the bytes that the system filled in."""
    found = _Statfs.from_buffer_copy(structure)
    return Answer(
        found.f_fstypename.decode(errors="replace"),
        found.f_mntfromname.decode(errors="replace"),
        found.f_flags,
    )


def read(answer: Answer | None) -> Place:
    """The place by that answer."""
    if answer is None:
        return Place(UNKNOWN, "")
    system = answer.system.lower()
    if system in _NETWORK:
        return Place(NETWORK, answer.system, answer.source)
    if system in _DISKS and answer.flags & _MNT_LOCAL:
        return Place(LOCAL, answer.system, answer.source)
    # A file system made by a program says that it is local whatever it does.
    return Place(UNKNOWN, answer.system, answer.source)
