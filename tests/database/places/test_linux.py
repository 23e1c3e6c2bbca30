"""Mount tables as Linux machines really show them, shortened."""

import pytest

from desktop_crm.database.places import linux
from desktop_crm.database.places.place import LOCAL, NETWORK, UNKNOWN

TABLE = r"""
22 28 0:20 / /proc rw,nosuid,nodev,noexec,relatime shared:5 - proc proc rw
28 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda1 rw,errors=remount-ro
31 28 254:2 / /home rw,relatime shared:30 - btrfs /dev/vda2 rw,space_cache=v2,subvol=/
40 28 0:43 / /mnt/office rw,relatime shared:90 - nfs4 fileserver:/office rw,vers=4.2,proto=tcp
41 28 0:44 / /mnt/old rw,relatime shared:91 - nfs fileserver:/old rw,vers=3,nolock,proto=tcp
42 28 0:45 / /mnt/My\040share rw,relatime shared:92 - cifs //nas/My\040share rw,vers=3.1.1,cache=strict
43 28 0:46 / /mnt/nobrl rw,relatime shared:93 - cifs //nas/firm rw,vers=3.1.1,nobrl,cache=strict
44 28 0:47 / /mnt/ssh rw,nosuid,nodev,relatime shared:94 - fuse.sshfs ana@host:/srv rw,user_id=1000
45 28 0:48 / /mnt/host rw,relatime - 9p host rw,trans=virtio
46 28 0:49 / /mnt/odd rw,relatime - fuse.something something rw,user_id=0
47 28 0:50 / /mnt/bind rw,relatime - fuse /srv/data rw,user_id=0,group_id=0
48 28 0:51 / /mnt/cloud rw,relatime - fuse.rclone gdrive: rw,user_id=1000
49 28 0:52 / /mnt/auto rw,relatime shared:95 - autofs /etc/auto.misc rw,fd=7
50 49 0:53 / /mnt/auto rw,relatime shared:96 - cifs //nas/auto rw
51 28 8:17 / /media/stick rw,nosuid,nodev - vfat /dev/sdb1 rw
a line that is none
"""


@pytest.mark.parametrize(
    ("path", "kind", "system", "source"),
    [
        ("/firm.crm", LOCAL, "ext4", "/dev/vda1"),
        ("/home/ana/firm.crm", LOCAL, "btrfs", "/dev/vda2"),
        ("/homework/firm.crm", LOCAL, "ext4", "/dev/vda1"),
        ("/media/stick/firm.crm", LOCAL, "vfat", "/dev/sdb1"),
        ("/mnt/office/2026/firm.crm", NETWORK, "nfs4", "fileserver:/office"),
        ("/mnt/My share/firm.crm", NETWORK, "cifs", "//nas/My share"),
        ("/mnt/ssh/firm.crm", NETWORK, "fuse.sshfs", "ana@host:/srv"),
        ("/mnt/host/firm.crm", NETWORK, "9p", "host"),
        ("/mnt/auto/firm.crm", NETWORK, "cifs", "//nas/auto"),
        ("/mnt/odd/firm.crm", UNKNOWN, "fuse.something", "something"),
        ("/mnt/bind/firm.crm", UNKNOWN, "fuse", "/srv/data"),
    ],
)
def test_the_deepest_mount_says_where_a_file_lies(path: str, kind: str, system: str, source: str) -> None:
    place = linux.read(path, TABLE)
    assert (place.kind, place.system, place.source) == (kind, system, source)
    assert place.synced_by == ""


@pytest.mark.parametrize(
    ("path", "option"),
    [("/mnt/nobrl/x", "nobrl"), ("/mnt/old/x", "nolock"), ("/mnt/office/x", ""), ("/home/x", "")],
)
def test_an_option_that_keeps_locks_at_home_is_told(path: str, option: str) -> None:
    assert linux.read(path, TABLE).lock_option == option


def test_a_drive_of_a_cloud_is_one_that_is_copied() -> None:
    place = linux.read("/mnt/cloud/firm.crm", TABLE)
    assert (place.kind, place.synced_by) == (NETWORK, "rclone")


def test_without_a_table_nothing_is_known() -> None:
    assert linux.read("/firm.crm", "").kind == UNKNOWN
