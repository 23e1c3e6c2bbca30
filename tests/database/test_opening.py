"""Every file that is not a whole database of ours is refused in words, and not a byte of it changes."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_crm.database import connection, writes
from desktop_crm.database.connection import create_database, open_database, raw, transaction
from desktop_crm.database.engine import APPLICATION_ID
from desktop_crm.database.upgrade import SCHEMA_VERSION
from desktop_crm.values.errors import NotFound, UserError
from tests.conftest import ROOT
from tests.database.tables import TABLES, Firm
from tests.fixtures.database import template


@pytest.fixture
def path(template_folder: Path, tmp_path: Path) -> Path:
    """A closed database with three firms in a folder of its own."""
    path = tmp_path / "data" / "firm.db"
    path.parent.mkdir()
    shutil.copyfile(template(template_folder, TABLES, ()), path)
    with open_database(path), transaction():
        for name in ("Ana", "Bruno", "Carla"):
            writes.insert(Firm, code=name, name=name)
    return path


def execute(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as other:
        other.execute(sql)
        other.commit()


def foreign(path: Path) -> None:
    path.unlink()
    execute(path, "CREATE TABLE notes (text)")


def edit(path: Path, offset: int, content: bytes) -> None:
    """Change bytes as another program would."""
    whole = bytearray(path.read_bytes())
    whole[offset : offset + len(content)] = content
    path.write_bytes(whole)


def make_newer(path: Path) -> None:
    """As a later program would leave it that lets nobody older in."""
    newer = SCHEMA_VERSION + 1
    execute(path, f"PRAGMA user_version = {newer}")
    execute(path, f"UPDATE compatibility SET min_reader = {newer}, min_writer = {newer}")


SPOILED: dict[str, tuple[Callable[[Path], object], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "a text": (lambda path: path.write_text("Dear sir or madam, " * 50), "not a database of this program"),
    "a picture": (
        lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(4000)),
        "not a database of this",
    ),
    "another program's": (foreign, "not a database of this program"),
    "another application id": (lambda path: edit(path, 68, b"GPKG"), "not a database of this program"),
    "cut by one byte": (lambda path: path.write_bytes(path.read_bytes()[:-1]), "part of the file is missing"),
    "cut in half": (lambda path: path.write_bytes(path.read_bytes()[: 4096 * 7]), "damaged"),
    "cut to its beginning": (
        lambda path: path.write_bytes(path.read_bytes()[:50]),
        "part of the file is missing",
    ),
    "longer than it says": (lambda path: path.write_bytes(path.read_bytes() + bytes(100)), "damaged"),
    "newer": (lambda path: make_newer(path), "newer version"),
    "without a version": (lambda path: execute(path, "PRAGMA user_version = 0"), "damaged"),
    "no schema": (lambda path: edit(path, 100, bytes(3000)), "damaged"),
}


@pytest.mark.parametrize("read_only", [False, True], ids=["writing", "reading"])
@pytest.mark.parametrize("case", SPOILED)
def test_a_spoiled_file_is_refused_untouched(path: Path, case: str, read_only: bool) -> None:
    spoil, message = SPOILED[case]
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(UserError, match=message):
        open_database(path, read_only=read_only)
    assert not connection.is_open()
    assert path.read_bytes() == before
    assert os.listdir(path.parent) == ["firm.db"]


@pytest.mark.parametrize("pages", [1, 3, 400])
def test_a_file_that_was_not_cut_after_it_became_smaller_opens_and_is_cut_then(
    path: Path, pages: int
) -> None:
    """The engine commits first and cuts the file then: a program that ended in between leaves the rest."""
    size = path.stat().st_size
    path.write_bytes(path.read_bytes() + os.urandom(4096 * pages))
    with open_database(path, read_only=True):
        assert Firm.select().count() == 3
    assert path.stat().st_size == size + 4096 * pages
    with open_database(path) as database:
        assert database.recovered
        assert path.stat().st_size == size
        assert Firm.select().count() == 3
        with transaction():
            writes.insert(Firm, code="Dora", name="Dora")
        assert connection.check_integrity() == []
    assert path.stat().st_size <= size + 4 * 4096
    whole = path.read_bytes()
    with open_database(path) as database:
        assert not database.recovered
        assert Firm.select().count() == 4
    assert path.read_bytes() == whole


def test_nothing_there_is_not_a_new_database(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no database"):
        open_database(tmp_path / "firm.db")
    with pytest.raises(UserError, match="is a folder"):
        open_database(tmp_path)
    assert os.listdir(tmp_path) == []


def test_an_existing_path_is_never_created_over(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(UserError, match="already a file"):
        create_database(path, TABLES)
    link = path.with_name("link.db")
    link.symlink_to(path.with_name("nowhere.db"))
    with pytest.raises(UserError, match="already a file"):
        create_database(link, TABLES)
    with pytest.raises(UserError, match="no folder"):
        create_database(path.parent / "missing" / "firm.db", TABLES)
    assert path.read_bytes() == before


def test_a_new_database_is_whole_private_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "firm.db"
    create_database(path, TABLES)
    assert os.listdir(tmp_path) == ["firm.db"]
    assert path.stat().st_mode & 0o077 == 0
    with open_database(path):
        assert raw().execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert raw().execute("PRAGMA foreign_keys").fetchone() == (1,)
        assert raw().execute("PRAGMA journal_mode").fetchone() == ("truncate",)
        assert raw().execute("PRAGMA synchronous").fetchone() == (2,)
    assert os.listdir(tmp_path) == ["firm.db"]


def test_a_failed_creation_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(sqlite3.OperationalError):
        create_database(tmp_path / "firm.db", TABLES, ["CREATE NONSENSE"])
    assert os.listdir(tmp_path) == []


def test_only_one_database_is_open_at_a_time_and_another_may_follow(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    create_database(other, TABLES)
    with open_database(path):
        with pytest.raises(RuntimeError, match="still open"):
            open_database(other)
        assert raw().execute("SELECT count(*) FROM firm").fetchone() == (3,)
    with open_database(other):
        assert Firm.select().count() == 0
    with open_database(path):
        assert Firm.select().count() == 3


AS_ANOTHER_USER = """
import os, sys
from pathlib import Path
from desktop_crm.database.connection import create_database, open_database, raw, transaction
from desktop_crm.database import writes
from desktop_crm.values.errors import UserError
from tests.database.tables import Firm, TABLES
path = Path(sys.argv[1])
if os.geteuid() == 0:
    os.setuid(65534)
