"""Linux: the mount table says which file system holds a path. See proc(5), /proc/PID/mountinfo."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from desktop_crm.database.places.place import LOCAL, NETWORK, UNKNOWN, Kind, Place

_TABLE: Final = "/proc/self/mountinfo"

_LOCAL: Final = frozenset(
    "ext2 ext3 ext4 xfs btrfs zfs f2fs jfs reiserfs bcachefs nilfs2 ntfs ntfs3 fuseblk vfat msdos exfat hfs "
    "hfsplus apfs udf iso9660 squashfs erofs tmpfs ramfs rootfs devtmpfs overlay aufs ecryptfs "
    "fuse.ntfs-3g fuse.exfat fuse.encfs fuse.gocryptfs fuse.cryfs fuse.fuse-overlayfs".split()
)
_NETWORK: Final = frozenset(
    "nfs nfs4 cifs smb2 smb3 smbfs ncpfs afs coda ceph lustre gfs2 ocfs2 beegfs gpfs orangefs pvfs2 davfs "
    # Folders of the computer that a virtual machine runs on: other programs there write beside us.
    "9p virtiofs vboxsf prl_fs vmhgfs drvfs fuse.vmhgfs-fuse "
    "fuse.sshfs fuse.glusterfs fuse.ceph fuse.ceph-fuse fuse.gvfsd-fuse fuse.kio-fuse fuse.curlftpfs "
    "fuse.smbnetfs fuse.davfs fuse.davfs2 fuse.s3fs fuse.gcsfuse fuse.juicefs fuse.moosefs fuse.mfs".split()
)
_CLOUD: Final = {
    "fuse.rclone": "rclone",
    "fuse.google-drive-ocamlfuse": "Google Drive",
    "fuse.gdfuse": "Google Drive",
    "fuse.onedriver": "OneDrive",
    "fuse.pcloud": "pCloud",
    "fuse.pCloud.fs": "pCloud",
    "fuse.expandrive": "ExpanDrive",
}
_LOCK_OPTIONS: Final = ("nobrl", "nolock", "local_lock=all", "local_lock=posix")


@dataclass(frozen=True, slots=True)
class _Mount:
    point: str
    system: str
    source: str
    options: frozenset[str]


def ask() -> str:
    """The mount table of this process; "" where there is none."""
    try:
        return Path(_TABLE).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return ""


def read(path: str, table: str) -> Place:
    """The place of the absolute `path`, without links in it, by the mount `table`."""
    mount = _mount_of(path, table)
    if mount is None:
        return Place(UNKNOWN, "")
    lock_option = next((option for option in _LOCK_OPTIONS if option in mount.options), "")
    return Place(_kind(mount), mount.system, mount.source, _CLOUD.get(mount.system, ""), lock_option)


def _kind(mount: _Mount) -> Kind:
    if mount.system in _LOCAL:
        return LOCAL
    if mount.system in _NETWORK or mount.system in _CLOUD:
        return NETWORK
    return UNKNOWN


def _mount_of(path: str, table: str) -> _Mount | None:
    """The deepest mount over the path; of several at one point the last covers the others."""
    found: _Mount | None = None
    for line in table.splitlines():
        mount = _parse(line)
        if mount is None or not _holds(mount.point, path):
            continue
        if found is None or len(mount.point) >= len(found.point):
            found = mount
    return found


def _parse(line: str) -> _Mount | None:
    before, dash, after = line.partition(" - ")
    first, last = before.split(" "), after.split(" ")
    if not dash or len(first) < 6 or len(last) < 3:
        return None
    options = frozenset((first[5] + "," + last[2]).split(","))
    return _Mount(_plain(first[4]), last[0], _plain(last[1]), options)


def _holds(point: str, path: str) -> bool:
    return path == point or path.startswith(point.rstrip("/") + "/")


def _plain(text: str) -> str:
    r"""Spaces and the like stand in the table as `\040`."""
    return re.sub(r"\\([0-7]{3})", lambda match: chr(int(match[1], 8)), text)
