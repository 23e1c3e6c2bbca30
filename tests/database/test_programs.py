"""Programs of four versions and files of four versions: who may write, who may read, who must stay out; and
what the others see while one of them upgrades.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_crm.database import upgrading, writes
from desktop_crm.database.connection import OpenDatabase, open_database, raw, transaction
from desktop_crm.database.presence import Presence, Who
from desktop_crm.database.profiles import LOCAL
from desktop_crm.database.upgrade import FIRST_VERSION, MIGRATIONS, SCHEMA_VERSION, Migration, upgrade_file
from desktop_crm.values.errors import UserError
from tests.database.tables import TABLES, Firm
from tests.fixtures.database import UNSAFE, template

NEXT = SCHEMA_VERSION + 1
HASTY = replace(UNSAFE, busy_timeout=0.3)


def add(table: str) -> Callable[[sqlite3.Cursor], None]:
    def apply(cursor: sqlite3.Cursor) -> None:
        cursor.execute(f"CREATE TABLE {table} (id INTEGER NOT NULL PRIMARY KEY) STRICT")

    return apply


STEPS = (
    Migration(NEXT, "adds what older ones need not know", add("one"), frozenset(), 2, 2),
    Migration(NEXT + 1, "asks older ones not to write", add("two"), frozenset(), 2, NEXT + 1),
    Migration(NEXT + 2, "changes what older ones read", add("three"), frozenset(), NEXT + 1, NEXT + 2),
)
"""From the schema of this program on."""


@pytest.fixture
def path(template_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(template(template_folder, TABLES, ()), tmp_path / "firm.db"))


def program(version: int) -> tuple[Migration, ...]:
    """What a program of this schema knows."""
    return (*MIGRATIONS, *STEPS)[: version - FIRST_VERSION]


@contextmanager
def opened(path: Path, version: int) -> Iterator[OpenDatabase]:
    with open_database(path, profile=HASTY, steps=program(version)) as database:
        yield database


def bring_to(path: Path, version: int) -> None:
    upgrade_file(path, path.parent / "backups", program(version))


def version_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as other:
        return int(other.execute("PRAGMA user_version").fetchone()[0])


V = SCHEMA_VERSION
EXPECTED = {
    # (program, file): writes, reads, or stays out; an older file is upgraded by whoever opens it
    (V, V): "writes", (V, V + 1): "writes", (V, V + 2): "reads", (V, V + 3): "stays out",
    (V + 1, V): "writes", (V + 1, V + 1): "writes", (V + 1, V + 2): "reads", (V + 1, V + 3): "stays out",
    (V + 2, V): "writes", (V + 2, V + 1): "writes", (V + 2, V + 2): "writes", (V + 2, V + 3): "reads",
    (V + 3, V): "writes", (V + 3, V + 1): "writes", (V + 3, V + 2): "writes", (V + 3, V + 3): "writes",
}  # fmt: skip


@pytest.mark.parametrize(("mine", "files"), EXPECTED)
def test_who_may_do_what(path: Path, mine: int, files: int) -> None:
    bring_to(path, files)
    before = path.read_bytes()
    wanted = EXPECTED[mine, files]
    if wanted == "stays out":
        with pytest.raises(UserError, match=f"schema {files}, not {mine}"):
            open_database(path, profile=HASTY, steps=program(mine))
        assert path.read_bytes() == before
        return
    with opened(path, mine) as database:
        assert Firm.select().count() == 0
        if wanted == "reads":
            assert database.read_only and "only read" in str(database.read_only_because)
            with pytest.raises(UserError, match="only read"), transaction():
                writes.insert(Firm, code="1", name="Firm")
        else:
            with transaction():
                writes.insert(Firm, code="1", name="Firm")
            assert Firm.select().count() == 1
    assert version_of(path) == max(mine, files)
    if wanted == "reads":
        assert path.read_bytes() == before


def test_a_file_that_says_nothing_of_older_programs_keeps_them_out(path: Path) -> None:
    bring_to(path, V + 1)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("DROP TABLE compatibility")
    with pytest.raises(UserError, match="newer version"):
        open_database(path, profile=HASTY)


@pytest.mark.parametrize(("files", "stops"), [(V + 1, False), (V + 2, True), (V + 3, True)])
def test_a_running_program_notices_that_its_file_was_upgraded(path: Path, files: int, stops: bool) -> None:
    with opened(path, V) as database:
        assert Firm.select().count() == 0
        bring_to(path, files)
        if not stops:
            with transaction():
                writes.insert(Firm, code="1", name="Firm")
            assert Firm.select().count() == 1
            return
        for _again in range(2):
            with pytest.raises(UserError, match="Somebody upgraded this database"), transaction():
                writes.insert(Firm, code="1", name="Firm")
        with pytest.raises(UserError, match="Somebody upgraded this database"):
            database.check_upgrade()
        assert database.read_only
        assert Firm.select().count() == 0
        assert not raw().in_transaction


@contextmanager
def upgrade_under_way(path: Path) -> Iterator[threading.Event]:
    """An upgrade in another thread that stands in the middle of its first step."""
    begun, go_on = threading.Event(), threading.Event()
    done: list[bool] = []

    def wait(cursor: sqlite3.Cursor) -> None:
        add("one")(cursor)
        begun.set()
        assert go_on.wait(20)

    def work() -> None:
        steps = (Migration(NEXT, "slow", wait, frozenset(), 2, 2),)
        done.append(upgrade_file(path, path.parent / "backups", steps))

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(20)
    try:
        yield go_on
    finally:
        go_on.set()
        thread.join(20)
    assert done == [True]


def test_the_others_are_told_who_upgrades(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrading, "SHORT", 0.05)
    monkeypatch.setattr(upgrading, "account_name", lambda: "Ana Lima")
    with opened(path, V) as database:
        database.check_upgrade()
        with upgrade_under_way(path):
            with pytest.raises(UserError, match="is upgrading this file"):
                database.check_upgrade()
            assert json.loads(upgrading.path_of(path).read_text())["user"] == "Ana Lima"
            with (
                pytest.raises(UserError, match=r"Ana Lima on .* is upgrading this file since"),
                transaction(),
            ):
                pass
        database.check_upgrade()  # it is over, and this program may go on
        with transaction():
            writes.insert(Firm, code="1", name="Firm")
    assert not upgrading.path_of(path).exists()


def test_whoever_opens_the_file_meanwhile_is_told_and_waits_for_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrading, "SHORT", 0.05)
    with upgrade_under_way(path):
        with pytest.raises(UserError, match="is upgrading this file since"):
            open_database(path)
        with pytest.raises(UserError, match="is upgrading this file since"):
            upgrade_file(path, path.parent / "backups", STEPS[:1], patience=0.05)
    with opened(path, V):
        assert version_of(path) == NEXT


def test_the_word_of_an_upgrade_that_was_killed_keeps_nobody_out(path: Path) -> None:
    upgrading.path_of(path).write_text(
        '{"user": "Ana", "computer": "desk", "since": "2026-11-22T10:00:00+00:00"}'
    )
    with opened(path, V) as database:
        database.check_upgrade()  # it was said long ago
        with transaction():
            writes.insert(Firm, code="1", name="Firm")
    upgrading.path_of(path).write_text("half a wo")
    with opened(path, V), transaction():
        writes.insert(Firm, code="2", name="Firm")
    bring_to(path, V + 1)
    assert not upgrading.path_of(path).exists()


def test_an_upgrade_waits_until_nobody_uses_the_file(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM sqlite_master").fetchall()
        with pytest.raises(UserError, match="another program is using it"):
            upgrade_file(path, path.parent / "backups", STEPS[:1], patience=0.05)
    assert not (path.parent / "backups").exists() and version_of(path) == V
    assert upgrade_file(path, path.parent / "backups", STEPS[:1], patience=0.05)


def test_two_that_upgrade_at_once_do_it_once(path: Path) -> None:
    answers: list[bool] = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(upgrade_file(path, path.parent / "backups", STEPS[:1], patience=20))
        )
        for _each in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(answers) == [False, True]
    assert len(list((path.parent / "backups").iterdir())) == 1


def test_who_has_the_file_open_keeps_an_upgrade_out_by_name(path: Path) -> None:
    colleague = Presence(path, Who("Bea", "till"), LOCAL)
    colleague.join()
    try:
        with pytest.raises(UserError, match=r"Bea \(till\) has it open"):
            open_database(path, profile=HASTY, steps=program(V + 1), who=Who("Ana", "desk"))
        assert version_of(path) == V
    finally:
        colleague.leave()
    with open_database(path, profile=HASTY, steps=program(V + 1), who=Who("Ana", "desk")):
        assert version_of(path) == V + 1
