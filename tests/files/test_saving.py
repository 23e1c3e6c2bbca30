"""What a person saves: whole or not at all, over an ordinary file, never over a firm."""

from __future__ import annotations

import errno
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from desktop_crm.database import keys, placing, upgrading
from desktop_crm.database.presence import register
from desktop_crm.files import saving
from desktop_crm.values.errors import UserError


@pytest.fixture
def firm(tmp_path: Path) -> Path:
    path = tmp_path / "firm.crm"
    with closing(sqlite3.connect(path)) as made:
        made.execute("CREATE TABLE contact (id)")
    return path


def test_an_ordinary_file_is_replaced_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    for data in (b"first", b"", b"second"):
        assert saving.save_file(path, data) == path
        assert path.read_bytes() == data
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("ending", ["", *saving.BESIDE])
def test_a_firm_and_what_lies_beside_it_is_never_written_over(firm: Path, ending: str) -> None:
    before = firm.read_bytes()
    for ask in (saving.check_place, lambda path: saving.save_file(path, b"%PDF")):
        with pytest.raises(UserError, match="A firm or a copy of one lies at"):
            ask(firm.with_name(firm.name + ending))
    assert firm.read_bytes() == before
    assert list(firm.parent.iterdir()) == [firm]


def test_an_encrypted_firm_is_known_by_its_key(tmp_path: Path) -> None:
    secret = tmp_path / "secret.crm"
    secret.write_bytes(os.urandom(4096))
    keys.path_of(secret).write_text("{}")
    for path in (secret, keys.path_of(secret)):
        with pytest.raises(UserError, match="A firm or a copy of one"):
            saving.save_file(path, b"x")


def test_a_link_to_a_firm_is_no_way_round_and_a_link_to_a_text_stays_one(firm: Path) -> None:
    link, text = firm.with_name("link.txt"), firm.with_name("text.txt")
    link.symlink_to(firm)
    with pytest.raises(UserError, match="A firm or a copy of one"):
        saving.save_file(link, b"x")
    link.unlink()
    link.symlink_to(text)
    saving.save_file(link, b"x")
    assert (link.is_symlink(), text.read_bytes()) == (True, b"x")


def test_the_names_beside_a_database_are_those_of_the_program() -> None:
    assert saving.BESIDE == placing.BESIDE
    assert {keys.ENDING, register.SUFFIX, upgrading.path_of(Path("f")).name[1:]} < set(saving.BESIDE)


@pytest.mark.skipif(os.name != "posix", reason="locks that a closed handle drops are POSIX's")
def test_the_locks_of_the_open_firm_are_kept_when_somebody_names_it(firm: Path) -> None:
    other = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"
    with closing(sqlite3.connect(firm, isolation_level=None)) as mine:
        mine.execute("BEGIN IMMEDIATE")
        with pytest.raises(UserError):
            saving.save_file(firm, b"x")
        assert subprocess.run([sys.executable, "-c", other, firm], capture_output=True).returncode != 0


def test_what_the_disk_refuses_leaves_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(b"before")

    def full(*_given: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UserError, match="The disk is full"):
        saving.save_file(path, b"after")
    monkeypatch.undo()
    assert path.read_bytes() == b"before"
    for wrong in (tmp_path, tmp_path / "none" / "list.csv", tmp_path / ("x" * 300), tmp_path / "a\x00b"):
        with pytest.raises(UserError, match="cannot be written"):
            saving.save_file(wrong, b"after")
        with pytest.raises(UserError):
            saving.check_place(wrong)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full")
def test_a_device_is_written_to_and_not_replaced() -> None:
    assert saving.save_file(Path(os.devnull), b"x") == Path(os.devnull)
    with pytest.raises(UserError, match="The disk is full"):
        saving.save_file(Path("/dev/full"), b"x")
    assert Path("/dev/full").is_char_device()
