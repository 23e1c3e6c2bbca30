"""A backup is a whole, verified, new file or nothing; restoring never replaces anything."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_crm.database import backup, blobs, writes
from desktop_crm.database.connection import OpenDatabase, check_integrity, open_database, raw, transaction
from desktop_crm.values.errors import UserError
from desktop_crm.values.messages import Message
from desktop_crm.values.progress import SILENT
from tests.database.tables import Firm, Person

pytestmark = pytest.mark.file


@pytest.fixture
def filled(database: OpenDatabase) -> OpenDatabase:
    with transaction():
        for number in range(50):
            firm = writes.insert(Firm, code=str(number), name=f"Firm {number}")
            writes.insert(Person, firm=firm, name="Ana")
            blobs.put(os.urandom(20_000))
    return database


def test_a_backup_of_an_open_database_is_the_same_data(filled: OpenDatabase, tmp_path: Path) -> None:
    target = tmp_path / "copies" / "copy.db"
    target.parent.mkdir()
    verified = backup.back_up(filled.path, target)
    assert os.listdir(target.parent) == ["copy.db"]
    assert verified.counts["firm"] == verified.counts["person"] == verified.counts["blob"] == 50
    dump = "\n".join(raw().iterdump())
    with closing(sqlite3.connect(target)) as other:
        assert "\n".join(other.iterdump()) == dump


def test_backups_while_another_thread_writes_all_verify(filled: OpenDatabase, tmp_path: Path) -> None:
    stop = threading.Event()
    written: list[int] = []

    def write() -> None:
        while not stop.is_set():
            with transaction():
                firm = writes.insert(Firm, code=f"new {len(written)}", name="New")
                writes.insert(Person, firm=firm, name="Bruno")
            written.append(firm)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(8):
            counts = backup.back_up(filled.path, tmp_path / f"{number}.db").counts
            assert counts["firm"] == counts["person"] >= 50
    finally:
        stop.set()
        writer.join()
    assert written


def test_a_backup_never_overwrites_and_needs_its_folder(filled: OpenDatabase, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("mine")
    with pytest.raises(UserError, match="already a file"):
        backup.back_up(filled.path, target)
    assert target.read_text() == "mine"
    with pytest.raises(UserError, match="cannot be reached"):
        backup.back_up(filled.path, tmp_path / "unplugged" / "copy.db")


class Interrupted(Exception):
    pass


class Impatient:
    def step(self, done: int, total: int | None = None, what: Message | None = None) -> None:
        raise Interrupted


def test_a_cancelled_or_failed_backup_leaves_nothing(filled: OpenDatabase, tmp_path: Path) -> None:
    folder = tmp_path / "copies"
    folder.mkdir()
    with pytest.raises(Interrupted):
        backup.back_up(filled.path, folder / "copy.db", progress=Impatient())
    assert os.listdir(folder) == []
    with transaction():
        writes.insert(Firm, code="after", name="The open database goes on")


def test_a_damaged_source_makes_no_backup(filled: OpenDatabase, tmp_path: Path) -> None:
    path = filled.path
    filled.close()
    content = bytearray(path.read_bytes())
    for page in range(3, 20):
        content[page * 4096 : page * 4096 + 200] = os.urandom(200)
    path.write_bytes(content)
    with pytest.raises(UserError, match="damaged"):
        backup.back_up(path, tmp_path / "copy.db", progress=SILENT)
    assert not (tmp_path / "copy.db").exists()
    assert not (tmp_path / "copy.db.part").exists()


def test_a_restored_file_opens_with_everything(filled: OpenDatabase, tmp_path: Path) -> None:
    copy, restored = tmp_path / "copy.db", tmp_path / "restored.db"
    backup.back_up(filled.path, copy)
    with transaction():
        raw().execute("DELETE FROM firm")
    before = filled.path.read_bytes()
    with pytest.raises(UserError, match="already a file"):
        backup.restore(copy, filled.path)
    assert filled.path.read_bytes() == before
    assert backup.restore(copy, restored).counts["firm"] == 50
    filled.close()
    with open_database(restored):
        assert (Firm.select().count(), check_integrity()) == (50, [])


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\x00" + bytes(500)])
def test_what_is_no_backup_is_not_restored(tmp_path: Path, content: bytes) -> None:
    copy = tmp_path / "copy.db"
    copy.write_bytes(content)
    with pytest.raises(UserError):
        backup.restore(copy, tmp_path / "restored.db")
    assert os.listdir(tmp_path) == ["copy.db"]


def test_rows_that_point_nowhere_are_named(filled: OpenDatabase) -> None:
    raw().execute("PRAGMA foreign_keys = 0")
    raw().execute("UPDATE person SET firm_id = 999 WHERE id = 3")
    assert check_integrity() == ["person row 3: firm is missing"]
    raw().execute("UPDATE person SET firm_id = 1 WHERE id = 3")
    assert check_integrity(thorough=False) == []


NOW = datetime(2026, 11, 22, 18, tzinfo=UTC)


def daily(days: Iterator[int] | range, folder: Path = Path("b")) -> list[tuple[datetime, Path]]:
    moments = [NOW - timedelta(days=day) for day in days]
    return [(moment, backup.name_for(folder, "firm", moment)) for moment in moments]


def kept(backups: list[tuple[datetime, Path]]) -> list[str]:
    gone = set(backup.outdated(backups))
    return [path.name[5:15] for _moment, path in sorted(backups, reverse=True) if path not in gone]


def test_seven_days_five_weeks_and_twelve_months_are_kept() -> None:
    stay = kept(daily(range(800)))
    assert stay[:7] == [f"2026-11-{day}" for day in range(22, 15, -1)]
    assert stay[7:10] == ["2026-11-15", "2026-11-08", "2026-11-01"]  # Sundays: the last days of their weeks
    assert stay[10:12] == ["2026-10-31", "2026-10-25"]
    ends = [f"2026-{end}" for end in ("09-30", "08-31", "07-31", "06-30", "05-31", "04-30", "03-31", "02-28")]
    assert stay[12:] == [*ends, "2026-01-31", "2025-12-31"]


@pytest.mark.parametrize("days", [range(0), range(1), range(7), [0, 400, 800], range(300, 307)])
def test_few_backups_all_stay(days: range) -> None:
    assert backup.outdated(daily(days)) == []


def test_of_one_day_the_last_stays() -> None:
    backups = [(NOW + timedelta(hours=hour), Path(f"firm-{hour}.db")) for hour in range(4)]
    assert backup.outdated(backups) == [Path("firm-2.db"), Path("firm-1.db"), Path("firm-0.db")]


def test_three_backups_before_upgrades_stay_beside_the_others(tmp_path: Path) -> None:
    for day in range(5):
        backup.name_before_upgrade(tmp_path, "firm", day, NOW - timedelta(days=day)).touch()
        backup.name_for(tmp_path, "firm", NOW - timedelta(days=day)).touch()
    for other in ("firm.db", "firm-2026-11-22.db", "other-2026-11-22-094100.db", "firm-2026-02-31-094100.db"):
        (tmp_path / other).touch()
    backups = backup.list_backups(tmp_path, "firm")
    assert len(backups) == 10
    assert [path.name for path in backup.outdated(backups)] == [
        "firm-before-upgrade-3-2026-11-19-180000.db",
        "firm-before-upgrade-4-2026-11-18-180000.db",
    ]
    assert backup.list_backups(tmp_path / "missing", "firm") == []
