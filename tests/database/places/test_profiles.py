from pathlib import Path

import pytest

from desktop_crm.database import places, profiles
from desktop_crm.database.places import Place
from desktop_crm.database.profiles import profile_for, profile_of


def test_a_disk_of_this_computer_is_local(tmp_path: Path) -> None:
    profile = profile_for(tmp_path / "firm.crm")
    assert profile.name == "local"
    assert profile.place.kind == places.LOCAL


def test_a_link_to_the_file_is_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, table = (
        tmp_path / "far",
        f"1 1 0:1 / / rw - ext4 d rw\n2 1 0:2 / {tmp_path}/far rw - nfs4 s:/x rw\n",
    )
    real.mkdir()
    (tmp_path / "link").symlink_to(real)
    monkeypatch.setattr(places.linux, "ask", lambda: table)
    assert profile_for(tmp_path / "link" / "firm.crm").name == "share"


@pytest.mark.parametrize(
    ("place", "name", "words"),
    [
        (
            Place(places.NETWORK, "nfs4", "fileserver:/office"),
            "share",
            "network folder (nfs4, fileserver:/office)",
        ),
        (Place(places.NETWORK, "cifs", "//nas/x", lock_option="nobrl"), "share", "mounted with “nobrl”"),
        (Place(places.UNKNOWN, "fuse.odd"), "share", "does not know the file system here (fuse.odd)"),
        (Place(places.LOCAL, "NTFS", synced_by="OneDrive"), "synced", "OneDrive copies this folder"),
        (Place(places.NETWORK, "fuse.rclone", synced_by="rclone"), "synced", "rclone copies this folder"),
        (Place(places.LOCAL, "ext4"), "local", "on a disk of this computer"),
    ],
)
def test_the_profile_says_why(place: Place, name: str, words: str) -> None:
    profile = profile_of(place)
    assert profile.name == name
    assert words in str(profile.reason)
    assert profile.place == place


@pytest.mark.parametrize("profile", [profiles.LOCAL, profiles.SHARE, profiles.SYNCED], ids=lambda p: p.name)
def test_no_profile_of_a_file_uses_a_write_ahead_log(profile: profiles.Profile) -> None:
    assert profile.settings["journal_mode"] == "truncate"
    assert profile.settings["synchronous"] == "full"
    assert profile.settings["mmap_size"] == 0
    assert profile.busy_timeout == 30
