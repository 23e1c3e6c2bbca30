"""Backups go to a second place too, say when it is not there, and catch up when it is back."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_crm.database import backup as copies
from desktop_crm.database import volumes
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import backups, places, samples
from desktop_crm.workspace.backups import finding, making, notes
from desktop_crm.workspace.opening import Workspace

pytestmark = pytest.mark.file  # of a server: test_backup_of_server.py

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)


@pytest.fixture
def stick(tmp_path: Path, workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder chosen as the second place of this computer."""
    monkeypatch.setenv("DESKTOP_CRM_HOME", str(tmp_path / "home"))
    folder = tmp_path / "stick"
    folder.mkdir()
    places.choose_second_place(workspace.path, folder)
    return folder


def names(folder: Path) -> list[str]:
    return sorted(os.listdir(folder)) if folder.is_dir() else []


def test_the_daily_copy_has_a_twin_with_the_same_bytes_and_note(
    workspace: Workspace, caller: Caller, stick: Path
) -> None:
    samples.load(caller, NOW.date())
    with as_if_at(NOW):
        made = backups.back_up_daily(caller, workspace)
    assert made.twin == stick / "firm backups" / made.path.name
    assert made.twin.read_bytes() == made.path.read_bytes()
    assert notes.read(made.twin) == notes.read(made.path)
    note = notes.read(made.path)
    assert note is not None
    assert note.inventory.counts == made.counts
    assert note.inventory.records > 20
    assert note.inventory.sums["documents"]["EUR"] > 0
    found = backups.everywhere(workspace.path)
    assert [copy.where for copy in found] == ["second", "beside"]
    assert {copy.at for copy in found} == {NOW}


def test_a_second_place_that_was_away_catches_up(workspace: Workspace, caller: Caller, stick: Path) -> None:
    stick.rename(stick.with_name("in a pocket"))
    made = backups.back_up_daily(caller, workspace)
    assert made.twin is None
    assert backups.second_place(workspace.path) == finding.SecondPlace(stick, "absent")
    assert not backups.is_behind(workspace.path)  # nothing can be done now
    stick.with_name("in a pocket").rename(stick)
    assert backups.is_behind(workspace.path)
    assert backups.catch_up(workspace.path) == stick / "firm backups" / made.path.name
    assert not backups.is_behind(workspace.path)
    assert backups.catch_up(workspace.path) is None


def test_a_second_place_on_the_same_disk_is_said_and_one_in_the_same_folder_refused(
    workspace: Workspace, stick: Path
) -> None:
    place = backups.second_place(workspace.path)
    assert place is not None and place.state == "same_disk"
    places.backup_folder(workspace.path).mkdir()
    for folder in (workspace.path.parent, places.backup_folder(workspace.path)):
        with pytest.raises(UserError, match="already"):
            backups.check_second_place(workspace.path, folder)
    with pytest.raises(UserError, match="no folder"):
        backups.check_second_place(workspace.path, stick / "none")
    places.choose_second_place(workspace.path, None)
    assert backups.second_place(workspace.path) is None


def test_two_parts_of_one_disk_are_one_disk_and_two_disks_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    devices = tmp_path / "dev"
    devices.mkdir()
    for disk, parts in (("sda", ("sda1", "sda2")), ("sdb", ("sdb1",))):
        for part in parts:
            (tmp_path / "block" / disk / part).mkdir(parents=True)
            (tmp_path / "block" / disk / part / "partition").write_text("1")
    numbers = {"sda1": os.makedev(8, 1), "sda2": os.makedev(8, 2), "sdb1": os.makedev(8, 17)}
    for part, number in numbers.items():
        link = devices / f"{os.major(number)}:{os.minor(number)}"
        link.symlink_to(tmp_path / "block" / part[:3] / part)
    numbers["network"] = os.makedev(0, 99)
    monkeypatch.setattr(volumes, "_device", lambda path: numbers.get(path.name))

    def same(one: str, other: str) -> bool:
        return volumes.on_the_same_disk(Path(one), Path(other), devices)

    assert same("sda1", "sda1") and same("sda1", "sda2") and same("network", "network")
    assert not same("sda1", "sdb1") and not same("sda1", "network") and not same("sda1", "unknown")