for attempt in (lambda: open_database(path), lambda: open_database(path, read_only=True),
                lambda: create_database(path.with_name("new.db"), TABLES)):
    try:
        done = attempt()
        print("opened", raw().execute("SELECT count(*) FROM firm").fetchone()[0])
        done.close()
    except UserError as refusal:
        print(refusal)
"""


@pytest.fixture
def open_folder(path: Path) -> Iterator[Path]:
    """The database in a folder that other users may look into."""
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        moved = Path(folder) / "data" / "firm.db"
        moved.parent.mkdir()
        shutil.copyfile(path, moved)
        yield moved
        os.chmod(moved.parent, 0o755)


@pytest.mark.skipif(os.name != "posix", reason="permissions of POSIX")
@pytest.mark.parametrize(
    ("folder_mode", "file_mode", "answers"),
    [
        (0o555, 0o666, ["cannot be written to", "opened 3", "cannot be .*written"]),
        (0o777, 0o444, ["is read-only", "opened 3", ""]),
        (0o555, 0o000, ["cannot be read", "cannot be read", "cannot be .*written"]),
    ],
    ids=["read-only folder", "read-only file", "unreadable file"],
)
def test_a_place_without_permission_is_named(
    open_folder: Path, folder_mode: int, file_mode: int, answers: list[str]
) -> None:
    open_folder.chmod(file_mode)
    open_folder.parent.chmod(folder_mode)
    ran = subprocess.run(
        [sys.executable, "-c", AS_ANOTHER_USER, str(open_folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    lines = ran.stdout.splitlines()
    for line, answer in zip(lines, answers, strict=False):
        assert re.search(answer, line), ran
    assert len(lines) >= 2, ran
