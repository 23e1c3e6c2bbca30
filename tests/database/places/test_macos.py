"""What `statfs` answered on a Mac, and how its bytes are read."""

import struct

import pytest

from desktop_crm.database.places import macos
from desktop_crm.database.places.macos import Answer
from desktop_crm.database.places.place import LOCAL, NETWORK, UNKNOWN

MNT_LOCAL = 0x1000


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer("apfs", "/dev/disk3s5", MNT_LOCAL | 0x4000), LOCAL),
        (Answer("hfs", "/dev/disk4s2", MNT_LOCAL), LOCAL),
        (Answer("exfat", "/dev/disk5s1", MNT_LOCAL), LOCAL),
        (Answer("smbfs", "//ana@nas._smb._tcp.local/office", 0), NETWORK),
        (Answer("nfs", "fileserver:/office", 0), NETWORK),
        (Answer("webdav", "https://cloud.example/dav", 0), NETWORK),
        (Answer("macfuse", "sshfs@macfuse0", MNT_LOCAL), UNKNOWN),
        (Answer("apfs", "far", 0), UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_the_file_system_says_where_a_file_lies(answer: Answer | None, kind: str) -> None:
    assert macos.read(answer).kind == kind


def test_the_bytes_of_the_system_are_read_at_their_places() -> None:
    """`struct statfs` (64-bit inodes): f_flags at 64, f_fstypename at 72, f_mntfromname at 1112, 2168 long"""
    data = bytearray(2168)
    struct.pack_into("<I", data, 64, MNT_LOCAL)
    data[72:76] = b"apfs"
    data[88:89] = b"/"
    data[1112:1124] = b"/dev/disk3s5"
    assert macos.unpack(bytes(data)) == Answer("apfs", "/dev/disk3s5", MNT_LOCAL)
