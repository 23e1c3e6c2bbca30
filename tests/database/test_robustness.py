"""Killed at any instant, written by two at once, on a full disk: nothing lost, doubled, skipped or halved."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.database import checks, writes
from desktop_crm.database.connection import create_database, open_database, raw, transaction
from desktop_crm.database.engine import connect
from desktop_crm.database.profiles import LOCAL
from desktop_crm.values.errors import UserError
from tests.conftest import ROOT
from tests.database.tables import TABLES, Firm
from tests.fixtures.database import template

KILLS = int(os.environ.get("KILLS", "20"))
SEED = int(os.environ.get("SEED", "20261122"))

posix_only = pytest.mark.skipif(os.name != "posix", reason="fork and kill of POSIX")


@pytest.fixture
def path(template_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(template(template_folder, TABLES, ()), tmp_path / "firm.db"))


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.database.issuing", *words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )


def check_whole(path: Path, acknowledged: dict[str, int]) -> int:
    """Every acknowledged number is stored, all are consecutive, each document is complete; their count."""
    with open_database(path):
        stored = dict(raw().execute("SELECT name, CAST(code AS INTEGER) FROM firm"))
        assert acknowledged.items() <= stored.items()
        assert sorted(stored.values()) == list(range(1, len(stored) + 1))
        lines = raw().execute("SELECT count(*) FROM person GROUP BY firm_id").fetchall()
        assert lines == [(3,)] * len(stored)
        for table in ("done", "search_entry", "search_words", "blob"):
            assert raw().execute(f"SELECT count(*) FROM {table}").fetchone() == (len(stored),), table
        assert checks.problems_of(raw(), thorough=True) == []
        return len(stored)


def acknowledgements(text: str) -> dict[str, int]:
    """The complete lines; the last one may have been cut by the kill."""
    complete = text[: text.rfind("\n") + 1].splitlines()
    return {key: int(number) for key, number in (line.split() for line in complete)}


@posix_only
def test_a_kill_at_any_moment_loses_and_doubles_nothing(path: Path) -> None:
    out, _err = start("kill", str(path), str(SEED), str(KILLS)).communicate(timeout=300)
    acknowledged = acknowledgements(out)
    assert len(acknowledged) > KILLS
    assert check_whole(path, acknowledged) >= len(acknowledged), f"SEED={SEED}"


def test_two_processes_draw_consecutive_numbers(path: Path) -> None:
    workers = [start("work", str(path), name, "100") for name in ("a", "b")]
    acknowledged: dict[str, int] = {}
    for worker in workers:
        out, _err = worker.communicate(timeout=300)
        assert worker.returncode == 0
        acknowledged |= acknowledgements(out)
    assert sorted(acknowledged.values()) == list(range(1, 201))
    assert check_whole(path, acknowledged) == 200


def test_an_interrupted_write_is_rolled_back_and_reported(path: Path) -> None:
    """A journal left by a writer that was cut off in the middle of its commit."""
    with open_database(path), transaction():
        writes.insert(Firm, code="1", name="before")
    ghost = path.with_name("ghost.db")
    with open_database(path):
        raw().execute("PRAGMA cache_size = 1")
        raw().execute("BEGIN IMMEDIATE")
        raw().executemany("INSERT INTO done (key, result, at) VALUES (?, '1', '2026-01-01T00:00:00Z')",
                          [(f"key {number:05} " + "x" * 200,) for number in range(3_000)])  # fmt: skip
        shutil.copyfile(path, ghost)
        shutil.copyfile(f"{path}-journal", f"{ghost}-journal")
        raw().execute("ROLLBACK")
    assert os.path.getsize(f"{ghost}-journal") > 0
    with pytest.raises(UserError, match="not closed properly"):
        open_database(ghost, read_only=True)
    with open_database(ghost) as database:
        assert database.recovered
        assert raw().execute("SELECT count(*) FROM done").fetchone() == (0,)
        assert Firm.select().count() == 1


def test_a_writer_at_work_is_no_unclean_end(path: Path) -> None:
    other = connect(path)
    other.execute("PRAGMA cache_size = 1")
    other.execute("BEGIN IMMEDIATE")
    columns, values = (
        "code, name, balance, currency, kind, active, version",
        "?, 'x', 0, 'EUR', 'customer', 1, 1",
    )
    codes = [(str(number),) for number in range(100)]
    other.executemany(f"INSERT INTO firm ({columns}) VALUES ({values})", codes)
    assert os.path.getsize(f"{path}-journal") > 0
    for read_only in (True, False):
        with open_database(path, read_only=read_only) as database:
            assert not database.recovered
            assert Firm.select().count() == 0
    other.execute("COMMIT")
    other.close()
    with open_database(path, read_only=True):
        assert Firm.select().count() == 100


def test_a_lock_held_too_long_is_said(path: Path) -> None:
    other = connect(path)
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(UserError, match="Another program is using"):
            open_database(path, profile=replace(LOCAL, busy_timeout=0.05))
    finally:
        other.close()
    with open_database(path, profile=replace(LOCAL, busy_timeout=0.05)):
        other = connect(path)
        other.execute("BEGIN IMMEDIATE")
        try:
            with pytest.raises(UserError, match="Another program is using"), transaction():
                pass
        finally:
            other.close()
        with transaction():
            writes.insert(Firm, code="1", name="after")


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 600 kB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    if (
        not shutil.which("mount")
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)],
            capture_output=True,
            check=False,
        ).returncode
    ):
        pytest.skip("a small file system cannot be mounted by this user")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(acknowledged: list[int]) -> None:
    for number in range(10_000):
        with transaction():
            writes.insert(Firm, code=str(number), name="x" * 3_000)
        acknowledged.append(number)


def test_a_full_disk_loses_nothing(tiny_disk: Path) -> None:
    path = tiny_disk / "firm.db"
    create_database(path, TABLES)
    with open_database(path):
        acknowledged: list[int] = []
        with pytest.raises(UserError, match="disk is full"):
            fill(acknowledged)
        assert Firm.select().count() == len(acknowledged) > 10
    with pytest.raises(UserError, match="disk is full"):
        create_database(tiny_disk / "another.db", TABLES)
    assert sorted(os.listdir(tiny_disk)) == ["firm.db"]
    with open_database(path):
        assert checks.problems_of(raw(), thorough=True) == []
        assert Firm.select().count() == len(acknowledged)
