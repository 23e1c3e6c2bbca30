"""Daily copies: verified, rotated, never over anything, restored beside the old file."""

import errno
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_crm.database import backup as copies
from desktop_crm.values.caller import Caller
from desktop_crm.values.dates import as_if_at
from desktop_crm.values.errors import UserError
from desktop_crm.workspace import backups, opening, places, samples
from desktop_crm.workspace.opening import Workspace
from tests.bench import backup_rows
from tests.conftest import ROOT
from tests.faults import firms

pytestmark = pytest.mark.file  # of a server: test_backup_of_server.py

NOW = datetime(2026, 11, 22, 9, 41, tzinfo=UTC)
MISSING = r"moved, deleted or replaced|cannot be reached"


def test_one_a_day(workspace: Workspace, caller: Caller) -> None:
    today = NOW.astimezone().date()
    assert backups.is_due(workspace.path, today)
    with as_if_at(NOW):
        made = backups.back_up_daily(caller, workspace)
    assert made.path.parent == places.backup_folder(workspace.path)
    assert not backups.is_due(workspace.path, today)
    assert backups.is_due(workspace.path, today + timedelta(days=1))


def test_old_ones_go_and_the_rest_stays(workspace: Workspace, caller: Caller) -> None:
    folder = places.backup_folder(workspace.path)
    folder.mkdir()
    first = backups.back_up(caller, workspace, folder / "first.bin").path.read_bytes()
    for days in range(1, 120):
        copies.name_for(folder, workspace.path.stem, datetime.now(UTC) - timedelta(days=days)).write_bytes(
            first
        )
    (folder / "somebody else's.txt").write_text("mine")
    backups.back_up_daily(caller, workspace)
    left = backups.copies_of(workspace.path)
    assert 12 <= len(left) <= 24
    assert (folder / "somebody else's.txt").exists()


@pytest.mark.parametrize("put_back", [timedelta(0), timedelta(hours=1)])
def test_a_copy_just_made_stays_whatever_the_clock_says_of_older_ones(
    workspace: Workspace, caller: Caller, put_back: timedelta
) -> None:
    with as_if_at(NOW):
        for _n in range(2):
            backups.back_up_daily(caller, workspace)
    with as_if_at(NOW - put_back):
        made = backups.back_up_daily(caller, workspace).path
    assert backups.copies_of(workspace.path)[0].path == made


def test_where_the_folder_of_the_file_is_gone_no_folder_for_copies_is_made(
    workspace: Workspace, caller: Caller
) -> None:
    """An empty folder may be where a network folder is connected again."""
    place = workspace.path.parent
    apart = place.rename(place.with_name("elsewhere"))
    try:
        for act in (
            lambda: backups.back_up_daily(caller, workspace),
            lambda: backups.back_up_if_due(caller, workspace, NOW.date()),
        ):
            with pytest.raises(UserError, match=MISSING):
                act()
            assert not place.exists()
        place.mkdir()  # nothing is connected there
        with pytest.raises(UserError, match=MISSING):
            backups.keep_up(caller, workspace, NOW.date())
        assert list(place.iterdir()) == []
        place.rmdir()
    finally:
        apart.rename(place)
    assert backups.back_up_daily(caller, workspace).path.parent.parent == place


def test_where_there_is_no_room_for_a_folder_the_disk_is_said_to_be_full(
    workspace: Workspace, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_options: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "mkdir", full)
    with pytest.raises(UserError, match="The disk is full"):
        backups.back_up_daily(caller, workspace)


def test_a_restored_file_holds_the_same_and_replaces_nothing(
    workspace: Workspace, caller: Caller, tmp_path: Path
) -> None:
    samples.load(caller, NOW.date())
    made = backups.back_up(caller, workspace, tmp_path / "copy.db")
    restored = backups.restore(caller, made.path, tmp_path / "again.crm")
    assert restored.counts == made.counts
    with pytest.raises(UserError):
        backups.restore(caller, made.path, tmp_path / "again.crm")
    with pytest.raises(UserError):
        backups.back_up(caller, workspace, made.path)


def test_a_damaged_backup_is_refused(workspace: Workspace, caller: Caller, tmp_path: Path) -> None:
    made = backups.back_up(caller, workspace, tmp_path / "copy.db")
    data = bytearray(made.path.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 4096] = b"\xff" * 4096
    made.path.write_bytes(data[:-1])
    with pytest.raises(UserError):
        backups.restore(caller, made.path, tmp_path / "again.crm")
    assert not (tmp_path / "again.crm").exists()


def test_opening_makes_no_file_and_says_what_is_wrong(tmp_path: Path) -> None:
    for name, content in (("empty.crm", b""), ("text.crm", b"hello" * 1000)):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(UserError):
            opening.open_workspace(tmp_path / name)
        assert (tmp_path / name).read_bytes() == content
    with pytest.raises(UserError):
        opening.open_workspace(tmp_path / "none.crm")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty.crm", "text.crm"]


def test_what_a_killed_backup_left_goes_with_the_next_but_one(workspace: Workspace, caller: Caller) -> None:
    folder = places.backup_folder(workspace.path)
    folder.mkdir()
    stale = folder / f"{workspace.path.stem}-2026-11-01-080000.db.part"
    fresh = folder / f"{workspace.path.stem}-2026-11-22-080000.db.part"
    foreign = folder / "another-2026-11-01-080000.db.part"
    for path in (stale, fresh, foreign):
        path.write_bytes(b"half")
    for path in (stale, foreign):
        os.utime(path, (0, 0))
    backups.back_up_daily(caller, workspace)
    assert not stale.exists()
    assert fresh.exists()  # somebody may be writing it
    assert foreign.exists()


WRITER = """
import sys
from pathlib import Path
from tests.faults import firms
with firms.opened(Path(sys.argv[1])) as caller:
    number = 0
    while True:
        number += 1
        firms.issue(caller, f"{sys.argv[2]}-{number}")
        print(number, flush=True)
"""


@pytest.mark.slow
def test_backups_while_five_programs_issue_all_verify(tmp_path: Path) -> None:
    path = tmp_path / "firm.crm"
    firms.make(path)
    counts = []
    with backup_rows.writing(path, tmp_path / "stop", writers=5) as told:
        for number in range(8):
            counts.append(copies.back_up(path, tmp_path / f"copy{number}.db").counts["document"])
    assert counts == sorted(counts) and counts[-1] > 0
    assert len(told) == 5 and all(issued > 0 for issued, _longest in told)
    assert max(longest for _issued, longest in told) < 10
    assert firms.faults(path) == []


@pytest.mark.slow
def test_backups_while_another_program_issues_are_whole(tmp_path: Path) -> None:
    path = tmp_path / "firm.crm"
    firms.make(path)
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), "w"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    try:
        assert writer.stdout is not None
        counts = []
        for number in range(4):
            assert writer.stdout.readline()
            copy = tmp_path / f"copy{number}.crm"
            copies.back_up(path, copy)
            assert firms.faults(copy) == []
            counts.append(firms.count(copy))
        assert writer.poll() is None
        assert counts == sorted(counts)
        assert counts[-1] > 0
    finally:
        writer.kill()
        writer.communicate()
    assert firms.faults(path) == []
