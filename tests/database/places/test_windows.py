"""What Windows answers about drives, recorded as a table."""

import pytest

from desktop_crm.database.places import windows
from desktop_crm.database.places.place import LOCAL, NETWORK, UNKNOWN
from desktop_crm.database.places.windows import Volume

DRIVES = {
    "C:\\": Volume(3, "NTFS", "Windows"),
    "D:\\": Volume(2, "exFAT", "STICK"),
    "E:\\": Volume(3, "Dokan", "Something"),
    "G:\\": Volume(3, "FAT32", "Google Drive"),
    "S:\\": Volume(4, "NTFS", "office", "\\\\nas\\office"),
    "Z:\\": Volume(1),
}


class Recorded:
    def volume(self, root: str) -> Volume:
        return DRIVES[root]


@pytest.mark.parametrize(
    ("path", "kind", "system", "source"),
    [
        ("C:\\Users\\Ana\\firm.crm", LOCAL, "NTFS", ""),
        ("c:\\firm.crm", LOCAL, "NTFS", ""),
        ("\\\\?\\C:\\firm.crm", LOCAL, "NTFS", ""),
        ("D:\\firm.crm", LOCAL, "exFAT", ""),
        ("S:\\firm.crm", NETWORK, "NTFS", "\\\\nas\\office"),
        ("\\\\nas\\office\\firm.crm", NETWORK, "SMB", "\\\\nas\\office"),
        ("//nas/office/firm.crm", NETWORK, "SMB", "\\\\nas\\office"),
        ("\\\\?\\UNC\\nas\\office\\firm.crm", NETWORK, "SMB", "\\\\nas\\office"),
        ("\\\\wsl$\\Debian\\home\\firm.crm", NETWORK, "SMB", "\\\\wsl$\\Debian"),
        ("E:\\firm.crm", UNKNOWN, "Dokan", ""),
        ("Z:\\firm.crm", UNKNOWN, "", ""),
        ("\\\\?\\Volume{b75e2c83-0000}\\firm.crm", UNKNOWN, "", ""),
    ],
)
def test_the_drive_says_where_a_file_lies(path: str, kind: str, system: str, source: str) -> None:
    place = windows.read(path, Recorded())
    assert (place.kind, place.system, place.source) == (kind, system, source)
    assert place.synced_by == ""


def test_a_drive_that_a_cloud_makes_up_gives_itself_away_by_its_label() -> None:
    assert windows.read("G:\\My Drive\\firm.crm", Recorded()).synced_by == "Google Drive"