def test_only_one_computer_a_day_makes_the_copy(workspace: Workspace, caller: Caller) -> None:
    today = datetime.now(UTC).astimezone().date()
    folder = places.backup_folder(workspace.path)
    folder.mkdir()
    claim = folder / "making-the-daily-copy.txt"
    claim.write_text("another computer")
    assert backups.back_up_if_due(caller, workspace, today) is None
    os.utime(claim, (0, 0))  # it was switched off in the middle of it
    made = backups.back_up_if_due(caller, workspace, today)
    assert made is not None and made.path.is_file()
    assert not claim.exists()
    assert backups.back_up_if_due(caller, workspace, today) is None
    assert backups.back_up_if_due(caller, workspace, today + timedelta(days=1)) is not None


def test_the_second_place_rotates_its_own_and_leaves_what_is_not_ours(
    workspace: Workspace, caller: Caller, stick: Path
) -> None:
    folder = stick / "firm backups"
    folder.mkdir()
    (folder / "photo.db").write_bytes(b"mine")
    for days in range(1, 60):
        path = copies.name_for(folder, "firm", datetime.now(UTC) - timedelta(days=days))
        path.write_bytes(b"old")
        notes.path_of(path).write_text("{}")
    backups.back_up_daily(caller, workspace)
    left = [name for name in names(folder) if name.endswith(".db") and name != "photo.db"]
    assert 8 <= len(left) <= 20
    assert (folder / "photo.db").read_bytes() == b"mine"
    assert len([name for name in names(folder) if name.endswith(".json")]) == len(left)


def test_a_second_place_that_is_full_or_lies_is_told_and_the_first_copy_stays(
    workspace: Workspace, caller: Caller, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = backups.back_up_daily(caller, workspace)
    assert made.twin is not None
    made.twin.unlink()
    usage = making.shutil.disk_usage
    monkeypatch.setattr(making.shutil, "disk_usage", lambda _path: type("Usage", (), {"free": 10}))
    with pytest.raises(UserError, match="full"):
        backups.catch_up(workspace.path)
    monkeypatch.setattr(making.shutil, "disk_usage", usage)
    monkeypatch.setattr(making.notes, "sha256_of", lambda *_args: "0" * 64)
    with pytest.raises(UserError, match="may be failing"):
        backups.catch_up(workspace.path)
    assert [name for name in names(stick / "firm backups") if name.endswith((".db", ".part"))] == []
    assert made.path.is_file()


def test_a_copy_whose_twin_is_refused_says_where_it_lies(
    workspace: Workspace, caller: Caller, stick: Path
) -> None:
    (stick / "firm backups").write_text("a file where the folder of the copies belongs")
    with pytest.raises(backups.TwinRefused, match=r"The copy was made: .* did not reach") as refused:
        backups.back_up_daily(caller, workspace)
    made = refused.value.made
    assert made.path.is_file() and made.twin is None and str(made.path) in str(refused.value)
    (stick / "firm backups").unlink()
    twin = backups.catch_up(workspace.path)
    assert twin is not None and twin.read_bytes() == made.path.read_bytes()


def test_how_old_the_last_one_is_counts_both_places(
    workspace: Workspace, caller: Caller, stick: Path
) -> None:
    today = NOW.astimezone().date()
    assert backups.days_without(workspace.path, today) is None
    with as_if_at(NOW - timedelta(days=5)):
        made = backups.back_up_daily(caller, workspace)
    assert backups.days_without(workspace.path, today) == 5
    made.path.unlink()
    assert backups.days_without(workspace.path, today) == 5
    assert made.twin is not None
    made.twin.unlink()
    assert backups.days_without(workspace.path, today) is None
