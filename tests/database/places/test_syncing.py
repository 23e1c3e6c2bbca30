"""Settings and marks that synchronising programs leave, laid out as they lay them."""

import json
from pathlib import Path

import pytest

from desktop_crm.database.places.syncing import Surroundings, synced_by


def around(home: Path, system: str = "linux", **environ: str) -> Surroundings:
    return Surroundings(system, home, environ)


def put(path: Path, text: str = "") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_an_ordinary_folder_is_not_copied(tmp_path: Path) -> None:
    (tmp_path / ".dropbox").mkdir()  # where Dropbox keeps its settings: a folder of the person's home
    assert synced_by(str(tmp_path / "firm.crm"), around(tmp_path)) == ""


@pytest.mark.parametrize(
    ("mark", "name"),
    [
        (".dropbox.cache/x", "Dropbox"),
        (".dropbox", "Dropbox"),
        (".stfolder/x", "Syncthing"),
        (".849C9593-D756-4E56-8D6E-42412F2A707B", "OneDrive"),
        (".tmp.driveupload/x", "Google Drive"),
        (".nextcloudsync.log", "Nextcloud"),
        (".owncloudsync.log", "ownCloud"),
        (".SynologyWorkingDirectory/x", "Synology Drive"),
    ],
)
def test_a_mark_in_a_folder_above_is_found(tmp_path: Path, mark: str, name: str) -> None:
    put(tmp_path / "synced" / mark)
    deep = tmp_path / "synced" / "a" / "b"
    deep.mkdir(parents=True)
    assert synced_by(str(deep / "firm.crm"), around(tmp_path)) == name
    assert synced_by(str(tmp_path / "firm.crm"), around(tmp_path)) == ""


def test_dropbox_tells_its_folders(tmp_path: Path) -> None:
    accounts = {"personal": {"path": str(tmp_path / "Box"), "host": 1}, "business": {"path": 3}}
    put(tmp_path / ".dropbox" / "info.json", json.dumps(accounts))
    assert synced_by(str(tmp_path / "Box" / "firm.crm"), around(tmp_path)) == "Dropbox"
    assert synced_by(str(tmp_path / "Boxes" / "firm.crm"), around(tmp_path)) == ""


def test_settings_that_make_no_sense_are_passed_over(tmp_path: Path) -> None:
    put(tmp_path / ".dropbox" / "info.json", "{")
    put(tmp_path / ".config" / "Nextcloud" / "nextcloud.cfg", "\0\0localPath=")
    assert synced_by(str(tmp_path / "firm.crm"), around(tmp_path)) == ""


def test_nextcloud_tells_its_folders_in_the_manner_of_qt(tmp_path: Path) -> None:
    folder = tmp_path / "Orçamentos"
    written = str(folder).replace("ça", "\\xe7\\x61")  # an "a" after it would be read as a digit
    put(
        tmp_path / ".config" / "Nextcloud" / "nextcloud.cfg",
        f"[Accounts]\n0\\Folders\\1\\ignoreHiddenFiles=true\n0\\Folders\\1\\localPath={written}/\n",
    )
    assert synced_by(str(folder / "firm.crm"), around(tmp_path)) == "Nextcloud"


def test_the_free_client_of_onedrive_on_linux(tmp_path: Path) -> None:
    put(tmp_path / ".config" / "onedrive" / "config", '# sync_dir = "~/no"\nsync_dir = "~/Work"\n')
    assert synced_by(str(tmp_path / "Work" / "firm.crm"), around(tmp_path)) == "OneDrive"
    (tmp_path / ".config" / "onedrive" / "config").unlink()
    assert synced_by(str(tmp_path / "OneDrive" / "firm.crm"), around(tmp_path)) == "OneDrive"


def test_windows_knows_the_folders_of_onedrive_and_icloud(tmp_path: Path) -> None:
    asked = Surroundings(
        "win32", tmp_path, {"OneDrive": r"C:\Users\Ana\OneDrive"}, (r"C:\Users\Ana\OneDrive - Firm",)
    )
    assert synced_by("c:/users/ana/onedrive/Documents/firm.crm", asked) == "OneDrive"
    assert synced_by("C:/Users/Ana/OneDrive - Firm/firm.crm", asked) == "OneDrive"
    assert synced_by(f"{tmp_path}/iCloudDrive/firm.crm", asked) == "iCloud Drive"
    assert synced_by("C:/Users/Ana/firm.crm", asked) == ""


def test_a_mac_keeps_clouds_in_its_library(tmp_path: Path) -> None:
    library = tmp_path / "Library"
    for name in ("GoogleDrive-ana@firm.example", "Dropbox", "ProtonDrive-ana"):
        (library / "CloudStorage" / name).mkdir(parents=True)
    (library / "Mobile Documents" / "com~apple~CloudDocs" / "Documents").mkdir(parents=True)
    asked = around(tmp_path, "darwin")

    def name(path: Path) -> str:
        return synced_by(str(path), asked)

    assert (
        name(library / "CloudStorage" / "GoogleDrive-ana@firm.example" / "x" / "firm.crm") == "Google Drive"
    )
    assert name(library / "CloudStorage" / "Dropbox" / "firm.crm") == "Dropbox"
    assert name(library / "CloudStorage" / "ProtonDrive-ana" / "firm.crm") == "ProtonDrive"
    assert name(library / "Mobile Documents" / "com~apple~CloudDocs" / "firm.crm") == "iCloud Drive"
    assert name(tmp_path / "Documents" / "firm.crm") == "iCloud Drive"
    assert name(tmp_path / "Desktop" / "firm.crm") == ""
